"""Heat: volume × growth over expectation × breadth of callers × spread of places × tone."""

from __future__ import annotations

import numpy as np
import pandas as pd

COMPLAINTS = ("投诉", "举报")
_READ = 4_000
_LOUD = ("！！", "!!", "!！", "！!")


def heat_of(
    tickets: pd.DataFrame, *, recent: np.ndarray, before: np.ndarray, key: str | list[str]
) -> pd.DataFrame:
    """Return per topic: n, n_recent, expected, callers, streets, the five factors and the heat.

    ``tickets``: a row per ticket and topic with ``key``, caller, area_street, sharp (0/1), turned,
    due (``expectation.Seasons``) and seasonal (the topic's season has come); ``recent`` and
    ``before``: which rows are in the heat window and in the days before it that say what to
    expect. Expected is a topic's tickets before, scaled as the city's volume moved from before to
    recent; where there is no before, it is the topic's own n_recent (growth 1). Of a seasonal
    topic's tickets those whose season has come are expected to be the topic's share of what is
    expected of their category.

    - heat_volume: recent tickets.
    - heat_growth: √((recent + 1) / (expected + 1)), within 0.5 … 3: growth counts, but ten calls
      instead of one do not outrank a thousand.
    - heat_breadth: callers ÷ tickets, both recent, from 0 to 1, mapped to 0.5 … 1.
    - heat_spread: 1 + log₂(streets) / 4: two streets 1.25, sixteen 2; 1 where streets are unknown.
    - heat_tone: 1 + the share of recent complaints and sharply worded tickets: 1 … 2.
    """
    counts = tickets.groupby(key, sort=True).size().rename("n").to_frame()
    late = tickets[recent].groupby(key)
    counts["callers"] = tickets.groupby(key)["caller"].nunique()
    counts["streets"] = tickets.groupby(key)["area_street"].nunique()
    counts["n_recent"] = late.size()
    of_season = (tickets["seasonal"] & tickets["turned"]).to_numpy()
    counts["n_before"] = tickets[before & ~of_season].groupby(key).size()
    counts["due"] = tickets[recent & of_season].groupby(key)["due"].sum()
    callers, streets, sharp = (
        late["caller"].nunique(),
        late["area_street"].nunique(),
        late["sharp"].mean(),
    )
    counts = counts.fillna({"n_recent": 0, "n_before": 0, "due": 0.0})
    moved = recent.sum() / before.sum() if before.sum() else 0.0
    n = counts["n_recent"].astype(float)
    counts["expected"] = counts["n_before"] * moved + counts["due"] if moved else n
    counts["heat_volume"] = n
    growth = np.sqrt((n + 1) / (counts["expected"] + 1)).clip(0.5, 3.0)
    counts["heat_growth"] = growth
    share = callers.reindex(counts.index).fillna(0) / n.where(n > 0, 1.0)
    counts["heat_breadth"] = 0.5 + 0.5 * share.clip(0, 1)
    wide = streets.reindex(counts.index).fillna(0).clip(lower=1)
    counts["heat_spread"] = 1 + np.log2(wide) / 4
    counts["heat_tone"] = 1 + sharp.reindex(counts.index).fillna(0)
    factors = ["heat_volume", "heat_growth", "heat_breadth", "heat_spread", "heat_tone"]
    counts["heat"] = counts[factors].prod(axis=1)
    whole = ["n", "callers", "streets", "n_recent"]
    return counts.astype(dict.fromkeys(whole, "int64")).drop(columns=["n_before", "due"])


def sharpness(frame: pd.DataFrame) -> np.ndarray:
    """Return 1 for complaints and reports, and for texts with strings of exclamation marks."""
    kind = frame["ticket_type"].isin(COMPLAINTS).to_numpy()
    texts = frame["content"].to_numpy(dtype=object)
    loud = np.fromiter(map(_loud, texts), dtype=bool, count=len(texts))
    found: np.ndarray = (kind | loud).astype(np.float64)
    return found


def _loud(text: object) -> bool:
    """Tell whether two exclamation marks follow each other near a text's beginning."""
    if not isinstance(text, str):
        return False
    head = text[:_READ]
    return ("!" in head or "！" in head) and any(marks in head for marks in _LOUD)
