"""What each day's tickets say, as counts: how a night knows half a year's words without its texts.

A day's counts stand under a mark of its tickets: their numbers, texts and streets. Kept counts are
used again where the mark is still the same, so that a ticket that was changed, added or deleted
makes its day be counted anew, and a night gets exactly what counting everything gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.repeats.bursts import LEAST_CONFINED, LEAST_SPAN, Gathering
from hotspots.repeats.grams import Ints, chunks
from hotspots.repeats.prepare import known_column, long_grams, short_grams, texts_of, timely
from hotspots.repeats.types import RepeatSettings
from hotspots.repeats.usage import TEXTS, WIDTHS, Usage

READ = ("ticket_no", "day", "t_accept", "title", "content", "area_street")
"""Columns that the counts are made from."""
Table = NDArray[np.int32]

_LOT = 8_192
"""N-grams whose days are looked at together: their table stays in the processor's cache."""
_TOGETHER = 16
"""Days whose counts are added up in one go."""
_CELLS = 4_000_000
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Counted:
    """N-grams in rising order and how many tickets have each; ``street``: and of which street.

    A street is a place in the day's ``streets``, -1 unknown. Without streets it is empty.
    """

    grams: NDArray[np.int32]
    times: NDArray[np.int32]
    street: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class DayWords:
    """The counts of one day (its number) by name of the sets; nothing tells tickets apart."""

    day: int
    mark: int
    tickets: int
    counted: dict[str, Counted]
    bits: dict[str, int]
    streets: tuple[str, ...]


class Known(Protocol):
    """Counts of earlier nights."""

    def look(self, day: int, mark: int) -> DayWords | None:
        """Return the counts of a day as it stood under a mark, None where there are none."""


class Nothing:
    """No counts of earlier nights."""

    def look(self, _day: int, _mark: int) -> DayWords | None:
        """Return None."""
        return None


def words_of_days(
    frame: pd.DataFrame, since: date, settings: RepeatSettings, known: Known
) -> tuple[list[DayWords], list[int]]:
    """Return the counts of every day after ``since``, and the days that were counted now.

    ``frame``: a ticket frame, each ticket once. Days without tickets have none.
    """
    found, made = [], []
    late, days = _by_day(frame, since)
    for day, mark, rows in days:
        held = known.look(day, mark)
        if held is None:
            held = count_day(late.iloc[rows], day, mark, settings)
            made.append(day)
        found.append(held)
    return found, made


def marks_of_days(frame: pd.DataFrame, since: date) -> dict[int, int]:
    """Return the mark of every day after ``since``."""
    return {day: mark for day, mark, _ in _by_day(frame, since)[1]}


def _by_day(frame: pd.DataFrame, since: date) -> tuple[pd.DataFrame, list[tuple[int, int, Ints]]]:
    """Return the later tickets, and each day's number, mark and rows of them."""
    late = frame[(frame["day"] > pd.Timestamp(since)).to_numpy()]
    number = late["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    marks = _marks(late)
    order = np.argsort(number, kind="stable")
    days, starts = np.unique(number[order], return_index=True)
    return late, [
        (day, int(marks[rows].sum(dtype=np.uint64).astype(np.int64)), rows)
        for day, rows in zip(days.tolist(), np.split(order, starts[1:])[: len(days)], strict=True)
    ]


def count_day(part: pd.DataFrame, day: int, mark: int, settings: RepeatSettings) -> DayWords:
    """Count the words of one day's tickets."""
    part = timely(part)[0]
    titles, contents = short_grams(part, settings)
    long = long_grams(part, settings)
    codes, streets = pd.factorize(known_column(part, "area_street"), sort=True)
    counted = {}
    for name, sets in zip(TEXTS, (titles, contents, long), strict=True):
        wide = len(streets) + 1 if name == "long" else 1
        key = sets.grams.astype(np.int64) * wide
        if wide > 1:
            key += codes[sets.text_of()] + 1
        key.sort()
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        key, times = key[starts], np.diff(starts, append=len(key))
        where = (key % wide - 1).astype(np.int16) if name == "long" else np.zeros(0, np.int16)
        counted[name] = Counted((key // wide).astype(np.int32), times.astype(np.int32), where)
    bits = {"titles": titles.bits, "contents": contents.bits, "long": long.bits}
    return DayWords(day, mark, len(part), counted, bits, tuple(map(str, streets)))


def usage_of(days: Sequence[DayWords]) -> Usage | None:
    """Return how n-grams are used in these days together; None without any ticket."""
    if not days:
        return None
    counts = {name: _counts(days, name) for name in TEXTS}
    first, last = min(d.day for d in days), max(d.day for d in days)
    span = last - first + 1
    enough = span >= LEAST_SPAN
    return Usage(
        sum(d.tickets for d in days),
        counts,
        _gathered(days, counts["long"], first, span) if enough else None,
        _local(days, counts["long"]),
    )


def _counts(days: Sequence[DayWords], name: str) -> Ints:
    total = np.zeros(1 << days[0].bits[name], dtype=np.int64)
    for some in chunks(len(days), _TOGETHER):
        own = [day.counted[name] for day in days[some]]
        grams = np.concatenate([counted.grams for counted in own])
        times = np.concatenate([counted.times for counted in own])
        total += np.bincount(grams, times, len(total)).astype(np.int64)
    return total


def _lots(days: Sequence[DayWords], size: int, lot: int) -> Iterator[tuple[int, list[slice]]]:
    """Yield the first of every so many n-grams and where each day has them."""
    bounds = np.arange(0, size + lot, lot)
    at = [np.searchsorted(day.counted["long"].grams, bounds) for day in days]
    for k, low in enumerate(bounds[:-1].tolist()):
        yield low, [slice(int(cut[k]), int(cut[k + 1])) for cut in at]


def _gathered(
    days: Sequence[DayWords], counts: Ints, first: int, span: int
) -> tuple[Gathering, ...]:
    """How four-grams gather: ``bursts.gatherings`` on counts by day instead of texts."""
    size = len(counts)
    found = tuple(
        Gathering(np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32))
        for _ in WIDTHS
    )
    margin = max(WIDTHS)
    lot = min(_LOT, size)
    table = np.zeros((span, lot), dtype=np.int32)
    # Sums up to each day, with a margin before the first and after the last.
    upto = np.zeros((span + 2 * margin + 1, lot), dtype=np.int32)
    for low, places in _lots(days, size, lot):
        table[:] = 0
        for day, place in zip(days, places, strict=True):
            own = day.counted["long"]
            table[day.day - first] = np.bincount(own.grams[place] - low, own.times[place], lot)
        # Row by row: numpy's own sum along the first axis is many times slower.
        for row in range(span):
            np.add(upto[margin + row], table[row], out=upto[margin + row + 1])
        upto[margin + span + 1 :] = upto[margin + span]
        np.minimum(table, 1, out=table)
        held = np.flatnonzero(counts[low : low + lot] >= 2)
        grams = held + low
        for half, into in zip(WIDTHS, found, strict=True):
            most = _fullest(table, upto[margin - half :], 2 * half + 1)[held]
            even = min((2 * half + 1) / span, 1.0)
            into.note(grams, most.astype(np.int64), counts[grams], even)
    return found


def _fullest(there: Table, upto: Table, wide: int) -> Table:
    """Return the most that a window of days holds around a day which has the n-gram itself.

    ``there``: days × n-grams, 1 where it is; ``upto``: sums up to each day, from the first window's
    beginning on.
    """
    most = np.zeros(there.shape[1], dtype=np.int32)
    near = np.empty_like(most)
    for row in range(len(there)):
        np.subtract(upto[row + wide], upto[row], out=near)
        near *= there[row]
        np.maximum(most, near, out=most)
    return most


def _local(days: Sequence[DayWords], counts: Ints) -> NDArray[np.float32]:
    """The share of one street: ``bursts.concentrated`` on counts by day instead of texts."""
    streets = sorted({street for day in days for street in day.streets})
    number = {street: k for k, street in enumerate(streets)}
    # The last one stands for no street: -1 finds it.
    of = [np.array([*(number[s] for s in day.streets), -1], dtype=np.int64) for day in days]
    wide = len(streets) + 1
    size = len(counts)
    most = np.zeros(size, dtype=np.int64)
    lot = max(1, min(size, _CELLS // wide))
    for low, places in _lots(days, size, lot):
        table = np.zeros(lot * wide)
        for day, place, streets_of in zip(days, places, of, strict=True):
            own = day.counted["long"]
            key = (own.grams[place].astype(np.int64) - low) * wide
            key += streets_of[own.street[place]] + 1
            # Each gram and street once a day: no two places are the same.
            table[key] += own.times[place]
        high = min(low + lot, size)
        known = table.reshape(lot, wide)[: high - low, 1:]
        if known.shape[1]:
            most[low:high] = known.max(axis=1)
    share = most / np.maximum(counts, 1)
    return np.where(counts >= LEAST_CONFINED, share, 0).astype(np.float32)


def _marks(frame: pd.DataFrame) -> NDArray[np.uint64]:
    """Return a print of each ticket; a day's is their sum, whatever their order."""
    total = np.zeros(len(frame), dtype=np.uint64)
    for name in ("ticket_no", "title", "content", "area_street"):
        values = np.array(texts_of(frame, name), dtype=object)
        total = total * _MULTIPLIER + pd.util.hash_array(values, categorize=False)
        total ^= total >> np.uint64(31)
    return total * _MULTIPLIER
