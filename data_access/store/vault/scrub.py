"""Masking of what is personal in free text: numbers, accounts, names, house numbers.

Rules only, no model: each finding has a kind and a span, so that people can check it. Masking
twice changes nothing more. Hotlines (12345, 110, 400/800 numbers), amounts, dates, years, roads
with their numbers, buildings, offices and ticket numbers that are named as such stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from data_access.store.vault import scrub_dictated, scrub_digits, scrub_homes, scrub_marks
from data_access.store.vault.scrub_digits import digits_of, id_checksum, luhn
from data_access.store.vault.scrub_look import places
from data_access.store.vault.scrub_names import find_names
from data_access.store.vault.scrub_spans import TOKENS, Findings, Kind, Span, folded, hide, mask
from data_access.store.vault.scrub_unsaid import find_unsaid

__all__ = [
    "TOKENS",
    "Kind",
    "Span",
    "digits_of",
    "find",
    "find_known",
    "id_checksum",
    "luhn",
    "scrub",
    "scrub_label",
    "scrub_many",
]

_LEAST_KNOWN = 2
# A name that goes may leave another where a name may stand: again until nothing more is found.
_ROUNDS = 4


def find(text: str) -> list[Span]:
    """Return what is personal in ``text``, from left to right, without overlaps."""
    numbers = _numbers(text)
    people = _people(hide(text, numbers) if numbers else text)
    if not people:
        return numbers
    found = Findings()
    for span in (*numbers, *people):
        found.claim(span.start, span.end, span.kind)
    return found.sorted()


def _numbers(text: str) -> list[Span]:
    """Find numbers, accounts and plates. Cheap first looks: most texts have none of these."""
    figures = scrub_dictated.RUN.search(text)
    marks = scrub_marks.LOOK.search(text)
    if not (figures or marks):
        return []
    found = Findings()
    narrow = folded(text)
    if marks or figures:
        scrub_marks.find_marks(narrow, found)
    if figures:
        scrub_digits.find_figures(narrow, found)
        scrub_dictated.find_dictated(narrow, found)
    return found.sorted()


def _people(text: str) -> list[Span]:
    """Find names and house numbers in a text without numbers."""
    found = Findings()
    seen = places(text)
    find_names(text, seen.said, found)
    find_unsaid(text, seen, found)
    scrub_homes.find_homes(text, found)
    return found.sorted()


def find_known(text: str, known: Iterable[str]) -> list[Span]:
    """Find a person's own data (name, number at the source, address) where a text repeats it."""
    found = Findings()
    for value in known:
        size = len(value)
        # A plain search: a pattern would be compiled for every name of every row.
        at = text.find(value) if size >= _LEAST_KNOWN else -1
        while at >= 0:
            found.claim(at, at + size, "person")
            at = text.find(value, at + size)
    return found.sorted()


def scrub(text: str, known: Iterable[str] = ()) -> str:
    """Return ``text`` with what is personal replaced by tokens such as ``[电话]``.

    ``known`` is what else is personal in this row (the caller's name, number, address): it goes
    wherever the text repeats it word for word.
    """
    spans = find(text)
    if known and (mine := find_known(text, known)):
        merged = Findings()
        for span in (*spans, *mine):
            merged.claim(span.start, span.end, span.kind)
        spans = merged.sorted()
    for _ in range(_ROUNDS):
        if not spans:
            break
        text = mask(text, spans)
        spans = find(text)
    return text


def scrub_many(texts: Iterable[str | None]) -> list[str | None]:
    """Scrub many texts; None stays None."""
    return [text and scrub(text) for text in texts]


@lru_cache(maxsize=50_000)
def scrub_label(text: str) -> str:
    """Return a short text of a list (a unit, a category, a tag) without phone numbers, cards,
    accounts and the like. Names of people stay: words of such lists look like names too often.
    """
    spans = _numbers(text)
    return mask(text, spans) if spans else text
