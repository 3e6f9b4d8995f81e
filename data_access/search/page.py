"""One page of found tickets as a frame: facts, title, and the words' places in the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from data_access.days import local_times
from data_access.search.question import Question
from data_access.search.walk import Place
from data_access.search.words import Term

FACTS = (
    "ticket_no", "t_accept", "area_code", "area_street", "category_code", "org_lead",
    "source_channel", "status", "deadline", "t_close",
)  # fmt: skip
COLUMNS = (*FACTS, "title", "title_marks", "snippet", "marks")
"""``t_accept``, ``deadline``, ``t_close``: local times; ``title``, ``snippet``: scrubbed texts,
empty where there is none; ``title_marks``, ``marks``: the words' places in them, (from, to) each.
"""
SNIPPET, BEFORE = 120, 24
"""Characters of a snippet, and of them before the first word."""
_TIMES = ("t_accept", "deadline", "t_close")
EMPTY = pd.DataFrame(columns=list(COLUMNS))
Marks = tuple[tuple[int, int], ...]


def page(question: Question, places: Sequence[Place]) -> pd.DataFrame:
    """Return the tickets that lie at ``places``, in this order."""
    if not places:
        return EMPTY.copy()
    months = list(dict.fromkeys(place.month for place in places))
    at: dict[str, Sequence[int]] = {
        m: sorted(p.row for p in places if p.month == m) for m in months
    }
    has_index = all(question.texts_of(month) is not None for month in months)
    read = FACTS if has_index else (*FACTS, "title", "content")
    items = ", ".join([*read, "at_file", "at_row"])
    frame = question.located(months, items, needs=read, at=at)
    known = {
        Place(months[f], r): n
        for n, (f, r) in enumerate(zip(frame["at_file"], frame["at_row"], strict=True))
    }
    frame = frame.iloc[[known[place] for place in places]].reset_index(drop=True)
    if has_index:
        texts = _texts(question, places)
        frame["title"], frame["content"] = (
            pd.Series([pair[n] for pair in texts], dtype=object) for n in (0, 1)
        )
    zone = question.manifest.jurisdictions_info[question.filters.jurisdiction]["timezone"]
    for name in _TIMES:
        frame[name] = local_times(frame[name], zone)
    return _marked(frame, question.terms)


def _texts(question: Question, places: Sequence[Place]) -> list[tuple[str, str]]:
    found: dict[Place, tuple[str, str]] = {}
    for month in dict.fromkeys(place.month for place in places):
        index = question.texts_of(month)
        wanted = {place.row for place in places if place.month == month}
        if index is None:
            continue
        rows = index.rows_in_file(sorted(wanted))
        texts = index.texts(rows)
        in_file = index.to_file[rows].tolist()
        found |= {Place(month, r): t for r, t in zip(in_file, texts, strict=True)}
    return [found[place] for place in places]


def _marked(frame: pd.DataFrame, terms: Sequence[Term]) -> pd.DataFrame:
    titles = [t if isinstance(t, str) else "" for t in frame["title"]]
    contents = [t if isinstance(t, str) else "" for t in frame["content"]]
    cut = [snippet(text, terms) for text in contents]
    more: dict[str, list[Any]] = {
        "title": titles,
        "title_marks": [marks_in(title, terms) for title in titles],
        "snippet": [words for words, _ in cut],
        "marks": [marks for _, marks in cut],
    }
    return frame.assign(**{n: pd.Series(v, dtype=object) for n, v in more.items()})[list(COLUMNS)]


def snippet(text: str, terms: Sequence[Term]) -> tuple[str, Marks]:
    """Return the part of a text around its first word, with the words' places in it.

    An ellipsis stands where something is left out.
    """
    places = marks_in(text, terms)
    first = places[0][0] if places else 0
    start = 0 if first <= BEFORE or len(text) <= SNIPPET else first - BEFORE
    start = max(0, min(start, len(text) - SNIPPET))
    end = min(len(text), start + SNIPPET)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    moved = len(before) - start
    kept = tuple(
        (max(a, start) + moved, min(b, end) + moved) for a, b in places if a < end and b > start
    )
    return f"{before}{text[start:end]}{after}", kept


def marks_in(text: str, terms: Sequence[Term]) -> Marks:
    """Return the words' places in a text, in order and without overlaps."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(place for term in terms for place in term.places(text)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
