"""Groups that speak of one thing by its name: a plant, an estate, a shop, told in several ways.

People tell one matter in wordings that no pair of tickets has in common: of an estate's manager
some write of a quarrel, others of deposits. Where two groups of the same days and the same kind
both name a thing that nobody else names, they are one matter. Two things told alike (two schools'
canteens) each have a name of their own, and stay two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotspots.repeats.grams import Ints

Apart = Callable[[Ints, Ints], NDArray[np.bool_]]

_SIZE = 4
"""Characters of a name that are looked at: shorter ones are words of everybody."""
_LEAST, _HUB = 2, 6
"""Tickets of a group that joins another, and of the one that it joins: a name that a few tickets
share is chance."""
_NAMED = 0.6
_STRANGE = 0.2
"""Share of a group's titles that have its name, and at most of the other's where it is its own."""
_CONFINED = 0.8
"""Share of the days' titles with the name that lie in the two groups."""
_DAYS = 31
"""Most days between the groups."""


@dataclass(frozen=True, eq=False)
class Told:
    """What is known of the tickets: ``titles``, ``day`` (ascending), ``kind`` (the category, −1
    unknown); ``longest``: days that a matter spans. ``parted``: pairs that people keep apart,
    ``elsewhere``: pairs at two places, where no name says that they are one.
    """

    titles: Sequence[str]
    day: Ints
    kind: Ints
    longest: int
    parted: Apart
    elsewhere: Apart


def join_named(groups: Sequence[Ints], told: Told) -> list[list[int]]:
    """Return which groups are one matter: lists of two and more numbers of ``groups``.

    ``groups``: sorted positions of tickets.
    """
    large = [k for k, group in enumerate(groups) if len(group) >= _LEAST]
    counts = {
        k: Counter(gram for row in groups[k].tolist() for gram in _grams(told.titles[row]))
        for k in large
    }
    by_gram: dict[str, list[int]] = {}
    for k in large:
        for gram, n in counts[k].items():
            if n >= _NAMED * len(groups[k]):
                by_gram.setdefault(gram, []).append(k)
    stars: dict[str, list[int]] = {}
    for gram, held in by_gram.items():
        if max(len(groups[k]) for k in held) < _HUB:
            continue
        hub = max(held, key=lambda k: (len(groups[k]), -k))
        near = [
            k
            for k in held
            if k != hub
            and _near(groups[hub], groups[k], told)
            and _one_kind(told.kind[groups[hub]], told.kind[groups[k]])
            and not _two_things(gram, (counts[hub], len(groups[hub])), (counts[k], len(groups[k])))
        ]
        if near:
            stars[gram] = [hub, *near]
    rows = _rows_of(set(stars), told.titles)
    root = {k: k for k in large}
    for gram in sorted(stars, key=lambda gram: (-len(stars[gram]), gram)):
        _join(stars[gram], rows[gram], groups, root, told)
    found: dict[int, list[int]] = {}
    for k in large:
        found.setdefault(root[k], []).append(k)
    return [own for own in found.values() if len(own) > 1]


def _join(
    star: list[int], rows: Ints, groups: Sequence[Ints], root: dict[int, int], told: Told
) -> None:
    """Join the groups of a star, where its name is theirs alone, in ``root``."""
    every = np.sort(np.concatenate([groups[k] for k in star]))
    if not _confined(rows, every, told.day):
        return
    hub = star[0]
    for k in star[1:]:
        if root[k] == root[hub]:
            continue
        both = [j for j in root if root[j] in (root[k], root[hub])]
        members = np.sort(np.concatenate([groups[j] for j in both]))
        short = told.day[members[-1]] - told.day[members[0]] <= told.longest
        if short and not _apart(members, rows, told):
            root |= dict.fromkeys(both, min(root[k], root[hub]))


def _grams(title: str) -> set[str]:
    return {title[at : at + _SIZE] for at in range(len(title) - _SIZE + 1)}


def _rows_of(wanted: set[str], titles: Sequence[str]) -> dict[str, Ints]:
    """Return the rows whose title has a gram."""
    rows: dict[str, list[int]] = {gram: [] for gram in wanted}
    if wanted:
        for row, title in enumerate(titles):
            for gram in _grams(title) & wanted:
                rows[gram].append(row)
    return {gram: np.array(own, dtype=np.int64) for gram, own in rows.items()}


def _near(a: Ints, b: Ints, told: Told) -> bool:
    day = told.day
    gap = max(day[a[0]], day[b[0]]) - min(day[a[-1]], day[b[-1]])
    whole = max(day[a[-1]], day[b[-1]]) - min(day[a[0]], day[b[0]])
    return bool(gap <= _DAYS and whole <= told.longest)


def _one_kind(a: Ints, b: Ints) -> bool:
    """Tell whether most tickets of both are of one category, or none is known."""
    tops = [np.bincount(own[own >= 0]) for own in (a, b)]
    if not len(tops[0]) or not len(tops[1]):
        return not len(tops[0]) and not len(tops[1])
    return bool(tops[0].argmax() == tops[1].argmax())


def _two_things(gram: str, a: tuple[Counter[str], int], b: tuple[Counter[str], int]) -> bool:
    """Tell whether each group has a name that the other lacks, said as often as ``gram``."""

    def alone(one: tuple[Counter[str], int], other: tuple[Counter[str], int]) -> bool:
        most = _STRANGE * other[1]
        return any(n >= one[0][gram] and other[0][own] <= most for own, n in one[0].items())

    return alone(a, b) and alone(b, a)


def _confined(rows: Ints, members: Ints, day: Ints) -> bool:
    """Tell whether those who have the name in these days are the members."""
    first, last = day[members[0]] - _DAYS, day[members[-1]] + _DAYS
    there = rows[(day[rows] >= first) & (day[rows] <= last)]
    return bool(np.isin(there, members).sum() >= _CONFINED * len(there))


def _apart(members: Ints, rows: Ints, told: Told) -> bool:
    """Tell whether two that may not meet would: two at different places may where both have the
    name (``rows``).
    """
    i, j = np.triu_indices(len(members), 1)
    a, b = members[i], members[j]
    away = told.elsewhere(a, b) & ~(np.isin(a, rows) & np.isin(b, rows))
    return bool((away | told.parted(a, b)).any())
