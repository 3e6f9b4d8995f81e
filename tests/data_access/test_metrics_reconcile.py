"""Figures that don't add up are never shown, and every dimension adds up where they do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.extract.layout import Storage
from data_access.extract.manifest import read_manifest
from data_access.extract.query import Extract
from data_access.metrics.evaluate import evaluate
from data_access.metrics.reconcile import Check, reconcile
from data_access.metrics.soundness import unsound_months
from data_access.settings import load_settings
from data_access.types import Filters, Period, Scope
from tests.data_access import metric_frames as frames

NAMES = ["volume", "on_time_rate", "close_hours_median", "tickets_per_10k"]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 150))
def test_every_dimension_and_level_adds_up(seed: int, size: int) -> None:
    source = frames.MemoryExtract(frames.random_tickets(seed, size))
    checks = reconcile(source, frames.SCOPE, frames.EVERYTHING)
    assert len(checks) >= 12
    assert all(check.ok for check in checks), [c.words for c in checks if not c.ok]
    by_name = {check.name: check for check in checks}
    assert by_name["按来源渠道"].total == size
    assert by_name["按来源渠道"].unclassified == source.frame["source_channel"].isna().sum()
    shallow = source.frame["category_code"].isna() | (source.frame["category_code"] == "03")
    assert by_name["按二级分类"].unclassified == shallow.sum()


def test_a_sum_that_fails_says_so() -> None:
    assert (
        Check("按来源渠道", 100, 97, 3).words == "按来源渠道:合计 100 件 = 各项 97 件 + 未分类 3 件"
    )
    wrong = Check("按来源渠道", 100, 97)
    assert not wrong.ok
    assert "≠" in wrong.words


def _spoil(folder: Path, dataset: str) -> None:
    """Drop a row of one file of the extract, behind the manifest's back."""
    storage = Storage.of(load_settings(home=folder))
    manifest = read_manifest(storage)
    names = [d for d in manifest.files if d.startswith(dataset)]
    for name in names:
        for entry in manifest.files[name][frames.CODE].values():
            path = Path(storage.path(entry.path))
            table: Any = pq.read_table(path)
            pq.write_table(table.slice(0, table.num_rows - 1), path)


@pytest.mark.parametrize("dataset", ["tickets", "daily"])
def test_a_spoiled_file_gives_no_figure_but_words(tmp_path: Path, dataset: str) -> None:
    frames.written_extract(tmp_path, frames.random_tickets(3, 200))
    sound = Extract(load_settings(home=tmp_path))
    assert evaluate(sound, frames.SCOPE, frames.EVERYTHING, NAMES)["value"].notna().all()
    assert not unsound_months(sound, frames.SCOPE, frames.CODE)
    _spoil(tmp_path, dataset)
    spoiled = Extract(load_settings(home=tmp_path))
    for by in ((), ("area_street",)):
        answer = evaluate(spoiled, frames.SCOPE, frames.EVERYTHING, NAMES, by)
        assert set(answer["status"]) == {"unreconciled"}
        assert answer[["value", "numerator", "low"]].isna().all(axis=None)
        assert "2026年3月的工单明细与汇总件数不一致" in answer["missing"][0]
        assert "weisu refresh --full" in answer["missing"][0]
    assert not reconcile(spoiled, frames.SCOPE, frames.EVERYTHING)
    # Other months are not held up, and a narrow scope learns no figure either.
    april = Filters(
        frames.CODE, Period(frames.FIRST.replace(month=4), frames.FIRST.replace(month=5))
    )
    assert evaluate(spoiled, frames.SCOPE, april, ["volume"])["status"][0] != "unreconciled"
    narrow = replace(frames.SCOPE, departments=frozenset({"甲局"}))
    answer = evaluate(spoiled, narrow, frames.EVERYTHING, ["volume"])
    assert answer["status"].tolist() == ["unreconciled"]
    assert isinstance(narrow, Scope)
