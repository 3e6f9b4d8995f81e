"""Who finds the places of a jurisdiction's tickets: made from what the store knows beforehand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from data_access.importing.places import AREA_FIELDS, FoundPlace, PlaceFinder, Told
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope
from geo import places as room
from geo import store_places as stored
from geo.place_reasons import reason_words
from geo.places.gazetteer import PLACE_COLUMNS, Gazetteer, build_gazetteer
from geo.places.kinds import LEVELS
from geo.places.learning import LEARNT_COLUMNS
from geo.places.resolving import OPEN, PLACED, Resolver

LEAST_AREAS: Final = 2
"""With one area alone there is nothing to find."""


class GazetteerFinder:
    """Finds places with one gazetteer, which is made when the first text is to be read."""

    def __init__(self, made: Callable[[], Gazetteer], finest: Finest, version: str) -> None:
        """Keep how the gazetteer is made; ``version`` is a print of what it is made from."""
        self._made = made
        self._finest = finest
        self._version = version

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names by which it finds."""
        return self._made()

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.gazetteer)

    @property
    def version(self) -> str:
        """A print of the names and rules."""
        return self._version

    def adds_to(self, told: Told) -> bool:
        """Say whether a text could tell more than a source that told this area."""
        return not self._finest.holds(told)

    def find(self, texts: Mapping[str, str], lead: str) -> FoundPlace:
        """Return the place of one ticket."""
        found = self._resolver.resolve(texts, {"org_lead": lead} if lead else None)
        placed, weighed = found.state == PLACED, found.weighed
        options = weighed.candidates if found.state == OPEN else ()
        return FoundPlace(
            found.state,
            weighed.code if placed else None,
            weighed.level if placed else None,
            round(found.confidence, 4),
            found.kind or None,
            # Never the mention itself: only what stands in the gazetteer, without house numbers.
            found.named.entry.name if found.named else None,
            reason_words(found),
            ";".join(f"{code}:{share:.3f}" for code, share in options) or None,
        )


@dataclass(frozen=True, slots=True)
class Finest:
    """The areas of a city that have none below them, and the level of the finest."""

    codes: frozenset[str]
    level: str

    @classmethod
    def of(cls, areas: pd.DataFrame) -> Finest:
        """Return those of a directory (``store_places.known_areas``)."""
        above = set(areas["parent"].dropna())
        there = set(areas["level"])
        level = next((name for name in reversed(LEVELS) if name in there), "")
        return cls(frozenset(code for code in areas["code"] if code not in above), level)

    def holds(self, told: Told) -> bool:
        """Say whether an area that a source told (``AREA_FIELDS``) is one of the finest.

        A code counts before names, as in the import; one that the directory lacks is none.
        """
        code, *names = told
        if code:
            return code in self.codes
        return bool(dict(zip(AREA_FIELDS[1:], names, strict=True)).get(self.level))


@cache
def rules_print() -> str:
    """Return a print of the rules by which places are found."""
    files = sorted(Path(room.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()[:16]


def place_finder(
    store: Store, scope: Scope, jurisdiction: str, *, day: date | None = None
) -> GazetteerFinder | None:
    """Return the finder of a jurisdiction by what is known now; None without a directory of areas.

    ``day``: on which places of the list have to be valid (today, UTC). Nothing is learnt here: see
    ``place_actions.learn``.
    """
    today = day or utc_now().date()
    areas = stored.known_areas(store, scope, jurisdiction)
    if len(areas) < LEAST_AREAS:
        return None
    known = stored.stored_places(store, scope, jurisdiction)
    listed = [p for p in known if p.source == stored.LISTED and _valid(p, today)]
    learnt = [p for p in known if p.source == stored.LEARNT]
    learning = stored.learning_of(store, scope, jurisdiction)
    places = pd.DataFrame(
        [tuple(getattr(p, name) for name in PLACE_COLUMNS) for p in listed],
        columns=list(PLACE_COLUMNS),
    )
    names = pd.DataFrame(
        [(p.name, p.kind, code, n) for p in learnt for code, n in sorted(p.counts.items())],
        columns=list(LEARNT_COLUMNS),
    )
    usual = learning.usual if learning else ()
    calibration = learning.calibration if learning else None
    curves = sorted(calibration.curves.items()) if calibration else []
    made_from = (
        rules_print(), _rows(areas), _rows(places), _rows(names), usual, curves,
    )  # fmt: skip

    def made() -> Gazetteer:
        past = _past(usual)
        return build_gazetteer(areas, places, past, learnt=names, calibration=calibration)

    version = hashlib.sha256(repr(made_from).encode()).hexdigest()[:16]
    return GazetteerFinder(made, Finest.of(areas), version)


def finders_of(store: Store, scope: Scope) -> Callable[[str], PlaceFinder | None]:
    """Return what an import asks for the finder of a jurisdiction."""
    return lambda jurisdiction: place_finder(store, scope, jurisdiction)


def _valid(one: stored.StoredPlace, day: date) -> bool:
    begun = one.valid_from is None or one.valid_from <= day
    return begun and (one.valid_to is None or day < one.valid_to)


def _past(usual: tuple[tuple[str, str, int], ...]) -> pd.DataFrame:
    """Return as many rows of area and lead unit as there were tickets."""
    rows = [(code, unit or None) for code, unit, n in usual for _ in range(n)]
    return pd.DataFrame(rows, columns=["area_code", "org_lead"], dtype=object)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.astype(object).where(frame.notna(), None).to_numpy()]
