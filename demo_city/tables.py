"""The room's own data files and its random streams."""

from __future__ import annotations

import csv
import zlib
from functools import cache
from importlib.resources import files

import numpy as np


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``data/<name>.csv`` as dictionaries, in file order."""
    text = (files("demo_city") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def names(kind: str) -> tuple[str, ...]:
    """Return one list of ``data/place_names.csv``; KeyError where there is none."""
    for row in rows("place_names"):
        if row["kind"] == kind:
            return tuple(row["names"].split())
    raise KeyError(kind)


def rng(seed: int, purpose: str, *key: int) -> np.random.Generator:
    """Return a generator of its own for a purpose, so that one part's draws never move another's.

    ``key`` tells apart uses of the same purpose, such as the ordinal of a day.
    """
    return np.random.default_rng([seed, zlib.crc32(purpose.encode()), *key])
