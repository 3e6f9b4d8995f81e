"""Why a metric changed: the change of a cut between two periods, split until nothing is left over.

A rate's change is split into mix, place and rate effects (``decomposition``), and by category and
by place into what each contributes. A count's change is split by category and by place. All of it
is exact: the parts are fractions and sum to the change; ``rounded`` keeps that true of what is
shown.

What one category contributes to the change of a rate is, with its share w and its rate r,
mean(w)·Δr + Δw·(mean(r) − mean(R)) (Kitagawa, Components of a Difference Between Two Rates,
JASA 50, 1955, with shares taken against the overall rate R, which sums to the same): a category
below the overall rate that grows pulls it down.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from data_access.extract.query import Directory
from data_access.metrics.datasets import DATASETS
from data_access.metrics.decomposition import Cell, Decomposition, cells_of, decompose
from data_access.metrics.evaluate import evaluate
from data_access.metrics.model import Dimension
from data_access.metrics.periods import Earlier, as_known_then
from data_access.metrics.registry import Asked, ask
from data_access.metrics.source import Source
from data_access.types import Filters, Scope

_NOT_SPLIT = {
    "quantile": "{label}是分位数,变化不能拆分为各部分之和。",
    "mean": "{label}是平均数,本页不拆分其变化;可改看比率或件数。",
    "per_10k": "常住人口在两期之间不变,变化的构成与诉求量相同,请改看诉求量。",
    "share": "占比的变化请按分类或渠道查看。",
}
_HALF = Fraction(1, 2)
# A cell with fewer cases in either period has no rate worth the name: it is pooled with its like.
_LEAST = 30
_POOLED = "*"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one category or place (None: not filled in) adds to a change.

    ``before`` and ``after``: (denominator, numerator) in the two periods; of a count both are the
    count. ``change``: cases, or a difference of rates.
    """

    key: Hashable
    before: tuple[int, int]
    after: tuple[int, int]
    change: Fraction


@dataclass(frozen=True, slots=True)
class Explanation:
    """A change between two periods and its parts.

    ``before``, ``after``, ``change``: cases, or a rate where ``is_rate``. ``effects``: of a rate,
    on the rate; ``cases``: of a rate, on the number of cases in its numerator.
    ``missing``: why there is nothing to split, or "".
    """

    is_rate: bool
    before: Fraction
    after: Fraction
    effects: Decomposition | None
    cases: Decomposition | None
    by_category: tuple[Contribution, ...]
    by_place: tuple[Contribution, ...]
    category_level: Dimension
    place_level: Dimension
    missing: str = ""

    @property
    def change(self) -> Fraction:
        """After minus before."""
        return self.after - self.before


def explain(
    extract: Source, scope: Scope, filters: Filters, name: str, earlier: Earlier
) -> Explanation:
    """Split the change of a metric since an earlier period, each known equally long afterwards.

    Raises ``WeisuError`` for an unknown name, ``NotAllowedError`` outside the scope.
    """
    asked = ask(name)
    directory = extract.directory(scope, filters.jurisdiction)
    levels = category_level(filters), place_level(filters, directory)
    missing = _refused(extract, filters, asked, earlier)
    if missing:
        return _nothing(asked, levels, missing)
    then = as_known_then(filters, earlier.period)
    cells = []
    for cut in (then, filters):
        rows = evaluate(extract, scope, cut, (name,), levels)
        said = rows["status"].isin(["missing_column", "unreconciled", "not_divisible"])
        if said.all():
            return _nothing(asked, levels, str(rows["missing"].iloc[0]))
        cells.append(cells_of(rows, *levels))
    return _explained(asked, levels, cells[0], cells[1], earlier.label)


def category_level(filters: Filters) -> Dimension:
    """Return the level of categories below the one that the cut is limited to."""
    levels: tuple[Dimension, ...] = ("category_1", "category_2", "category_3")
    return levels[min(len(filters.category) // 2, 2)]


def place_level(filters: Filters, directory: Directory) -> Dimension:
    """Return counties where there are several to compare, else streets."""
    counties = sum(p.level == "county" for p in directory.areas.values())
    return "area_county" if counties > 1 and filters.area not in directory.areas else "area_street"


def _refused(extract: Source, filters: Filters, asked: Asked, earlier: Earlier) -> str:
    metric = asked.metric
    if metric.dataset != "tickets":
        return DATASETS[metric.dataset].parts
    if metric.kind in _NOT_SPLIT:
        return _NOT_SPLIT[metric.kind].format(label=metric.label)
    if any(form.weight is not None for form in asked.forms):
        return "加权口径的分子不是整件数,变化不能拆分为各部分之和;请改用其他口径。"
    summary = extract.manifest.jurisdictions.get(filters.jurisdiction)
    if summary is None or summary.first_day is None or summary.first_day > earlier.period.start:
        return f"没有{earlier.label}数据,无法比较。"
    return ""


def _nothing(asked: Asked, levels: tuple[Dimension, Dimension], missing: str) -> Explanation:
    zero = Fraction(0)
    return Explanation(
        asked.metric.kind == "rate", zero, zero, None, None, (), (), *levels, missing
    )


def _explained(
    asked: Asked,
    levels: tuple[Dimension, Dimension],
    before: Mapping[Cell, tuple[int, int]],
    after: Mapping[Cell, tuple[int, int]],
    label: str,
) -> Explanation:
    is_rate = asked.metric.kind == "rate"
    sides = _summed(before, None)[None], _summed(after, None)[None]
    if is_rate and not all(n for n, _ in sides):
        lacking = "本期" if sides[0][0] else label
        return _nothing(asked, levels, f"{lacking}没有可计算的工单,无法比较。")
    values = [Fraction(hits, n) if is_rate else Fraction(hits) for n, hits in sides]
    parts = [
        contributions(_summed(before, place), _summed(after, place), as_rate=is_rate)
        for place in (0, 1)
    ]
    return Explanation(
        is_rate,
        values[0],
        values[1],
        decompose(*pooled(before, after), as_rate=True) if is_rate else None,
        decompose(*pooled(before, after)) if is_rate else None,
        parts[0],
        parts[1],
        *levels,
    )


def pooled(
    before: Mapping[Cell, tuple[int, int]], after: Mapping[Cell, tuple[int, int]]
) -> tuple[dict[Cell, tuple[int, int]], dict[Cell, tuple[int, int]]]:
    """Return the cells with small ones put together; the sums stay what they are.

    Categories with fewer than 30 cases in either period become one, and so do the small places
    within a category. Without it, hundreds of cells with one case each would show chance as a
    change of place.
    """
    sides = before, after
    kinds = [_summed(side, 0) for side in sides]

    def small(of: Sequence[Mapping[Any, tuple[int, int]]], key: Hashable) -> bool:
        return any(side.get(key, (0, 0))[0] < _LEAST for side in of)

    found: list[dict[Cell, tuple[int, int]]] = []
    for side in sides:
        cells: dict[Cell, tuple[int, int]] = {}
        for (kind, place), (n, hits) in side.items():
            key: Cell = (kind, place)
            if small(kinds, kind):
                key = (_POOLED, _POOLED)
            elif small(sides, key):
                key = (kind, _POOLED)
            old = cells.get(key, (0, 0))
            cells[key] = (old[0] + n, old[1] + hits)
        found.append(cells)
    return found[0], found[1]


def _summed(
    cells: Mapping[Cell, tuple[int, int]], place: int | None
) -> dict[Hashable, tuple[int, int]]:
    """Return the sums by one side of the cells' keys; by None all of it."""
    found: dict[Hashable, tuple[int, int]] = {} if place is not None else {None: (0, 0)}
    for key, (n, hits) in cells.items():
        mine = None if place is None else key[place]
        old = found.get(mine, (0, 0))
        found[mine] = (old[0] + n, old[1] + hits)
    return found


def contributions(
    before: Mapping[Any, tuple[int, int]],
    after: Mapping[Any, tuple[int, int]],
    *,
    as_rate: bool,
) -> tuple[Contribution, ...]:
    """Return what each key adds to the change, the strongest first; they sum to it exactly.

    ``before`` and ``after``: (denominator, numerator) by key. Of a rate both periods must have
    something in the denominator.
    """
    sides = before, after
    totals = [sum(n for n, _ in side.values()) for side in sides]
    overall = [
        Fraction(sum(hits for _, hits in side.values()), total) if total else Fraction(0)
        for side, total in zip(sides, totals, strict=True)
    ]
    found = []
    for key in {**before, **after}:
        pair = before.get(key, (0, 0)), after.get(key, (0, 0))
        change = Fraction(pair[1][1] - pair[0][1])
        if as_rate:
            change = _rate_part(pair, totals, overall)
        found.append(Contribution(key, *pair, change))
    return tuple(sorted(found, key=lambda c: (-abs(c.change), repr(c.key))))


def _rate_part(
    pair: tuple[tuple[int, int], tuple[int, int]], totals: list[int], overall: list[Fraction]
) -> Fraction:
    shares = [Fraction(n, total) for (n, _), total in zip(pair, totals, strict=True)]
    known = [Fraction(hits, n) if n else None for n, hits in pair]
    # A category without cases has no rate: its growth counts as mix, at the rate it does have.
    first, second = (
        r if r is not None else other if other is not None else Fraction(0)
        for r, other in ((known[0], known[1]), (known[1], known[0]))
    )
    within = _HALF * (shares[0] + shares[1]) * (second - first)
    between = (shares[1] - shares[0]) * _HALF * (first + second - overall[0] - overall[1])
    return within + between


def rounded(parts: Mapping[str, Fraction], step: Fraction) -> dict[str, Fraction]:
    """Return parts rounded to multiples of ``step`` whose sum is the rounded sum.

    Largest remainder: each is less than one step off. So figures that are shown add up as shown.
    """
    floors = {name: math.floor(part / step) for name, part in parts.items()}
    total = math.floor(sum(parts.values(), Fraction(0)) / step + _HALF)
    left = total - sum(floors.values())
    names = list(parts)
    by_rest = sorted(names, key=lambda n: (floors[n] - parts[n] / step, names.index(n)))
    return {n: (floors[n] + (n in by_rest[:left])) * step for n in names}
