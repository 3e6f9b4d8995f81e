"""Tickets filed under another code from one day on: the city is the same, the clerks' habit is not.

One leaf category falls while another under the same first level rises by about as much and the sum
of both is steady. Among hundreds of pairs chance and seasons do that too; where there are texts
they decide: in a recoding the tickets that came newly into a category read like those that left
the other one. How a ticket reads is told by a naive Bayes classifier of the two categories
(McCallum and Nigam 1998, AAAI-98 workshop on text categorization) over pairs of characters, learnt
from what was filed before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from early_warning.detection import Detection
from early_warning.rules.silence import lower_tail
from early_warning.surge.thresholds import upper_tail
from early_warning.text.letter_runs import runs_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
RENAMED = "分类编码改名"
LENGTH, BITS = 2, 15


@dataclass(frozen=True, slots=True)
class RecodeSettings:
    """How sure the counts must be, with texts and without, and what the texts must say."""

    windows: tuple[int, ...] = (5, 7, 10, 14, 21, 28, 42)
    left: float = 0.45  # of the expected count that may still be filed as before
    moved: tuple[float, float] = (0.4, 2.2)  # risen by so much of what is missing, from and to
    short: int = 90  # days of the past that give today's level; the level of ``long`` must
    long: int = 365  # tell the same, else a season or the end of a recoding would
    spread: float = 0.02
    fall_p: float = 1e-6  # without texts
    rise_p: float = 2e-3
    told_fall_p: float = 5e-3  # with texts
    told_rise_p: float = 5e-2
    text_p: float = 1e-6
    text_least: int = 4  # tickets that read like the other category
    learn: int = 300  # tickets of each category, the newest before the window
    learn_least: int = 20
    memory: int = 730  # … and no more days than that
    relearn: int = 14  # days


@dataclass(frozen=True, slots=True)
class Move:
    """Tickets that seem to have gone from one category to another within a window of days."""

    source: int
    target: int
    days: int
    seen: float  # of the target
    due: float
    missing: float  # of the source
    fall_p: float
    rise_p: float


@dataclass
class Readings:
    """How tickets read. One entry a ticket: ``texts``, ``day`` (ascending), ``leaf`` category."""

    texts: Sequence[str]
    day: Ints
    leaf: Ints
    settings: RecodeSettings = field(default_factory=RecodeSettings)

    def __post_init__(self) -> None:
        """Sort the tickets by category; nothing is read yet."""
        self._order = np.argsort(self.leaf, kind="stable")
        self._ends = np.searchsorted(
            self.leaf[self._order], np.arange(int(self.leaf.max(initial=-1)) + 2)
        )
        self._features: dict[int, Ints] = {}
        self._learnt: dict[tuple[int, int, int], tuple[Floats, float] | None] = {}

    def alike(self, move: Move, day: int) -> tuple[int, float] | None:
        """Return how many of the target's tickets in the window that ends with ``day`` read like
        the source's, and how many were to be expected; None where too little was filed before.
        """
        first = day - move.days + 1
        cut = first - first % self.settings.relearn
        key = (move.source, move.target, cut)
        if key not in self._learnt:
            self._learnt[key] = self._learn(*key)
        learnt = self._learnt[key]
        if learnt is None:
            return None
        odds, share = learnt
        rows = self._rows(move.target, first, day + 1)
        return sum(self._reads(k, odds) for k in rows), share * len(rows)

    def _rows(self, leaf: int, first: int, end: int) -> list[int]:
        if leaf + 1 >= len(self._ends):
            return []
        rows = self._order[self._ends[leaf] : self._ends[leaf + 1]]
        low, high = np.searchsorted(self.day[rows], [first, end])
        return [int(k) for k in rows[low:high] if self.texts[k]]

    def _learn(self, source: int, target: int, cut: int) -> tuple[Floats, float] | None:
        """Return the log odds of each feature for the source, and the share of the target's
        tickets that read like it, on those not learnt from.
        """
        least = self.settings.learn_least
        old = self._newest(source, cut, self.settings.learn)
        new = self._newest(target, cut, 2 * self.settings.learn)
        # Parted by the text itself: neither the order of rows nor a template used twice matters.
        learnt = [k for k in new if crc32(self.texts[k].encode()) & 1]
        held = [k for k in new if not crc32(self.texts[k].encode()) & 1]
        if min(len(old), len(learnt), len(held)) < least:
            return None
        odds = self._weights(old) - self._weights(learnt)
        wrong = sum(self._reads(k, odds) for k in held)
        return odds, (wrong + 0.5) / (len(held) + 1.0)

    def _newest(self, leaf: int, end: int, most: int) -> list[int]:
        """Return about ``most`` of a category's tickets before ``end``, whole days."""
        rows = self._rows(leaf, end - self.settings.memory, end)
        since = self.day[rows[-most]] if len(rows) > most else 0
        return [k for k in rows if self.day[k] >= since]

    def _weights(self, rows: Sequence[int]) -> Floats:
        counts = np.full(1 << BITS, 0.1)
        for k in rows:
            counts[self._of(k)] += 1.0
        return np.asarray(np.log(counts / counts.sum()))

    def _reads(self, row: int, odds: Floats) -> bool:
        return bool(odds[self._of(row)].sum() > 0.0)

    def _of(self, row: int) -> Ints:
        if row not in self._features:
            self._features[row] = runs_of([self.texts[row]], LENGTH, BITS)[1]
        return self._features[row]


def recoded(
    counts: Floats,
    mean: Floats,
    names: Sequence[str],
    day: int,
    *,
    readings: Readings | None = None,
    settings: RecodeSettings | None = None,
) -> list[Detection]:
    """Return leaf categories into which another one's tickets have moved (``counts``, ``mean``:
    names × days up to ``day``): ``category`` the new one, ``note`` the old one.

    A code that was hardly used before is the old one's new name: ``known``. Without ``readings``,
    or where too little was filed before, the counts must be much surer.
    """
    settings = settings or RecodeSettings()
    best: dict[int, tuple[float, Detection]] = {}
    for move in _moves(counts, mean, names, settings):
        p = _p_value(move, day, readings, settings)
        if p is None or (move.source in best and best[move.source][0] <= p):
            continue
        best[move.source] = p, Detection(
            "recode", "data", day, move.days, move.seen, move.due, max(p, 1e-300),
            category=names[move.target], note=names[move.source],
            known="" if move.due >= 0.5 else RENAMED,
        )  # fmt: skip
    found: dict[str, tuple[float, Detection]] = {}
    for p, one in best.values():
        if one.category not in found or p < found[one.category][0]:
            found[one.category] = p, one
    return [one for _, one in found.values()]


def _p_value(
    move: Move, day: int, readings: Readings | None, settings: RecodeSettings
) -> float | None:
    """Return how unlikely a move is by chance; None where it is not sure enough."""
    alike = None if readings is None else readings.alike(move, day)
    if alike is None:
        sure = move.fall_p < settings.fall_p and move.rise_p < settings.rise_p
        return move.fall_p if sure else None
    k, due = alike
    low, high = settings.moved
    if k < settings.text_least or not low < (k - due) / max(move.missing, 0.5) < high:
        return None
    p = _above(float(k), due, settings.spread)
    return p if p < settings.text_p else None


def _above(k: float, due: float, spread: float) -> float:
    return float(upper_tail(np.array([k]), np.array([due]), np.array([1.2 + spread * due]))[0])


def _moves(
    counts: Floats, mean: Floats, names: Sequence[str], settings: RecodeSettings
) -> list[Move]:
    """Return all moves that the counts alone do not rule out."""
    n = counts.shape[1]
    first = np.array([name[:2] for name in names])
    found: list[Move] = []
    for w in settings.windows:
        if n < 2 * w:
            continue
        due = np.stack([_due(counts, mean, w, back) for back in (settings.short, settings.long)])
        low, high = due.min(axis=0), np.maximum(due.max(axis=0), 0.05)
        seen = counts[:, n - w :].sum(axis=1)
        fell = lower_tail(seen, low, np.full(len(low), 1.2))
        rose = upper_tail(seen, high, 1.2 + settings.spread * high)
        falls = (fell < settings.told_fall_p) & (seen < settings.left * low)
        for k in np.flatnonzero(falls).tolist():
            missing = float(low[k] - seen[k])
            part = (seen - high) / max(missing, 0.5)
            rises = (rose < settings.told_rise_p) & (first == first[k])
            rises &= (part > settings.moved[0]) & (part < settings.moved[1])
            found += [
                Move(k, to, w, float(seen[to]), float(due[0, to]), missing,
                     float(fell[k]), float(rose[to]))
                for to in np.flatnonzero(rises).tolist()
            ]  # fmt: skip
    return found


def _due(counts: Floats, mean: Floats, days: int, back: int) -> Floats:
    """Return what the last days should have brought, by the model at the past's level."""
    n = counts.shape[1]
    past = slice(max(n - days - back, 0), n - days)
    level = (counts[:, past].sum(axis=1) + 2.0) / (mean[:, past].sum(axis=1) + 2.0)
    return np.asarray(mean[:, n - days :].sum(axis=1) * level)
