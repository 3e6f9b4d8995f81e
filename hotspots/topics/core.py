"""The core of a local matter: tickets that only share its days and a common word are shed.

Bursts of features gather whatever was said in the same days with the same word: a school's bad
canteen takes in another one's, and wages that were not paid. A matter's own tickets are alike by
their vectors and, mostly, name one place, come from around it or have a word to themselves; the
others stay in their topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

Cuts = Sequence[tuple[list[str], list[str]]]
_ALIKE = 0.3
"""Least cosine with the mean of the core."""
_AROUND = 0.5
"""The same where a ticket does not name the matter, but comes from an area whose tickets do."""
_SHARE = 0.6
"""Share of the core that names a place, comes from it or has a word that marks the matter."""
_OWN = 0.8
"""Share of a word's tickets that lie in the matter before the word marks it."""


def cores(
    events: np.ndarray,
    vectors: np.ndarray,
    at: np.ndarray,
    cuts: Cuts,
    areas: Sequence[str],
    *,
    said: Mapping[str, int],
) -> np.ndarray:
    """Return the event of each ticket (−1: none) without the tickets outside their event's core.

    ``vectors``: rows of length one or zero, each ticket's in the row ``at``; ``cuts``: words and
    places of each text; ``areas``: area codes ('' unknown); ``said``: how many of the tickets have
    a word. A ticket in the core is like it and,
    where the core is of one place or has a word to itself (a firm's name), of that place, or with
    that word, or from an area where others of these come from. Numbers of events stay.
    """
    result = events.copy()
    inside = np.flatnonzero(events >= 0)
    order = inside[np.argsort(events[inside], kind="stable")]
    groups = [g for g in np.split(order, np.flatnonzero(np.diff(events[order])) + 1) if len(g)]
    middles = [_middle(vectors[at[rows]]) for rows in groups]
    often = [_often(rows[core], cuts) for rows, (core, _) in zip(groups, middles, strict=True)]
    for rows, (core, centre), words in zip(groups, middles, often, strict=True):
        where = [{*cuts[row][1], areas[row]} - {""} for row in rows]
        own = _frequent([where[one] for one in core])
        here = Counter(word for row in rows for word in words.intersection(cuts[row][0]))
        marks = {word for word in words if here[word] >= _OWN * said[word]}
        cosine = vectors[at[rows]] @ centre
        keep = cosine >= _ALIKE
        if own or marks:
            named = np.array(
                [
                    bool(own & places) or not marks.isdisjoint(cuts[row][0])
                    for row, places in zip(rows, where, strict=True)
                ]
            )
            around = {areas[row] for row in rows[named & keep]} - {""}
            beside = np.array([areas[row] in around for row in rows]) & (cosine >= _AROUND)
            keep &= named | beside
        result[rows[~keep]] = -1
    return result


def _middle(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the core (the half of the rows that are nearest to the one in the middle) and the
    direction of its mean.
    """
    near = vectors @ vectors.T
    half = max(len(vectors) // 2, 2)
    # In the middle is the row whose nearer half of the others is nearest.
    middle = int(np.argmax(np.sort(near, axis=1)[:, -half:].sum(axis=1)))
    core = np.argsort(-near[middle], kind="stable")[:half]
    centre = vectors[core].mean(axis=0)
    return core, centre / max(float(np.linalg.norm(centre)), 1e-9)


def _often(rows: np.ndarray, cuts: Cuts) -> set[str]:
    return _frequent([set(cuts[row][0]) for row in rows])


def _frequent(sets: Sequence[set[str]]) -> set[str]:
    """Return what most of the sets have."""
    counts = Counter(one for each in sets for one in each)
    return {one for one, n in counts.items() if n >= _SHARE * len(sets)}
