"""Looking through the months of a search, step by step, until enough is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from data_access.extract.text_file import TextFile
from data_access.search.allowed import allowed_rows
from data_access.search.matches import candidates, confirmed
from data_access.search.question import Question


class Place(NamedTuple):
    """Where a ticket lies: a month, and a row of its file."""

    month: str
    row: int


def walk(question: Question, enough: int) -> tuple[list[Place], bool]:
    """Return where tickets lie that answer, in the search's order, and whether these are all.

    At most ``enough``; looked for until one more is found.
    """
    found: list[Place] = []
    for window in _windows(question.months):
        missing = enough + 1 - len(found)
        texts = _indexes(question, window) if question.is_looked_up else None
        found += (
            _read(question, window, missing)
            if texts is None
            else _looked_up(question, window, texts, missing)
        )
        if len(found) > enough:
            return found[:enough], False
    return found, True


def by_deadline(question: Question, most: int) -> tuple[list[Place], bool]:
    """Return where all tickets lie that answer; the first ``most`` of them by their deadlines."""
    if not question.has_words:
        tail = f" ORDER BY {question.order} LIMIT {most}"
        return _places(question, question.months, question.conditions, tail), True
    every, _ = walk(question, sum(question.tickets_of(m).rows for m in question.months))
    at = _by_month(every)
    order = f" ORDER BY {question.order}"
    return _places(question, [m for m in question.months if m in at], (), order, at), True


def _by_month(places: Sequence[Place]) -> dict[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for place in places:
        found.setdefault(place.month, []).append(place.row)
    return dict(found)


def _windows(months: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield one month, then some more, then the rest: most searches end in the first."""
    start = 0
    for size in (1, 2, 6, len(months)):
        if start < len(months):
            yield months[start : start + size]
        start += size


def _indexes(question: Question, window: Sequence[str]) -> list[TextFile] | None:
    found = [question.texts_of(month) for month in window]
    kept = [texts for texts in found if texts is not None]
    return kept if len(kept) == len(found) else None


def _read(question: Question, window: Sequence[str], most: int) -> list[Place]:
    """Look at the tickets themselves."""
    conditions = (*question.conditions, *question.looked_at)
    return _places(question, window, conditions, f" ORDER BY {question.order} LIMIT {most}")


def _places(
    question: Question,
    months: Sequence[str],
    conditions: Sequence[str],
    tail: str,
    at: dict[str, Sequence[int]] | None = None,
) -> list[Place]:
    if not months:
        return []
    needs = ("t_accept", "ticket_no", "deadline")
    found = question.located(
        months, "at_file, at_row", needs=needs, conditions=conditions, tail=tail, at=at
    )
    files, rows = found["at_file"].tolist(), found["at_row"].tolist()
    return [Place(months[f], r) for f, r in zip(files, rows, strict=True)]


def _looked_up(
    question: Question, window: Sequence[str], texts: Sequence[TextFile], most: int
) -> list[Place]:
    """Look words up in the indexes, then see which of the rows are allowed, then confirm."""
    asked = question.asked
    by_month = {
        month: candidates(index, question.terms, asked.numbers, asked.caller_key)
        for month, index in zip(window, texts, strict=True)
    }
    rows_of = {month: one.rows for month, one in by_month.items()}
    allowed = allowed_rows(question, dict(zip(window, texts, strict=True)), rows_of)
    found: list[Place] = []
    for month, index in zip(window, texts, strict=True):
        one, kept = by_month[month], allowed[month]
        in_file = index.to_file[one.rows]
        rows = one.rows if kept is None else one.rows[kept[in_file]]
        if asked.sort == "oldest":
            rows = rows[::-1]
        good = confirmed(index, one, rows, question.terms, most - len(found))
        found += [Place(month, row) for row in index.to_file[good].tolist()]
        if len(found) >= most:
            break
    return found
