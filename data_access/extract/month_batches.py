"""Months that are worked on together: a statement costs as much for few tickets as for many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def together(rows: Mapping[str, int], most: int) -> Iterator[list[str]]:
    """Yield months in the order of ``rows``, each time as many as hold ``most`` rows together; one
    that holds more by itself.
    """
    some: list[str] = []
    held = 0
    for month, count in rows.items():
        if some and held + count > most:
            yield some
            some, held = [], 0
        some.append(month)
        held += count
    if some:
        yield some
