"""Whether expected chances hold on months that the model has not seen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from supervision.scorecards.case_mix import FACTORS, fit_mix

DECILES = 10


def calibration(cells: pd.DataFrame, seen: np.ndarray) -> pd.DataFrame | None:
    """Fit to the cells that are ``seen`` and return how the others came out, by tenths of their
    expected chance: n, expected (mean chance), reached. None: too few data to fit.
    """
    model = fit_mix(cells[seen], FACTORS)
    rest = cells[~seen]
    if model is None or rest.empty:
        return None
    told = pd.DataFrame(
        {
            "p": model.chances(rest, with_unit=True),
            "n": rest["n"].to_numpy(dtype=float),
            "hits": rest["hits"].to_numpy(dtype=float),
        }
    ).sort_values(["p", "hits", "n"], kind="stable")
    place = np.minimum(DECILES * (told["n"].cumsum() - told["n"] / 2) / told["n"].sum(), DECILES)
    told["decile"] = np.minimum(place.astype(int), DECILES - 1)
    told["expected"] = told["p"] * told["n"]
    sums = told.groupby("decile")[["n", "hits", "expected"]].sum()
    return pd.DataFrame(
        {
            "n": sums["n"].astype(int),
            "expected": sums["expected"] / sums["n"],
            "reached": sums["hits"] / sums["n"],
        }
    )
