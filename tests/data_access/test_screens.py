"""Wall screens: made, listed and ended by who may, under audit; a token is kept nowhere."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from data_access.accounts.screens import create_screen, end_screen, find_screen, list_screens
from data_access.accounts.tables import wall_screen
from data_access.store import audit
from data_access.store.tables import jurisdiction
from data_access.types import CallError, NotAllowedError, Scope, WeisuError

NOW = datetime.fromisoformat("2026-03-02T01:30:00")
KEEPER = Scope("keeper", frozenset({"account.manage"}), None)
AUDITOR = Scope("auditor", frozenset({"audit.view"}))


@pytest.fixture
def place(store):
    with store.write() as connection:
        for code in ("330199", "330198"):
            connection.execute(
                insert(jurisdiction).values(
                    code=code, name=code, timezone="Asia/Shanghai", size="county", calendar="cn",
                    time_precision="minute", created_at=NOW,
                )
            )  # fmt: skip
    return "330199"


def make(store, settings, place, by=KEEPER, **more):
    given = {"name": "一楼大厅", "jurisdiction": place, "now": NOW, **more}
    return create_screen(store, settings, by, **given)


def test_a_token_is_told_once_and_only_its_hash_is_kept(store, settings, place):
    screen, token = make(store, settings, place)
    assert len(token) >= 43
    with store.read() as connection:
        row = connection.execute(select(wall_screen)).mappings().one()
        log = list(audit.entries(store, AUDITOR))
    assert token not in str(dict(row))
    assert not [entry for entry in log if token in str(entry)]
    assert find_screen(store, token, now=NOW) == screen
    assert find_screen(store, token[:-1], now=NOW) is None


def test_it_lasts_as_long_as_the_settings_say_unless_told_otherwise(store, settings, place):
    screen, token = make(store, settings, place)
    assert screen.expires_at == NOW + timedelta(days=settings.wall_screen_days)
    short, _ = make(store, settings, place, days=2)
    assert short.expires_at == NOW + timedelta(days=2)
    last = screen.expires_at - timedelta(seconds=1)
    states = []
    for moment in (last, screen.expires_at):
        found = find_screen(store, token, now=moment)
        assert found is not None
        states.append(found.state(moment))
    assert states == ["open", "expired"]


def test_an_ended_screen_stays_ended(store, settings, place):
    screen, token = make(store, settings, place)
    later = NOW + timedelta(hours=1)
    end_screen(store, KEEPER, screen.id, now=later)
    end_screen(store, KEEPER, screen.id, now=later + timedelta(hours=1))
    found = find_screen(store, token, now=later)
    assert found is not None
    assert found.state(later) == "ended"
    assert found.ended_at == later
    actions = [(e.actor, e.action, e.about) for e in audit.entries(store, AUDITOR)]
    assert actions == [
        ("keeper", "screen.end", "一楼大厅"),
        ("keeper", "screen.create", "一楼大厅"),
    ]


def test_only_who_may_manage_accounts_makes_lists_and_ends(store, settings, place):
    screen, _ = make(store, settings, place)
    leader = Scope("leader", frozenset({"today.view"}), None)
    elsewhere = Scope("other", frozenset({"account.manage"}), frozenset({"330198"}))
    for act in (
        lambda: make(store, settings, place, by=leader),
        lambda: list_screens(store, leader),
        lambda: end_screen(store, leader, screen.id),
        lambda: make(store, settings, place, by=elsewhere),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert list_screens(store, elsewhere) == []
    with pytest.raises(WeisuError, match="没有编号为"):
        end_screen(store, elsewhere, screen.id)
    assert list_screens(store, KEEPER) == [screen]


@pytest.mark.parametrize(
    "more",
    [
        {"name": " "},
        {"name": "长" * 41},
        {"days": 0},
        {"days": 1101},
        {"jurisdiction": "990000"},
        {"areas": ["330198001"]},
        {"areas": []},
    ],
)
def test_what_cannot_be_a_screen_is_refused(store, settings, place, more):
    with pytest.raises(CallError, match="大屏没有建立"):
        make(store, settings, place, **more)
    assert list_screens(store, KEEPER) == []


def test_what_is_read_for_a_screen_is_of_its_place_alone_and_lets_nobody_act(
    store, settings, place
):
    screen, _ = make(store, settings, place, areas=["330199001"])
    scope = screen.scope
    assert scope.sees(place)
    assert not scope.sees("330198")
    assert scope.areas == frozenset({"330199001"})
    acts = ("export.data", "vault.open", "caller.trace", "task.issue", "import.run", "*")
    assert not [right for right in acts if scope.has(right)]


def test_when_a_screen_was_seen_is_written_every_five_minutes_at_most(store, settings, place):
    _, token = make(store, settings, place)
    moments = [NOW + timedelta(minutes=m) for m in (1, 3, 5, 7)]
    seen = []
    for moment in moments:
        find_screen(store, token, now=moment)
        seen.append(list_screens(store, KEEPER)[0].last_seen)
    assert seen == [moments[0], moments[0], moments[0], moments[3]]
