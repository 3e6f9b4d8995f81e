"""Which areas lie beside which, from their outlines or, where those are missing, their centres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEAREST = 5
"""Nearest centres that stand in where an outline is missing."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Areas and who lies beside whom.

    ``beside``: symmetric 0/1 matrix without a diagonal, in the order of ``codes``. ``how``: of each
    area whether its neighbours come from its ``outline``, from the ``nearest`` centres, or whether
    it has none (``island``).
    """

    codes: tuple[str, ...]
    beside: Any
    how: tuple[str, ...]

    @property
    def degrees(self) -> Ints:
        """Return how many neighbours each area has."""
        return np.asarray(np.diff(self.beside.indptr), dtype=np.int64)

    @property
    def islands(self) -> tuple[str, ...]:
        """Return the areas without neighbours."""
        return tuple(c for c, h in zip(self.codes, self.how, strict=True) if h == "island")

    def of(self, codes: Sequence[str]) -> Neighbours:
        """Return the areas in another order, or some of them. KeyError for an unknown area.

        An area whose neighbours are all left out is an island.
        """
        place = {code: k for k, code in enumerate(self.codes)}
        at = np.array([place[code] for code in codes], dtype=np.int64)
        beside = by_rows(self.beside[at][:, at])
        alone = np.diff(beside.indptr) == 0
        how = tuple("island" if a else self.how[k] for a, k in zip(alone, at, strict=True))
        return Neighbours(tuple(codes), beside, how)


def by_rows(matrix: Any) -> Any:
    """Return a sparse matrix by rows, columns in order: sums are added up in one order."""
    found = csr_array(matrix, dtype=np.float64)
    found.sum_duplicates()
    found.eliminate_zeros()
    found.sort_indices()
    return found


def _symmetric(one: Ints, other: Ints, count: int) -> Any:
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    apart = rows != columns
    shape = (count, count)
    found = by_rows(csr_array((np.ones(apart.sum()), (rows[apart], columns[apart])), shape=shape))
    found.data[:] = 1.0
    return found


def _touching(outlines: Sequence[shapely.Geometry | None]) -> tuple[Ints, Ints]:
    """Return the pairs of areas that share a border or a point, or overlap by a sliver.

    Outlines that were drawn twice miss each other by a rounding: ``neighbours_of`` has a slack.
    """
    held = [k for k, o in enumerate(outlines) if o is not None and not o.is_empty]
    shapes = np.array([outlines[k] for k in held], dtype=object)
    if not len(shapes):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    at = np.array(held, dtype=np.int64)
    return at[one], at[other]


def _nearest(points: Floats, who: Ints, count: int) -> tuple[Ints, Ints]:
    """Return pairs of each of ``who`` and the ``count`` areas with the nearest known centres."""
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    who = who[np.isfinite(points[who]).all(axis=1)]
    if len(who) == 0 or len(known) < 2:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    wide = np.cos(np.radians(np.abs(points[known, 1]).clip(0, 89).mean()))
    flat = points * np.array([wide, 1.0])
    _, found = cKDTree(flat[known]).query(flat[who], k=min(count + 1, len(known)))
    one = np.repeat(who, found.shape[1])
    return one, known[found.ravel()]


def neighbours_of(
    codes: Sequence[str],
    outlines: Sequence[shapely.Geometry | None],
    centres: Floats | None = None,
    *,
    nearest: int = NEAREST,
    slack: float = 0.0,
) -> Neighbours:
    """Return each area's neighbours: those whose outlines share a border or a point (queen).

    ``outlines``: polygons in any one coordinate system, None where missing. ``centres``: longitude
    and latitude (area × 2), NaN where unknown; used for areas without outline only, whose
    neighbours are then the ``nearest`` ones, in both directions. ``slack``: outlines drawn twice
    miss each other by a rounding; they are widened by this much, in their own unit. An area with an
    outline that touches nobody stays an island: an island's neighbours are not made up.
    """
    if len(codes) != len(outlines) or len(set(codes)) != len(codes):
        raise ValueError("one outline for each area, and every code once")
    shapes = list(outlines)
    if slack > 0:
        shapes = [None if o is None else shapely.buffer(o, slack / 2) for o in shapes]
    one, other = _touching(shapes)
    missing = np.array([k for k, o in enumerate(shapes) if o is None or o.is_empty], dtype=np.int64)
    if len(missing) and centres is not None:
        first, second = _nearest(np.asarray(centres, dtype=float), missing, nearest)
        one, other = np.concatenate([one, first]), np.concatenate([other, second])
    beside = _symmetric(one, other, len(codes))
    lone, without = np.diff(beside.indptr) == 0, set(missing.tolist())
    how = tuple(
        "island" if lone[k] else "nearest" if k in without else "outline" for k in range(len(codes))
    )
    return Neighbours(tuple(codes), beside, how)


def weights(
    neighbours: Neighbours, style: Literal["row", "binary"] = "row", *, itself: bool = False
) -> Any:
    """Return the weights as a sparse matrix by rows.

    ``row``: each row adds up to one (an island's to zero without ``itself``); ``binary``: ones.
    ``itself``: an area is its own neighbour, as Gi* has it.
    """
    count = len(neighbours.codes)
    matrix = neighbours.beside + eye_array(count) if itself else neighbours.beside
    matrix = by_rows(matrix)
    if style == "row":
        total = np.diff(matrix.indptr)
        matrix = by_rows(diags_array(1.0 / np.maximum(total, 1)) @ matrix)
    return matrix
