"""Sums by day that are kept: the answers of the statement, for every period, cut and reader."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_access.extract.query import Extract
from data_access.metrics import day_sums
from data_access.metrics.evaluate import evaluate
from data_access.types import Filters, Period, Scope
from tests.data_access import metric_frames as frames

NAMES = ("volume", "volume:assessed", "volume:matters", "on_time_rate", "satisfaction_rate")
GROUPS = (
    (), ("day",), ("month",), ("week",), ("area_street",), ("category_2",), ("department",),
    ("channel",), ("day", "category_2"), ("category_2", "day"), ("month", "channel"),
    ("area_street", "channel"),
)  # fmt: skip
STREET = Scope(
    "a", frozenset({"metric.view"}), frozenset({frames.CODE}), areas=frozenset({"350199001"})
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    """Return an extract whose sums aren't kept."""
    folder = tmp_path_factory.mktemp("day_sums")
    return frames.written_extract(folder, frames.random_tickets(5, 400))


@pytest.fixture
def extract(written: Extract) -> Extract:
    """Return the same files with nothing kept of them yet."""
    found = Extract(written.settings)
    day_sums.keep_sums(found)
    return found


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what is asked of an extract from now on: its datasets."""
    asked: list[Any] = []
    query = Extract.query

    def noted(self: Extract, *arguments: Any, **named: Any) -> pd.DataFrame:
        asked.append(named.get("dataset", "tickets"))
        return query(self, *arguments, **named)

    monkeypatch.setattr(Extract, "query", noted)
    return asked


def cut(first: int, days: int, **more: Any) -> Filters:
    start = frames.FIRST + timedelta(days=first)
    return Filters(frames.CODE, Period(start, start + timedelta(days=days)), **more)


@pytest.mark.parametrize("by", GROUPS)
def test_an_answer_is_that_of_the_statement(
    extract: Extract, written: Extract, by: tuple[str, ...]
) -> None:
    cuts = [
        cut(0, 20), cut(3, 7), cut(19, 1), cut(-40, 300), cut(400, 5),
        cut(2, 9, as_of=frames.FIRST + timedelta(days=8)), cut(0, 20, area="350199001"),
        cut(1, 12, category="01"), cut(0, 20, channel="电话"), cut(0, 20, area="350199001001"),
    ]  # fmt: skip
    for scope in (frames.SCOPE, STREET):
        found = [evaluate(extract, scope, one, NAMES, by) for one in cuts]
        again = [evaluate(extract, scope, one, NAMES, by) for one in reversed(cuts)][::-1]
        wanted = [evaluate(written, scope, one, NAMES, by) for one in cuts]
        for kept, once_more, asked in zip(found, again, wanted, strict=True):
            for name in by:
                if asked[name].isna().all():  # a statement gives no kind to a column of nothing
                    asked[name] = asked[name].astype(kept[name].dtype)
            pd.testing.assert_frame_equal(kept, asked)
            pd.testing.assert_frame_equal(once_more, asked)


@pytest.mark.parametrize("by", [("area_street",), ("day", "department")])
def test_a_source_that_never_fills_a_column_is_answered_too(
    tmp_path: Path, by: tuple[str, ...]
) -> None:
    tickets = frames.random_tickets(6, 60).assign(area_street=None, org_lead=None)
    plain = frames.written_extract(tmp_path, tickets)
    kept = Extract(plain.settings)
    day_sums.keep_sums(kept)
    for filters in (cut(0, 20), cut(2, 5)):
        found = evaluate(kept, frames.SCOPE, filters, NAMES, by)
        wanted = evaluate(plain, frames.SCOPE, filters, NAMES, by)
        assert found[by[-1]].isna().all()
        pd.testing.assert_frame_equal(found.drop(columns=by[-1]), wanted.drop(columns=by[-1]))


def test_other_days_of_a_quarter_are_no_new_question(
    extract: Extract, questions: list[Any]
) -> None:
    evaluate(extract, frames.SCOPE, cut(0, 7), ["volume"])
    before = questions.count("daily")
    assert before > 0
    for first in range(10):
        evaluate(extract, frames.SCOPE, cut(first, 5), ["volume"])
    assert questions.count("daily") == before
    evaluate(extract, frames.SCOPE, cut(0, 7, category="01"), ["volume"])
    evaluate(extract, frames.SCOPE, cut(0, 7, as_of=frames.LAST), ["volume"])
    evaluate(extract, frames.SCOPE, cut(40, 7), ["volume"])
    assert questions.count("daily") == before + 3


def test_readers_see_their_own(extract: Extract) -> None:
    whole = evaluate(extract, frames.SCOPE, cut(0, 20), ["volume"])["numerator"].item()
    mine = evaluate(extract, STREET, cut(0, 20), ["volume"])["numerator"].item()
    assert 0 < mine < whole
    assert evaluate(extract, frames.SCOPE, cut(0, 20), ["volume"])["numerator"].item() == whole


def test_long_periods_are_asked_for_as_they_are(extract: Extract, questions: list[Any]) -> None:
    for _ in range(2):
        evaluate(extract, frames.SCOPE, cut(0, day_sums.MOST_DAYS + 1), ["volume"])
    first = questions.count("daily")
    evaluate(extract, frames.SCOPE, cut(0, day_sums.MOST_DAYS + 1), ["volume"])
    assert questions.count("daily") == first + 1


def test_what_was_not_asked_for_longest_goes(
    extract: Extract, questions: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_sums, "BUDGET", 1)
    evaluate(extract, frames.SCOPE, cut(0, 7), ["volume"])
    evaluate(extract, frames.SCOPE, cut(0, 7), ["on_time_rate"])
    before = questions.count("daily")
    evaluate(extract, frames.SCOPE, cut(1, 7), ["on_time_rate"])
    assert questions.count("daily") == before
    evaluate(extract, frames.SCOPE, cut(1, 7), ["volume"])
    assert questions.count("daily") == before + 1


def test_threads_get_the_same(extract: Extract) -> None:
    wanted = {first: _total(extract, first) for first in range(12)}
    other = Extract(extract.settings)
    day_sums.keep_sums(other)
    wrong: list[int] = []

    def ask(shift: int) -> None:
        for first in range(12):
            day = (first + shift) % 12
            if _total(other, day) != wanted[day]:
                wrong.append(day)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _total(extract: Extract, first: int) -> dict[str, int]:
    rows = evaluate(extract, frames.SCOPE, cut(first, 6), ["volume"], ("category_2",))
    named = rows[rows["category_2"].notna()]
    return dict(zip(named["category_2"], named["numerator"], strict=True))


def test_quarters_are_those_of_the_calendar() -> None:
    for day in (date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1)):
        period = day_sums._days_of(day_sums._quarter(day))
        assert period.start <= day < period.end
        assert (period.start.month % 3, period.start.day, period.end.day) == (1, 1, 1)
