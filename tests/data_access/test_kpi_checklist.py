"""Every named figure is answered once: by a metric, a variant of one, or what is missing for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from data_access.metrics.checklist import ALSO, CHECKLIST
from data_access.metrics.document import as_markdown
from data_access.metrics.pending import PENDING
from data_access.metrics.registry import ask, definition_text, registry

PENDING_NAMES = {p.name for p in PENDING}
ANSWERS = [name for names in CHECKLIST.values() for name in names]
KPI = Path(__file__).parents[3] / "shared" / "domain" / "kpi.md"


def test_each_answer_is_a_metric_or_is_said_to_be_missing():
    for name in ANSWERS:
        if name not in PENDING_NAMES:
            assert ask(name).name == name


def test_each_reading_is_listed_once_and_none_is_left_out():
    assert [name for name, times in Counter(ANSWERS).items() if times > 1] == []
    metrics = registry().values()
    every = {m.name for m in metrics} | {f"{m.name}:{v}" for m in metrics for v in m.variants}
    assert every | PENDING_NAMES == {*ANSWERS, *ALSO}


def test_nothing_is_both_a_metric_and_missing():
    assert PENDING_NAMES.isdisjoint(registry())
    labels = [m.label for m in registry().values()] + [p.label for p in PENDING]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", sorted(registry()))
def test_each_metric_says_what_it_is(name: str):
    metric = registry()[name]
    assert all((metric.label, metric.unit, metric.formula, metric.source))
    assert metric.version >= 1
    assert metric.min_n or metric.kind == "count"
    assert bool(metric.default_label) == bool(metric.variants)
    assert all(t.year >= 2000 and t.source for t in metric.targets)
    assert f"口径版本 {metric.version}" in definition_text(name)


def test_the_page_lists_them():
    page = as_markdown()
    for label, names in CHECKLIST.items():
        line = next(line for line in page.splitlines() if line.startswith(f"| {label} |"))
        assert all(f"`{name}`" in line for name in names)


@pytest.mark.skipif(not KPI.exists(), reason="the collected rules are not at hand")
def test_no_named_figure_is_without_a_row():
    table = (
        KPI.read_text(encoding="utf-8").split("## KPI formulas", 1)[1].split("**Composite", 1)[0]
    )
    named = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(named) == len(CHECKLIST)
    for theirs, ours in zip(named, CHECKLIST, strict=True):
        assert theirs[:2] == ours[:2]
