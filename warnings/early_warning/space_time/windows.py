"""The shapes that a scan looks through: circles, ellipses, and places with their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SAME = 1e-9  # relative difference of distances up to which places are equally far


@dataclass(frozen=True, slots=True)
class Zones:
    """Sequences of places, each a nested family: the first, the first two, …

    ``order``: families × places, -1 past the end; ``ends``: whether a window may end with a place,
    which it may not between places at the same distance; ``penalty``: what a family's likelihood is
    multiplied by (eccentric ellipses pay).
    """

    order: Ints
    ends: Flags
    penalty: Floats
    shape: Floats
    angle: Floats


def circles(points: Floats, population: Floats, *, cap: float = 0.5) -> Zones:
    """Return circles around each place up to ``cap`` of all population (``points``: n × 2)."""
    return ellipses(points, population, cap=cap, shapes=(1.0,), angles=(1,))


def ellipses(
    points: Floats,
    population: Floats,
    *,
    cap: float = 0.5,
    shapes: Iterable[float] = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0),
    angles: Iterable[int] = (1, 4, 6, 9, 12, 15),
    exponent: float = 1.0,
) -> Zones:
    """Return circles and ellipses around each place, as SaTScan lays them.

    A shape is the ratio of the axes, with so many angles spread over 180 degrees. Penalty:
    (4 s / (s + 1)^2)^exponent (Kulldorff, Huang, Pickle, Duczmal 2006); ``exponent`` 1 is SaTScan's
    strong penalty, 1/2 its medium one, 0 none.
    """
    families, ends, penalties, kinds, turns = [], [], [], [], []
    limit = cap * population.sum()
    for shape, number in zip(shapes, angles, strict=True):
        for turn in range(number):
            angle = np.pi * turn / number
            distance = _distances(points, shape, angle)
            order = np.argsort(distance, axis=1, kind="stable")
            inside = np.cumsum(population[order], axis=1) <= limit
            far = np.take_along_axis(distance, order, axis=1)
            # Places at the same distance enter together, or not at all.
            last = np.ones(far.shape, dtype=np.bool_)
            last[:, :-1] = far[:, 1:] > far[:, :-1] * (1.0 + SAME) + SAME * far[:, -1:]
            families.append(np.where(inside, order, -1))
            ends.append(inside & last)
            penalties.append(np.full(len(points), (4 * shape / (shape + 1) ** 2) ** exponent))
            kinds.append(np.full(len(points), shape))
            turns.append(np.full(len(points), np.degrees(angle)))
    return Zones(
        np.concatenate(families),
        np.concatenate(ends),
        np.concatenate(penalties),
        np.concatenate(kinds),
        np.concatenate(turns),
    )


def _distances(points: Floats, shape: float, angle: float) -> Floats:
    """Return distances in units of the minor axis, from each place to each."""
    difference = points[None, :, :] - points[:, None, :]
    along = difference[..., 0] * np.cos(angle) + difference[..., 1] * np.sin(angle)
    across = -difference[..., 0] * np.sin(angle) + difference[..., 1] * np.cos(angle)
    return np.asarray(np.sqrt((along / shape) ** 2 + across**2))


def adjacency(
    names: list[str],
    neighbours: Mapping[str, AbstractSet[str]],
    population: Floats,
    *,
    cap: float = 0.5,
) -> Zones:
    """Return for each place the places around it by steps over common borders.

    Within a ring the more populous come first; for outlines without coordinates.
    """
    index = {name: k for k, name in enumerate(names)}
    n = len(names)
    order = np.full((n, n), -1, dtype=np.int64)
    limit = cap * population.sum()
    for k, name in enumerate(names):
        seen, ring, line = {name}, [name], [k]
        while ring:
            ahead = {o for one in ring for o in neighbours.get(one, ()) if o in index} - seen
            ring = sorted(ahead, key=lambda o: (-population[index[o]], o))
            seen |= ahead
            line += [index[o] for o in ring]
        inside = np.cumsum(population[line]) <= limit
        order[k, : int(inside.sum())] = np.array(line)[: int(inside.sum())]
    return Zones(order, order >= 0, np.ones(n), np.ones(n), np.zeros(n))
