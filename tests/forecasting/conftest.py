"""Made-up counts with a known season, for the forecasting room."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_access.types import ANY

DAYS = 900
FIRST = np.datetime64("2023-10-02")


def made(seed: int = 1, days: int = DAYS) -> pd.DataFrame:
    """Return counts of three streets × three matters with week and year in them."""
    rng = np.random.default_rng(seed)
    at = FIRST + np.arange(days)
    week = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.7, 0.6])[np.arange(days) % 7]
    year = np.exp(0.4 * np.sin(2 * np.pi * np.arange(days) / 365.25))
    parts = []
    for s, area in enumerate(("350199001", "350199002", "350199003")):
        for c, category in enumerate(("0101", "0102", "0201")):
            mean = (8.0, 2.0, 0.3)[c] * (1 + s) * week * (year if c else 1 / year)
            n = rng.poisson(mean)
            parts.append(pd.DataFrame({"area": area, "category": category, "channel": ANY,
                                       "day": at.astype("datetime64[s]"), "n": n}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="session")
def counts() -> pd.DataFrame:
    return made()
