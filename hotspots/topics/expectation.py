"""What a topic's recent tickets were expected to be: by its own past, or by its categories' season.

Heating in November is many times what it was in September, and no news. What is expected of the
categories is told once for all rooms, elsewhere, and comes as a plain value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

TURNED = 1.3
"""From this turn on a category's season has come."""
_DIGITS = 4  # of a second-level category
_MOSTLY = 0.6
_AT_ONE = 0.6
_ALONE = 2.0


@dataclass(frozen=True, slots=True)
class CategoryDue:
    """One second-level category in the heat window, as told beforehand.

    ``expected``: its tickets; ``upper``: the most that are within the expected range. ``turn``: the
    window's mean season factor ÷ that of the days before which say what a topic's own usual is.
    """

    expected: float
    upper: float
    turn: float


@dataclass(frozen=True)
class Due:
    """What is expected of the second-level categories, by heat window and code; empty where
    nothing is known.
    """

    windows: Mapping[str, Mapping[str, CategoryDue]] = field(default_factory=dict)

    def of(self, window: str) -> Mapping[str, CategoryDue]:
        """Return what is known of a window."""
        return self.windows.get(window, {})


@dataclass(frozen=True, eq=False)
class Seasons:
    """What the season says of each ticket's category.

    ``turned``: its season has come. ``due``: tickets expected for each recent one of such a
    category (expected ÷ observed), 0 for others. ``within``: it is not above its range.
    """

    turned: np.ndarray
    due: np.ndarray
    within: np.ndarray


def category_of_code(code: object) -> str:
    """Return the second-level category of a code, the code itself where it has no levels."""
    text = code if isinstance(code, str) else ""
    return text[:_DIGITS] if text.isdigit() else text


def seasons_of(frame: pd.DataFrame, recent: np.ndarray, due: Mapping[str, CategoryDue]) -> Seasons:
    """Return what the season says of tickets; ``recent``: which are in the heat window."""
    turned = {c: d for c, d in due.items() if d.turn >= TURNED}
    number, codes = pd.factorize(frame["category_code"])
    names = [category_of_code(code) for code in codes]
    observed: dict[str, int] = {}
    for name, n in zip(names, np.bincount(number[recent & (number >= 0)], minlength=len(codes)),
                       strict=True):  # fmt: skip
        observed[name] = observed.get(name, 0) + int(n)

    def told(values: list[float]) -> np.ndarray:
        return np.array([*values, 0.0])[number]

    return Seasons(
        told([float(c in turned) for c in names]) > 0,
        told([turned[c].expected / max(observed[c], 1) if c in turned else 0.0 for c in names]),
        told([float(c in turned and observed[c] <= turned[c].upper) for c in names]) > 0,
    )


def with_seasons(members: pd.DataFrame, recent: np.ndarray, places: pd.Series) -> pd.DataFrame:
    """Return per topic ``seasonal``, whether its season has come, and ``explained``, whether that
    is all there is to say.

    ``members``: a row per ticket and topic (topic_id, area_code, and the columns of ``Seasons``);
    ``places``: the area of every recent ticket whose season has come, once. A season has come where
    at least six in ten recent tickets are of such categories. A matter of one place is no season:
    its tickets stand in one area, where the season's others do not. A category above its range is
    not explained by the season.
    """
    late = members[recent]
    by = late.groupby("topic_id")
    seasonal = by["turned"].mean() >= _MOSTLY
    seasonal &= ~seasonal.index.isin(_at_one_place(late, places))
    within = by["within"].sum() >= 0.5 * by["turned"].sum()
    found = pd.DataFrame({"seasonal": seasonal, "explained": seasonal & within})
    return found.reindex(members["topic_id"].unique(), fill_value=False)


def _at_one_place(late: pd.DataFrame, places: pd.Series) -> list[str]:
    """Return the topics that stand in one area, and twice as much as the season's others do."""
    known = late[late["turned"] & late["area_code"].notna() & (late["area_code"] != "")]
    own = known.groupby(["topic_id", "area_code"]).size().rename("n").reset_index()
    whole = own.groupby("topic_id")["n"].transform("sum")
    there = own["area_code"].map(places.value_counts()) - own["n"]
    others = places.notna().sum() - whole
    # Where nobody else speaks of it, nothing tells where it usually is.
    usual = (there / others).where(others > 0, 1.0)
    share = own["n"] / whole
    return list(own.loc[(share >= _AT_ONE) & (share >= _ALONE * usual), "topic_id"])
