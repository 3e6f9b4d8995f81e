"""Plain indirect standardisation: the other units' rate in each stratum, times the unit's tickets.

For data too few for a model. The reference of a unit is all others together (itself left out).
Strata are matter and type; where the others have too few tickets of a stratum, their matter, then
all of theirs stand in. The expected count is Σ nᵢ·pᵢ over strata, as of the standardised mortality
ratio (Breslow and Day 1987, Statistical Methods in Cancer Research II, chapter 2).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LEAST = 20
"""Tickets of the others from which their rate stands for a stratum."""
STRATA = ("category_1", "ticket_type")
_COLUMNS = ["n", "hits", "expected", "variance", "unsure"]


def by_strata(cells: pd.DataFrame, strata: tuple[str, ...] = STRATA) -> pd.DataFrame:
    """Return the columns of ``case_mix.Expectation.units``; a unit without others expects its own.

    Rates are of the others' hits and misses with half a case added to both, so that no stratum is
    ever certain.
    """
    own = cells.groupby(["unit", *strata], sort=True)[["n", "hits"]].sum().reset_index()
    rate = np.full(len(own), np.nan)
    base = np.full(len(own), np.nan)
    for depth in range(len(strata), -1, -1):
        keys = list(strata[:depth])
        whole = own.groupby(keys)[["n", "hits"]].transform("sum") if keys else _everything(own)
        unit = own.groupby(["unit", *keys])[["n", "hits"]].transform("sum")
        others = (whole - unit).to_numpy(dtype=float)
        enough = np.isnan(rate) & (others[:, 0] >= (LEAST if depth else 1))
        rate[enough] = (others[enough, 1] + 0.5) / (others[enough, 0] + 1.0)
        base[enough] = others[enough, 0]
    n, hits = own["n"].to_numpy(dtype=float), own["hits"].to_numpy(dtype=float)
    alone = np.isnan(rate)
    rate = np.where(alone, np.divide(hits, n, out=np.zeros_like(n), where=n > 0), rate)
    base = np.where(alone, n, base)
    spread = rate * (1 - rate)
    summed = pd.DataFrame(
        {
            "unit": own["unit"], "n": n, "hits": hits, "expected": n * rate,
            "variance": n * spread,
            "unsure": n**2 * spread / np.maximum(base, 1.0),
        }
    )  # fmt: skip
    return summed.groupby("unit", sort=True)[_COLUMNS].sum()


def _everything(own: pd.DataFrame) -> pd.DataFrame:
    sums = own[["n", "hits"]].sum()
    return pd.DataFrame({c: np.full(len(own), sums[c]) for c in ("n", "hits")}, index=own.index)
