"""Sums by day, kept in memory: a figure of any days is a slice of them, not one more question.

A reader who moves a period asks for other days of the same counts. What a plan over daily counts
asks for adds up over days; so it is asked for by day and by whole quarters, kept, and added up
here. The formula stays the plan's: its very sums, with the day in the group.

Kept in a process that shows pages, by what a reader may see, by cut and by as-of day, for the
newest state of the data; what was not asked for longest goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.metrics.additive import columns_of, daily_plan
from data_access.metrics.plan import Plan
from data_access.metrics.source import Source
from data_access.types import Filters, Period, Scope

# Longer periods are asked for as they are: their quarters would push out those of others.
MOST_DAYS = 400
# Bytes of all that is kept of one extract.
BUDGET = 48 * 2**20
_TIMES = {"day": "D", "month": "M"}
_EVER = Period(date(1, 1, 1), date(9999, 12, 31))

Days = NDArray[np.datetime64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Block:
    """Sums by day and group, in the order of days and names.

    ``codes``: the group's place among the book's names, -1 where it isn't filled in.
    """

    days: Days
    codes: Whole
    sums: Whole

    def within(self, period: Period) -> _Block:
        """Return the rows that lie in the period."""
        ends = [np.datetime64(period.start), np.datetime64(period.end)]
        low, high = np.searchsorted(self.days, ends)
        return _Block(self.days[low:high], self.codes[low:high], self.sums[low:high])


@dataclass
class _Book:
    """The quarters of one question, and the names of its groups as they were met.

    ``lock``: who waits for it waits for the very rows that are being asked for.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    blocks: dict[int, _Block] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    names: Any = None  # the same as an array, of the kind that the extract answers with

    bytes: int = 0  # roughly what it takes

    def put(self, raw: pd.DataFrame, labels: Sequence[str], group: str, quarters: range) -> None:
        """Keep the rows of some quarters, of which all that there is has been asked for."""
        days = raw["by_day"].to_numpy().astype("datetime64[D]")
        codes = self._coded(raw[f"by_{group}"]) if group else np.zeros(len(raw), dtype=np.int64)
        sums = np.column_stack([raw[label].to_numpy(dtype=np.int64) for label in labels])
        whole = _Block(days, codes, sums)
        for quarter in quarters:
            self.blocks.setdefault(quarter, whole.within(_days_of(quarter)))
        self.bytes += sum(a.nbytes for a in (days, codes, sums)) + 100 * len(self.places)

    def _coded(self, names: pd.Series[Any]) -> Whole:
        codes, found = pd.factorize(names)
        places = [self.places.setdefault(str(name), len(self.places)) for name in found]
        self.names = pd.array(list(self.places), dtype="str")
        return np.array([*places, -1], dtype=np.int64)[codes]


class _Shelf:
    """The books of one extract."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.lock = threading.Lock()
        self.state: Hashable = None
        self.books: OrderedDict[Hashable, _Book] = OrderedDict()

    def book(self, state: Hashable, key: Hashable) -> _Book:
        """Return the book of a question; those of another state of the data are let go."""
        if state != self.state:
            self.books.clear()
            self.state = state
        book = self.books.setdefault(key, _Book())
        self.books.move_to_end(key)
        while len(self.books) > 1 and sum(b.bytes for b in self.books.values()) > BUDGET:
            self.books.popitem(last=False)
        return book


_shelves: WeakKeyDictionary[Any, _Shelf] = WeakKeyDictionary()


def keep_sums(extract: Source) -> None:
    """Keep sums of this extract from now on: for a process that answers many readers."""
    _shelves.setdefault(extract, _Shelf())


@dataclass(frozen=True, slots=True)
class Question:
    """A plan over daily counts and what it is put to; see ``evaluate``."""

    scope: Scope
    filters: Filters
    names: tuple[str, ...]
    by: tuple[str, ...]
    filled: frozenset[str]

    @property
    def time(self) -> str:
        """By which time it groups first, or ""."""
        return self.by[0] if self.by and self.by[0] in _TIMES else ""

    @property
    def group(self) -> str:
        """By what else it groups, or ""."""
        rest = self.by[1:] if self.time else self.by
        return rest[0] if rest else ""

    @property
    def is_slice(self) -> bool:
        """Whether it is of few days, by day, by month, by one dimension, or by day and one."""
        shape = tuple(part for part in (self.time, self.group) if part)
        plain = self.by == shape and self.group not in (*_TIMES, "week")
        return plain and not (self.time == "month" and self.group) and (
            self.filters.period.days <= MOST_DAYS
        )  # fmt: skip


def summed(extract: Source, question: Question, as_of: datetime) -> pd.DataFrame | None:
    """Return what the question's plan over daily counts answers, or None: it is to be asked.

    Columns, rows and their order are those of the plan's own statement. Sums are kept of an extract
    that was handed to ``keep_sums``; of others the answer is None.
    """
    shelf = _shelves.get(extract)
    if shelf is None or not question.is_slice:
        return None
    manifest, filters = extract.manifest, question.filters
    summary = manifest.jurisdictions.get(filters.jurisdiction)
    by = ("day", question.group) if question.group else ("day",)
    found = daily_plan(question.names, by, question.filled)
    if found is None or summary is None:
        return None
    plan, measures = found
    labels = list({label: part for part, label in plan.result.items()}.values())
    state = (manifest.store_id, manifest.generation)
    key = (
        question.scope.key(), filters.during(_EVER), question.names, by, question.filled,
        summary.fingerprint,
    )  # fmt: skip
    quarters = range(_quarter(filters.period.start), _quarter(filters.period.last) + 1)
    with shelf.lock:
        book = shelf.book(state, key)
    with book.lock:
        missing = [q for q in quarters if q not in book.blocks]
        if missing:
            some = range(missing[0], missing[-1] + 1)
            span = Period(_days_of(some[0]).start, _days_of(some[-1]).end)
            raw = extract.query(
                question.scope, filters, plan.statement(as_of), dataset="daily", days=span,
                measures=measures, needs=columns_of(by),
            )  # fmt: skip
            if extract.manifest.generation != manifest.generation:
                return None  # rows of two states of the data are never added up
            book.put(raw, labels, question.group, some)
        blocks = [book.blocks[q].within(filters.period) for q in quarters]
        names = book.names
    return _answer(plan, question, labels, blocks, names)


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _days_of(quarter: int) -> Period:
    first, after = (date(q // 4, q % 4 * 3 + 1, 1) for q in (quarter, quarter + 1))
    return Period(first, after)


def _answer(
    plan: Plan, question: Question, labels: Sequence[str], blocks: Sequence[_Block], names: Any
) -> pd.DataFrame:
    """Add the rows up by what is asked."""
    days = np.concatenate([b.days for b in blocks])
    codes = np.concatenate([b.codes for b in blocks])
    sums = np.concatenate([b.sums for b in blocks])
    columns: dict[str, Any] = {}
    if question.time == "day":
        columns["by_day"] = days.astype("datetime64[us]")
        if question.group:
            columns[f"by_{question.group}"] = names.take(codes, allow_fill=True)
    elif question.time:
        months, place = np.unique(days.astype("datetime64[M]"), return_inverse=True)
        columns[f"by_{question.time}"] = months.astype("datetime64[us]")
        sums = _added(sums, place, len(months))
    elif question.group:
        met, place = np.unique(codes, return_inverse=True)
        # As a statement orders them: by their characters' codes, what isn't filled in last.
        order = sorted(
            range(len(met)), key=lambda n: (met[n] < 0, "" if met[n] < 0 else names[met[n]])
        )
        columns[f"by_{question.group}"] = names.take(met[order], allow_fill=True)
        sums = _added(sums, place, len(met))[order]
    else:
        sums = sums.sum(axis=0, keepdims=True)
    column = {plan.result[part]: n for n, part in enumerate(labels)}
    columns |= {part: sums[:, column[label]] for part, label in plan.result.items()}
    return pd.DataFrame(columns)


def _added(sums: Whole, place: Whole, groups: int) -> Whole:
    """Add up rows by group; counts of tickets are far below what a float holds exactly."""
    added = [np.bincount(place, column, groups) for column in sums.T]
    return np.column_stack(added).astype(np.int64)
