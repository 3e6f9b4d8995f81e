"""At an import only texts are read that could tell more than the source did, with equal answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from data_access.extract.query import Extract
from data_access.extract.refresh import refresh
from data_access.importing.place_again import place_again
from data_access.metrics.additive import lasting_measures
from data_access.metrics.place_shares import place_shares
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import ticket_place
from data_access.types import Filters, Period
from geo.place_finder import place_finder
from tests.geo import small_town as town
from tests.geo.test_places_import import CODE, SCOPE, TEXTS, kept, load, with_directory, write


@pytest.mark.parametrize(
    ("area", "read"),
    [
        ({"行政区划": town.SUNNY}, False),
        ({"行政区划": town.CENTRE}, True),
        ({"行政区划": town.COUNTY}, True),
        ({"行政区划": "999999999999"}, True),
        ({}, True),
        ({"街道": "城关街道"}, True),
        ({"街道": "城关街道", "社区": "和平社区"}, False),
        ({"区县": "江城区", "社区": "没有这个社区"}, False),
        # A code counts before names, as in the import.
        ({"行政区划": town.CENTRE, "社区": "和平社区"}, True),
    ],
)
def test_texts_are_read_where_the_source_told_less_than_the_community(
    store: Store, settings: Settings, tmp_path: Path, area: dict[str, str], read: bool
) -> None:
    with_directory(store)
    row = {"工单编号": "1", "受理时间": "2026-03-01 09:00:00", "主要内容": "翠湖花园3栋停水"}
    row |= area
    path = tmp_path / "tickets.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", "utf-8")
    load(store, settings, path)
    assert (kept(store) == {"1": ("placed", town.PEACE, "翠湖花园")}) == read
    assert bool(kept(store)) == read


def test_what_is_found_of_some_tickets_is_what_is_found_among_all(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    """Tickets passed over change nothing of those that are read."""
    with_directory(store)
    texts = {
        str(n): (row["area_code"] if n % 3 else "", row["content"], "")
        for n, row in enumerate(town.past().to_dict("records"), 100)
    }
    load(store, settings, write(tmp_path / "tickets.csv", texts))

    def answers() -> dict[str, tuple[object, ...]]:
        names = [c for c in ticket_place.c if c.name not in ("version_id", "pass_no")]
        with store.read() as connection:
            return {r.ticket_no: tuple(r) for r in connection.execute(select(*names))}

    some = answers()
    assert set(some) == {n for n, (code, _, _) in texts.items() if not code}
    with store.write() as connection:
        connection.execute(ticket_place.delete())
    finder = place_finder(store, SCOPE, CODE)
    assert finder is not None
    place_again(store, settings, SCOPE, CODE, finder)
    every = answers()
    assert set(every) == set(texts)
    assert {n: every[n] for n in some} == some


def test_the_gazetteer_is_not_made_for_a_file_that_needs_none(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_directory(store)
    monkeypatch.delattr("geo.place_finder.build_gazetteer")
    load(store, settings, write(tmp_path / "tickets.csv", {"3": TEXTS["3"]}))
    assert kept(store) == {}
    with pytest.raises(NameError):
        load(store, settings, write(tmp_path / "tickets.csv", {"1": TEXTS["1"]}))


def test_shares_by_level_tell_the_file_from_the_text(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    texts = {**TEXTS, "6": (town.CENTRE, "路灯不亮", ""), "7": (town.COUNTY, "想问医保怎么办", "")}
    load(store, settings, write(tmp_path / "tickets.csv", texts))
    refresh(store, settings, lasting_measures())
    extract = Extract(settings)
    last = extract.last_day(CODE)
    assert last is not None
    levels = {code: a.level for code, a in extract.directory(SCOPE, CODE).areas.items()}
    found = place_shares(extract, SCOPE, Filters(CODE, Period.last_days(last, 60)), levels)
    assert found.tickets == 7
    assert found.known == ("community", "street", "county")
    assert found.filed == {"community": 1, "street": 1, "county": 1}
    assert found.found == {"community": 2}
    assert found.without == 2
    assert found.finest == pytest.approx(3 / 7)
