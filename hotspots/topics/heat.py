"""Heat: volume × growth over expectation × breadth of callers × spread of places × tone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

COMPLAINTS = ("投诉", "举报")
FACTORS = ("heat_volume", "heat_growth", "heat_breadth", "heat_spread", "heat_tone")
_READ = 4_000
_LOUD = "[!！]{2}"


@dataclass(frozen=True, eq=False)
class Share:
    """How many times its tickets before a topic is expected to be and, where it had none, how many
    times its recent ones (NaN: nothing is expected); by topic."""

    by_before: np.ndarray
    by_recent: np.ndarray

    @classmethod
    def of(cls, topics: pd.DataFrame) -> Share:
        """Return the shares of topics: a row each with expected, n_before and n_recent."""
        columns = ("expected", "n_before", "n_recent")
        expected, before, recent = (topics[c].to_numpy(dtype=float) for c in columns)
        nothing = np.full(len(topics), np.nan)
        return cls(
            np.divide(expected, before, out=nothing.copy(), where=before > 0),
            np.divide(expected, recent, out=nothing.copy(), where=recent > 0),
        )

    def rows(self, which: np.ndarray) -> Share:
        """Return the shares of some topics, one after the other."""
        return Share(self.by_before[which], self.by_recent[which])

    def expected(self, before: np.ndarray, recent: np.ndarray) -> np.ndarray:
        """Return what parts with so many tickets are expected to be; parts add up to the topic."""
        none = np.isnan(self.by_before)
        rest: np.ndarray = np.where(recent > 0, recent * self.by_recent, 0.0)
        return np.where(none, rest, before * np.where(none, 0.0, self.by_before))


def heat_of(
    tickets: pd.DataFrame,
    group: np.ndarray,
    groups: int,
    *,
    recent: np.ndarray,
    before: np.ndarray,
    known: bool = True,
    of: Share | None = None,
) -> pd.DataFrame:
    """Return per group: n, n_recent, n_before, expected, callers, streets, the five factors and the
    heat.

    ``tickets``: a row per ticket and topic with caller and street (numbers, −1 unknown), sharp
    (0/1), turned, due (``expectation.Seasons``) and seasonal (the topic's season has come);
    ``group``: each row's number, below ``groups``; ``recent`` and ``before``: which rows are in
    the heat window and in the days before it that say what to expect; callers and streets are
    those of the window. Expected is a topic's tickets before, scaled as the city's volume moved
    from before to recent; where there is no before, it is the topic's own n_recent (growth 1), and
    where nothing says what to expect (``known`` false) it is empty. Of a seasonal topic's tickets
    those whose season has come are expected to be the topic's share of what is expected of their
    category. ``of``: the groups are parts of topics, and each is expected to be its share of one.

    - heat_volume: recent tickets.
    - heat_growth: √((recent + 1) / (expected + 1)), within 0.5 … 3: growth counts, but ten calls
      instead of one do not outrank a thousand.
    - heat_breadth: callers ÷ tickets, both recent, from 0 to 1, mapped to 0.5 … 1.
    - heat_spread: 1 + log₂(streets) / 4: two streets 1.25, sixteen 2; 1 where streets are unknown.
    - heat_tone: 1 + the share of recent complaints and sharply worded tickets: 1 … 2.
    """

    def summed(rows: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        found: np.ndarray = np.bincount(group[rows], weights, minlength=groups)
        return found

    whole, n = np.bincount(group, minlength=groups), summed(recent).astype(np.float64)
    of_season = (tickets["seasonal"] & tickets["turned"]).to_numpy()
    due = tickets["due"].to_numpy()[recent & of_season]
    moved = recent.sum() / before.sum() if before.sum() else 0.0
    n_before = summed(before).astype(np.float64)
    if of is not None:
        expected = of.expected(n_before, n)
    elif moved:
        expected = summed(before & ~of_season) * moved + summed(recent & of_season, due)
    else:
        expected = n
    callers = distinct(group[recent], tickets["caller"].to_numpy()[recent], groups)
    streets = distinct(group[recent], tickets["street"].to_numpy()[recent], groups)
    sharp = summed(recent, tickets["sharp"].to_numpy()[recent]) / np.maximum(n, 1.0)
    counts = pd.DataFrame(
        {
            "n": whole,
            "n_recent": n.astype(np.int64),
            "n_before": n_before,
            "callers": callers,
            "streets": streets,
            "expected": expected if known else np.nan,
            "heat_volume": n,
            "heat_growth": np.sqrt((n + 1) / (expected + 1)).clip(0.5, 3.0) if known else 1.0,
            "heat_breadth": 0.5 + 0.5 * (callers / np.maximum(n, 1.0)).clip(0, 1),
            "heat_spread": 1 + np.log2(np.maximum(streets, 1)) / 4,
            "heat_tone": 1 + sharp,
        }
    )
    return counts.assign(heat=counts[list(FACTORS)].prod(axis=1))


def distinct(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """Return how many different known values (from 0 on) each group has."""
    inside = value >= 0
    width = int(value.max(initial=0)) + 1
    pairs = pd.unique(group[inside].astype(np.int64) * width + value[inside])
    found: np.ndarray = np.bincount(pairs // width, minlength=groups)
    return found


def sharpness(frame: pd.DataFrame) -> np.ndarray:
    """Return 1 for complaints and reports, and for texts with strings of exclamation marks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = frame["ticket_type"].isin(COMPLAINTS).to_numpy()
    texts = pa.array(frame["content"], pa.string(), from_pandas=True)
    heads = pc.utf8_slice_codeunits(texts, 0, _READ)
    loud = pc.fill_null(pc.match_substring_regex(heads, _LOUD), False)
    found: np.ndarray = (kind | loud.to_numpy(zero_copy_only=False)).astype(np.float64)
    return found
