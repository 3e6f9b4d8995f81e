"""What several callers say in the same words, and nobody said before.

A burst pipe brings four callers on its first day: too few to stand out among counts, but they name
the same thing in words that were never heard together. Features are runs of ``LENGTH`` characters
(so no dictionary has to know a shop's name), counted once a ticket; the number of callers who use
one within a window is judged against its own past, as in the temporal scan of Kulldorff (2001,
JRSS A 164:61) and for bursts of words in Fung, Yu, Yu and Lu (2005, VLDB 181). Tickets that share
enough such runs are one matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from early_warning.surge.thresholds import upper_tail
from early_warning.text.letter_runs import runs_of
from early_warning.text.runs_before import DayIndex, ReadBefore

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LENGTH = 5
BUCKETS = 25  # bits: two runs that fall into one bucket are taken for one, which hides, never adds
_NOTHING: Ints = np.zeros(0, dtype=np.int64)
_PRIME = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class SharedSettings:
    """Windows in days, how rare a run must be, and how many of them make one matter."""

    windows: tuple[int, ...] = (1, 2, 4, 7, 14, 28)
    prior: float = 0.3  # tickets that a run nobody has used yet is taken to have had
    here: float = 0.02  # the same of one in a place where nobody has used it
    least_history: int = 120
    memory: int = 730  # days before the windows that tell what is usual; bounds a night's cost
    run_p: float = 1e-4  # of a run, before the number of runs is paid for
    shared_runs: int = 4  # runs that two tickets must have in common
    spread: float = 0.5  # squared coefficient of variation of a run's rate


@dataclass(frozen=True, slots=True)
class Matter:
    """Tickets of one matter: rows of the history, callers, the window, the surest run's figures."""

    rows: Ints
    callers: int
    days: int
    observed: float
    expected: float
    p_value: float  # of the surest run, times all runs and windows looked at
    runs: int
    local: bool  # judged against the place's own past


@dataclass(frozen=True, slots=True)
class _Tested:
    p: Floats
    seen: Floats
    due: Floats
    days: Ints


def _distinct(keys: Ints) -> float:
    ordered = np.sort(keys)
    return float((ordered[1:] != ordered[:-1]).sum() + bool(len(ordered)))


def _here(runs: Ints, place: NDArray[np.uint64]) -> Ints:
    """Return the buckets of runs as said in a place."""
    mixed = runs.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= place * np.uint64(0x165667B19E3779F9)
    return ((mixed * _PRIME) >> np.uint64(64 - BUCKETS)).astype(np.int64)


@dataclass
class SharedWords:
    """Texts by day, read forwards. One entry a ticket: ``day`` number, ``caller`` (a number each),
    ``where`` (a code, "" unknown).

    Only ``settings.memory`` days before the windows are known: what is found on a day is the same
    whether reading began there or years before.
    """

    texts: Sequence[str]
    day: Ints
    caller: Ints
    where: Sequence[str]
    settings: SharedSettings = field(default_factory=SharedSettings)

    def __post_init__(self) -> None:
        """Sort the rows by day; nothing is read yet."""
        self._order = np.argsort(self.day, kind="stable")
        self._sorted = self.day[self._order]
        told = [k for k, text in enumerate(self.texts) if text]
        self._begin = max(int(self.day[told].min()), 0) if told else 0
        codes, place = np.unique(np.asarray(self.where, dtype=str), return_inverse=True)
        self.place: Ints = np.where((codes == "")[place], -1, place)
        # By the code itself, so that buckets do not depend on which places are to come.
        self._key = np.array([crc32(c.encode()) for c in [*codes.tolist(), ""]], dtype=np.uint64)
        self._restart()

    def _restart(self) -> None:
        self._past: NDArray[np.integer[Any]] = np.zeros(1 << BUCKETS, dtype=np.int32)
        self._past_here: NDArray[np.integer[Any]] = np.zeros(1 << BUCKETS, dtype=np.int32)
        self._places = np.zeros(int(self.place.max(initial=-1)) + 2)
        self._recent: dict[int, tuple[Ints, Ints, Ints]] = {}  # rows, runs, runs in their place
        self._now = self._from = -1  # read: the days after ``_from`` up to ``_now``
        self._today: DayIndex | None = None

    def read_before(self, day: int) -> ReadBefore | None:
        """Return what was read before ``day``; None where the last day read is another one."""
        if self._now not in (day - 1, day):
            return None
        since = day - max(self.settings.windows)
        parts = [part for one, part in self._recent.items() if since < one < day]
        codes = np.unique(np.asarray(self.where, dtype=str))
        most = np.iinfo(np.uint16).max
        counts = {str(c): float(self._places[k + 1]) for k, c in enumerate(codes) if c}
        return ReadBefore(
            day - 1, self._begin,
            np.minimum(self._past, most).astype(np.uint16),
            np.minimum(self._past_here, most).astype(np.uint16),
            {"": float(self._places[0]), **counts},
            np.concatenate([_NOTHING, *(p[0] for p in parts)]),
            np.concatenate([_NOTHING, *(p[1] for p in parts)]),
        )  # fmt: skip

    def go_on_from(self, before: ReadBefore) -> None:
        """Take over what was read before instead of reading it: only ``matters_so_far`` of the day
        after can be asked then. ``before.owner`` must be rows of these tickets.
        """
        codes, place = np.unique(np.asarray(self.where, dtype=str), return_inverse=True)
        index = {str(code): int(k) for code, k in zip(codes[place], self.place, strict=True)}
        self._past, self._past_here = before.past, before.past_here
        size = int(self.place.max(initial=-1)) + 2 + len(before.places)
        self._places = np.zeros(size)
        rest = int(self.place.max(initial=-1)) + 2
        for code, n in before.places.items():
            at = 0 if not code else index.get(code, -2) + 1
            if at < 0:  # a place that no ticket here has, counted all the same
                at, rest = rest, rest + 1
            self._places[at] += n
        self._begin, self._now = before.begin, before.now
        self._from = before.now
        day = self.day[before.owner]
        key = self._key[self.place[before.owner]]
        here = _here(before.runs, key)
        self._recent = {
            int(one): (before.owner[day == one], before.runs[day == one], here[day == one])
            for one in np.unique(day)
        }

    def matters(self, day: int) -> list[Matter]:
        """Return the matters that a ticket of ``day`` belongs to; later days are not read."""
        if day < self._now:
            self._restart()
        longest, memory = max(self.settings.windows), self.settings.memory
        if self._now < 0:
            self._now = self._from = max(day - longest - memory, -1)
        for one in range(self._now + 1, day + 1):
            self._recent[one] = self._read(one)
            old = self._recent.pop(one - longest, None)
            if old is not None:
                self._count(*old, sign=1)
            if one - longest - memory > self._from:
                self._count(*self._read(one - longest - memory), sign=-1)
        self._now = day
        length = self._length(day)
        if not length or not len(self._recent[day][0]):
            return []
        return [*self._found(day, length, local=False), *self._found(day, length, local=True)]

    def _length(self, day: int) -> float:
        """Return how many days tell what is usual on ``day``; 0 where they are too few."""
        past = day - max(self.settings.windows) + 1 - self._begin
        return (
            0.0 if past <= self.settings.least_history else float(min(past, self.settings.memory))
        )

    def _read(self, day: int) -> tuple[Ints, Ints, Ints]:
        low, high = np.searchsorted(self._sorted, [day, day + 1])
        rows = np.sort(self._order[low:high])
        owner, runs = runs_of([self.texts[k] for k in rows.tolist()], LENGTH, BUCKETS)
        rows = rows[owner]
        return rows, runs, _here(runs, self._key[self.place[rows]])

    def _count(self, rows: Ints, runs: Ints, here: Ints, *, sign: int) -> None:
        """Take a day that has left the windows into the past, or out of it (``sign`` -1)."""
        np.add.at(self._past, runs, np.int32(sign))
        np.add.at(self._past_here, here, np.int32(sign))
        places = self.place[np.unique(rows)] + 1
        self._places += sign * np.bincount(places, minlength=len(self._places))

    def _found(self, day: int, length: float, *, local: bool) -> list[Matter]:
        column = 2 if local else 1
        rows0, keys0 = self._recent[day][0], self._recent[day][column]
        if local:
            keys0 = keys0[self.place[rows0] >= 0]
        today, first = np.unique(keys0, return_index=True)
        heard = np.zeros(1 << BUCKETS, dtype=bool)
        heard[today] = True
        parts = [(p[0][heard[p[column]]], p[column][heard[p[column]]])
                 for p in self._recent.values()]  # fmt: skip
        rows = np.concatenate([p[0] for p in parts])
        at = np.searchsorted(today, np.concatenate([p[1] for p in parts]))
        rate = self._rate(day, today, first, length, local=local)
        tested = self._tested(rate, rows, at, day)
        keep = (tested.p < self.settings.run_p)[at] & (day - self.day[rows] < tested.days[at])
        tests = float(len(today) * len(self.settings.windows))
        return self._joined(rows[keep], at[keep], tested, tests, local=local)

    def matters_so_far(
        self, day: int, rows: Ints, fresh: Ints, *, share: float, looks: int
    ) -> list[Matter]:
        """Return the matters that a ticket among ``fresh`` belongs to, in the middle of ``day``.

        ``rows``: the day's tickets so far, ``fresh`` among them those that came since the last
        look; the texts were read up to the day before (or the day itself, of which nothing but
        ``rows`` counts). ``share``: of the day's tickets that a day like this has brought by now.
        Callers so far stand out where they are more than the whole day would let expect, or more
        than so much of it does in ``looks`` looks. A whole day's runs are paid for from the first
        hour on.
        """
        if self._now not in (day - 1, day):
            raise ValueError(f"texts are read up to {self._now}, not to the day before {day}")
        length = self._length(day)
        if not length or not len(fresh):
            return []
        if self._today is None or self._today.day != day:
            self._today = self._index(day)
        index = self._today
        inside = np.isin(index.read[0], rows)
        so_far = (index.read[0][inside], index.read[1][inside], index.read[2][inside])
        found = []
        for local in (False, True):
            column = 2 if local else 1
            now = so_far if not local else tuple(p[self.place[so_far[0]] >= 0] for p in so_far)
            new = np.isin(now[0], fresh)
            today, first = np.unique(now[column][new], return_index=True)
            if not len(today):
                continue
            old_rows, old_at = index.uses(column, today)
            again = np.searchsorted(today, now[column])
            again[again == len(today)] = 0
            said = today[again] == now[column]
            told, at = np.append(old_rows, now[0][said]), np.append(old_at, again[said])
            one = (now[0][new][first], now[1][new][first])
            rate = self._rate_of(today, *one, length, local=local)
            tested = self._tested(rate, told, at, day, share=share, looks=looks)
            keep = (tested.p < self.settings.run_p)[at] & (day - self.day[told] < tested.days[at])
            runs = max(_distinct(now[column]), index.usual[column])
            tests = runs * len(self.settings.windows)
            found += self._joined(told[keep], at[keep], tested, tests, local=local)
        return found

    def _index(self, day: int) -> DayIndex:
        """Return who used the day's runs in the days before ``day``, by run."""
        since = day - max(self.settings.windows) + 1
        parts = [part for one, part in self._recent.items() if since <= one < day]
        read = self._read(day)
        by, usual = {}, {}
        for column in (1, 2):
            known = [p[0] if column == 1 else p[0][self.place[p[0]] >= 0] for p in parts]
            said = [p[column] if column == 1 else p[2][self.place[p[0]] >= 0] for p in parts]
            heard = np.zeros(1 << BUCKETS, dtype=bool)
            heard[read[column]] = True
            kept = [heard[keys] for keys in said]
            keys = np.concatenate([_NOTHING, *(k[m] for k, m in zip(said, kept, strict=True))])
            rows = np.concatenate([_NOTHING, *(r[m] for r, m in zip(known, kept, strict=True))])
            order = np.argsort(keys, kind="stable")
            by[column] = (keys[order], rows[order])
            # The last week tells how many runs a day has.
            usual[column] = float(np.mean([_distinct(keys) for keys in said[-7:]] or [0.0]))
        return DayIndex(day, read, by, usual)

    def _rate(self, day: int, today: Ints, first: Ints, length: float, *, local: bool) -> Floats:
        """Return how many tickets a day are expected to use each of today's runs."""
        rows, runs, _ = self._recent[day]
        if local:
            known = self.place[rows] >= 0
            rows, runs = rows[known], runs[known]
        return self._rate_of(today, rows[first], runs[first], length, local=local)

    def _rate_of(
        self, today: Ints, rows: Ints, runs: Ints, length: float, *, local: bool
    ) -> Floats:
        """Return the same of buckets ``today`` that these rows and runs stand for."""
        if not local:
            return np.asarray((self._past[today] + self.settings.prior) / length, dtype=float)
        share = self._places[self.place[rows] + 1] / max(self._places.sum(), 1.0)
        everywhere = self._past[runs] + self.settings.prior
        expected = self._past_here[today] + share * everywhere + self.settings.here
        return np.asarray(expected / length, dtype=float)

    def _tested(
        self,
        rate: Floats,
        rows: Ints,
        at: Ints,
        day: int,
        *,
        share: float = 1.0,
        looks: int = 1,
    ) -> _Tested:
        """Return each run's smallest p-value over the windows, with callers, expectation, days.

        ``share``, ``looks``: see ``matters_so_far``.
        """
        age, who = day - self.day[rows], self.caller[rows]
        # A caller counts once, by the latest ticket.
        order = np.lexsort((age, who, at))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(at[order]) != 0) | (np.diff(who[order]) != 0)
        at, age = at[order][first], age[order][first]
        best = np.ones(len(rate))
        seen, due = np.zeros(len(rate)), np.zeros(len(rate))
        chosen = np.ones(len(rate), dtype=np.int64)
        for w in self.settings.windows:
            k = np.bincount(at[age < w], minlength=len(rate)).astype(float)
            test = np.flatnonzero(k >= 2)
            e = rate[test] * w
            p = upper_tail(k[test], e, 1.0 + self.settings.spread * e)
            if share < 1.0:
                by_now = rate[test] * (w - 1.0 + share)
                part = looks * upper_tail(k[test], by_now, 1.0 + self.settings.spread * by_now)
                p, e = np.minimum(p, part), np.where(part < p, by_now, e)
            better = p < best[test]
            test, p, e = test[better], p[better], e[better]
            best[test], seen[test], due[test], chosen[test] = p, k[test], e, w
        return _Tested(best, seen, due, chosen)

    def _joined(
        self, rows: Ints, at: Ints, tested: _Tested, tests: float, *, local: bool
    ) -> list[Matter]:
        """Join tickets that share enough surging runs; a ticket that shares too few drops out."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        if not len(rows):
            return []
        names, i = np.unique(rows, return_inverse=True)
        runs, j = np.unique(at, return_inverse=True)
        uses = coo_matrix((np.ones(len(i)), (i, j)), shape=(len(names), len(runs))).tocsr()
        common = (uses @ uses.T).tocoo()
        linked = (common.data >= self.settings.shared_runs) & (common.row != common.col)
        shape = (len(names), len(names))
        graph = coo_matrix((common.data[linked], (common.row[linked], common.col[linked])), shape)
        count, part = connected_components(graph, directed=False)
        found = []
        for number in range(count):
            inside = np.flatnonzero(part == number)
            who = np.unique(self.caller[names[inside]])
            if len(who) < 2:
                continue
            own = runs[np.asarray(uses[inside].sum(axis=0)).ravel() >= 2]
            best = own[np.argmin(tested.p[own])]
            found.append(Matter(
                names[inside], len(who), int(tested.days[best]), float(tested.seen[best]),
                float(tested.due[best]), float(min(tested.p[best] * tests, 1.0)), len(own), local,
            ))  # fmt: skip
        return found
