"""Limits of signing, contact and callback: as presets, as a template's own, and in the extract."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.calendar.node_limits import (
    NODE_PRESETS,
    NODES,
    as_written,
    limits_text,
    node_limits,
)
from data_access.extract.query import Extract
from data_access.extract.refresh import refresh
from data_access.extract.working_time import working_columns
from data_access.importing.load import ingest
from data_access.importing.profile_check import check_profile
from data_access.importing.profile_files import load_profile
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Filters, WeisuError
from tests.data_access.test_extract import MARCH
from tests.data_access.test_import import PLACE, SCOPE, write

FRIDAY = datetime(2026, 3, 6, 8)  # noqa: DTZ001 - naive UTC by contract: 16:00 in Shanghai


def test_every_preset_says_where_it_is_from() -> None:
    assert all(p.source and p.label and p.limits for p in NODE_PRESETS.values())
    assert {p.name for p in NODE_PRESETS.values() if p.weak} == {"shanghai", "general"}
    assert {p.name for p in NODE_PRESETS.values() if p.dated} == {"guide", "zhuhai"}
    for name, preset in NODE_PRESETS.items():
        assert node_limits(name) == preset.limits


@given(
    st.dictionaries(
        st.sampled_from(list(NODES)),
        st.tuples(st.integers(1, 9999), st.sampled_from(["工作小时", "小时", "工作日", "日"])),
        min_size=1,
    )
)
def test_own_limits_come_back_as_they_were_written(own: dict[str, tuple[int, str]]) -> None:
    text = as_written({name: f"{n} {unit}" for name, (n, unit) in own.items()})
    found = node_limits(str(text))
    assert {name: (one.amount, one.unit) for name, one in found.items()} == own


@pytest.mark.parametrize("text", ["beijing", "sign=0 日", "sign=一天", "close=3 工作日", "sign"])
def test_what_is_no_limit_is_told_with_what_can_be_written(text: str) -> None:
    with pytest.raises(WeisuError, match="可写预设的名称：guide"):
        node_limits(text)
    profile = load_profile("standard", Path("/nowhere")).model_copy(update={"node_limits": text})
    assert [f.path for f in check_profile(profile)] == [("node_limits",)]


def test_a_limit_runs_from_its_node_in_its_unit() -> None:
    sent, none = pa.array([FRIDAY, None], pa.timestamp("us")), pa.nulls(2, pa.timestamp("us"))
    rows = pa.table({"t_dispatch": sent, "t_first_contact": none, "t_close": sent})
    own = node_limits("sign=2 工作小时,contact=24 小时,callback=1 工作日")
    found = working_columns(rows, "Asia/Shanghai", "cn", has_hours=True, node_limits=own)
    monday, day = datetime(2026, 3, 9, 2), datetime(2026, 3, 9, 15, 59, 59)  # noqa: DTZ001
    assert found["t_sign_due"].to_pylist() == [monday, None]
    assert found["t_contact_due"].to_pylist() == [datetime(2026, 3, 7, 8), None]  # noqa: DTZ001
    assert found["t_callback_due"].to_pylist() == [day, None]
    days = working_columns(rows, "Asia/Shanghai", "cn", has_hours=False, node_limits=own)
    assert days["t_sign_due"].null_count == days["t_contact_due"].null_count == 2
    assert days["t_callback_due"].to_pylist() == [day, None]
    nothing = working_columns(rows, "Asia/Shanghai", "cn", has_hours=True)
    assert all(nothing[node.due].null_count == 2 for node in NODES.values())


def test_a_template_names_limits_and_later_ones_judge_anew(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    header = ("工单编号", "受理时间", "派单时间", "签收时间", "办结时间", "回访时间", "状态")
    path = write(
        tmp_path / "工单.csv",
        [("1", "2026-03-06 15:00", "2026-03-06 16:00", "2026-03-09 10:30", "2026-03-09 11:00",
          "2026-03-10 09:00", "已归档")],
        header,
    )  # fmt: skip
    standard = load_profile("standard", settings.home)
    said = []
    due = []
    for written in ("general", "sign=2 工作小时,callback=1 日", None):
        profile = standard.model_copy(update={"node_limits": written})
        done = ingest(sqlite_store, settings, SCOPE, path, profile, actor="t", place=PLACE)
        said.append([n for n in done.notes if "环节时限" in n])
        refresh(sqlite_store, settings, lasting_measures())
        rows = Extract(settings).query(
            SCOPE,
            Filters("990101", MARCH, as_of=date(2026, 3, 31)),
            "SELECT t_sign_due, t_callback_due FROM t",
        )
        due.append(list(rows.itertuples(index=False, name=None)) if len(rows) else [])
    assert said[0] == said[2] == []
    (changed,) = said[1]
    assert changed.startswith("环节时限改为签收 2 个工作小时、回访 1 日（原为：签收 1 个工作日）")
    assert str(due[0][0][0]) == "2026-03-09 15:59:59"
    assert [str(v) for v in due[1][0]] == ["2026-03-09 02:00:00", "2026-03-10 15:59:59"]
    assert due[2] == due[1]


def test_limits_in_words() -> None:
    assert limits_text("guide") == "首次联系 2 个工作小时"
    assert limits_text(None) == ""
