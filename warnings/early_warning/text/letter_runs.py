"""Texts as hashed runs of characters: the features of what is said alike and what reads alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(1_000_003)
_CODES = 0x110000


@cache
def _letters() -> NDArray[np.bool_]:
    """Tell of every code point whether it is a letter."""
    return np.fromiter((chr(c).isalpha() for c in range(_CODES)), dtype=bool, count=_CODES)


def runs_of(texts: Sequence[str], length: int, bits: int) -> tuple[Ints, Ints]:
    """Return which text each run is of (its position) and the run's bucket, of ``2 ** bits``.

    A run is ``length`` letters in a row, counted once a text; by text, then by bucket. Digits and
    marks are no part: dates and numbers of today are new every day.
    """
    nothing = np.zeros(0, dtype=np.int64)
    if not texts:
        return nothing, nothing
    raw = "".join(texts).encode("utf-32-le", errors="surrogatepass")
    codes = np.frombuffer(raw, dtype=np.uint32)
    owner = np.repeat(np.arange(len(texts)), [len(t) for t in texts])
    kept = _letters()[codes]
    letters, owner = codes[kept].astype(np.uint64), owner[kept]
    count = len(letters) - length + 1
    if count <= 0:
        return nothing, nothing
    value = np.zeros(count, dtype=np.uint64)
    for k in range(length):
        value *= _BASE
        value += letters[k : count + k]
    value *= _PRIME
    value >>= np.uint64(64 - bits)
    inside = owner[:count] == owner[length - 1 :]
    keys = (owner[:count][inside] << bits) | value[inside].astype(np.int64)
    keys.sort()
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    return keys >> bits, keys & ((1 << bits) - 1)
