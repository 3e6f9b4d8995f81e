"""Results of the room geo for the pages' small city: its own tickets, one street made to stand out.

Three streets have no neighbourhood that could stand out from the rest: kinds, intervals and medians
are made by hand, counts are the city's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

import pandas as pd

from data_access.extract.query import Extract
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Filters, Period, Scope
from geo.actions import Source, import_outlines
from geo.area_counts import SHARES, TICKETS, count
from geo.boundaries.directory import KnownArea, directory_of
from geo.boundaries.examine import Examined
from geo.frames import AREA_CATEGORY, AREA_MONTHLY, Facts
from geo.statistics.measures import MEASURES
from tests.geo.shapes import collection, examined, square, write

CODE = "330199"
AS_OF = date(2026, 10, 31)
SYSTEM = Scope.system("tests")
STREETS = {"330199001": "清河街道", "330199002": "城关街道", "330199003": "幸福镇"}
PEOPLE = {"330199001": 60_000, "330199002": 90_000, "330199003": 30_000, "330199": 180_000}
MONTHS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
HOT = "330199001"
LEAST = 20


def store_map(store: Store, settings: Settings) -> RunInfo:
    """Store one run over three months, of streets and of the county."""
    results = ResultStore.open(store, settings)
    extract = Extract(settings)
    rows = [
        row
        for level in ("county", "street")
        for month in MONTHS
        for row in _month(extract, level, month)
    ]
    known = {
        "levels": ["county", "street"],
        "months": [month.isoformat() for month in MONTHS],
        "partial": [],
    }
    run_id = results.begin("geo", CODE, as_of=AS_OF, settings=known)
    made = pd.DataFrame(rows)
    whole = made["category"] == ""
    for frame, mine in ((AREA_MONTHLY, whole), (AREA_CATEGORY, ~whole)):
        results.write(run_id, frame, frame.shaped(made[mine]))
    results.write_facts(run_id, Facts(levels=("county", "street")))
    return results.complete(run_id)


def _month(extract: Extract, level: str, month: date) -> list[dict[str, Any]]:
    after = (month + timedelta(days=32)).replace(day=1)
    filters = Filters(CODE, Period(month, after), as_of=AS_OF)
    found = count(extract, SYSTEM, filters, level).rows
    found = found[found["area"] != ""]
    whole = found.drop(columns="category").groupby("area", as_index=False).sum().assign(category="")
    made = []
    for row in pd.concat([whole, found]).to_dict("records"):
        made += [_row(level, month, cast("dict[str, Any]", row), name) for name in MEASURES]
    return made


def _row(level: str, month: date, row: Mapping[Any, Any], name: str) -> dict[str, Any]:
    share = name in SHARES
    hits = row[f"hits:{name}"] if share else row[TICKETS]
    base = row[f"base:{name}"] if share else PEOPLE[row["area"]] if name == "per_10k" else 100.0
    base = 1.0 if name == "count" else base
    n = base if share else hits
    shown = n >= LEAST
    value = hits / base * MEASURES[name].unit if base and shown else None
    hot = shown and name == "per_10k" and row["area"] == HOT and not row["category"]
    spread = None if value is None else 0.1 * value
    return {
        "level": level, "month": pd.Timestamp(month), "category": row["category"],
        "area": row["area"], "measure": name, "shown": shown, "n": int(n), "value": value,
        "smoothed": value, "low": None if value is None else value - spread,
        "high": None if value is None else value + spread, "z": None, "moran": None, "p": None,
        "p_adjusted": None, "kind": "HH" if hot else "", "pattern": "hot:growing" if hot else "",
        "like_median": value and value * 0.8, "like_low": None, "like_high": None,
        "like_side": 1 if hot else 0, "note": "" if shown else f"件数不足{LEAST}件，不显示",
        "hits": float(hits), "base": float(base), "tickets": int(row[TICKETS]),
        "few": row[TICKETS] < 5,
    }  # fmt: skip


def outlines_of(folder: Any) -> Examined:
    """Return the streets as squares beside each other."""
    known = directory_of(
        [KnownArea(CODE, "青山县", "county")]
        + [KnownArea(code, name, "street", CODE) for code, name in STREETS.items()]
    )
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": {"type": "Polygon", "coordinates": [square(place)]},
        }
        for place, (code, name) in enumerate(STREETS.items())
    ]
    return examined(write(folder / "streets.geojson", collection(features)), known)


def import_streets(store: Store, folder: Any) -> None:
    """Import the streets' outlines."""
    source = Source("streets.geojson", "ab" * 32, "wgs84")
    import_outlines(store, SYSTEM, CODE, outlines_of(folder), source)
