"""The tables behind the pictures of 指标对比, at full precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.compare_app import sentences
from dashboards.compare_app.reading import CompareData
from dashboards.components.tables import column_heads
from data_access.metrics.explain import Contribution, Explanation
from data_access.metrics.registry import ask
from data_access.types import Period
from style.texts import text
from style.wording import punctuate


def earlier_table(data: CompareData, period: Period) -> pd.DataFrame:
    """Return the figure and the earlier ones, with the interval of each change."""
    label = punctuate(ask(data.asked.name).label)
    nothing = ("", None, None)
    rows: list[tuple[Any, ...]] = [
        (label, text("compare.now"), *_figures(data.row, period), *nothing)
    ]
    if data.due is not None:
        total = data.due.total
        figures = (total.mean, None, None, None, total.low, total.high)
        said = sentences.due_words(data)
        days = (period.start.isoformat(), period.last.isoformat())
        rows.append((label, text("compare.due"), *days, *figures, said, None, None))
    for one in data.earlier:
        if one.row is not None:
            c = one.comparison
            figures = _figures(one.row, one.earlier.period)
            said = punctuate(c.wording)
            rows.append((label, one.earlier.label, *figures, said, c.low, c.high))
    for name, row in data.others.items():
        other = punctuate(ask(name).label)
        rows.append((other, text("compare.now"), *_figures(row, period), *nothing))
    return pd.DataFrame(
        rows,
        columns=column_heads(
            "metric", "when", "first", "last", "value", "numerator", "denominator", "cases",
            "low", "high", "compared", "change_low", "change_high",
        ),
    )  # fmt: skip


def _figures(row: Mapping[Any, Any], period: Period) -> tuple[Any, ...]:
    figures = [row[k] for k in ("value", "numerator", "denominator", "n", "low", "high")]
    return (period.start.isoformat(), period.last.isoformat(), *figures)


def effects_table(found: Explanation) -> pd.DataFrame:
    """Return the effects on a rate and on its number of cases; each column sums to its change."""
    rows: list[tuple[Any, ...]] = []
    if found.effects is not None and found.cases is not None:
        whole = found.cases.whole()
        for name in ("volume", *sentences.EFFECTS):
            effect = found.effects.effects.get(name)
            points = None if effect is None else float(effect) * 100
            rows.append((text(f"compare.effect_{name}"), points, whole[name]))
        change = (float(found.change) * 100, int(found.cases.change))
        rows.append((text("compare.total"), *change))
    return pd.DataFrame(rows, columns=column_heads("effect", "points", "cases_change"))


def parts_table(
    parts: Sequence[Contribution], names: Mapping[Any, str], *, is_rate: bool
) -> pd.DataFrame:
    """Return what each category or place adds; the last column sums to the change."""
    rows: list[tuple[Any, ...]] = []
    for p in parts:
        name = sentences.key_name(p.key, names)
        if is_rate:
            rows.append((p.key, name, *p.before, *p.after, float(p.change) * 100))
        else:
            rows.append((p.key, name, p.before[1], p.after[1], int(p.change)))
    if is_rate:
        heads = column_heads(
            "code", "part", "n_before", "hit_before", "n_after", "hit_after", "points"
        )
    else:
        heads = column_heads("code", "part", "before", "after", "cases_change")
    return pd.DataFrame(rows, columns=heads)


def peers_table(data: CompareData) -> pd.DataFrame:
    """Return every unit among its like."""
    rows = [
        (
            p.group, p.band, p.unit, p.value, p.numerator, p.denominator, p.others, p.peers, p.low,
            p.high, p.words,
        )
        for p in data.peers
    ]  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=column_heads(
            "group", "band", "unit", "value", "numerator", "denominator", "others", "peers",
            "gap_low", "gap_high", "verdict",
        ),
    )  # fmt: skip
