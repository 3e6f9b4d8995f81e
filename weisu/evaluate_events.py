"""Measures of the register of events against a demo city's planted events."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from data_access.results.store import ResultStore
from data_access.results.values import as_text, records
from data_access.types import Scope, WeisuError
from event_register.evaluation import Met, meet
from event_register.frames import EVENT, EVENT_TICKET, ROOM
from event_register.register import WINDOW

NO_MATTER = ("silence", "artefact")
"""Shapes of planted events that are faults of the data."""


def measure(results: ResultStore, scope: Scope, code: str, truth: Path) -> dict[str, Any]:
    """Return the document of ``weisu evaluate events``; its schema is in docs/event_register.md.

    Known events are those with tickets in the days that the register compares findings by.
    """
    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        raise WeisuError(f"地区 {code} 还没有事件登记，无法检验。请先运行 weisu run。")
    known, shapes, what = _known(truth, run.as_of - timedelta(days=WINDOW - 1), run.as_of)
    events = records(results.read(scope, run, EVENT))
    tickets = results.read(scope, run, EVENT_TICKET)
    by_event = tickets.groupby("event_id")["ticket_no"]
    held = {str(key): frozenset(own.astype(str)) for key, own in by_event}
    part_of = {e["event_id"]: as_text(e["part_of"]) for e in events if as_text(e["part_of"])}
    names = {e["event_id"]: e["name"] for e in events}
    met = meet(known, held, part_of)
    there = [m for m in met if m.register_id]
    return {
        "jurisdiction": code,
        "as_of": run.as_of.isoformat(),
        "events": len(met),
        "registered": len(there),
        "held": _mean([m.held for m in there]),
        "pure": _mean([m.pure for m in there if m.pure is not None]),
        "in_one_piece": _mean([float(m.pieces <= 1) for m in there]),
        "by_event": [_row(m, shapes, what, names) for m in met],
    }


def _row(
    met: Met, shapes: dict[str, str], what: dict[str, str], names: dict[str, str]
) -> dict[str, Any]:
    told = {"shape": shapes[met.event], "what": what[met.event]}
    return {**asdict(met), **told, "name": names.get(met.register_id, "")}


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _known(
    truth: Path, first: Any, last: Any
) -> tuple[dict[str, frozenset[str]], dict[str, str], dict[str, str]]:
    """Return the tickets, shapes and descriptions of planted events within some days."""
    folder = truth / "truth" if (truth / "truth").is_dir() else truth
    try:
        events = pd.read_csv(folder / "events.csv", dtype=str, keep_default_na=False)
        pairs = pd.read_csv(folder / "event_tickets.csv", dtype=str)
    except FileNotFoundError as error:
        raise WeisuError(
            f"“{truth}”中没有真值文件 {Path(str(error.filename)).name}，无法检验。"
        ) from error
    mine = events[
        (events["end"] >= first.isoformat())
        & (events["start"] <= last.isoformat())
        & ~events["shape"].isin(NO_MATTER)
    ]
    key = next(c for c in pairs.columns if c != "ticket_no")
    held = pairs[pairs[key].isin(mine["id"])].groupby(key)["ticket_no"].agg(frozenset)
    known = {str(k): frozenset(map(str, v)) for k, v in held.items()}
    return (
        known,
        dict(zip(mine["id"], mine["shape"], strict=True)),
        dict(zip(mine["id"], mine["what"], strict=True)),
    )
