"""One thing that was found in the data before fitting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "thin_start",
    "doubled_days",
    "missing_days",
    "partial_days",
    "late_records",
    "renamed",
    "silenced",
    "new_cell",
    "fresh_outlier",
    "level_shift",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """``area``, ``category``, ``channel``: the cell. ``first``, ``last``: days concerned.

    ``text``: what was found and what was done about it (Chinese). ``factor``: of a level shift.
    """

    kind: Kind
    area: str
    category: str
    channel: str
    first: date
    last: date
    text: str
    factor: float = 1.0
