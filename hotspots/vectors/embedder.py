"""The one interface of everything that makes vectors of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class Embedder(Protocol):
    """Makes a vector of length one of every text (all zeros where a text says nothing)."""

    @property
    def version(self) -> str:
        """Name and print of the model: vectors of different versions are never mixed."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return texts × dimensions, float32."""


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Return float32 rows of length one; rows of zeros stay."""
    wide = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    result: np.ndarray = np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 0)
    return result


def joined(title: str | None, content: str | None, limit: int = 4_000) -> str:
    """Return the text of a ticket: the title, twice as it is the matter in short, and the content.

    No more than ``limit`` characters: what a very long text says late seldom changes its matter.
    """
    head = (title or "").strip()[:limit]
    body = (content or "").strip()[:limit]
    return f"{head}。{head}。{body}"[:limit] if head else body
