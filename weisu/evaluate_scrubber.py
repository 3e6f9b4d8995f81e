"""Measures of the scrubber: labelled sentences, and what callers of a demo city leave in texts.

A labelled span is masked where all of it is; a finding is right where it lies within a labelled
span. Of a form of address only the name counts (王先生), of an address what is below the community.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from data_access.metrics.intervals import wilson
from data_access.store.vault.scrub import TOKENS, Kind, Span, find
from data_access.store.vault.scrub_labels import SETS, Labelled, sentences

SEED, DAYS, PER_DAY, LAST = 7, 28, 800, date(2026, 3, 31)
_OF_DEMO: dict[str, Kind] = {
    "phone": "phone", "id": "id", "bank": "bank", "plate": "plate", "email": "email",
    "name": "name", "address": "home",
}  # fmt: skip
_TITLE = re.compile(r"(?:先生|女士|小姐)$")


def measure(days: int = DAYS) -> dict[str, Any]:
    """Return the document of ``weisu evaluate scrubber``; its schema is in docs/data_access.md."""
    sets: list[tuple[str, list[Labelled]]] = [(name, sentences(name)) for name in SETS]
    sets.append(("demo", list(demo_texts(days))))
    return {"sets": [score(name, texts) for name, texts in sets]}


def score(name: str, texts: Iterable[Labelled]) -> dict[str, Any]:
    """Return precision and recall by kind, and of all kinds together."""
    labelled: Counter[str] = Counter()
    masked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    n = clean = surnames = 0
    for one in texts:
        spans = find(one.text)
        n, clean = n + 1, clean + (not one.spans)
        for span in one.spans:
            labelled[span.kind] += 1
            masked[span.kind] += any(s.start <= span.start and span.end <= s.end for s in spans)
        for span in spans:
            # 有位姓王的同志, 王姓市民: said as such, and planted by nobody.
            around = one.text[span.start - 1 : span.start], one.text[span.end : span.end + 1]
            if name == "demo" and "姓" in around:
                surnames += 1
                continue
            found[span.kind] += 1
            right[span.kind] += any(s.start <= span.start and span.end <= s.end for s in one.spans)
    kinds = [k for k in TOKENS if labelled[k] or found[k]]
    rows = [_row(k, labelled[k], masked[k], found[k], right[k]) for k in kinds]
    whole = (sum(c.values()) for c in (labelled, masked, found, right))
    every = [*rows, _row("all", *whole)]
    return {"set": name, "texts": n, "clean": clean, "surnames_masked": surnames, "kinds": every}


def _row(kind: str, labelled: int, masked: int, found: int, right: int) -> dict[str, Any]:
    low, high = wilson([masked, right], [labelled, found])
    return {
        "kind": kind,
        "labelled": labelled, "masked": masked,
        "recall": masked / labelled if labelled else None,
        "recall_low": _known(low[0]), "recall_high": _known(high[0]),
        "found": found, "right": right,
        "precision": right / found if found else None,
        "precision_low": _known(low[1]), "precision_high": _known(high[1]),
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 (NaN)


def demo_texts(days: int) -> Iterator[Labelled]:
    """Yield titles and contents of a demo city with the personal values planted in them."""
    from demo_city.calendar.workdays import day_of, ordinal
    from demo_city.simulate import batches, make_world
    from demo_city.stories import tell
    from demo_city.words import texts

    world = make_world(SEED, days, PER_DAY, LAST)
    for batch in batches(world, day_of(ordinal(LAST) - days + 1), days):
        tell(world, batch.kept)
        written = texts(batch.kept)
        rows = zip(written["title"], written["content"], written["spans"], strict=True)
        yield from chain.from_iterable(_planted(*row) for row in rows)


def _planted(
    title: str, content: str, spans: Iterable[tuple[str, int, int, str]]
) -> Iterator[Labelled]:
    for field, text in (("title", title), ("content", content)):
        mine = [s for s in spans if s[0] == field and s[3] in _OF_DEMO]
        yield Labelled(text, tuple(_span(text, start, end, kind) for _, start, end, kind in mine))


def _span(text: str, start: int, end: int, kind: str) -> Span:
    if kind == "name":
        end = start + len(_TITLE.sub("", text[start:end]))
    elif kind == "address" and (number := re.search(r"\d", text[start:end])):
        start += number.start()
    return Span(start, end, _OF_DEMO[kind])
