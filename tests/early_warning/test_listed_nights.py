"""What is listed each looked: on boards of its own, never pushed, nothing of later days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from early_warning.detection import LISTED, Detection
from early_warning.events.judgement import Judgement
from early_warning.events.merge import merge
from early_warning.events.severity import with_severity
from early_warning.frames import FIGURE, LATE_TICKET, WARNING, WARNING_DAILY, WARNING_TICKET
from early_warning.history import History
from early_warning.live.day_by_day import LookedAt, Outcome, look_on
from early_warning.live.signals import ticket_signals
from early_warning.live.state import BOARDS, Live, dump, load
from early_warning.live.warning_rows import frames
from early_warning.rules.late_tickets import likely_late
from tests.early_warning.test_engine import FIRST, tickets

LAST = 515
NOW = pd.Timestamp(FIRST) + pd.Timedelta(days=LAST + 1)
UPSET = "忍无可忍，太过分了，气愤"


@pytest.fixture(scope="module")
def town() -> pd.DataFrame:
    """A town with due tickets (one unit is slow), an angry street and a category that rose."""
    random = np.random.default_rng(5)
    frame = tickets(2)
    day = (frame["t_accept"].to_numpy() - FIRST).astype("timedelta64[D]").astype(int)
    more = frame[(frame["category"] == "010101") & (day >= LAST - 60)]
    more = pd.concat([more, more, more]).assign(category="010101")
    more["caller"] = [f"m{k}" for k in range(len(more))]
    frame = pd.concat([frame, more], ignore_index=True)
    frame["ticket_no"] = [f"t{k:06d}" for k in range(len(frame))]
    frame["unit"] = np.where(random.random(len(frame)) < 0.5, "慢局", "快局")
    frame["t_dispatch"] = frame["t_accept"] + pd.Timedelta(hours=1)
    frame["deadline"] = frame["t_dispatch"].dt.normalize() + pd.Timedelta(days=10)
    slow = np.where(frame["unit"] == "慢局", 11.0, 3.5)
    took = np.clip(random.gamma(8.0, slow / 8.0), 0.1, None)
    frame["t_close"] = frame["t_dispatch"] + pd.to_timedelta(took, unit="D")
    frame["text"] = "请问怎么办理"
    # The last callers of a day, all of one street and category.
    at = frame["t_accept"].dt.normalize() == NOW.normalize() - pd.Timedelta(days=1)
    upset = frame.index[at][:5]
    frame.loc[upset, ["area", "category"]] = ["990181003001", "030201"]
    frame.loc[upset, "text"] = UPSET
    return frame


def texts_of(town: pd.DataFrame) -> pd.DataFrame:
    return town.assign(day=town["t_accept"].dt.normalize())[
        ["ticket_no", "day", "area", "category", "caller", "text"]
    ]


def looked_at(town: pd.DataFrame, **more: Any) -> LookedAt:
    history = History(town.drop(columns=["text"]), FIRST)
    texts = texts_of(town)
    late = likely_late(due_at(town, NOW), 0.5)
    return LookedAt(history, ticket_signals(texts), texts, late=late, **more)


def due_at(town: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """What is open and due within 48 hours, as the room of deadlines would judge it."""
    left = (town["deadline"] - now).dt.total_seconds() / 3600.0
    open_now = (town["t_dispatch"] <= now) & ~(town["t_close"] <= now) & left.between(0, 48)
    chance = np.where(town["unit"] == "慢局", 0.7, 0.2)
    return town.assign(hours_left=left, probability=chance)[open_now]


@pytest.fixture(scope="module")
def looked(town: pd.DataFrame) -> LookedAt:
    return looked_at(town[town["t_accept"] < NOW])


@pytest.fixture(scope="module")
def outcome(looked: LookedAt) -> Outcome:
    return look_on(looked, Live(), LAST - 8, LAST)


def listed(outcome: Outcome, name: str) -> list[Any]:
    return [w for w in outcome.after.boards[name].warnings if w.state != "closed"]


def test_deadlines_feelings_and_levels_are_listed_and_never_pushed(outcome: Outcome) -> None:
    for name in LISTED:
        assert all(w.pushed is None for w in listed(outcome, name))
    assert [w.lead.unit for w in listed(outcome, "deadline")] == ["慢局"]
    (upset,) = listed(outcome, "emotion")
    assert (upset.lead.area, upset.lead.category) == ("990181003", "0302")
    counted = dict(upset.lead.figures)
    assert counted["felt"] == 5
    assert counted["felt"] <= counted["n"] < counted["usual_n"]
    assert counted["usual_felt"] == 0
    risen = {w.lead.category for w in listed(outcome, "shift")}
    assert risen & {"0101", "010101"}
    assert all(w.lead.excess > 0 for w in listed(outcome, "shift"))


def test_each_unit_has_a_warning_of_its_own() -> None:
    found = [Detection("deadline", "deadline", 9, 1, 2.0, 1.1, 0.4, unit=u) for u in "甲乙丙"]
    assert sorted(g.lead.unit for g in merge(found)) == ["丙", "乙", "甲"]


def test_deadlines_are_those_of_the_last_day_only(looked: LookedAt, outcome: Outcome) -> None:
    first = look_on(replace(looked, late=None), Live(), LAST - 8, LAST - 1)
    assert not listed(first, "deadline")
    (then,) = listed(outcome, "deadline")
    assert then.opened == LAST
    # The next evening the same unit has other tickets: the same warning, with today's alone.
    assert looked.late is not None
    tomorrow = replace(looked, late=looked.late.head(1).assign(ticket_no="neu"))
    again = look_on(tomorrow, outcome.before, LAST, LAST)
    both = look_on(tomorrow, outcome.after, LAST + 1, LAST + 1)
    for one in (again, both):
        (warning,) = listed(one, "deadline")
        assert warning.lead.evidence == ("neu",)
        assert [p.evidence for p in warning.parts] == [("neu",)]
    (key,) = [k for k, (b, _) in both.warnings.items() if b == "deadline"]
    assert key in outcome.warnings
    # … and when nothing is due any more it is over at once.
    quiet = look_on(replace(looked, late=None), outcome.after, LAST + 1, LAST + 1)
    assert not listed(quiet, "deadline")
    stored = frames(looked.history, quiet, looked.signals, {})
    assert "deadline" not in set(stored[WARNING]["detector"])


def test_a_second_look_at_the_day_gives_the_same(looked: LookedAt, outcome: Outcome) -> None:
    again = look_on(looked, outcome.before, LAST, LAST)
    assert {n: dump(again.after, n) for n in BOARDS} == {n: dump(outcome.after, n) for n in BOARDS}


def test_later_days_are_not_read(town: pd.DataFrame, outcome: Outcome) -> None:
    """With everything known that came later, the evening says the same."""
    after = look_on(looked_at(town), Live(), LAST - 8, LAST)
    for name in ("deadline", "emotion"):
        assert [w.lead for w in listed(after, name)] == [w.lead for w in listed(outcome, name)]


def test_boards_with_figures_survive_being_stored(outcome: Outcome) -> None:
    stored = {name: dump(outcome.after, name) for name in BOARDS}
    assert load(stored) == outcome.after
    old = {name: text for name, text in stored.items() if name not in LISTED}
    assert load(old).boards["emotion"].warnings == ()


def test_verdicts_make_a_feeling_stricter_and_leave_deadlines(looked: LookedAt) -> None:
    said = [Judgement("emotion", "990181003", "0302", "false")] * 13
    said += [Judgement("deadline", "", "", "false")] * 13
    found = look_on(replace(looked, judgements=said), Live(), LAST, LAST)
    assert not listed(found, "emotion")
    assert len(listed(found, "deadline")) == 1


def test_what_is_stored_of_them(looked: LookedAt, outcome: Outcome) -> None:
    stored = frames(looked.history, outcome, looked.signals, {}, late=looked.late)
    warning = stored[WARNING].set_index("detector")
    late = stored[LATE_TICKET]
    assert len(late) == warning.loc["deadline", "observed"]
    assert set(late["warning_id"]) == {warning.loc["deadline", "warning_id"]}
    assert (late["probability"] >= 0.5).all()
    assert late["hours_left"].between(0, 48).all()
    assert warning.loc["deadline", "severity"] == "黄"
    assert warning.loc["emotion", "severity"] == "黄"
    mine = stored[FIGURE][stored[FIGURE]["warning_id"] == warning.loc["emotion", "warning_id"]]
    assert set(mine["name"]) == {"n", "felt", "usual_n", "usual_felt"}
    drawn = set(stored[WARNING_DAILY]["warning_id"])
    assert not drawn & set(warning.loc[["deadline", "emotion"], "warning_id"])
    shifts = stored[WARNING][stored[WARNING]["detector"] == "shift"]
    assert set(shifts["severity"]) == {"蓝"}


@pytest.mark.parametrize("detector", ["shift", "scan"])
def test_a_moved_level_is_blue_however_large(outcome: Outcome, detector: str) -> None:
    (one, *_) = listed(outcome, "shift")
    large = replace(one.lead, detector=detector, observed=900.0, expected=100.0)
    assert with_severity(replace(one, lead=large)).severity == "蓝"


def clustered() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A town with places on a grid, and two days of tickets in three neighbours at the end."""
    frame = tickets(2)
    codes = sorted(frame["area"].unique())
    areas = pd.DataFrame({
        "code": codes, "name": codes,
        "lon": [123.0 + k % 5 * 0.01 for k in range(len(codes))],
        "lat": [37.0 + k // 5 * 0.01 for k in range(len(codes))],
    })  # fmt: skip
    rows = [
        {"area": codes[k], "category": "020103", "channel": "电话",
         "t_accept": NOW - pd.Timedelta(hours=40 - 20 * day - n), "caller": f"s{k}{day}{n}",
         "ticket_no": f"s{k}{day}{n}"}
        for k in (0, 1, 5) for day in (0, 1) for n in range(5)
    ]  # fmt: skip
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True), areas


def test_the_scan_is_listed_where_it_is_asked_for() -> None:
    frame, areas = clustered()
    frame = frame[frame["t_accept"] < NOW]
    history = History(frame, FIRST, areas=areas)
    texts = texts_of(frame.assign(text=""))
    looked = LookedAt(history, ticket_signals(texts), texts.head(0), scan=True)
    found = look_on(looked, Live(), LAST, LAST)
    assert not listed(look_on(replace(looked, scan=False), Live(), LAST, LAST), "scan")
    clusters = listed(found, "scan")
    assert clusters
    assert all(w.pushed is None for w in clusters)
    stored = frames(history, found, looked.signals, {})
    row = stored[WARNING][stored[WARNING]["detector"] == "scan"].iloc[0]
    assert row["severity"] == "蓝"
    mine = stored[WARNING_TICKET][stored[WARNING_TICKET]["warning_id"] == row["warning_id"]]
    # Its tickets are those of all its places, not only of the one in the middle.
    places = frame[frame["ticket_no"].isin(mine["ticket_no"])]["area"].unique()
    assert len(places) > 1
    figures = stored[FIGURE].set_index("name")["value"]
    assert figures["places"] >= len(places)
    # A source without places on the map has nothing to scan.
    bare = replace(looked, history=History(frame, FIRST))
    assert not listed(look_on(bare, Live(), LAST, LAST), "scan")
