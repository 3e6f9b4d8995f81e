"""Which system a file of outlines seems to be in, judged by where tickets lie.

A wrong system moves outlines by some 500 to 1,000 metres: at their borders tickets come to lie in
the neighbour. Each hypothesis is tried on the same points, and two of them are compared by the
points on which they differ (McNemar's comparison), so that a share which is low under all of them
(a directory that is out of date) makes none of them look good.

This only *shows*: which system it is, a person says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates.convert import convert, metres_between
from geo.coordinates.systems import System

Hypothesis = Literal["wgs84", "gcj02", "bd09", "swapped"]
HYPOTHESES: tuple[Hypothesis, ...] = ("wgs84", "gcj02", "bd09", "swapped")
LEAST_POINTS = 200
"""Fewer points say nothing."""
LEAST_SHARE = 0.5
"""So many must lie inside under the best hypothesis; else file and tickets are of other places."""
MARGIN_SHARE = 0.005
MARGIN_ERRORS = 4.0
"""By how much the best must lead: in shares of all points, and in standard errors of the lead."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One hypothesis. ``share``: of the points, those inside the area they belong to.

    ``offset``: metres between a position read so and the same figures read as WGS-84, at the middle
    of the points (None for swapped axes, where it means nothing).
    """

    system: Hypothesis
    inside: int
    share: float
    offset: float | None


@dataclass(frozen=True, slots=True)
class Fit:
    """All hypotheses, the best first. ``clear``: the best leads by the margin.

    ``points``: how many were used; ``by_area``: whether each was looked for in its own area, or in
    any (where tickets name none of these areas).
    """

    tried: tuple[Tried, ...]
    points: int
    by_area: bool
    clear: bool

    @property
    def best(self) -> Tried:
        """The hypothesis under which most points lie inside."""
        return self.tried[0]


def fit_of(
    shapes: Mapping[str, Any], lon: Sequence[float], lat: Sequence[float], area: Sequence[str]
) -> Fit:
    """Try every hypothesis on points in WGS-84.

    ``shapes``: outlines as the file has them, by code of area, with the file's figures. ``area``:
    for each point the code of the area that its ticket names (or of one below it), or an empty
    text. Points that name one of the areas are looked for in it; where fewer than
    ``LEAST_POINTS`` do, all points are looked for in any.
    """
    codes = list(shapes)
    tree = shapely.STRtree([shapes[code] for code in codes])
    owner = _owners(area, codes)
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    by_area = int((owner >= 0).sum()) >= LEAST_POINTS
    if by_area:
        x, y, owner = x[owner >= 0], y[owner >= 0], owner[owner >= 0]
    hits = {
        hypothesis: _inside(tree, x, y, hypothesis, owner if by_area else None)
        for hypothesis in HYPOTHESES
    }
    middle = (float(np.median(x)), float(np.median(y))) if len(x) else (0.0, 0.0)
    count = max(len(x), 1)
    tried = sorted(
        (
            Tried(h, int(found.sum()), float(found.sum() / count), _offset(h, *middle))
            for h, found in hits.items()
        ),
        key=lambda one: (-one.inside, HYPOTHESES.index(one.system)),
    )
    clear = _leads(hits[tried[0].system], hits[tried[1].system])
    return Fit(tuple(tried), len(x), by_area, clear)


def _owners(area: Sequence[str], codes: list[str]) -> NDArray[np.int64]:
    """Return for each point the number of its area: the longest code that its own begins with."""
    place = {code: number for number, code in enumerate(codes)}
    lengths = sorted({len(code) for code in codes}, reverse=True)
    known: dict[str, int] = {}
    for code in set(area):
        cuts = (code[:length] for length in lengths if len(code) >= length)
        known[code] = next((place[cut] for cut in cuts if cut in place), -1)
    return np.array([known[code] for code in area], dtype=np.int64)


def _inside(
    tree: shapely.STRtree,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    hypothesis: Hypothesis,
    owner: NDArray[np.int64] | None,
) -> NDArray[np.bool_]:
    """Tell of each point whether it lies inside, as figures of that system."""
    if hypothesis == "swapped":
        points = shapely.points(y, x)
    else:
        points = shapely.points(*convert(x, y, source="wgs84", target=hypothesis))
    which, shape = tree.query(points, predicate="intersects")
    if owner is not None:
        which = which[owner[which] == shape]
    found = np.zeros(len(x), dtype=bool)
    found[which] = True
    return found


def _offset(hypothesis: Hypothesis, lon: float, lat: float) -> float | None:
    if hypothesis == "swapped":
        return None
    system: System = hypothesis
    there = convert(lon, lat, source="wgs84", target=system)
    return float(metres_between(lon, lat, *there))


def _leads(best: NDArray[np.bool_], second: NDArray[np.bool_]) -> bool:
    count = len(best)
    if count < LEAST_POINTS or best.mean() < LEAST_SHARE:
        return False
    more, less = int((best & ~second).sum()), int((second & ~best).sum())
    lead = more - less
    return bool(lead >= MARGIN_SHARE * count and lead >= MARGIN_ERRORS * np.sqrt(more + less))
