"""Tickets of areas, counted by the registry of metrics, within a reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
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


def count(extract: Source, scope: Scope, filters: Filters, level: str) -> Counted:
    """Return what the scope's tickets of a level's areas come to, by top-level category.

    ``WeisuError`` where the parts of the data disagree.
    """
    import pandas as pd

    place = DIMENSIONS[level]
    found = evaluate(extract, scope, filters, (VOLUME, *SHARES.values()), (place, "category_1"))
    _refuse(found)
    keys = pd.DataFrame(
        {
            "area": found[place].astype(object).where(found[place].notna(), ""),
            "category": found["category_1"]
            .astype(object)
            .where(found["category_1"].notna(), NO_CATEGORY),
        }
    )
    whole: pd.DataFrame | None = None
    for name, metric in {TICKETS: VOLUME, **SHARES}.items():
        mine = (found["metric"] == metric).to_numpy()
        part = keys[mine].copy()
        figures = {TICKETS: "numerator"} if name == TICKETS else _columns(name)
        for column, of in figures.items():
            part[column] = found.loc[mine, of].fillna(0).to_numpy(dtype="int64")
        whole = part if whole is None else whole.merge(part, on=["area", "category"], how="outer")
    rows = pd.DataFrame() if whole is None else whole.fillna(0)
    rows = rows[rows[TICKETS] > 0].sort_values(["area", "category"], ignore_index=True)
    numbers = [c for c in rows.columns if c not in ("area", "category")]
    return Counted(rows.astype(dict.fromkeys(numbers, "int64")), _missing(found))


def _columns(name: str) -> dict[str, str]:
    return {f"hits:{name}": "numerator", f"base:{name}": "denominator"}


def _refuse(found: pd.DataFrame) -> None:
    wrong = found.loc[found["status"] == "unreconciled", "missing"]
    if len(wrong):
        raise WeisuError(str(wrong.iloc[0]))


def _missing(found: pd.DataFrame) -> dict[str, str]:
    """Return why a measure is not there: where no group of tickets could tell it."""
    said = {}
    for name, metric in SHARES.items():
        mine = found[found["metric"] == metric]
        if len(mine) and (mine["status"] == "missing_column").all():
            said[name] = str(mine["missing"].iloc[0])
    return said
