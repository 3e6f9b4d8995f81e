"""Tickets as numbers: day, place and category of each, on every level of their trees.

A matter counts once: who comes back on the same kind of matter within a month makes no surge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]
CATEGORY_LENGTHS = (2, 4, 6)
AREA_LENGTHS = (9, 12)
REPEAT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Coded:
    """Tickets sorted by day; ``area_of[level]`` and ``category_of[level]`` index the code lists.

    Area levels: street, community. Category levels: first, second, third. -1: unknown there.
    """

    first: np.datetime64
    day: Ints
    areas: tuple[Texts, ...]
    area_of: tuple[Ints, ...]
    categories: tuple[Texts, ...]
    category_of: tuple[Ints, ...]
    parents: tuple[Ints, ...]  # second-level → first-level category, third-level → second-level
    row: Ints  # position of each in the frame given
    area_levels: tuple[int, ...] = AREA_LENGTHS

    def between(self, first: int, last: int) -> slice:
        """Return the tickets of days first .. last, both included."""
        low, high = np.searchsorted(self.day, [first, last + 1])
        return slice(int(low), int(high))

    def known(self, level: int, day: int, days: int) -> NDArray[np.bool_]:
        """Tell which categories of a level came up more than ``days`` before ``day``, or in the
        first two months there are: others are new codes without a past of their own.
        """
        part = self.between(0, max(day - days, 60))
        code = self.category_of[level][part]
        return np.bincount(code[code >= 0], minlength=len(self.categories[level])) > 0

    def city(self, level: int, days: int) -> NDArray[np.float64]:
        """Count by category of ``level`` and day, for days 0 .. ``days`` - 1."""
        part = self.between(0, days - 1)
        n = len(self.categories[level])
        code, day = self.category_of[level][part], self.day[part]
        # A ticket filed under a wider category has none at this level.
        code = code[code >= 0] * days + day[code >= 0]
        return np.bincount(code, minlength=n * days).reshape(n, days).astype(float)


def first_tickets(tickets: pd.DataFrame, days: int = REPEAT_DAYS) -> NDArray[np.bool_]:
    """Tell which tickets are the first of a caller on a second-level category within ``days``.

    Needs ``t_accept``, ``caller`` and ``category``; the order of rows does not matter. A ticket is
    judged by earlier ones only. Where the caller is missing, a ticket of the same kind from exactly
    the same point (``lon``, ``lat``, where there) is the same matter; without either it is a first.
    """
    found = _firsts(tickets, tickets["caller"].to_numpy(dtype=object), days)
    if not {"lon", "lat"} <= set(tickets):
        return found
    placed = tickets["lon"].notna() & tickets["lat"].notna()
    point = tickets["lon"].astype(str) + " " + tickets["lat"].astype(str)
    again = ~_firsts(tickets, point.where(placed).to_numpy(dtype=object), days)
    return np.asarray(found & ~(again & tickets["caller"].isna().to_numpy()))


def _firsts(tickets: pd.DataFrame, who: Texts, days: int) -> NDArray[np.bool_]:
    frame = pd.DataFrame({
        "who": who,
        "what": tickets["category"].str[:4].to_numpy(dtype=object),
        "at": tickets["t_accept"].to_numpy(),
    })  # fmt: skip
    order = np.argsort(frame["at"].to_numpy(), kind="stable")
    ordered = frame.iloc[order]
    before = ordered.groupby(["who", "what"], sort=False)["at"].shift(1)
    repeat = (ordered["at"] - before) < pd.Timedelta(days=days)
    found = np.ones(len(frame), dtype=bool)
    found[order] = ~(repeat.to_numpy() & ordered["who"].notna().to_numpy())
    return found


def code_tickets(tickets: pd.DataFrame, first: np.datetime64) -> Coded:
    """Code tickets (local ``t_accept``, ``area``, ``category``, ``caller``) from ``first`` on."""
    kept = np.flatnonzero(first_tickets(tickets) & tickets["category"].notna().to_numpy())
    at = tickets["t_accept"].to_numpy()[kept].astype("datetime64[D]")
    day = (at - first.astype("datetime64[D]")).astype(np.int64)
    order = np.argsort(day, kind="stable")
    order = order[day[order] >= 0]
    kept, day = kept[order], day[order]
    area = tickets["area"].fillna("").to_numpy(dtype=object)[kept].astype(str)
    category = tickets["category"].to_numpy(dtype=object)[kept].astype(str)
    areas, area_of = zip(*(_coded(area, n) for n in AREA_LENGTHS), strict=True)
    categories, category_of = zip(*(_coded(category, n) for n in CATEGORY_LENGTHS), strict=True)
    parents = tuple(
        np.searchsorted(upper.astype(str), lower.astype(str).astype(f"<U{length}"))
        for upper, lower, length in zip(
            categories[:-1], categories[1:], CATEGORY_LENGTHS[:-1], strict=True
        )
    )
    return Coded(first, day, areas, area_of, categories, category_of, parents, kept)


def _coded(codes: NDArray[np.str_], length: int) -> tuple[Texts, Ints]:
    """Return the codes of one level and each ticket's position among them (-1: too short)."""
    cut = codes.astype(f"<U{length}")
    long_enough = np.char.str_len(cut) == length
    names, position = np.unique(cut[long_enough], return_inverse=True)
    found = np.full(len(codes), -1, dtype=np.int64)
    found[long_enough] = position
    return names.astype(object), found
