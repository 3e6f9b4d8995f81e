"""What people do with names of places: import a list, have names learnt, take some away.

Each leaves a line in the audit log. All need the right to import.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from geo import store_places as stored
from geo.place_finder import LEAST_AREAS, rules_print
from geo.places.gazetteer import PLACE_COLUMNS
from geo.places.training import train_gazetteer

RIGHT = "import.run"
MOST_PAST: Final = 30_000
"""Newest tickets that names are learnt from: more take longer and teach little more."""


@dataclass(frozen=True, slots=True)
class ListImported:
    """What became of a list's rows."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: from how many ``tickets``, how many ``names``; ``judged``: tickets by which
    confidence was learnt."""

    tickets: int
    names: int
    judged: int


def import_places(
    store: Store, scope: Scope, jurisdiction: str, rows: Sequence[Mapping[str, Any]], file: str
) -> ListImported:
    """Put places (``store_places.LIST_FIELDS``) on the list, all in one step.

    A row with the name and area of one that is there takes its place; others stay as they are.
    """
    scope.require(RIGHT)
    scope.require_jurisdiction(jurisdiction)
    now = utc_now()
    wanted = {(row["name"], row["area_code"]): row for row in rows}
    with store.write() as connection:
        before = stored.listed_rows(connection, jurisdiction)
        other = {
            key: row
            for key, row in wanted.items()
            if before.get(key, (0,))[1:] != tuple(row[name] for name in stored.LIST_FIELDS)
        }
        replaced = [int(before[key][0]) for key in other if key in before]
        stored.remove_places(connection, replaced, actor=scope.actor, at=now)
        same = {"actor": scope.actor, "at": now}
        stored.add_listed(connection, jurisdiction, list(other.values()), same=same)
        audit.append(
            connection, actor=scope.actor, action="place.import", about=f"{jurisdiction} {file}",
            detail={"file": file, "rows": len(wanted), "changed": len(other)}, at=now,
        )  # fmt: skip
    new = len(other) - len(replaced)
    return ListImported(new, len(replaced), len(wanted) - len(other))


def delete_place(
    store: Store, scope: Scope, jurisdiction: str, name: str, *, area: str | None = None
) -> int:
    """Take a name away, of the list and of those learnt; return how many rows that were.

    A learnt name that was taken away is not learnt again. ``WeisuError`` where there is none.
    """
    scope.require(RIGHT)
    found = stored.stored_places(store, scope, jurisdiction, name=name)
    ids = [one.id for one in found if area is None or one.area_code == area]
    if not ids:
        raise WeisuError(
            f"地点“{name}”不在清单中，没有做任何更改。请用 weisu geo places list 核对。"
        )
    with store.write() as connection:
        stored.remove_places(connection, ids, actor=scope.actor, at=utc_now())
        audit.append(
            connection, actor=scope.actor, action="place.delete", about=f"{jurisdiction} {name}",
            detail={"rows": len(ids)}, at=utc_now(),
        )  # fmt: skip
    return len(ids)


def learning_print(store: Store, scope: Scope, jurisdiction: str, *, most: int = MOST_PAST) -> str:
    """Return a print of all that learning rests on: tickets, areas, the list, names taken away,
    rules. Where it is what ``store_places.learning_mark`` says, learning would find the same."""
    listed = stored.stored_places(store, scope, jurisdiction, source=stored.LISTED)
    areas = stored.known_areas(store, scope, jurisdiction)
    made_from = (
        rules_print(),
        stored.past_versions(store, scope, jurisdiction, most),
        areas.to_csv(index=False),
        [tuple(getattr(p, name) for name in PLACE_COLUMNS) for p in listed],
        stored.names_taken_away(store, scope, jurisdiction),
    )
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:16]


def learn(store: Store, scope: Scope, jurisdiction: str, *, most: int = MOST_PAST) -> Learnt:
    """Learn names of places and how sure they are from tickets whose area the source told.

    Texts are read as they are stored, masked. What was learnt before is replaced.
    """
    scope.require(RIGHT)
    areas = stored.known_areas(store, scope, jurisdiction)
    if len(areas) < LEAST_AREAS:
        raise WeisuError("还没有区划表，无法识别地点。请先导入区划（areas.csv）。")
    # Before anything is read: what comes in meanwhile is learnt the next time.
    mark = learning_print(store, scope, jurisdiction, most=most)
    listed = stored.stored_places(store, scope, jurisdiction, source=stored.LISTED)
    import pandas as pd

    places = pd.DataFrame(
        [tuple(getattr(p, name) for name in PLACE_COLUMNS) for p in listed],
        columns=list(PLACE_COLUMNS),
    )
    past = stored.past_tickets(store, scope, jurisdiction, most)
    gazetteer = train_gazetteer(areas, places, past)
    names: dict[tuple[str, str], dict[str, int]] = {}
    for name, kind, code, n in gazetteer.learnt().itertuples(index=False):
        names.setdefault((name, kind), {})[code] = int(n)
    rows = [{"name": n, "kind": k, "counts": counts} for (n, k), counts in names.items()]
    usual = Counter(zip(past["area_code"], past["org_lead"].fillna(""), strict=True))
    calibration, now = gazetteer.calibration, utc_now()
    with store.write() as connection:
        same = {"actor": scope.actor, "at": now}
        kept = stored.replace_learnt(connection, jurisdiction, rows, same=same)
        values = {
            "tickets": len(past), "judged": calibration.judged, **same,
            "curves": {k: [list(p) for p in curve] for k, curve in calibration.curves.items()},
            "usual": [[code, unit, n] for (code, unit), n in sorted(usual.items())],
        }  # fmt: skip
        stored.set_learning(connection, jurisdiction, values)
        stored.set_learning_mark(connection, jurisdiction, mark)
        audit.append(
            connection, actor=scope.actor, action="place.learn", about=jurisdiction,
            detail={"rows": len(past), "names": kept}, at=now,
        )  # fmt: skip
    return Learnt(len(past), kept, calibration.judged)
