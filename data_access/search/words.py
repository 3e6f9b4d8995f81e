"""What a reader types, as terms that a ticket's texts or its number have to hold.

Terms are parted by blanks, and every one has to occur, in the title, the content or (a beginning
or an end) the number of the ticket. What stands in quotation marks is one term. Latin letters match
in either case; there are no wildcards and no operators, so nothing a reader types is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from data_access.extract.expressions import quoted

_QUOTES = r'"([^"]*)"|“([^”]*)”|「([^」]*)」'
_TERM = re.compile(rf"{_QUOTES}|(\S+)")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_./-]*")
LEAST_OF_A_NUMBER = 4
"""Characters from which a term may be the beginning or end of a ticket's number."""
MOST_TERMS, LONGEST = 12, 200
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_FOLD = str.maketrans(_UPPER, _LOWER)


def fold(text: str) -> str:
    """Return a text with its Latin capitals as small letters; every character keeps its place."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Term:
    """One term, folded. ``is_number``: it may be the beginning or end of a ticket's number."""

    text: str
    is_number: bool

    def sql(self) -> str:
        """Return the condition over title, content and ticket_no."""
        found = [f"contains({_folded(c, self.text)}, {quoted(self.text)})" for c in _TEXTS]
        if self.is_number:
            number = _folded("ticket_no", self.text)
            found += [f"{w}({number}, {quoted(self.text)})" for w in ("starts_with", "suffix")]
        return f"({' OR '.join(f'coalesce({c}, FALSE)' for c in found)})"

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where it occurs in a text, from and to, without overlaps."""
        found, start = [], 0
        whole = fold(text)
        while (at := whole.find(self.text, start)) >= 0:
            start = at + len(self.text)
            found.append((at, start))
        return found


_TEXTS = ("title", "content")


def _folded(column: str, text: str) -> str:
    has_letters = any(c in _LOWER for c in text)
    return f"translate({column}, '{_UPPER}', '{_LOWER}')" if has_letters else column


def numbers_sql(numbers: Sequence[str]) -> str:
    """Return the condition that a ticket has one of some numbers, in capitals or not."""
    listed = ", ".join(quoted(fold(n)) for n in numbers)
    return f"{_folded('ticket_no', _LOWER)} IN ({listed})"


def read_words(words: str) -> tuple[Term, ...]:
    """Return the terms of what a reader typed, each once: at most ``MOST_TERMS``.

    Control characters are blanks; a term is cut after ``LONGEST`` characters.
    """
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in words)
    found = []
    for match in _TERM.finditer(plain):
        in_marks = match.group(1) or match.group(2) or match.group(3)
        term = fold((in_marks or match.group(4) or "").strip())[:LONGEST]
        if term:
            found.append(term)
    return tuple(Term(t, _may_be_number(t)) for t in dict.fromkeys(found))[:MOST_TERMS]


def _may_be_number(term: str) -> bool:
    return (
        len(term) >= LEAST_OF_A_NUMBER
        and _NUMBER.fullmatch(term) is not None
        and any(c.isdigit() for c in term)
    )
