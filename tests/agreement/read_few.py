"""Reads what stands in place of a hot spot or a forecast of a few tickets: how many there are."""

from __future__ import annotations

from tests.agreement.facts import Days
from tests.agreement.reading import Reading, volume_of


def read(reading: Reading, key: str, windows: dict[str, Days], **typed: str) -> None:
    """Read the sentence ``key``, whose blanks count the tickets of ``windows``, and the list, whose
    texts and numbers are its tickets' own."""
    page = reading.page
    told = page.take(key, **typed)
    for one in told:
        for blank, window in windows.items():
            reading.count(volume_of(reading), one[blank], "结论", window=window)
    for one in page.take("few.all"):
        first = next(iter(windows.values()))
        reading.count(volume_of(reading), one["n"], "到工单", window=first)
    for sentence in page.sentences:
        if sentence.box == "few":
            sentence.taken.append((0, len(sentence.words)))
