"""The ticket frame: sorted, typed, cut by scope, as known on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data_access.extract.query import Extract
from data_access.extract.refresh import refresh
from data_access.extract.texts import COLUMNS, Names, has_texts, ticket_frame
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Filters, NotAllowedError, Period, Scope
from tests.data_access.test_extract import PLACE
from tests.data_access.test_import import write

CODE = PLACE.code
ALL = Scope.system("test")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
HEADER = (
    "工单编号", "受理时间", "一级分类", "街道", "主办单位", "联系电话", "标题", "主要内容",
    "退单次数", "直接答复",
)  # fmt: skip


@pytest.fixture
def extract(sqlite_store: Store, settings: Settings, tmp_path: Path) -> Extract:
    rows: list[tuple[str, ...]] = [
        ("3", "2026-03-05 09:30:00", "市政", "清河街道", "住建局", "13800000001", "路灯不亮",
         "张三电话13812345678反映路灯不亮", "1", "否"),
        ("2", "2026-03-05 08:00:00", "市政", "城关街道", "城管局", "13800000002", "", "占道经营",
         "", "是"),
        ("1", "2026-03-02 23:10:00", "供热", "清河街道", "住建局", "13800000001", "暖气不热", "",
         "0", ""),
        ("4", "2026-04-01 00:10:00", "供热", "清河街道", "住建局", "", "暖气", "", "", ""),
    ]  # fmt: skip
    write(tmp_path / "a.csv", rows, HEADER)
    ingest(sqlite_store, settings, ALL, tmp_path / "a.csv", "standard", actor="t", place=PLACE)
    refresh(sqlite_store, settings, lasting_measures())
    return Extract(settings)


def test_one_row_a_ticket_sorted_and_typed(extract: Extract) -> None:
    frame = ticket_frame(extract, ALL, CODE, MARCH)
    assert tuple(frame.columns) == COLUMNS
    assert frame["ticket_no"].tolist() == ["1", "2", "3"]
    assert frame["day"].tolist() == list(pd.to_datetime(["2026-03-02", "2026-03-05", "2026-03-05"]))
    assert frame["hour"].tolist() == [23, 8, 9]
    assert frame["t_accept"][0] == pd.Timestamp("2026-03-02 15:10:00")
    assert "13812345678" not in frame["content"].iloc[2]
    assert frame["direct_reply"].dtype == "boolean"
    assert frame["direct_reply"].iloc[1]
    assert frame["n_return"].iloc[2] == 1
    assert frame["caller_key"].iloc[0] == frame["caller_key"].iloc[2]
    for name in ("ticket_no", "title", "content", "case_no", "duplicate_of"):
        assert frame[name].dtype == "str", name
    assert frame["lon"].dtype == "float64"
    assert frame["case_no"].isna().all()


def test_the_frame_is_cut_by_scope_columns_and_as_of(extract: Extract) -> None:
    mine = Scope("u", frozenset(), frozenset({CODE}), frozenset({"住建局"}))
    assert ticket_frame(extract, mine, CODE, MARCH)["ticket_no"].tolist() == ["1", "3"]
    known = ticket_frame(extract, ALL, CODE, MARCH, as_of=date(2026, 3, 4), columns=["title"])
    assert list(known.columns) == ["ticket_no", "day", "title"]
    assert known["ticket_no"].tolist() == ["1"]
    cut = Filters(CODE, MARCH, department="城管局")
    assert ticket_frame(extract, ALL, CODE, MARCH, where=cut)["ticket_no"].tolist() == ["2"]
    with pytest.raises(NotAllowedError):
        ticket_frame(extract, Scope("o", frozenset(), frozenset({"1"})), CODE, MARCH)
    with pytest.raises(ValueError, match="caller_phone"):
        ticket_frame(extract, ALL, CODE, MARCH, columns=["caller_phone"])
    empty = ticket_frame(extract, ALL, CODE, Period(date(2020, 1, 1), date(2020, 2, 1)))
    assert empty.empty
    assert tuple(empty.columns) == COLUMNS
    assert ticket_frame(extract, ALL, "990999", MARCH).empty


def test_names_come_beside_it(extract: Extract) -> None:
    names = Names.of(extract.directory(ALL, CODE))
    assert "供热" in names.categories.values()
    assert "清河街道" in names.areas.values()
    assert set(names.units) == {"住建局", "城管局"}
    assert has_texts(extract, CODE)
    assert not has_texts(extract, "990999")
