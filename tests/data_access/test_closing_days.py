"""A day that ends a period lasts until its last second; a time of day is kept as it is written."""

# ruff: noqa: DTZ001 - naive times are UTC

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from data_access.importing.chunk import MapContext, MappedChunk
from data_access.importing.mapping import Mapper
from data_access.importing.notes import merge_notes
from data_access.importing.profile import Jurisdiction
from data_access.importing.profile_files import parse_profile
from data_access.importing.readers import RawChunk

NOW = datetime(2026, 11, 23, 2, 0)
PLACE = Jurisdiction(code="350100", name="某市")
END = datetime(2025, 3, 10, 15, 59, 59)
MIDNIGHT = datetime(2025, 3, 9, 16)


def mapped(rule: str, *cells: str, entity: str = "ticket", tail: str = "", **more: Any) -> Any:
    """Map rows of 编号, 受理 and one further column x."""
    known = {
        "ticket": "      ticket_no: 编号\n      t_accept: 受理\n",
        "area": "      code: 编号\n      level: {value: city}\n      name: 受理\n",
    }[entity]
    text = (
        f"profile: p\nlabel: 某市\ntables:\n  - entity: {entity}\n    columns:\n{known}"
        f"      {rule}\n{tail}"
    )
    found = parse_profile(text, Path("p.yaml"))
    names = ("编号", "受理", "x")
    rows = [(str(n), more.get("accept", "2025-03-04 09:00"), c) for n, c in enumerate(cells)]
    chunk = RawChunk(names, list(range(2, len(rows) + 2)), list(rows))
    return Mapper(found, found.tables[0], names, MapContext(PLACE, NOW)).map(chunk)


def said(got: MappedChunk) -> list[str]:
    return [note.text for note in merge_notes(got.notes)]


@pytest.mark.parametrize(
    "written",
    ["2025-03-10", "2025/3/10", "2025.3.10", "20250310", "2025年3月10日", "45726", "45726.0"],
)
@pytest.mark.parametrize("field", ["deadline", "deadline_orig"])
def test_a_deadline_without_a_clock_is_that_whole_day(field, written):
    got = mapped(f"{field}: x", written, "2025-03-10 18:30")
    assert got.columns[field] == [END, datetime(2025, 3, 10, 10, 30)]


def test_the_profiles_own_formats_and_precision_say_whether_there_is_a_clock():
    day = mapped("deadline: {from: x, formats: ['%d.%m.%Y']}", "10.03.2025")
    assert day.columns["deadline"] == [END]
    clock = mapped(
        "deadline: {from: x, formats: ['%d.%m.%Y', '%d.%m.%Y %H:%M']}", "10.03.2025 00:00"
    )
    assert clock.columns["deadline"] == [MIDNIGHT]
    exact = mapped("deadline: {from: x, precision: day}", "2025-03-10 00:00:00", "2025-03-10 08:00")
    assert exact.columns["deadline"] == [END, END]


def test_midnight_written_out_is_kept_and_named_where_all_deadlines_are():
    got = mapped("deadline: x", "2025-03-10 00:00:00", "2025-03-11 0:00")
    assert got.columns["deadline"][0] == MIDNIGHT
    assert any("零点" in note and "precision: day" in note for note in said(got))
    mixed = mapped("deadline: x", "2025-03-10 00:00:00", "2025-03-11 9:00")
    assert not said(mixed)
    assert mapped("deadline: x", "2025-03-09 24:00").columns["deadline"] == [MIDNIGHT]


def test_a_deadline_on_the_day_of_acceptance_is_no_time_before_it():
    got = mapped("deadline: x", "2025-03-10", accept="2025-03-10 09:00")
    assert got.columns["deadline"] == [END]
    assert not said(got)
    midnight = mapped("deadline: x", "2025-03-10 00:00", accept="2025-03-10 09:00")
    assert midnight.columns["deadline"] == [END]


def test_what_does_not_close_a_period_begins_with_its_day_but_not_before_acceptance():
    got = mapped("t_close: x", "2025-03-12", accept="2025-03-10 09:00")
    assert got.columns["t_close"] == [datetime(2025, 3, 11, 16)]
    same = mapped("t_close: x", "2025-03-10", accept="2025-03-10 09:00")
    assert same.columns["t_close"] == [datetime(2025, 3, 10, 1)]
    assert any("当日" in note for note in said(same))
    before = mapped("t_close: x", "2025-03-09", accept="2025-03-10 09:00")
    assert before.columns["t_close"] == [None]


def test_the_last_day_of_a_range_is_inside_it():
    accepted, closed = "['2025-03-04', '2025-03-04']", "['2025-01-01', '2025-03-10']"
    tail = f"    range: {{t_accept: {accepted}, t_close: {closed}}}\n"
    got = mapped("t_close: x", "2025-03-10 18:00", "2025-03-11 00:00", tail=tail)
    assert not got.problems
    assert got.columns["t_close"] == [datetime(2025, 3, 10, 10), None]
    tail = "    range: {valid_from: ['2025-01-01', '2025-12-31']}\n"
    days = mapped(
        "valid_from: x", "2024-12-31", "2025-01-01", "2025-12-31", entity="area", tail=tail
    )
    assert days.columns["valid_from"] == [None, date(2025, 1, 1), date(2025, 12, 31)]
