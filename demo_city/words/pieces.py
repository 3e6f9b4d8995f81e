"""Pieces of a text that are marked as what they are: places and personal data.

A text is a list of pieces until the very end. A marked piece is a string of its own type, so that
nothing (a typo, a word of dialect) touches it, and its exact position is known when all is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

Span = tuple[str, int, int, str]


class Marked(str):
    """A piece of text with a meaning; ``kind`` says which."""

    __slots__ = ()
    kind = ""


class Place(Marked):
    """Where it is: a compound, a road, a village, a shop's surroundings."""

    __slots__ = ()
    kind = "place"


class Phone(Marked):
    """A telephone number."""

    __slots__ = ()
    kind = "phone"


class Name(Marked):
    """A person's name."""

    __slots__ = ()
    kind = "name"


class Identity(Marked):
    """An identity number."""

    __slots__ = ()
    kind = "id"


class Card(Marked):
    """A bank card's number."""

    __slots__ = ()
    kind = "bank"


class Plate(Marked):
    """A vehicle's number plate."""

    __slots__ = ()
    kind = "plate"


class Email(Marked):
    """An e-mail address."""

    __slots__ = ()
    kind = "email"


class Address(Marked):
    """Where a person lives, down to the door."""

    __slots__ = ()
    kind = "address"


def spans(field: str, pieces: Sequence[str]) -> list[Span]:
    """Return (field, start, end, kind) of the marked pieces; neighbours of a kind become one."""
    marked = [(k, piece) for k, piece in enumerate(pieces) if type(piece) is not str]
    if not marked:
        return []
    ends = list(accumulate(map(len, pieces)))
    found: list[Span] = []
    for k, piece in marked:
        if isinstance(piece, Marked) and piece:
            start = ends[k] - len(piece)
            if found and found[-1][2] == start and found[-1][3] == piece.kind:
                start = found.pop()[1]
            found.append((field, start, ends[k], piece.kind))
    return found
