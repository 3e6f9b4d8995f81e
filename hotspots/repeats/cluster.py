"""Groups that do not chain unlike things together: average linkage inside connected parts.

Two groups become one where the mean probability over all pairs between them is high enough
(average linkage, Sokal and Michener, 1958), so that one doubtful pair never ties two matters.
Pairs that people parted are never in one group; pairs that people joined always are, unless that
would put a parted pair together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotspots.repeats.grams import Ints
from hotspots.repeats.linkage import Linkage
from hotspots.repeats.types import RepeatSettings

Score = Callable[[Ints, Ints], NDArray[np.float64]]
Apart = Callable[[Ints, Ints], NDArray[np.bool_]]

_WHOLE = 300
"""Connected parts up to this size are compared in full; larger ones are cut first."""
_TRIED = (0.6, 0.7, 0.8, 0.9, 0.97)
_SAMPLE = 24
_PIECES = 100
_CLEAR = 1e-9
"""A mean of so much likelier pairs is likely enough, however it is rounded."""


def none_apart(a: Ints, _b: Ints) -> NDArray[np.bool_]:
    """Return that no pair lies apart."""
    return np.zeros(len(a), dtype=bool)


@dataclass(frozen=True, slots=True)
class Links:
    """Scored pairs and what people said; all are positions of tickets, ``a`` < ``b``."""

    a: Ints
    b: Ints
    probability: NDArray[np.float64]
    together: tuple[tuple[int, int], ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()

    def parted(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        """Return which pairs people keep apart."""
        if not self.apart:
            return none_apart(a, b)
        pairs = zip(a.tolist(), b.tolist(), strict=True)
        return np.array([pair in self.apart for pair in pairs], dtype=bool)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tickets of one matter, by position, and each one's mean probability to the others."""

    members: Ints
    probability: NDArray[np.float64]


def clusters(
    links: Links,
    day: Ints,
    score: Score,
    settings: RepeatSettings,
    elsewhere: Apart = none_apart,
) -> tuple[list[Cluster], bool]:
    """Return the groups of two or more tickets, and whether a part was too large to compare whole.

    ``score`` gives the probability of pairs that were not candidates. ``day``: sorted by position.
    ``elsewhere`` tells the pairs that lie too far apart for any likeness; people's word
    goes before.
    """
    parts, large = _parts(links, settings.link_from)
    allowed = _Allowed(day, settings, links, elsewhere)
    found: list[Ints] = []
    for wave in _waves(parts):
        found += _compare_whole(wave, links, score, allowed)
    if large:
        found = _join_split(found, large, score, allowed)
    if links.together:
        found = _honour(found, links)
    found = [group for group in found if len(group) > 1]
    found.sort(key=lambda group: int(group[0]))
    return with_probability(found, score), bool(large)


def _honour(found: list[Ints], links: Links) -> list[Ints]:
    """Put pairs that people joined into one group wherever they still stand apart."""
    group_of = {int(node): k for k, group in enumerate(found) for node in group}
    held = {k: set(group.tolist()) for k, group in enumerate(found)}
    for a, b in sorted(links.together):
        i, j = group_of[a], group_of[b]
        if i == j or any((min(x, y), max(x, y)) in links.apart for x in held[i] for y in held[j]):
            continue
        held[i] |= held.pop(j)
        group_of |= dict.fromkeys(held[i], i)
    return [np.array(sorted(group), dtype=np.int64) for group in held.values()]


class _Allowed:
    """Which tickets may be in one group, by decisions and by the span of days."""

    def __init__(self, day: Ints, settings: RepeatSettings, links: Links, elsewhere: Apart) -> None:
        self.day = day
        self.days = settings.group_days
        self.least = settings.link_from
        self.apart = links.apart
        self.elsewhere = elsewhere
        self.parted = {node for pair in links.apart for node in pair}
        self.together: dict[int, list[int]] = {}
        for a, b in links.together:
            self.together.setdefault(a, []).append(b)

    def forbid(self, members: Ints, grid: NDArray[np.bool_]) -> None:
        """Mark the pairs of ``members`` that people parted in their ``grid``."""
        place = {int(m): k for k, m in enumerate(members) if int(m) in self.parted}
        for a, row in place.items():
            for b, column in place.items():
                if (a, b) in self.apart:
                    grid[row, column] = grid[column, row] = True

    def as_one(self, members: Ints, p: NDArray[np.float64], away: NDArray[np.bool_]) -> bool:
        """Tell whether every pair (``p``, ``away``) of a part may meet and is likely enough."""
        short = self.day[members[-1]] - self.day[members[0]] <= self.days
        if not short or away.any() or not self.parted.isdisjoint(members.tolist()):
            return False
        return bool((p >= self.least + _CLEAR).all())

    def joined(self, members: Ints) -> list[tuple[int, int]]:
        place = {int(m): k for k, m in enumerate(members)} if self.together else {}
        return [
            (place[a], place[b])
            for a in sorted(place)
            for b in self.together.get(a, ())
            if b in place
        ]


def _parts(links: Links, least: float) -> tuple[list[Ints], list[Ints]]:
    """Return connected parts to compare whole, and the parts that had to be cut for it."""
    strong = links.probability >= least
    a, b, p = links.a[strong], links.b[strong], links.probability[strong]
    if links.together:
        joined = np.array(links.together, dtype=np.int64)
        a, b = np.concatenate([a, joined[:, 0]]), np.concatenate([b, joined[:, 1]])
        p = np.concatenate([p, np.ones(len(joined))])
    whole: list[Ints] = []
    large: list[Ints] = []
    for part in _components(a, b):
        if len(part) <= _WHOLE:
            whole.append(part)
        else:
            large.append(part)
            whole += _cut(part, a, b, p)
    return whole, large


def _components(a: Ints, b: Ints) -> list[Ints]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    nodes = np.unique(np.concatenate([a, b]))
    if not len(nodes):
        return []
    ones = np.ones(len(a), dtype=np.int8)
    u, v = np.searchsorted(nodes, a), np.searchsorted(nodes, b)
    graph = coo_matrix((ones, (u, v)), shape=(len(nodes), len(nodes)))
    _, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(nodes[order], np.flatnonzero(np.diff(label[order])) + 1)


def _cut(part: Ints, a: Ints, b: Ints, p: NDArray[np.float64]) -> list[Ints]:
    """Cut a part by asking for ever surer links; what stays large is cut by time."""
    inside = np.isin(a, part)
    a, b, p = a[inside], b[inside], p[inside]
    todo, done = [part], list[Ints]()
    for least in _TRIED:
        still: list[Ints] = []
        for piece in todo:
            held = np.isin(a, piece) & np.isin(b, piece) & (p >= least)
            for found in _components(a[held], b[held]):
                (still if len(found) > _WHOLE else done).append(found)
        todo = still
    for piece in todo:
        done += np.array_split(piece, -(-len(piece) // _WHOLE))
    missing = np.setdiff1d(part, np.concatenate(done)) if done else part
    return done + [np.array([node]) for node in missing]


def _waves(parts: list[Ints], most: int = 2_000_000) -> list[list[Ints]]:
    """Bundle parts so that the pairs within a bundle fit in memory."""
    waves: list[list[Ints]] = [[]]
    load = 0
    for part in parts:
        load += len(part) ** 2
        if load > most and waves[-1]:
            waves.append([])
            load = len(part) ** 2
        waves[-1].append(part)
    return waves


def _compare_whole(parts: list[Ints], links: Links, score: Score, allowed: _Allowed) -> list[Ints]:
    inner = [np.triu_indices(len(part), 1) for part in parts]
    if not inner:
        return []
    a = np.concatenate([part[i] for part, (i, _) in zip(parts, inner, strict=True)])
    b = np.concatenate([part[j] for part, (_, j) in zip(parts, inner, strict=True)])
    p, away = _known_or_scored(a, b, links, score), allowed.elsewhere(a, b)
    found: list[Ints] = []
    first = 0
    for part, (i, j) in zip(parts, inner, strict=True):
        own = slice(first, first + len(i))
        first += len(i)
        if allowed.as_one(part, p[own], away[own]):
            found.append(part)
            continue
        grid, forbidden = np.zeros((len(part), len(part))), np.zeros((len(part), len(part)), bool)
        grid[i, j] = grid[j, i] = p[own]
        forbidden[i, j] = forbidden[j, i] = away[own]
        found += [part[group] for group in _link(grid, forbidden, part, allowed)]
    return found


def _known_or_scored(a: Ints, b: Ints, links: Links, score: Score) -> NDArray[np.float64]:
    wide = int(max(links.b.max(initial=0), b.max(initial=0))) + 1
    known = links.a * wide + links.b
    asked = a * wide + b
    at = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
    hit = known[at] == asked if len(known) else np.zeros(len(asked), dtype=bool)
    p = np.empty(len(asked))
    p[hit] = links.probability[at[hit]]
    if not hit.all():
        p[~hit] = score(a[~hit], b[~hit])
    return p


def _link(
    grid: NDArray[np.float64], forbidden: NDArray[np.bool_], part: Ints, allowed: _Allowed
) -> list[Ints]:
    """Average linkage on a matrix of probabilities; returns groups of positions in ``part``."""
    allowed.forbid(part, forbidden)
    days = allowed.day[part]
    state = Linkage(grid, forbidden, days, days, np.ones(len(part)))
    for i, j in allowed.joined(part):
        state.join_if_allowed(i, j)
    state.run(allowed.least, allowed.days)
    return state.groups()


def _join_split(
    found: list[Ints], large: list[Ints], score: Score, allowed: _Allowed
) -> list[Ints]:
    """Join again what was only cut because its part was too large, judged by a sample of pairs."""
    part_of = {int(node): k for k, part in enumerate(large) for node in part}
    of_part: list[list[Ints]] = [[] for _ in large]
    whole: list[Ints] = []
    for group in found:
        k = part_of.get(int(group[0]))
        (whole if k is None else of_part[k]).append(group)
    for inside in of_part:
        # The largest pieces matter; the rest are compared with none of them and stay.
        inside.sort(key=lambda g: (-len(g), int(g[0])))
        pieces, rest = inside[:_PIECES], inside[_PIECES:]
        grid, forbidden = _between(pieces, score, allowed)
        state = Linkage(
            grid,
            forbidden,
            np.array([allowed.day[g].min() for g in pieces]),
            np.array([allowed.day[g].max() for g in pieces]),
            np.array([float(len(g)) for g in pieces]),
        )
        state.run(allowed.least, allowed.days)
        joined = [np.sort(np.concatenate([pieces[k] for k in group])) for group in state.groups()]
        whole += rest + joined
    return whole


def _between(
    pieces: list[Ints], score: Score, allowed: _Allowed
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    n = len(pieces)
    grid, forbidden = np.zeros((n, n)), np.zeros((n, n), dtype=bool)
    few = [g[np.linspace(0, len(g) - 1, min(len(g), 6)).astype(int)] for g in pieces]
    for i in range(n - 1):
        others = np.concatenate(few[i + 1 :])
        owner = np.repeat(np.arange(i + 1, n), [len(g) for g in few[i + 1 :]])
        a, b = np.repeat(few[i], len(others)), np.tile(others, len(few[i]))
        p = score(np.minimum(a, b), np.maximum(a, b)).reshape(len(few[i]), -1).mean(axis=0)
        mean = (
            np.bincount(owner, p, minlength=n)[i + 1 :] / np.bincount(owner, minlength=n)[i + 1 :]
        )
        grid[i, i + 1 :] = grid[i + 1 :, i] = mean
        far = (
            allowed.elsewhere(np.minimum(a, b), np.maximum(a, b))
            .reshape(len(few[i]), -1)
            .any(axis=0)
        )
        away = np.bincount(owner, far, minlength=n)[i + 1 :] > 0
        forbidden[i, i + 1 :] = forbidden[i + 1 :, i] = away
    sets = [set(g.tolist()) for g in pieces] if allowed.apart else []
    for a_, b_ in allowed.apart:
        for i in [k for k, s in enumerate(sets) if a_ in s]:
            for j in [k for k, s in enumerate(sets) if b_ in s]:
                forbidden[i, j] = forbidden[j, i] = True
    return grid, forbidden


def with_probability(groups: list[Ints], score: Score) -> list[Cluster]:
    """Give each member the mean probability to the others (to a sample of them in large groups)."""
    lefts, rights = [], []
    for group in groups:
        few = group[np.linspace(0, len(group) - 1, min(len(group), _SAMPLE)).astype(int)]
        a, b = np.repeat(group, len(few)), np.tile(few, len(group))
        lefts.append(a[a != b])
        rights.append(b[a != b])
    if not groups:
        return []
    a, b = np.concatenate(lefts), np.concatenate(rights)
    wide = int(max(a.max(initial=0), b.max(initial=0))) + 1
    pairs, which = np.unique(np.minimum(a, b) * wide + np.maximum(a, b), return_inverse=True)
    p = score(pairs // wide, pairs % wide)[which]
    base = np.concatenate([[0], np.cumsum([len(g) for g in groups])])
    inside = np.concatenate([base[k] + np.searchsorted(g, lefts[k]) for k, g in enumerate(groups)])
    mean = np.bincount(inside, p, minlength=base[-1]) / np.maximum(
        np.bincount(inside, minlength=base[-1]), 1
    )
    return [Cluster(g, mean[base[k] : base[k + 1]]) for k, g in enumerate(groups)]
