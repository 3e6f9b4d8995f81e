"""How much an area reports of what areas of its kind would: quiet does not mean fine.

**What can be known.** Tickets of an area are need x willingness to report, and counts alone never
separate the two. ``reporting_index`` is the observed over the expected of areas of the same kind
(indirect standardisation). It measures willingness only as far as need per resident is alike
within a kind; the rest of the difference may be need. So a low index is a question, not an answer:
``shared_events`` and serious matters, which people report whether they like reporting or not, say
more, and somebody must go and look. Between kinds (town and village) nothing is said at all.

Grounds: Kontokosta and Hong, Bias in smart city governance, Sustain. Cities Soc. 64, 2021 (low
reporters pass over nuisances and still report serious matters; under-reporting is reported against
expected); O'Brien, Sampson and Winship, Ecometrics in the age of big data, Sociol. Methodol. 45,
2015 (propensity apart from need, by matters of different kind); Liu, Bhandaram and Garg,
Quantifying spatial under-reporting disparities, Nat. Comput. Sci. 4, 2024 (``shared_events``).

**How.** Counted is each caller once a matter, so that those who call again do not speak for others.
A storm or a burst pipe is need that one area alone has: a cell (area, matter, week) counts no more
than three standard deviations above its own expectation. Expectation and index depend on each
other and are found in turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc

from geo.statistics.false_discovery import adjusted
from geo.statistics.rates import smoothed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SURGE = 3.0
TURNS = 8
ALPHA = 0.05
QUIET = 0.75
"""An index this low is called quiet, its inverse loud: with many tickets any trifle is certain."""


@dataclass(frozen=True, slots=True)
class Index:
    """Of every area: ``observed`` (surges cut), ``expected``, their ``ratio`` and its posterior.

    ``smoothed``, ``low``, ``high``: drawn towards areas of the kind (``rates.smoothed``).
    ``kind``: ``quiet`` or ``loud`` where it is beyond ``QUIET`` and the adjusted p-value of no
    difference at most 0.05, else ''.
    """

    observed: Floats
    expected: Floats
    ratio: Floats
    smoothed: Floats
    low: Floats
    high: Floats
    p_adjusted: Floats
    kind: tuple[str, ...]


def first_reports(tickets: pd.DataFrame) -> pd.DataFrame:
    """Return the first ticket of each caller on each matter, from ``area``, ``caller``, ``matter``,
    ``day``; tickets without area are left out, those without a known caller all kept.
    """
    placed = tickets[tickets["area"].notna()].sort_values("day", kind="stable")
    known = placed["caller"].notna()
    again = placed.duplicated(["area", "caller", "matter"]) & known
    return placed[~again]


@dataclass(frozen=True, slots=True)
class Cells:
    """First reports by area (row, as ``codes``) and cell (matter in a week); ``week`` of each."""

    codes: tuple[str, ...]
    counts: Floats
    week: Ints


def cells(reports: pd.DataFrame, codes: Sequence[str]) -> Cells:
    """Count reports (``area``, ``matter``, ``day`` as timestamps) by area, matter and week."""
    week = (reports["day"] - reports["day"].min()).dt.days // 7
    keys = [reports["area"], week.rename("week"), reports["matter"]]
    return cells_of(reports.groupby(keys).size().rename("n").reset_index(), codes)


def cells_of(counts: pd.DataFrame, codes: Sequence[str]) -> Cells:
    """Return what is counted already: ``area``, ``matter``, ``week`` (from 0), ``n``."""
    table = counts.pivot_table(
        index="area", columns=["week", "matter"], values="n", aggfunc="sum", fill_value=0
    )
    table = table.reindex(list(codes), fill_value=0)
    weeks = table.columns.get_level_values("week").to_numpy(dtype=np.int64)
    return Cells(tuple(codes), table.to_numpy(dtype=float), weeks)


def reporting_index(found: Cells, population: Floats, kind: Sequence[str]) -> Index:
    """Return each area's index within its ``kind`` (``town``, ``village``: areas that are alike).

    An area without residents has none (NaN), nor has one that is alone of its kind.
    """
    kinds, size = np.asarray(kind, dtype=object), np.asarray(population, dtype=float)
    held = [np.full(len(size), np.nan) for _ in range(7)]
    for one in sorted(set(kinds.tolist())):
        at = np.flatnonzero((kinds == one) & (size > 0))
        if len(at) > 1 and found.counts[at].sum() > 0:
            for column, values in zip(held, _within(found, at, size[at]), strict=True):
                column[at] = values
    observed, expected, ratio, middle, low, high, p = held
    p = adjusted(p)
    named = tuple(_named(q, r) for q, r in zip(p, middle, strict=True))
    return Index(observed, expected, ratio, middle, low, high, p, named)


def _named(p: float, index: float) -> str:
    if not p <= ALPHA:
        return ""
    return "quiet" if index <= QUIET else "loud" if index >= 1 / QUIET else ""


def _within(found: Cells, at: Ints, people: Floats) -> tuple[Floats, ...]:
    """Return the seven columns of ``reporting_index`` for the areas of one kind."""
    counts = found.counts[at]
    own, kept = np.ones(len(at)), counts
    for _ in range(TURNS):
        own = np.maximum(kept.sum(axis=1), 0.5) / (people * kept.sum() / people.sum())
        mean = np.outer(people * own, kept.sum(axis=0) / (people * own).sum())
        kept = np.minimum(counts, mean + SURGE * np.sqrt(mean) + 1)
    observed = kept.sum(axis=1)
    expected = people * observed.sum() / people.sum()
    over = _over(kept, mean, found.week)
    drawn = smoothed(observed / over, expected / over)
    more = gammainc(np.maximum(observed / over, 1e-9), expected / over)
    fewer = gammaincc(observed / over + 1, expected / over)
    p = np.minimum(2 * np.minimum(more, fewer), 1.0)
    return observed, expected, drawn.raw, drawn.smoothed, drawn.low, drawn.high, p


def _over(kept: Floats, mean: Floats, week: Ints) -> float:
    """Return by how much an area's weeks vary more than Poisson's law says (people tell others).

    Pearson's statistic over its degrees of freedom, at least 1.
    """
    first = np.flatnonzero(np.diff(week, prepend=-1))
    seen, usual = np.add.reduceat(kept, first, axis=1), np.add.reduceat(mean, first, axis=1)
    usual = usual * seen.sum() / max(usual.sum(), 1e-9)
    free = (seen.shape[0] - 1) * (seen.shape[1] - 1)
    if free < 1:
        return 1.0
    return max(1.0, float(((seen - usual) ** 2 / np.maximum(usual, 1e-9)).sum() / free))
