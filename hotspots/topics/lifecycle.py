"""The life of a topic: born, growing, steady, seasonal, fading, merged, split, gone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hotspots.topics.before import NEW_DAYS

SURPRISE = 0.05


def states_of(topics: pd.DataFrame, *, as_of: date, window_first: date) -> list[str]:
    """Return each topic's state.

    ``topics``: first_day, last_day, n_recent, expected, matched (the last run had it),
    spoken_before (``before.py``), seasonal and explained (``expectation.py``). Gone: no ticket for
    28 days. Born: not in the last run, or without one first seen in the last 28 days (not where
    the window itself starts there), not spoken of before under another name, and no season.
    Growing or fading: more or fewer recent tickets than a Poisson count about the expectation has
    in 95 % of cases, and at least a fifth away from it. Seasonal: as many as the season brings.
    Steady: the rest.
    """
    from scipy.stats import poisson

    n = topics["n_recent"].to_numpy(float)
    expected = np.maximum(topics["expected"].to_numpy(float), 0.1)
    up = (poisson.sf(n - 1, expected) < SURPRISE) & (n >= 1.2 * expected) & (n >= 3)
    down = (poisson.cdf(n, expected) < SURPRISE) & (n <= 0.8 * expected)
    since = pd.Timestamp(as_of) - pd.Timedelta(days=NEW_DAYS)
    quiet = (topics["last_day"] <= since).to_numpy()
    begins = pd.Timestamp(window_first) + pd.Timedelta(days=NEW_DAYS)
    young = ((topics["first_day"] > since) & (topics["first_day"] > begins)).to_numpy()
    matched = topics["matched"].to_numpy(dtype=bool)
    explained = topics["explained"].to_numpy(dtype=bool)
    known = matched | topics[["spoken_before", "seasonal"]].to_numpy(dtype=bool).any(axis=1)
    result = np.where(up, "growing", np.where(down, "fading", "steady"))
    result = np.where(explained & ~down, "seasonal", result)
    result = np.where(young & ~known, "born", result)
    return [str(state) for state in np.where(quiet, "gone", result)]
