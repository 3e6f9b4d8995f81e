"""A gazetteer that knows how sure it may be: judged on the newest of the past tickets."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geo.places.calibration import ALL_TOLD, Calibration, learn_calibration
from geo.places.gazetteer import Gazetteer, build_gazetteer
from geo.places.learning import LEAST_TICKETS
from geo.places.resolving import PLACED, TEXT_FIELDS, Resolver

# The newest part of the past judges, at most so many tickets; all of it teaches in the end.
# Tickets of one matter are right or wrong together: a short while would judge few matters.
_JUDGES, _MOST_JUDGED = 0.4, 20_000
_TEXTS = tuple(f for f in TEXT_FIELDS if f != "address")


def train_gazetteer(
    areas: pd.DataFrame,
    places: pd.DataFrame | None,
    past: pd.DataFrame,
    *,
    least: int = LEAST_TICKETS,
) -> Gazetteer:
    """Build the gazetteer (see ``build_gazetteer``) and learn its confidence.

    ``past`` also has ``t_accept`` and ``ticket_no``, by which it is put in order. Confidence is of
    places found from title and content alone, against the area codes under which tickets were
    filed: where those are wrong it is too low rather than too high.
    """
    past = past.sort_values(["t_accept", "ticket_no"], kind="stable")
    known = past[past["area_code"].notna()]
    n = min(int(len(known) * _JUDGES), _MOST_JUDGED)
    if n == 0:
        return build_gazetteer(areas, places, past, least=least)
    judges = known.iloc[-n:]
    before = build_gazetteer(
        areas, places, past.drop(judges.index), least=least, calibration=ALL_TOLD
    )
    rows = list(_judged(judges, before))
    calibration = learn_calibration(*zip(*rows, strict=True)) if rows else Calibration()
    return build_gazetteer(areas, places, past, least=least, calibration=calibration)


def _judged(judges: pd.DataFrame, before: Gazetteer) -> Iterator[tuple[str, float, bool, str]]:
    """Yield level, share, whether it was right and the deciding name of each place found."""
    resolver, lines = Resolver(before), before.areas
    fields = [f for f in _TEXTS if f in judges]
    columns = [judges[f].fillna("").astype(str).tolist() for f in fields]
    for code, *texts in zip(judges["area_code"].astype(str), *columns, strict=True):
        place = resolver.resolve(dict(zip(fields, texts, strict=True)))
        level = place.weighed.level
        if place.state == PLACED and (told := lines.above(code, level)):
            name = place.named.entry.name if place.named else place.weighed.code
            yield level, place.weighed.share, told == place.weighed.code, name
