"""Tickets of areas, counted by the registry of metrics, within a reader's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from data_access.metrics.evaluate import evaluate
from data_access.metrics.source import Source
from data_access.types import Filters, Scope, WeisuError

if TYPE_CHECKING:
    import pandas as pd

    from data_access.metrics.model import Dimension

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {"county": "area_county", "street": "area_street", "community": "area_community"}
)
"""Levels that tickets can be told at, the widest first."""
SHARES: Mapping[str, str] = MappingProxyType(
    {"on_time": "on_time_rate", "satisfied": "satisfaction_rate", "repeat": "repeat_rate"}
)
"""Measures of ``statistics.measures`` with the metric whose numerator and denominator they take."""
VOLUME = "volume"
TICKETS = "tickets"
NO_CATEGORY = "-"


@dataclass(frozen=True)
class Counted:
    """Counts of one level: a row for each ``area`` and top-level ``category`` with a ticket.

    Columns: ``tickets``, and ``hits:NAME`` and ``base:NAME`` of each of ``SHARES``, whole numbers.
    An empty ``area``: tickets that name none of this level; the category ``NO_CATEGORY``: none.
    ``missing``: by measure the sentence why the source cannot tell it.
    """

    rows: pd.DataFrame
    missing: Mapping[str, str]


def count(
    extract: Source,
    scope: Scope,
    filters: Filters,
    level: str,
    *,
    shares: Sequence[str] = tuple(SHARES),
    by_category: bool = True,
) -> Counted:
    """Return what the scope's tickets of a level's areas come to, by top-level category.

    Without ``by_category`` all stand under the category ''. ``WeisuError`` where the parts of the
    data disagree.
    """
    import pandas as pd

    wanted = {TICKETS: VOLUME, **{name: SHARES[name] for name in shares}}
    by = (DIMENSIONS[level], *(("category_1",) if by_category else ()))
    found = evaluate(extract, scope, filters, tuple(wanted.values()), by)
    _refuse(found)
    keys = pd.DataFrame({"area": _filled(found[by[0]], "")})
    keys["category"] = _filled(found["category_1"], NO_CATEGORY) if by_category else ""
    rows: pd.DataFrame | None = None
    for name, metric in wanted.items():
        mine = (found["metric"] == metric).to_numpy()
        part = keys[mine].copy()
        for column, of in (_columns(name) if name in SHARES else {TICKETS: "numerator"}).items():
            part[column] = found.loc[mine, of].fillna(0).to_numpy(dtype="int64")
        rows = part if rows is None else rows.merge(part, on=["area", "category"], how="outer")
    if rows is None:
        raise ValueError("nothing to count")
    rows = rows.fillna(0)
    rows = rows[rows[TICKETS] > 0].sort_values(["area", "category"], ignore_index=True)
    numbers = [c for c in rows.columns if c not in ("area", "category")]
    return Counted(rows.astype(dict.fromkeys(numbers, "int64")), _missing(found, shares))


def _filled(column: pd.Series, empty: str) -> pd.Series:
    return column.astype(object).where(column.notna(), empty)


def _columns(name: str) -> dict[str, str]:
    return {f"hits:{name}": "numerator", f"base:{name}": "denominator"}


def _refuse(found: pd.DataFrame) -> None:
    wrong = found.loc[found["status"] == "unreconciled", "missing"]
    if len(wrong):
        raise WeisuError(str(wrong.iloc[0]))


def _missing(found: pd.DataFrame, shares: Sequence[str]) -> dict[str, str]:
    """Return why a measure is not there: where no group of tickets could tell it."""
    said = {}
    for name in shares:
        mine = found[found["metric"] == SHARES[name]]
        if len(mine) and (mine["status"] == "missing_column").all():
            said[name] = str(mine["missing"].iloc[0])
    return said
