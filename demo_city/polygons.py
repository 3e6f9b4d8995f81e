"""Plausible area shapes: Voronoi cells that share their borders, roughened like real ones.

A cell is clipped out of a box by half planes. Ghost sites around the built-up blob give the city an
irregular outline. Corners are snapped to one list, so that an edge is the same edge for both of its
neighbours; dissolving cells into streets and into the city only drops edges that both sides hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo_city.tables import rng

Floats = NDArray[np.float64]
Edge = tuple[int, int]
BOX = 4.0
SNAP = 1e-7


@dataclass(frozen=True, slots=True)
class Cells:
    """Corner coordinates, and for each cell its corner numbers counter-clockwise."""

    corners: Floats
    rings: tuple[tuple[int, ...], ...]


def _clip(ring: Floats, site: Floats, other: Floats) -> Floats:
    """Keep the part of a convex ring that lies nearer to ``site`` than to ``other``."""
    normal = other - site
    side = (ring - (site + other) / 2) @ normal
    kept: list[Floats] = []
    for i in range(len(ring)):
        j = (i + 1) % len(ring)
        if side[i] <= 0:
            kept.append(ring[i])
        if (side[i] < 0 < side[j]) or (side[j] < 0 < side[i]):
            kept.append(ring[i] + (ring[j] - ring[i]) * side[i] / (side[i] - side[j]))
    return np.array(kept)


def _cell(site: Floats, others: Floats) -> Floats:
    ring = np.array([[-BOX, -BOX], [BOX, -BOX], [BOX, BOX], [-BOX, BOX]])
    distance = np.hypot(*(others - site).T)
    for k in np.argsort(distance, kind="stable"):
        if distance[k] / 2 > np.hypot(*(ring - site).T).max():
            break
        ring = _clip(ring, site, others[k])
    return ring


def voronoi(sites: Floats, ghosts: Floats) -> Cells:
    """Return the cells of ``sites``; ``ghosts`` bound them from outside and get no cell."""
    every = np.vstack([sites, ghosts])
    rings = [_cell(site, np.delete(every, i, axis=0)) for i, site in enumerate(sites)]
    corners: list[Floats] = []
    numbers: list[tuple[int, ...]] = []
    for ring in rings:
        own: list[int] = []
        for point in ring:
            near = _nearest(corners, point)
            if near < 0:
                corners.append(point)
                near = len(corners) - 1
            if not own or own[-1] != near:
                own.append(near)
        numbers.append(tuple(own[:-1] if own[0] == own[-1] else own))
    return Cells(np.array(corners), tuple(numbers))


def _nearest(corners: Sequence[Floats], point: Floats) -> int:
    if not corners:
        return -1
    apart = np.abs(np.asarray(corners) - point).max(axis=1)
    best = int(apart.argmin())
    return best if apart[best] < SNAP else -1


def relax(sites: Floats, ghosts: Floats, rounds: int) -> Floats:
    """Move each site to the middle of its cell's corners, ``rounds`` times: evener cells."""
    for _ in range(rounds):
        cells = voronoi(sites, ghosts)
        sites = np.array([cells.corners[list(r)].mean(axis=0) for r in cells.rings])
    return sites


def edges_of(ring: Sequence[int]) -> list[Edge]:
    """Return the directed edges of a ring."""
    return [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]


def dissolve(rings: Iterable[Sequence[int]]) -> list[list[int]]:
    """Unite neighbouring rings: an edge that two of them hold lies inside and falls away.

    Returns the outlines, longest first (one where the parts touch and enclose nothing else).
    """
    held = Counter(edge for ring in rings for edge in edges_of(ring))
    follow: dict[int, list[int]] = defaultdict(list)
    for a, b in sorted(held):
        if (b, a) not in held:
            follow[a].append(b)
    outlines: list[list[int]] = []
    while follow:
        start = min(follow)
        outline, at = [start], follow[start].pop()
        while at != start:
            outline.append(at)
            at = follow[at].pop()
        outlines.append(outline)
        follow = defaultdict(list, {k: v for k, v in follow.items() if v})
    return sorted(outlines, key=len, reverse=True)


def touching(cells: Cells) -> list[set[int]]:
    """Return for each cell the cells that it shares an edge with."""
    owner = {edge: i for i, ring in enumerate(cells.rings) for edge in edges_of(ring)}
    return [{owner[b, a] for a, b in edges_of(ring) if (b, a) in owner} for ring in cells.rings]


def roughen(cells: Cells, edge: Edge, *, depth: int = 3) -> Floats:
    """Return the points from the first corner of an edge up to before the second, made crooked.

    The same edge gives the same points whichever way round it is asked for.
    """
    low, high = min(edge), max(edge)
    random = rng(0, "border", low, high)
    points = np.array([cells.corners[low], cells.corners[high]])
    for _ in range(depth):
        step = points[1:] - points[:-1]
        bend = random.uniform(-0.11, 0.11, size=(len(step), 1))
        middle = points[:-1] + step / 2 + bend * step[:, ::-1] * np.array([-1.0, 1.0])
        joined = np.empty((2 * len(points) - 1, 2))
        joined[::2], joined[1::2] = points, middle
        points = joined
    return points[:-1] if edge == (low, high) else points[:0:-1]


def outline(cells: Cells, ring: Sequence[int]) -> Floats:
    """Return the closed, roughened outline of a ring of corners (last point = first point)."""
    points = np.vstack([roughen(cells, edge) for edge in edges_of(ring)])
    return np.vstack([points, points[:1]])
