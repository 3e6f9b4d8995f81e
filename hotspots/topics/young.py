"""Young matters: tickets of one community that are alike, and were not usual there before.

A slow leak of ten calls in four weeks is no burst of any word: within the weeks that a night reads
its words are about as frequent early as late. But ten like tickets from one village that had one a
month are a surprise. Tickets that are alike (cosine of their vectors) are gathered community by
community; each gathering is compared with how many like tickets the community had before, and with
how many it would have if it were like the city today, by the Poisson log likelihood ratio of
Kulldorff's scan statistic (1997, "A spatial scan statistic"; prospective as in Kulldorff 2001: the
windows end with the last day). Whichever expects more counts, so neither a trouble that never
ceases nor one of the season, which all have, is a new matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_SCALES = ((0.75, 0.65), (0.65, 0.55), (0.6, 0.5))
"""How closely tickets are gathered, each tried: some matters are said in one wording, others in
many. Least cosine with the ticket in the middle, and with the mean of those who have it."""
_FEWEST = 0.5
"""Tickets that are expected at least: nothing is known of a place as surely as that it has none."""
_MOST_ROWS = 2_000
"""Tickets of one community (a place that stands for all of a city) that are compared in pairs."""

_CHUNK = 2_000
"""Tickets that are compared with all middles at once: bounds memory."""


@dataclass(frozen=True, slots=True)
class Places:
    """Tickets by time: ``vectors`` of length one or zero, the number of each one's ``area`` (−1
    unknown), its ``days`` number (ascending) and its ``callers`` number.
    """

    vectors: np.ndarray
    area: np.ndarray
    days: np.ndarray
    callers: np.ndarray


def young_matters(
    tickets: Places,
    free: np.ndarray,
    *,
    longest: int,
    least: int,
    least_callers: int,
    least_score: float,
) -> np.ndarray:
    """Return the young matter of every ticket, −1 none.

    ``free``: per ticket whether it may be gathered (it is in no matter yet).
    ``longest``: days before the last one in which a matter began; the days before them tell what
    is usual. Without half as many days of these nothing is young. ``least``,
    ``least_callers``: tickets and callers that a matter has at least; ``least_score``: its least
    log likelihood ratio.
    """
    result = np.full(len(tickets.days), -1, dtype=np.int64)
    last = int(tickets.days[-1]) if len(tickets.days) else 0
    begin = int(np.searchsorted(tickets.days, last - longest, side="right"))
    usual = last - longest - int(tickets.days[0]) + 1 if begin else 0
    if usual < longest // 2:
        return result
    fewest = max(least, next(n for n in range(1, 1_000) if score(n, 0.0) >= least_score))
    found = [
        one
        for rows in _by_area(tickets.area, begin, free, fewest)
        for one in _gathered(
            tickets, rows, free, begin=begin, usual=usual, least=fewest, least_score=least_score
        )
        if len(one.members) >= least and one.voices >= least_callers
    ]
    everywhere = _like_in(tickets.vectors[begin:], found)
    surprising: dict[int, list[tuple[float, np.ndarray]]] = {}
    for one, alike in zip(found, everywhere.tolist(), strict=True):
        span = last - int(tickets.days[one.members[0]]) + 1
        # The place's share of what else is said: the matter itself must not raise it.
        others = len(tickets.days) - begin - len(one.members)
        city = (alike - len(one.members)) * (one.here - len(one.members))
        surprise = score(one.voices, max(city / max(others, 1) / longest, one.usually) * span)
        if surprise >= least_score:
            surprising.setdefault(one.area, []).append((surprise, one.members))
    number = 0
    for of_area in surprising.values():
        # The sort is stable: of two that surprise as much the closer one comes first.
        for _, members in sorted(of_area, key=lambda pair: -pair[0]):
            if (result[members] < 0).all():
                result[members] = number
                number += 1
    return result


@dataclass(frozen=True, slots=True)
class _Gathering:
    """Like tickets of one ``area``: ``members`` since the day from which on they surprise most, by
    so many callers (``voices``); how many tickets there were ``here`` in these weeks; how many like
    them there ``usually`` were a day. Alike is what has a cosine of ``floor`` with ``centre``.
    """

    area: int
    members: np.ndarray
    voices: int
    here: int
    usually: float
    centre: np.ndarray
    floor: float


def _gathered(
    tickets: Places,
    rows: np.ndarray,
    free: np.ndarray,
    *,
    begin: int,
    usual: int,
    least: int,
    least_score: float,
) -> list[_Gathering]:
    """Return the gatherings of one area's ``rows``; ``usual``: days before row ``begin``."""
    last = int(tickets.days[-1])
    now, earlier = rows[rows >= begin], tickets.vectors[rows[rows < begin]]
    alone = now[free[now]][-_MOST_ROWS:]
    vectors = tickets.vectors[alone]
    near = vectors @ vectors.T
    found = []
    for scale in _SCALES:
        for group, centre in _gatherings(vectors, near, scale, least):
            usually = float(np.sum(earlier @ centre >= scale[1])) / usual
            members, voices = _since(alone[group], tickets, usually, last, least_score)
            area = int(tickets.area[rows[0]])
            found.append(_Gathering(area, members, voices, len(now), usually, centre, scale[1]))
    return found


def _like_in(vectors: np.ndarray, found: Sequence[_Gathering]) -> np.ndarray:
    """Return how many of all tickets are as like each gathering's middle as its own are."""
    counts = np.zeros(len(found), dtype=np.int64)
    if not found:
        return counts
    centres = np.stack([one.centre for one in found])
    floors = np.array([one.floor for one in found], dtype=vectors.dtype)
    for start in range(0, len(vectors), _CHUNK):
        alike = vectors[start : start + _CHUNK] @ centres.T >= floors
        counts += np.count_nonzero(alike, axis=0)
    return counts


def score(n: int, expected: float) -> float:
    """Return the log likelihood ratio of ``n`` tickets where ``expected`` were, 0 if not more."""
    expected = max(expected, _FEWEST)
    return float(n * np.log(n / expected) - (n - expected)) if n > expected else 0.0


def _by_area(area: np.ndarray, begin: int, free: np.ndarray, least: int) -> list[np.ndarray]:
    """Return the rows of each area that has ``least`` tickets to gather."""
    top = int(area.max(initial=-1)) + 1
    able = area[begin:][free[begin:]]
    enough = np.bincount(able[able >= 0], minlength=top) >= least
    rows = np.flatnonzero((area >= 0) & enough[area]) if top else np.zeros(0, dtype=np.int64)
    if not len(rows):
        return []
    rows = rows[np.argsort(area[rows], kind="stable")]
    return np.split(rows, np.flatnonzero(np.diff(area[rows])) + 1)


def _gatherings(
    vectors: np.ndarray, near: np.ndarray, scale: tuple[float, float], least: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return groups of like rows, the largest first, each with the mean of its middle.

    ``near``: the rows' cosines with each other.
    """
    # Ones and zeros: their products count in a tenth of the time.
    alike = (near >= scale[0]).astype(np.float32)
    left = np.linalg.norm(vectors, axis=1) > 0
    found: list[tuple[np.ndarray, np.ndarray]] = []
    while True:
        counts = (alike @ left.astype(np.float32)) * left
        if not len(counts) or counts.max() < least:
            return found
        seed = int(counts.argmax())
        middle = vectors[(alike[seed] > 0) & left].mean(axis=0)
        centre = middle / np.linalg.norm(middle)
        group = np.flatnonzero(left & (vectors @ centre >= scale[1]))
        left[group] = False
        left[seed] = False
        found.append((group, centre))


def _since(
    members: np.ndarray, tickets: Places, usually: float, last: int, least_score: float
) -> tuple[np.ndarray, int]:
    """Return the members since the day from which on they are the greatest surprise, or none, and
    how many callers they have: who calls again and again is one voice.
    """
    latest = np.unique(tickets.callers[members][::-1], return_index=True)[1]
    voices = np.zeros(len(members), dtype=np.int64)
    voices[len(members) - 1 - latest] = 1
    since = voices[::-1].cumsum()[::-1]
    spans = last - tickets.days[members] + 1
    scores = [score(int(n), usually * int(span)) for n, span in zip(since, spans, strict=True)]
    if not scores or max(scores) < least_score:
        return members[:0], 0
    start = int(np.argmax(scores))
    return members[start:], int(since[start])
