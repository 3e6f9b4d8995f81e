"""How many tickets are placed, how finely and how often rightly: on tickets not learnt from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd

from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from geo import store_places as stored
from geo.places import (
    PLACE_COLUMNS,
    placed_shares,
    precision_by_confidence,
    precision_by_level,
    resolve,
    train_gazetteer,
)

MOST: Final = 60_000
HELD_OUT: Final = 0.3
_TEXTS = ["title", "content"]


def measure(store: Store, scope: Scope, code: str, truth: Path | None) -> dict[str, Any]:
    """Return the document of ``weisu evaluate places``; its schema is in docs/geo-places.md.

    The newest three tenths of the tickets are placed by what the older ones teach, from their
    masked texts and lead unit. They are held against ``truth`` (a demo city's folder), else
    against the area that the source told.
    """
    areas = stored.known_areas(store, scope, code)
    tickets = stored.past_tickets(store, scope, code, MOST, with_area=truth is None)
    tickets = tickets.sort_values(["t_accept", "ticket_no"], kind="stable")
    n = int(len(tickets) * HELD_OUT)
    if not n or areas.empty:
        raise WeisuError("还没有足够的、有行政区划的工单，无法检验地点。请先导入工单和区划。")
    before, held = tickets.iloc[:-n], tickets.iloc[-n:]
    true = _true(held, truth) if truth else held["area_code"].tolist()
    listed = stored.stored_places(store, scope, code, source=stored.LISTED)
    places = pd.DataFrame(
        [tuple(getattr(p, name) for name in PLACE_COLUMNS) for p in listed],
        columns=list(PLACE_COLUMNS),
    )
    gazetteer = train_gazetteer(areas, places, before[before["area_code"].notna()])
    found = resolve(held[_TEXTS], gazetteer, held[["org_lead"]])
    missing = held["area_code"].isna().to_numpy()
    return {
        "jurisdiction": code,
        "against": "truth" if truth else "filed",
        "learnt_from": int(before["area_code"].notna().sum()),
        "names": len(gazetteer.learnt()["name"].unique()),
        "tickets": n,
        "from": held["t_accept"].iloc[0].date().isoformat(),
        "to": held["t_accept"].iloc[-1].date().isoformat(),
        "placed": _records(placed_shares(found)),
        "by_level": _records(precision_by_level(found, true, gazetteer.areas)),
        "by_confidence": _records(precision_by_confidence(found, true, gazetteer.areas)),
        "without_area": _records(
            precision_by_level(
                found[missing], [t for t, m in zip(true, missing, strict=True) if m],
                gazetteer.areas,
            )
        ),
    }  # fmt: skip


def _true(tickets: pd.DataFrame, folder: Path) -> list[str | None]:
    """Return the true community of each ticket, None where the truth does not know it."""
    at = folder / "truth" if (folder / "truth").is_dir() else folder
    path = at / "ticket_truth.csv"
    if not path.is_file():
        raise WeisuError(f"目录“{folder}”中没有 truth/ticket_truth.csv。请核对 --truth。")
    known = pd.read_csv(path, dtype=str, usecols=["ticket_no", "community"])
    by_number = dict(zip(known["ticket_no"], known["community"], strict=True))
    found = [by_number.get(number) for number in tickets["ticket_no"]]
    return [code if isinstance(code, str) else None for code in found]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows with plain values, None for what can't be said."""
    return [
        {
            str(name): None if pd.isna(value) else value.item() if hasattr(value, "item") else value
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
