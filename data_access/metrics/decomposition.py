"""What a change is made of: volume, mix, place and rate effects that add up to it exactly.

A number of cases is volume × share of each category × share of each place within the category ×
rate in that cell. Each effect is a factor's Shapley value: its mean contribution over all orders in
which the factors could have changed. So no order is privileged, and the effects sum to the change
without a remainder; all arithmetic is in fractions.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from data_access.types import WeisuError

if TYPE_CHECKING:
    import pandas as pd

Cell = tuple[Hashable, Hashable]
VOLUME, MIX, PLACE, RATE = "volume", "mix", "place", "rate"
EFFECTS = (VOLUME, MIX, PLACE, RATE)
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change and its parts. ``before`` and ``after``: cases, or a rate where ``is_rate``.

    ``effects``: by name of ``EFFECTS`` (a rate has no volume effect); they sum to ``change``.
    """

    before: Fraction
    after: Fraction
    effects: Mapping[str, Fraction]
    is_rate: bool

    @property
    def change(self) -> Fraction:
        """After minus before."""
        return self.after - self.before

    def whole(self) -> dict[str, int]:
        """Return the effects of a count as whole cases whose sum is the change (largest remainder).

        Each is less than one case off. ``WeisuError`` for a rate.
        """
        if self.is_rate or self.change.denominator != 1:
            raise WeisuError("比率的变化没有件数可分。请改用件数指标;数据没有改动。")
        floors = {name: math.floor(effect) for name, effect in self.effects.items()}
        left = int(self.change) - sum(floors.values())
        by_rest = sorted(floors, key=lambda n: (floors[n] - self.effects[n], EFFECTS.index(n)))
        return {n: floors[n] + (n in by_rest[:left]) for n in floors}


@dataclass(frozen=True, slots=True)
class Part:
    """What one category, place or unit adds to a change in numbers. ``share`` of the change."""

    key: Hashable
    before: int
    after: int
    share: Fraction | None

    @property
    def change(self) -> int:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class _Side:
    """One period: total, tickets by category and by cell, cases by cell."""

    total: int
    by_category: Mapping[Hashable, int]
    cells: Mapping[Cell, tuple[int, int]]

    @classmethod
    def of(cls, cells: Mapping[Cell, tuple[int, int]]) -> _Side:
        by_category: dict[Hashable, int] = {}
        for (category, _), (n, hits) in cells.items():
            if not 0 <= hits <= n:
                raise WeisuError("分子大于分母,无法分解变化。请核对数据;数据没有改动。")
            by_category[category] = by_category.get(category, 0) + n
        return cls(sum(by_category.values()), by_category, cells)

    def mix(self, category: Hashable) -> Fraction | None:
        if not self.total:
            return None
        return Fraction(self.by_category.get(category, 0), self.total)

    def place(self, cell: Cell) -> Fraction | None:
        n = self.by_category.get(cell[0], 0)
        return Fraction(self.cells.get(cell, (0, 0))[0], n) if n else None

    def rate(self, cell: Cell) -> Fraction | None:
        n, hits = self.cells.get(cell, (0, 0))
        return Fraction(hits, n) if n else None


def decompose(
    before: Mapping[Cell, tuple[int, int]],
    after: Mapping[Cell, tuple[int, int]],
    *,
    as_rate: bool = False,
) -> Decomposition:
    """Split the change of a number of cases, or of a rate, between two periods.

    ``before`` and ``after``: (denominator, numerator) by (category, place), both whole; a part that
    is not filled in is a category or place of its own. For a plain count the two are equal, and the
    rate effect is zero. What a period can't say (the rate of a cell without tickets) is taken from
    the other period, so that a cell that appears counts as mix or place, not as a rate.
    """
    cells = sorted({*before, *after}, key=repr)
    if len(cells) > _MOST_CELLS:
        raise WeisuError("分组太细,无法分解变化。请改用上一级分类或区域;数据没有改动。")
    sides = _Side.of(before), _Side.of(after)
    if as_rate and not all(side.total for side in sides):
        raise WeisuError("其中一期没有可计算的工单,无法分解比率的变化。请另选时间;数据没有改动。")
    names = (MIX, PLACE, RATE) if as_rate else EFFECTS
    rows = [_factors(sides, cell) for cell in cells]
    values = {
        chosen: _value(sides, rows, frozenset(chosen), as_rate=as_rate)
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
    }
    effects = {name: _shapley(name, names, values) for name in names}
    return Decomposition(values[()], values[names], effects, as_rate)


def _factors(sides: tuple[_Side, _Side], cell: Cell) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return (before, after) of mix, place and rate of one cell, gaps filled from the other."""
    pairs = (
        (sides[0].mix(cell[0]), sides[1].mix(cell[0])),
        (sides[0].place(cell), sides[1].place(cell)),
        (sides[0].rate(cell), sides[1].rate(cell)),
    )
    return tuple(_filled(*pair) for pair in pairs)


def _filled(first: Fraction | None, second: Fraction | None) -> tuple[Fraction, Fraction]:
    zero = Fraction(0)
    known = first if first is not None else second if second is not None else zero
    return (first if first is not None else known, second if second is not None else known)


def _value(
    sides: tuple[_Side, _Side],
    rows: Sequence[tuple[tuple[Fraction, Fraction], ...]],
    changed: frozenset[str],
    *,
    as_rate: bool,
) -> Fraction:
    """Return the figure with only the ``changed`` factors at their later value."""
    pick = [int(name in changed) for name in (MIX, PLACE, RATE)]
    total = _sum([row[0][pick[0]] * row[1][pick[1]] * row[2][pick[2]] for row in rows])
    if as_rate:
        return total
    return total * sides[int(VOLUME in changed)].total


def _sum(parts: list[Fraction]) -> Fraction:
    """Add pairwise: fractions added one by one drag a huge denominator through every step."""
    while len(parts) > 1:
        rest = parts[-1:] if len(parts) % 2 else []
        parts = [a + b for a, b in zip(parts[::2], parts[1::2], strict=False)] + rest
    return parts[0] if parts else Fraction(0)


def _shapley(
    name: str, names: tuple[str, ...], values: Mapping[tuple[str, ...], Fraction]
) -> Fraction:
    others = [n for n in names if n != name]
    whole = math.factorial(len(names))
    effect = Fraction(0)
    for size in range(len(others) + 1):
        orders = math.factorial(size) * math.factorial(len(others) - size)
        for chosen in combinations(others, size):
            with_it = tuple(n for n in names if n in chosen or n == name)
            effect += Fraction(orders, whole) * (values[with_it] - values[chosen])
    return effect


def parts_of(before: Mapping[Hashable, int], after: Mapping[Hashable, int]) -> tuple[Part, ...]:
    """Return what each key adds to the change of a count, the strongest first; they sum to it."""
    change = sum(after.values()) - sum(before.values())
    parts = []
    for key in {**before, **after}:
        old, new = before.get(key, 0), after.get(key, 0)
        parts.append(Part(key, old, new, Fraction(new - old, change) if change else None))
    return tuple(sorted(parts, key=lambda p: (-abs(p.change), repr(p.key))))


def cells_of(rows: pd.DataFrame, category: str, place: str) -> dict[Cell, tuple[int, int]]:
    """Return (denominator, numerator) by cell from ``evaluate``'s rows of one metric.

    A count is its own denominator. Rows without a category or place keep ``None`` as their key.
    """
    import pandas as pd

    found: dict[Cell, tuple[int, int]] = {}
    for row in rows.to_dict("records"):
        if pd.isna(row["numerator"]):
            continue
        hits = int(row["numerator"])
        n = hits if pd.isna(row["denominator"]) else int(row["denominator"])
        key = tuple(None if pd.isna(row[name]) else row[name] for name in (category, place))
        found[key[0], key[1]] = (n, hits)
    return found
