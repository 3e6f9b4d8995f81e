"""Reading one ticket, and its month's index through refreshes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from data_access.extract.layout import TEXTS, Storage
from data_access.extract.manifest import read_manifest
from data_access.extract.query import Extract
from data_access.extract.refresh import refresh, sweep
from data_access.metrics.additive import lasting_measures
from data_access.search.asked import Asked
from data_access.search.find import find
from data_access.search.ticket import Ticket, ticket
from data_access.settings import Settings, load_settings
from data_access.store.engine import Store, migrate, open_store
from data_access.types import Filters, NotAllowedError, Period, Scope
from demo_city import CITY_CODE, write_city
from tests.data_access.test_extract import HEADER, MARCH, PLACE, SCOPE, load, row
from tests.data_access.test_import import write
from weisu.demo import load_files

LAST = date(2026, 1, 15)
SYSTEM = Scope.system("test")


class City(NamedTuple):
    """A small demo city that came in the ordinary way."""

    extract: Extract
    store: Store
    tickets: Any


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    home = tmp_path_factory.mktemp("city")
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    write_city(home / "files", seed=3, days=25, per_day=8, last_day=LAST)
    load_files(store, settings, SYSTEM, home / "files", lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    extract = Extract(settings)
    sql = "SELECT * FROM t ORDER BY ticket_no"
    yield City(extract, store, extract.query(SYSTEM, CITY_CODE, sql))
    store.close()


def read(city: City, number: str, scope: Scope = SYSTEM, as_of: date | None = None) -> Ticket:
    return ticket(city.extract, city.store, scope, CITY_CODE, number, as_of=as_of)


def limited(department: str, *rights: str) -> Scope:
    return Scope("d", frozenset(rights), frozenset({CITY_CODE}), frozenset({department}))


def test_a_ticket_with_its_road(city: City) -> None:
    done = city.tickets[city.tickets["t_callback"].notna() & city.tickets["t_sign"].notna()]
    one = read(city, str(done["ticket_no"].iloc[0]))
    wanted = done.iloc[0]
    assert one.texts["title"] == wanted["title"]
    assert one.facts["t_accept"] - wanted["t_accept"].to_pydatetime() == timedelta(hours=8)
    assert not {"caller_key", "place_key", "title", "content"} & set(one.facts)
    times = [step.at for step in one.steps]
    assert times == sorted(times)
    assert {"受理", "派单", "签收", "办结"} <= {step.node for step in one.steps}
    assert one.steps[0].working_s is None
    assert all(
        step.clock_s is not None and (step.working_s or 0) <= step.clock_s for step in one.steps[1:]
    )
    assert one.callbacks
    limits = {limit.name: limit for limit in one.limits}
    assert limits["close"].done == one.facts["t_close"]
    assert limits["close"].is_kept is (one.facts["t_close"] <= one.facts["deadline"])
    assert limits["close"].rule.endswith("个工作日")
    assert limits["contact"].working_s == one.facts["contact_work_s"]


def test_a_ticket_as_it_was_known(city: City) -> None:
    rows = city.tickets[city.tickets["t_close"].notna() & city.tickets["t_dispatch"].notna()]
    late = rows[rows["t_close"] - rows["t_dispatch"] > timedelta(days=3)].iloc[0]
    day = late["day"].date()
    early, now = (read(city, late["ticket_no"], as_of=d) for d in (day, None))
    assert "t_close" in now.facts
    assert "t_close" not in early.facts
    assert "reply_public" not in early.texts
    assert len(early.steps) < len(now.steps)
    assert all(step.at.date() <= day for step in early.steps)
    with pytest.raises(NotAllowedError):
        read(city, late["ticket_no"], as_of=day - timedelta(days=1))


def test_what_may_not_be_seen_is_told_like_what_is_not_there(city: City) -> None:
    first = city.tickets[city.tickets["org_lead"].notna()].iloc[0]
    assert read(city, first["ticket_no"], limited(first["org_lead"])).number == first["ticket_no"]
    words = set()
    other = limited("别的局")
    for number, scope in (
        (first["ticket_no"], other), ("nothing", SYSTEM), ("nothing", other),
        (first["ticket_no"][:10], SYSTEM), ("' OR 1=1 --", SYSTEM),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError) as refused:
            read(city, number, scope)
        words.add(str(refused.value))
    assert len(words) == 1
    with pytest.raises(NotAllowedError):
        read(city, first["ticket_no"], Scope("s", frozenset(), frozenset({"1"})))


def test_a_callers_other_tickets_take_a_right(city: City) -> None:
    often = city.tickets["caller_key"].value_counts()
    mine = city.tickets[city.tickets["caller_key"] == often.index[0]]
    assert len(mine) > 1
    led = mine[mine["org_lead"].notna()].iloc[0]
    number = str(led["ticket_no"])
    others = read(city, number).previous
    assert others is not None
    assert others.count == len(mine) - 1
    assert set(others.rows["ticket_no"]) == set(mine["ticket_no"]) - {number}
    reader = Scope("r", frozenset({"metric.view"}), frozenset({CITY_CODE}))
    assert read(city, number, reader).previous is None
    tracer = limited(str(led["org_lead"]), "caller.trace")
    some = read(city, number, tracer).previous
    assert some is not None
    seen = mine[mine["org_lead"] == led["org_lead"]]
    assert set(some.rows["ticket_no"]) == set(seen["ticket_no"]) - {number}


def indexes(settings: Settings) -> dict[str, str]:
    manifest = read_manifest(Storage.of(settings))
    return {month: entry.path for month, entry in manifest.months(TEXTS, PLACE.code).items()}


def said(number: str, words: str, closed: str = "") -> tuple[str, ...]:
    return (*row(number, closed=closed), words)


def put(store: Store, settings: Settings, path: Path, rows: list[tuple[str, ...]]) -> None:
    from data_access.importing.load import ingest

    write(path, rows, (*HEADER, "主要内容"))
    ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    refresh(store, settings, lasting_measures())


def test_only_what_says_something_else_is_indexed_anew(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    put(sqlite_store, settings, tmp_path / "a.csv", [said("1", "暖气不热"), said("2", "停水")])
    first = indexes(settings)
    assert set(first) == {"2026-03"}
    put(sqlite_store, settings, tmp_path / "b.csv", [said("2", "停水", "2026-03-02 10:00:00")])
    assert indexes(settings) == first
    extract, words = Extract(settings), Asked(Filters(PLACE.code, MARCH), words="停水")
    found = find(extract, SCOPE, words)
    assert (found.count, found.rows["status"].tolist()) == (1, ["已办结"])
    put(sqlite_store, settings, tmp_path / "c.csv", [said("3", "又停水了")])
    assert indexes(settings) != first
    assert find(extract, SCOPE, words).rows["ticket_no"].tolist() == ["3", "2"]
    storage = Storage.of(settings)
    assert storage.read(first["2026-03"]) is not None
    sweep(settings, older_than=timedelta(0))
    assert storage.read(first["2026-03"]) is None
    assert storage.read(indexes(settings)["2026-03"]) is not None


def test_a_month_without_index_is_read_itself(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    put(sqlite_store, settings, tmp_path / "a.csv", [said("1", "暖气不热"), said("2", "停水")])
    storage = Storage.of(settings)
    storage.fs.rm_file(storage.path(indexes(settings)["2026-03"]))
    found = find(Extract(settings), SCOPE, Asked(Filters(PLACE.code, MARCH), words="暖气"))
    assert found.rows["snippet"].tolist() == ["暖气不热"]
    load(sqlite_store, settings, tmp_path / "b.csv", [row("3")])
    assert storage.read(indexes(settings)["2026-03"]) is not None


def test_a_city_whose_tickets_say_nothing(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, tmp_path / "a.csv", [row("20260301"), row("20260302")])
    whole = Filters(PLACE.code, Period(date(2026, 1, 1), date(2027, 1, 1)))
    extract = Extract(settings)
    assert find(extract, SCOPE, Asked(whole, words="暖气")).count == 0
    assert find(extract, SCOPE, Asked(whole, words="2026")).count == 2
    assert find(extract, SCOPE, Asked(whole, words="0302")).rows["ticket_no"].tolist() == [
        "20260302"
    ]
    nowhere = Asked(Filters("0000", MARCH), words="暖气")
    assert find(extract, SCOPE, nowhere).count == 0
