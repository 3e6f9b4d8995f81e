"""What rates are made of, cell by cell: cases and hits of several rates along many dimensions.

For models that ask what a rate depends on. The conditions are the registry's own; figures for
people come from ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.days import end_of_day_utc
from data_access.metrics.plan import check_by, make_plan
from data_access.metrics.registry import ask
from data_access.metrics.soundness import unsound_words
from data_access.metrics.source import Source
from data_access.types import Filters, Scope, WeisuError

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CellCounts:
    """``cells``: one row a combination of the dimensions, by their names, and its ``tickets``.

    ``cases`` and ``hits``: by metric, in the order of the cells; a metric that the source can't
    say is in neither.
    """

    cells: pd.DataFrame
    cases: Mapping[str, Whole]
    hits: Mapping[str, Whole]


def cell_counts(
    extract: Source, scope: Scope, filters: Filters, names: Sequence[str], by: Sequence[str]
) -> CellCounts:
    """Count what rates over tickets are made of, in one read, within what ``scope`` may see.

    ``names``: unweighted rates over tickets. As of ``filters.as_of`` (default: the last day with
    data). Raises ``NotAllowedError`` outside the scope, ``WeisuError`` for unknown names and where
    the data's own parts disagree.
    """
    scope.require_jurisdiction(filters.jurisdiction)
    code, groups = filters.jurisdiction, check_by(by)
    for name in names:
        one = ask(name)
        if (one.metric.kind, one.metric.dataset) != ("rate", "tickets") or one.forms[0].weight:
            raise ValueError(f"{name} is no plain rate of tickets")
    summary = extract.manifest.jurisdictions.get(code)
    present = extract.manifest.filled("tickets", code) if summary else {}
    wrong = unsound_words(extract, scope, filters)
    if wrong:
        raise WeisuError(wrong)
    filled = frozenset(c for c, share in present.items() if share > 0)
    plan = make_plan(tuple(names), groups, filled, "tickets")
    last = filters.as_of or (summary.last_day if summary else None) or filters.period.last
    end = end_of_day_utc(last, summary.timezone if summary else "UTC")
    raw = extract.query(scope, filters, plan.statement(end), needs=plan.needs)
    if not len(raw) or not raw["total"].sum():
        raw = raw.iloc[:0]
    cells = pd.DataFrame({b: raw[f"by_{b}"].to_numpy() for b in groups})
    cells["tickets"] = raw["total"].to_numpy(dtype=np.int64)
    told = [item for item in plan.items if item.form is not None]
    return CellCounts(
        cells,
        {i.asked.name: raw[f"{i.key}_base"].to_numpy(dtype=np.int64) for i in told},
        {i.asked.name: raw[f"{i.key}_hit"].to_numpy(dtype=np.int64) for i in told},
    )
