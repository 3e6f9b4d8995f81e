"""Matters of life and home at two places: never one matter, however alike the words.

Two gas leaks in two estates are told in the same words. Where a life may hang on it (gas, fire,
lifts, collapse, food), or one house has it and the next has not (heating, electricity, water),
tickets belong together by place or identity alone: the same caller, address or community, or a
place that both name. What names no place is left to the pair score.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from hotspots.repeats.grams import Ints
from hotspots.repeats.prepare import Tickets, texts_of
from hotspots.repeats.types import NamesLike
from hotspots.words.places import named_in

_LIFE_CATEGORY = re.compile(
    "燃气|煤气|天然气|供热|供暖|消防|火灾|火警|电梯|停电|供电|用电|触电|漏电|爆管|停水|供水|危房|塌|"
    "食品|餐饮|安全生产|危险化学|危化|有限空间|烟花|爆炸"
)
_LIFE_TITLE = re.compile(
    "燃气|煤气|天然气|漏气|起火|着火|失火|火灾|冒烟|电梯|触电|漏电|跳闸|停电|断电|爆管|水管爆|停水|"
    "塌|爆炸|困人|被困|中毒|溺水"
)
_WIDE = 9
"""Digits of a street's code: its name, or a wider area's, is no place of a matter."""
_READ = 300


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """Where tickets of matters of life are; ``named``: tickets × places that their texts name."""

    tickets: Tickets
    life: NDArray[np.bool_]
    named: sparse.csr_matrix
    known: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        tickets: Tickets,
        frame: pd.DataFrame,
        names: NamesLike,
        *,
        read: NDArray[np.bool_] | None = None,
    ) -> Whereabouts:
        """Read the places; ``frame``: what ``tickets`` were made from; ``read``: of which rows."""
        filed = [name for name in ("category_code", "title") if name in frame]
        part = frame[filed].iloc[tickets.order]
        titles = texts_of(part, "title")
        life = _of_life(part, titles, names.categories)
        if read is not None:
            life &= read[tickets.order]
        # Only these texts are read: a large city's are many.
        contents = iter(texts_of(frame.iloc[tickets.order[life]], "content"))
        wide = {name for code, name in names.areas.items() if len(str(code)) <= _WIDE}
        number: dict[str, int] = {}
        columns: list[int] = []
        starts = [0]
        for is_life, title in zip(life.tolist(), titles, strict=True):
            if is_life:
                said = named_in(f"{title}\n{next(contents)[:_READ]}") - wide
                columns += [number.setdefault(name, len(number)) for name in sorted(said)]
            starts.append(len(columns))
        shape = (len(tickets), max(len(number), 1))
        held = (np.ones(len(columns), dtype=np.int32), np.array(columns, dtype=np.int64), starts)
        named = sparse.csr_matrix(held, shape=shape)
        known = (tickets.area >= 0) | (tickets.place >= 0) | (np.diff(named.indptr) > 0)
        return cls(tickets, life, named, known)

    def apart(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        """Return which pairs are matters of life at two places (positions in the tickets).

        No likeness of words ties these; who names no place may still come into a matter with
        others, as far as these are like him.
        """
        return self._apart(a, b, self.known)

    def named_apart(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        """Return which of these pairs both name their places: they are never in one matter."""
        return self._apart(a, b, np.diff(self.named.indptr) > 0)

    def _apart(self, a: Ints, b: Ints, told: NDArray[np.bool_]) -> NDArray[np.bool_]:
        found = self.life[a] & self.life[b]
        for codes in (self.tickets.caller, self.tickets.place, self.tickets.area):
            found &= ~((codes[a] >= 0) & (codes[a] == codes[b]))
        at = np.flatnonzero(found)
        if not at.size:
            return found
        left, right = a[at], b[at]
        common = self.named[left].multiply(self.named[right]).sum(axis=1)
        found[at] = told[left] & told[right] & (np.asarray(common).ravel() == 0)
        return found


def _of_life(
    part: pd.DataFrame, titles: list[str], categories: Mapping[str, str]
) -> NDArray[np.bool_]:
    """Return which tickets are of a matter of life, by the names of their categories or title."""
    codes = part["category_code"] if "category_code" in part else pd.Series([None] * len(part))
    number, known = pd.factorize(codes)
    of_code = [
        any(_LIFE_CATEGORY.search(str(categories.get(cut, ""))) for cut in _cuts(str(code)))
        for code in known
    ]
    by_category = np.array([*of_code, False], dtype=bool)[number]
    by_title = np.fromiter(
        (_LIFE_TITLE.search(title) is not None for title in titles), dtype=bool, count=len(titles)
    )
    return np.asarray(by_category | by_title)


def _cuts(code: str) -> list[str]:
    """Return a category's code and those above it but the widest."""
    return [code[:size] for size in islice(range(len(code), 2, -2), 3)] or [code]
