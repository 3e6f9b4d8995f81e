"""Surges against forecasts that another room made: counts beside predictive quantiles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from early_warning.surge.thresholds import upper_tail


def forecast_residuals(counts: pd.DataFrame, forecast: pd.DataFrame) -> pd.DataFrame:
    """Return counts beside their forecasts with a p-value.

    ``counts``: area, category, channel, day, n. ``forecast``: the same keys with ``mean``, ``q05``
    and ``q95`` (daily). The over-dispersion is what makes a negative binomial as wide as the
    forecast's own interval, so its calibration is taken over. Columns added: expected, phi,
    p_value, score (standard deviations).
    """
    keys = ["area", "category", "channel", "day"]
    found = counts.merge(forecast[[*keys, "mean", "q05", "q95"]], on=keys, how="inner")
    mean = found["mean"].clip(lower=1e-3).to_numpy(dtype=float)
    width = (found["q95"] - found["q05"]).to_numpy(dtype=float)
    phi = np.maximum((width / (2 * 1.6449)) ** 2 / mean, 1.0)
    n = found["n"].to_numpy(dtype=float)
    return found.assign(
        expected=mean,
        phi=phi,
        p_value=upper_tail(n, mean, phi),
        score=(n - mean) / np.sqrt(phi * mean),
    ).drop(columns=["mean", "q05", "q95"])
