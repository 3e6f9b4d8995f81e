"""Who finds the places of a jurisdiction's tickets: made from what the store knows beforehand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from data_access.importing.places import FoundPlace, PlaceFinder
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope
from geo import places as room
from geo import store_places as stored
from geo.place_reasons import reason_words
from geo.places.gazetteer import PLACE_COLUMNS, Gazetteer, build_gazetteer
from geo.places.learning import LEARNT_COLUMNS
from geo.places.resolving import OPEN, PLACED, Resolver

LEAST_AREAS: Final = 2
"""With one area alone there is nothing to find."""


class GazetteerFinder:
    """Finds places with one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, version: str) -> None:
        """Keep the gazetteer; ``version`` is a print of what it was made from."""
        self.gazetteer = gazetteer
        self._version = version
        self._resolver = Resolver(gazetteer)

    @property
    def version(self) -> str:
        """A print of the names and rules."""
        return self._version

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


@cache
def _rules_print() -> str:
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
    gazetteer = build_gazetteer(areas, places, _past(usual), learnt=names, calibration=calibration)
    curves = sorted(calibration.curves.items()) if calibration else []
    made_from = (
        _rules_print(), _rows(areas), _rows(places), _rows(names), usual, curves,
    )  # fmt: skip
    return GazetteerFinder(gazetteer, hashlib.sha256(repr(made_from).encode()).hexdigest()[:16])


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
