"""Finding tickets: the newest first, a page at a time, with how many there are.

Months are looked through from the newest on, in growing steps, until the page is full and the
number is known or large enough. What scope, filters and the as-of rule allow is asked of the
extract's relation, always; words are looked up in the months' indexes of texts, and read from the
tickets themselves where a month has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_access.extract.query import Extract
from data_access.metrics.additive import adds_up
from data_access.metrics.evaluate import evaluate
from data_access.search.asked import Asked, Value
from data_access.search.page import EMPTY, page
from data_access.search.question import Question
from data_access.search.walk import by_deadline, walk
from data_access.types import Scope

ENOUGH = 1000
"""Tickets up to which a search for words, a state or a caller counts exactly."""
TRACE = "caller.trace"


@dataclass(frozen=True)
class Found:
    """``rows``: one page, columns of ``page.COLUMNS``. ``count``: all tickets that answer; where
    not ``exact``, at least so many.
    """

    rows: pd.DataFrame
    count: int
    exact: bool


def find(extract: Extract, scope: Scope, asked: Asked, limit: int = 50, offset: int = 0) -> Found:
    """Return the tickets that ``asked`` describes, within what ``scope`` may see.

    The tickets of a figure are always counted exactly where nothing else is asked for, and so are
    those of a cut: their number is the figure that ``metrics.evaluate`` gives for the same cut and
    group. What words, a state or a caller narrow is counted up to ``ENOUGH``. Raises
    ``WeisuError`` for figures that don't rest on tickets and for unknown names,
    ``NotAllowedError`` outside the scope and for a caller's tickets without the right.
    """
    scope.require_jurisdiction(asked.filters.jurisdiction)
    if asked.caller_key:
        scope.require(TRACE)
    question = Question.of(extract, scope, asked)
    if question.is_none:
        return Found(EMPTY.copy(), 0, exact=True)
    by_deadline_alone = asked.sort == "deadline" and not question.has_words
    counted = by_deadline_alone or not question.is_looked_through
    known = _count(question) if counted else None
    wanted = offset + limit
    if known is None:
        wanted = max(wanted, ENOUGH, len(asked.numbers or ()))
    if asked.sort == "deadline":
        places, is_all = by_deadline(question, offset + limit)
    else:
        places, is_all = walk(question, wanted)
    rows = page(question, places[offset : offset + limit]) if limit else EMPTY.copy()
    if known is not None:
        return Found(rows, known, exact=True)
    return Found(rows, len(places), exact=is_all)


def _count(question: Question) -> int:
    """Return how many tickets there are, where no text has to be looked at."""
    asked = question.asked
    plain = not (asked.status or asked.caller_key or asked.numbers is not None)
    name = asked.metric or "volume"
    part = asked.part if asked.metric else "n"
    if plain and adds_up(name):
        found = _figure(question, name, part)
        if found is not None:
            return found
    return question.counted()


def _figure(question: Question, name: str, part: str) -> int | None:
    """Return the figure itself, which daily counts may have at hand; None where there is none."""
    behind = question.behind
    if any(isinstance(value, tuple) for _, value in behind.rest):
        return None  # several groups together
    by = [dimension for dimension, _ in behind.rest]
    frame = evaluate(question.extract, question.scope, behind.filters, [name], by)
    for dimension, value in behind.rest:
        frame = frame[_same(frame[dimension], value)]
    if frame.empty:
        return 0
    first = frame.iloc[0]
    if len(frame) != 1 or first["status"] in {"unreconciled", "missing_column"}:
        return None
    return None if pd.isna(first[part]) else int(first[part])


def _same(column: pd.Series[Any], value: Value) -> pd.Series[Any]:
    if value is None:
        return column.isna()
    return column.notna() & (column.astype(str).str.removesuffix(" 00:00:00") == value)
