"""How a room says what it seals, so that a rotation of the key can seal it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed boxes, and what each is bound to.

    ``bound`` makes it of the values of ``beside``, columns of the same table or of ``joined``.
    ``at_once``: how many fit into a transaction that others wait for.
    """

    column: Column[Any]
    beside: tuple[Column[Any], ...]
    bound: Callable[..., bytes]
    joined: Table | None = None
    at_once: int = _AT_ONCE
