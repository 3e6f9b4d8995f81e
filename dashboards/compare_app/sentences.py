"""How 指标对比 reads: its sentence, tiles and lines. Pure; nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dashboards.compare_app.reading import KNOWN, CompareData
from data_access.metrics.datasets import DATASETS
from data_access.metrics.explain import Explanation, rounded
from data_access.metrics.groups import Peer
from data_access.metrics.model import Metric
from data_access.metrics.registry import ask
from data_access.metrics.targets import target_of, verdict
from data_access.types import Filters
from style.texts import text
from style.wording import (
    clauses,
    count,
    listing,
    number,
    points,
    punctuate,
    quantity,
    rate,
    span_words,
)

POINT = Fraction(1, 10_000)
CASE = Fraction(1)
EFFECTS = ("mix", "place", "rate")
_MOST = 3


def value_words(metric: Metric, value: float | None) -> str:
    """Return a figure in the metric's unit."""
    return quantity(value, metric.unit)


def interval_words(metric: Metric, row: Mapping[Any, Any]) -> str:
    """Return n and interval: 依据 1,234 件；95%可信范围 92.10% 至 94.02%."""
    if metric.kind == "count":
        return text("compare.counted")
    counter = DATASETS[metric.dataset].counter
    basis = text("compare.based_on", n=number(row["n"]), counter=counter)
    if row["low"] != row["low"] or row["high"] != row["high"]:
        return basis
    low, high = (value_words(metric, row[k]) for k in ("low", "high"))
    return basis + text("compare.interval", low=low, high=high)


def target_words(name: str, row: Mapping[Any, Any], year: int) -> str:
    """Return how the figure stands to the target in force, as far as its interval tells; or ""."""
    target = target_of(name, year)
    if target is None or row["status"] not in KNOWN:
        return ""
    stands = verdict(target, float(row["low"]), float(row["high"]))
    sign = "at_least" if target.at_least else "at_most"
    return text(
        f"compare.target_{stands}",
        target=text(f"compare.{sign}", value=value_words(ask(name).metric, target.value)),
        source=target.source,
    )


def sentence(data: CompareData, period: str) -> str:
    """Return what is so: the figure, and whether it has changed against the chosen period."""
    asked = ask(data.asked.name)
    label = punctuate(asked.label)
    if data.wrong:
        return text("compare.unsound", label=label)
    if not data.known:
        return text("compare.no_figure", period=period, label=label)
    value = value_words(asked.metric, data.row["value"])
    if data.row["status"] == "small_n":  # nothing is compared, and that is said once
        said = clauses((text("compare.few"), due_words(data)))
    else:
        said = clauses((punctuate(data.chosen.comparison.wording), due_words(data)))
    return text("compare.sentence", period=period, label=label, value=value, change=said)


def due_words(data: CompareData) -> str:
    """Return how the figure stands to what was expected, and whether the season explains the
    change against the chosen period; empty where nothing was expected."""
    if data.due is None or data.row["status"] not in KNOWN:
        return ""
    observed, due = float(data.row["value"]), data.due
    side = due.total.side(observed)
    if side != "within":
        return text(f"compare.due_{side}", n=count(due.total.mean))
    low, high = count(due.total.low), count(due.total.high)
    comparison = data.chosen.comparison
    change = comparison.change or 0.0
    if comparison.significant and due.seasonal(observed, change):
        return text(f"compare.due_season_{'up' if change > 0 else 'down'}", low=low, high=high)
    return text("compare.due_within", low=low, high=high)


def advice(data: CompareData, names: Mapping[Any, str]) -> str:
    """Return what goes with it: what the change is made of, and which units stand out."""
    if data.wrong:
        return text("compare.unsound_advice")
    if not data.known:
        return punctuate(str(data.row["missing"]))
    parts = []
    if data.chosen.comparison.significant and not data.explained.missing:
        parts.append(reason(data.explained, names))
    worse, better = ([p.unit for p in data.peers if p.verdict == v] for v in ("worse", "better"))
    if worse:
        parts.append(text("compare.advice_worse", units=listing(worse, _MOST)))
    elif better:
        parts.append(text("compare.advice_better", units=listing(better, _MOST)))
    elif any(p.verdict == "same" for p in data.peers):
        parts.append(text("compare.advice_same"))
    return "".join(parts)


def reason(found: Explanation, names: Mapping[Any, str]) -> str:
    """Return the strongest part of a change in words."""
    if found.effects is not None:
        shown = rounded(dict(found.effects.effects), POINT)
        strongest = max(shown, key=lambda k: abs(shown[k]))
        return text(
            "compare.reason_rate",
            effect=text(f"compare.effect_{strongest}"),
            size=points(float(shown[strongest])),
        )
    if not found.by_category or not found.change:
        return ""
    sign = found.change > 0
    same = [c for c in found.by_category if c.change and (c.change > 0) == sign]
    if not same:
        return ""
    top = same[0]
    return text("compare.reason_count", name=key_name(top.key, names), size=cases(int(top.change)))


def key_name(key: object, names: Mapping[Any, str]) -> str:
    """Return the name of a category or place; those that are not filled in have one too."""
    return text("compare.unfilled") if key is None else names.get(key, str(key))


def cases(change: int) -> str:
    """Return a signed number of cases: +120件."""
    sign = "+" if change > 0 else ""
    return text("compare.cases", n=f"{sign}{number(change)}")


def peer_words(peer: Peer) -> str:
    """Return the figure of a unit and its verdict, short: 93.12% 差于同组."""
    return f"{rate(peer.value)} {text(f'compare.peer_{peer.verdict}')}"


def checks_words(data: CompareData) -> tuple[str, bool]:
    """Return the line on whether the figures add up, and whether they do."""
    if data.row["status"] == "unreconciled":
        return punctuate(str(data.row["missing"])), False
    if data.wrong:
        return text(
            "compare.sums_wrong", checks=clauses(punctuate(c.words) for c in data.wrong)
        ), False
    if not data.checks:
        return "", True
    return text("compare.sums_right", count=len(data.checks)), True


def other_words(data: CompareData, name: str) -> tuple[str, str, str]:
    """Return label, figure and difference of another way of counting."""
    metric, row = ask(name).metric, data.others[name]
    mine, other = ask(data.asked.name), ask(name)
    if other.assessed != mine.assessed:
        label = text("compare.tile_assessed" if other.assessed else "compare.tile_raw")
    else:
        label = text("compare.tile_matters" if other.matters else "compare.tile_tickets")
    if row["status"] not in KNOWN:
        return label, "—", punctuate(str(row["missing"]))
    return label, value_words(metric, row["value"]), _difference(metric, data.row, row)


def _difference(metric: Metric, mine: Mapping[Any, Any], other: Mapping[Any, Any]) -> str:
    if mine["status"] not in KNOWN:
        return ""
    gap = float(other["value"]) - float(mine["value"])
    counter = "n" if metric.kind in ("quantile", "mean") else "denominator"
    if metric.kind in ("count", "per_10k"):
        counter = "numerator"
    fewer = _whole(other[counter]) - _whole(mine[counter])
    if not fewer and not gap:
        return text("compare.no_gap")
    out = text("compare.counts_more" if fewer > 0 else "compare.counts_fewer", n=number(abs(fewer)))
    if metric.kind == "count":
        return out
    size = points(gap) if metric.unit == "%" else f"{number(gap, 2)}{metric.unit}"
    return text("compare.gap", size=size, out=out)


def _whole(value: Any) -> int:
    return 0 if value is None or value != value else int(value)  # noqa: PLR0124 - NaN


def period_words(filters: Filters) -> str:
    """Return the period for sentences."""
    return span_words(filters.period.start, filters.period.last, filters.as_of)
