"""How many tickets are placed, how finely, and how often that is right: with n and intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.metrics.intervals import wilson
from geo.places.areas import Areas
from geo.places.kinds import LEVELS
from geo.places.resolving import NONE, OPEN, PLACED, UNKNOWN

EDGES: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
SHARE_COLUMNS: Final = ("outcome", "n", "of", "share", "low", "high")
PRECISION_COLUMNS: Final = ("level", "n", "right", "precision", "low", "high")
BIN_COLUMNS: Final = (
    "level", "above", "to", "n", "confidence", "right", "precision", "low", "high",
)  # fmt: skip


def placed_shares(places: pd.DataFrame) -> pd.DataFrame:
    """Return how many of all tickets were placed at each level, and how many stayed open.

    ``places`` is what ``resolve`` gave. Outcomes: the levels, finest first, then open, unknown,
    none. Shares are of all rows, with 95 % intervals (Wilson).
    """
    outcome = np.where(places["state"] == PLACED, places["level"], places["state"])
    order = (*reversed(LEVELS), OPEN, UNKNOWN, NONE)
    n = np.asarray([int((outcome == name).sum()) for name in order])
    of = np.full(len(order), len(places))
    return pd.DataFrame(
        dict(zip(SHARE_COLUMNS, (order, n, of, *_rates(n, of)), strict=True)),
        columns=list(SHARE_COLUMNS),
    )


def precision_by_level(
    places: pd.DataFrame, true_codes: Sequence[str | None], areas: Areas
) -> pd.DataFrame:
    """Return for each level how many placed tickets were right there.

    ``true_codes`` has the true area of every row, of any level; a place finer than what is known
    of the truth is judged at no level, a coarser one at its own.
    """
    judged = _judged(places, true_codes, areas)
    rows = judged.groupby("level")["right"].agg(["size", "sum"])
    levels = [level for level in reversed(LEVELS) if level in rows.index]
    n = rows["size"].reindex(levels).to_numpy(dtype=int)
    right = rows["sum"].reindex(levels).to_numpy(dtype=int)
    return pd.DataFrame(
        dict(zip(PRECISION_COLUMNS, (levels, n, right, *_rates(right, n)), strict=True)),
        columns=list(PRECISION_COLUMNS),
    )


def precision_by_confidence(
    places: pd.DataFrame,
    true_codes: Sequence[str | None],
    areas: Areas,
    edges: Sequence[float] = EDGES,
) -> pd.DataFrame:
    """Return for each level and bin of confidence how many were right.

    A bin goes from above ``above`` up to and with ``to`` (the first one holds its lower edge as
    well); ``confidence`` is the mean told in it, to be held against ``precision``. Bins without
    tickets are left out.
    """
    judged = _judged(places, true_codes, areas)
    # Bins are closed above: a confidence of 1 belongs to the last one.
    at = np.clip(np.searchsorted(edges, judged["confidence"], side="left") - 1, 0, len(edges) - 2)
    rows = judged.assign(at=at).groupby(["level", "at"], sort=True)
    table = rows.agg(n=("right", "size"), confidence=("confidence", "mean"), right=("right", "sum"))
    table = table.reset_index()
    table["right"] = table["right"].astype(int)
    table["above"] = np.asarray(edges)[table["at"].to_numpy(dtype=int)]
    table["to"] = np.asarray(edges)[table["at"].to_numpy(dtype=int) + 1]
    table["precision"], table["low"], table["high"] = _rates(
        table["right"].to_numpy(), table["n"].to_numpy()
    )
    rank = table["level"].map({level: -k for k, level in enumerate(LEVELS)})
    order = table.assign(rank=rank).sort_values(["rank", "at"])
    return order[list(BIN_COLUMNS)].reset_index(drop=True)


def _judged(places: pd.DataFrame, true_codes: Sequence[str | None], areas: Areas) -> pd.DataFrame:
    """Return level, confidence and whether it was right, of placed rows that can be judged."""
    if len(true_codes) != len(places):
        raise ValueError("places and true codes are not of the same tickets")
    placed = (places["state"] == PLACED).to_numpy()
    rows = [
        (level, confidence, told == code)
        for is_placed, level, code, confidence, true in zip(
            placed, places["level"], places["code"], places["confidence"], true_codes, strict=True
        )
        if is_placed and (told := areas.above(str(true), level))
    ]
    frame = pd.DataFrame(rows, columns=["level", "confidence", "right"])
    return frame.astype({"confidence": float, "right": bool})


def _rates(hits: NDArray[np.int64], of: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
    with np.errstate(invalid="ignore"):
        rate = np.where(of > 0, hits / np.maximum(of, 1), np.nan)
    return (rate, *wilson(hits, of))
