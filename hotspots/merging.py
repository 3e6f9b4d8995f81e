"""Which tickets might be made one: a run's suggestions by matter, those that save most first."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.results.values import Row, as_list, as_text, missing, records


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Tickets that look like one matter. ``probability``: 0-1, None where it is not known."""

    key: str
    tickets: tuple[str, ...]
    probability: float | None
    reason: str

    @property
    def gain(self) -> int:
        """How many tickets fewer there are once they are one."""
        return len(self.tickets) - 1


@dataclass(frozen=True, slots=True)
class Merge:
    """A matter or event with the open suggestions of its tickets, the largest first."""

    key: str
    name: str
    suggestions: tuple[Suggestion, ...]
    area: str
    category: str
    units: tuple[str, ...]

    @property
    def gain(self) -> int:
        """How many tickets fewer there are once all of its suggestions are one each."""
        return sum(s.gain for s in self.suggestions)

    @property
    def tickets(self) -> int:
        """How many tickets its suggestions hold."""
        return sum(len(s.tickets) for s in self.suggestions)

    @property
    def sure(self) -> float:
        """How sure its least sure suggestion is, 0-1."""
        return min(s.probability or 0.0 for s in self.suggestions)


class OpenMerges(Sequence[Merge]):
    """What is left to decide, what saves most tickets first, of equal ones the surest.

    A large city has a hundred thousand of them, of which a page shows twenty: their order is found
    by columns, and one is made when it is looked at.
    """

    def __init__(
        self,
        suggestions: pd.DataFrame,
        groups: pd.DataFrame,
        done: Collection[str],
        events: Mapping[str, tuple[str, str]],
    ) -> None:
        """Put in order. ``suggestions``: suggestion_id, group_id, tickets (JSON), ``n`` of them,
        probability, reason. ``groups``: the run's matters with group_id, name, area_code,
        category_code, units. ``done``: suggestions that were decided. ``events``: number and name
        of the event that a matter belongs to.
        """
        left = suggestions[~suggestions["suggestion_id"].astype(str).isin(set(done))]
        self._rows = records(left)
        self._groups = {str(row["group_id"]): row for row in records(groups)}
        self._events = events
        self._made: dict[str, Merge] = {}
        key = [events[g][0] if g in events else g for g in self._group_of_rows]
        codes, names = pd.factorize(np.array(key, dtype=object))
        gains = left["n"].to_numpy(dtype=np.int64) - 1
        gain = np.bincount(codes, weights=gains, minlength=len(names))
        sure = np.ones(len(names))
        np.minimum.at(sure, codes, left["probability"].to_numpy(dtype=float, na_value=0.0))
        ranked = np.lexsort((names.astype(str), -sure, -gain))
        self._keys: list[str] = names[ranked].tolist()
        self._code = {str(name): code for code, name in enumerate(names)}
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(len(names) + 1))
        self.gain = int(gains.sum())
        self.suggestions = len(codes)

    def _held(self, key: str) -> NDArray[np.int64]:
        """Return the rows of a matter or event."""
        code = self._code[key]
        return self._order[self._starts[code] : self._starts[code + 1]]

    def __len__(self) -> int:
        """How many matters and events there are."""
        return len(self._keys)

    @property
    def keys(self) -> Sequence[str]:
        """Their numbers, in order."""
        return self._keys

    @overload
    def __getitem__(self, at: int) -> Merge: ...
    @overload
    def __getitem__(self, at: slice) -> list[Merge]: ...
    def __getitem__(self, at: int | slice) -> Merge | list[Merge]:
        """Make one, or some."""
        if isinstance(at, slice):
            return [self._merge(key) for key in self._keys[at]]
        return self._merge(self._keys[at])

    def touching(self, area: str, category: str, unit: str) -> Sequence[str]:
        """Return the numbers of those that touch a place and a category (codes, both with what lies
        above and below them; '' for any) and lie with one unit alone, in order.
        """
        found: Sequence[str] = self._keys
        for chosen, codes in ((area, self._areas), (category, self._categories)):
            if chosen:
                found = [key for key in found if _touches(codes[self._code[key]], chosen)]
        if unit:
            held = {g for g, row in self._groups.items() if unit in as_text(row["units"])}
            of = np.array([g in held for g in self._group_of_rows], dtype=bool)
            found = [k for k in found if of[self._held(k)].any()]
            found = [k for k in found if self._merge(k).units == (unit,)]
        return found

    @property
    def _group_of_rows(self) -> list[str]:
        return [str(row["group_id"]) for row in self._rows]

    @cached_property
    def _areas(self) -> list[str]:
        return self._codes("area_code")

    @cached_property
    def _categories(self) -> list[str]:
        return self._codes("category_code")

    def _codes(self, column: str) -> list[str]:
        """Return for each matter or event the one code of all its rows, else none ('')."""
        code = {g: as_text(row[column]) for g, row in self._groups.items()}
        of_row = [code.get(g, "") for g in self._group_of_rows]
        at, codes = pd.factorize(np.array(of_row, dtype=object))
        first = at[self._order[self._starts[:-1]]]
        by_key = np.repeat(np.arange(len(first)), np.diff(self._starts))
        mixed = np.zeros(len(first), dtype=bool)
        np.logical_or.at(mixed, by_key, at[self._order] != first[by_key])
        return ["" if many else str(codes[one]) for one, many in zip(first, mixed, strict=True)]

    def find(self, key: str) -> Merge | None:
        """Return the one of a number, None where nothing of it is left."""
        return self._merge(key) if key in self._code else None

    def _merge(self, key: str) -> Merge:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(key)
        return made

    def _make(self, key: str) -> Merge:
        rows = [self._rows[at] for at in self._held(key)]
        held = list(dict.fromkeys(str(row["group_id"]) for row in rows))
        about = [self._groups[g] for g in held if g in self._groups]
        names = [as_text(g["name"]) for g in about]
        _, event = self._events.get(held[0], ("", ""))
        said = [_suggestion(row) for row in rows]
        return Merge(
            key,
            event or (names[0] if names else "") or key,
            tuple(sorted(said, key=lambda s: (-s.gain, -(s.probability or 0.0), s.key))),
            self._areas[self._code[key]],
            self._categories[self._code[key]],
            tuple(dict.fromkeys(str(u) for g in about for u in as_list(g["units"]))),
        )


def _touches(code: str, chosen: str) -> bool:
    """Tell whether a code lies above or below a chosen one; none is nowhere, and touches any."""
    return not code or code.startswith(chosen) or chosen.startswith(code)


def _suggestion(row: Row) -> Suggestion:
    chance = row["probability"]
    return Suggestion(
        str(row["suggestion_id"]),
        tuple(str(t) for t in json.loads(row["tickets"])),
        None if missing(chance) else float(chance),
        as_text(row["reason"]),
    )
