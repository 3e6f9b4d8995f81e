"""Faults are found, named and handled; ordinary data are left alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_access.types import ANY
from forecasting.calendar.features import Calendar
from forecasting.cleaning import clean
from forecasting.models.regression import CountRegression
from forecasting.reading import finding_words
from forecasting.reconcile.tree import build
from forecasting.types import History, history_of
from tests.forecasting.conftest import DAYS, made


def nodes_of(frame: pd.DataFrame) -> History:
    return build(history_of(frame))[1]


def row(history: History, area: str, category: str) -> int:
    cells = list(history.keys.itertuples(index=False, name=None))
    return cells.index((area, category, ANY))


def test_ordinary_data_are_left_alone() -> None:
    for seed in range(3):
        history = nodes_of(made(seed))
        cleaned = clean(history)
        assert not cleaned.findings
        assert np.array_equal(cleaned.history.counts, history.counts)


def test_missing_days_are_unknown_not_zero() -> None:
    frame = made()
    gone = frame["day"].isin(pd.to_datetime(["2025-03-04", "2025-03-05"]))
    frame.loc[gone, "n"] = 0
    cleaned = clean(nodes_of(frame))
    assert [f.kind for f in cleaned.findings] == ["missing_days"]
    assert "2025-03-04 至 2025-03-05" in cleaned.findings[0].text
    assert np.isnan(cleaned.history.counts).sum() == 2 * len(cleaned.history)


def test_a_renamed_category_keeps_its_history() -> None:
    frame = made()
    after = (frame["category"] == "0102") & (frame["day"] >= "2025-10-01")
    frame.loc[after, "category"] = "0109"
    history = nodes_of(frame)
    cleaned = clean(history)
    assert {f.kind for f in cleaned.findings} == {"renamed"}
    assert "0102" in cleaned.findings[0].text
    old, new = (row(history, ANY, c) for c in ("0102", "0109"))
    joined = np.nan_to_num(cleaned.history.counts[new])
    assert joined.sum() == np.nansum(history.counts[[old, new]])
    forecast = CountRegression().fit(cleaned.history, Calendar("weekday")).forecast(28).mean
    assert forecast[old].sum() < 5
    assert forecast[new].sum() > 100


def test_a_cell_that_closed_its_books_is_not_forecast() -> None:
    frame = made()
    stopped = (frame["area"] == "350199003") & (frame["day"] >= "2026-02-15")
    frame.loc[stopped, "n"] = 0
    history = nodes_of(frame)
    cleaned = clean(history)
    silent = {(f.area, f.category) for f in cleaned.findings if f.kind == "silenced"}
    assert ("350199003", "*") in silent
    forecast = CountRegression().fit(cleaned.history, Calendar("weekday")).forecast(28).mean
    assert forecast[row(history, "350199003", "*")].sum() < 5


def test_a_new_cell_has_its_own_level() -> None:
    frame = made()
    before = (frame["area"] == "350199002") & (frame["day"] < "2026-01-10")
    frame.loc[before, "n"] = 0
    history = nodes_of(frame)
    cleaned = clean(history)
    new = {(f.area, f.category) for f in cleaned.findings if f.kind == "new_cell"}
    assert ("350199002", "0101") in new
    at = row(history, "350199002", "0101")
    forecast = CountRegression().fit(cleaned.history, Calendar("weekday")).forecast(28).mean
    later = made(days=DAYS + 28)
    mine = later[(later["area"] == "350199002") & (later["category"] == "0101")]
    assert 0.8 < forecast[at].sum() / mine["n"].tail(28).sum() < 1.25


def test_a_lasting_shift_is_named() -> None:
    frame = made()
    after = frame["day"] >= "2025-09-01"
    frame.loc[after, "n"] *= 2
    history = nodes_of(frame)
    found = [f for f in clean(history).findings if f.kind == "level_shift"]
    whole = next(f for f in found if f.area == ANY and f.category == ANY)
    assert 1.7 < whole.factor < 2.3
    assert abs((pd.Timestamp(whole.first) - pd.Timestamp("2025-09-01")).days) <= 21
    assert "新水平" in whole.text


def test_a_season_that_begins_is_no_new_cell() -> None:
    frame = made()
    month = frame["day"].dt.month
    frame.loc[(frame["category"] == "0102") & ~month.isin([11, 12, 1, 2]), "n"] = 0
    frame = frame[frame["day"] >= "2024-05-01"]
    assert not [f for f in clean(nodes_of(frame)).findings if f.kind in {"new_cell", "silenced"}]


def test_months_before_the_records_begin_teach_nothing() -> None:
    """A few mistyped dates two years before the first load are no history of zeros."""
    frame = made()
    early = frame["day"] < "2025-03-01"
    frame.loc[early, "n"] = 0
    few = early & (frame["category"] == "0101") & (frame["day"].dt.day == 7)
    frame.loc[few, "n"] = 1
    history = nodes_of(frame)
    cleaned = clean(history)
    begun = next(f for f in cleaned.findings if f.kind == "thin_start")
    assert abs((pd.Timestamp(begun.last) - pd.Timestamp("2025-02-28")).days) <= 28
    assert "工单很少" in begun.text
    whole = cleaned.history.counts[row(history, ANY, ANY)]
    assert np.isnan(whole[:450]).all()
    assert not np.isnan(whole[-300:]).any()
    assert not [f for f in cleaned.findings if f.kind == "level_shift"]


def test_a_season_of_the_whole_is_no_beginning() -> None:
    frame = made()
    frame.loc[~frame["day"].dt.month.isin([11, 12, 1, 2, 3, 4]), "n"] = 0
    frame = frame[frame["day"] >= "2024-05-01"]
    assert "thin_start" not in {f.kind for f in clean(nodes_of(frame)).findings}


NAMES = {"0101": "施工噪声", "0102": "建筑噪声", "0103": "施工噪声"}


@pytest.mark.parametrize(
    ("area", "category", "told", "words"),
    [
        ("*", "0102", "分类 0101 自 2026-09-21 起由 0102 接续,疑为更名。",
         "分类“施工噪声”自 2026-09-21 起由“建筑噪声”接续,疑为更名。"),
        ("*", "0103", "分类 0101 自 2026-09-21 起由 0103 接续,疑为更名。",
         "分类“施工噪声（0101）”自 2026-09-21 起由“施工噪声（0103）”接续,疑为更名。"),
        ("*", "0101", "自 2026-09-21 之后再无工单。", "“施工噪声”：自 2026-09-21 之后再无工单。"),
        ("330199001", "0101", "该单元自 2026-09-21 前后变为原来的 2.00 倍并持续。",
         "清河街道“施工噪声”：自 2026-09-21 前后变为原来的 2.00 倍并持续。"),
        ("330199002", "*", "自 2026-09-21 起才有工单。", "330199002：自 2026-09-21 起才有工单。"),
        ("*", "0101_", "自 2026-09-21 起才有工单。",
          "“施工噪声（未细分）”：自 2026-09-21 起才有工单。"),
        ("*", "", "自 2026-09-21 起才有工单。", "“未填分类”：自 2026-09-21 起才有工单。"),
        ("", "*", "自 2026-09-21 起才有工单。", "未填区域的工单：自 2026-09-21 起才有工单。"),
        ("*", "*", "2026-09-21 几乎没有工单。", "2026-09-21 几乎没有工单。"),
    ],
)  # fmt: skip
def test_a_finding_names_what_it_is_about(area: str, category: str, told: str, words: str) -> None:
    row = {"area": area, "category": category, "text": told}
    assert finding_words(row, {"330199001": "清河街道"}, NAMES) == words
