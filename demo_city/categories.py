"""The 181 leaf categories as arrays: weight, season, hours, who handles them, what people ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo_city.tables import rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬", "其他")
# Type mix by the kind of category: P policy enquiries, F facilities, C complaints, R reports of
# misconduct. Together they stay inside the published ranges (see docs/demo-city.md).
TYPE_MIX = {
    "P": (0.79, 0.115, 0.04, 0.005, 0.017, 0.003, 0.03),
    "F": (0.27, 0.49, 0.16, 0.01, 0.037, 0.003, 0.03),
    "C": (0.40, 0.24, 0.28, 0.02, 0.026, 0.003, 0.031),
    "R": (0.31, 0.22, 0.24, 0.175, 0.022, 0.003, 0.03),
}
COMPLAINED = (2, 3)
# Answered at once, by type; urgent categories less often.
DIRECT_SHARE = (0.955, 0.43, 0.23, 0.07, 0.30, 1.0, 0.80)


@dataclass(frozen=True, slots=True)
class Leaves:
    """One entry a leaf category, in the order of their codes."""

    codes: tuple[str, ...]
    level_1: tuple[str, ...]
    level_2: tuple[str, ...]
    level_3: tuple[str, ...]
    weight: Floats
    season: tuple[str, ...]
    kind: tuple[str, ...]
    hours: tuple[str, ...]
    where: tuple[str, ...]
    department: tuple[str, ...]
    street_share: Floats
    satisfied: Floats

    def index(self, code: str) -> int:
        """Return the position of a leaf code."""
        return self.codes.index(code)

    def starting(self, prefix: str) -> Ints:
        """Return the positions of every leaf under a category code."""
        return np.array([i for i, code in enumerate(self.codes) if code.startswith(prefix)])

    def curves(self) -> Floats:
        """Return the share of a day's tickets that comes in each hour, leaf by hour."""
        return np.array([hour_curve(h) for h in self.hours])

    def type_mix(self) -> Floats:
        """Return the share of each ticket type, leaf by type."""
        return np.array([TYPE_MIX[k] for k in self.kind])


@cache
def hour_curve(hours: str) -> Floats:
    """Return the share of a day's tickets in each hour of a named curve."""
    row = next(r for r in rows("hour_curves") if r["hours"] == hours)
    curve = np.array([float(row[f"h{k}"]) for k in range(24)])
    return np.asarray(curve / curve.sum())


@cache
def leaves() -> Leaves:
    """Return the categories, from the tables in ``data/``."""
    tree, groups = rows("category_tree"), {r["code"]: r for r in rows("group_traits")}
    within: dict[str, list[float]] = {}
    for code, group in groups.items():
        within.setdefault(code[:2], []).extend(float(w) for w in group["weights"].split())
    seen: dict[str, int] = {}
    weight = []
    for row in tree:
        top = row["code"][:2]
        position = seen.get(top, 0)
        seen[top] = position + 1
        weight.append(float(row["l1_weight_pct"]) * within[top][position] / sum(within[top]))
    of = [groups[r["code"][:4]] for r in tree]
    return Leaves(
        codes=tuple(r["code"] for r in tree),
        level_1=tuple(r["l1"] for r in tree),
        level_2=tuple(r["l2"] for r in tree),
        level_3=tuple(r["l3"] for r in tree),
        weight=np.array(weight) / sum(weight),
        season=tuple(r["season"] for r in tree),
        kind=tuple(g["kind"] for g in of),
        hours=tuple(g["hours"] for g in of),
        where=tuple(g["where"] for g in of),
        department=tuple(g["dept"] for g in of),
        street_share=np.array([float(g["street_share"]) for g in of]),
        satisfied=np.array([float(g["satisfied"]) for g in of]),
    )
