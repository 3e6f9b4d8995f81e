"""What the rooms' current results say to the register of events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from data_access.results.store import ResultStore
from data_access.results.values import as_text
from data_access.types import Scope
from event_register.evidence import Evidence, Peak
from event_register.nightly_run import Found
from event_register.register import WINDOW
from style.texts import text

if TYPE_CHECKING:
    import pandas as pd

ROOMS = ("hotspots", "forecasting", "warnings")
NO_MATTER = ("data", "deadline")
"""Kinds of warnings that are about the data or about limits, not about a matter."""
LEAST_REPEATS, GOING = 3, 28
"""Tickets of the last so many days from which on a repeat matter is an event; a topic's tickets of
these days are the event that it is: it may have been spoken of for years.
"""
NEWS = ("born", "growing")
"""States of a topic that make it an event; what is as ever only adds to one."""


def runs_of(results: ResultStore, code: str) -> tuple[str, ...]:
    """Return the current runs of the rooms that the register rests on."""
    found = (results.current(room, code) for room in ROOMS)
    return tuple(run.run_id for run in found if run is not None)


def found_of(results: ResultStore, scope: Scope, code: str, as_of: date) -> Found:
    """Return the findings of all rooms that have results; what is not there is noted."""
    since = as_of - timedelta(days=WINDOW - 1)
    warnings = results.current("warnings", code)
    hotspots = results.current("hotspots", code)
    evidence = [
        *(_warnings(results, scope, warnings, since) if warnings else ()),
        *(_topics(results, scope, hotspots, since) if hotspots else ()),
        *(_repeats(results, scope, hotspots, since) if hotspots else ()),
    ]
    there = {"warnings": warnings, "hotspots": hotspots}
    notes = tuple(text(f"event.no_{room}") for room, run in there.items() if run is None)
    return Found(evidence, _peaks(results, scope, code), runs_of(results, code), notes)


def _warnings(results: ResultStore, scope: Scope, run: Any, since: date) -> list[Evidence]:
    from early_warning.frames import WARNING
    from early_warning.warning_reads import warning_ticket_numbers

    rows = results.read(scope, run, WARNING, order=["warning_id"])
    held = warning_ticket_numbers(results, scope, run, since)
    tickets, older = _sets(held[held["recent"]], "warning_id"), _older(held, "warning_id")
    return [
        Evidence(
            "warning", str(row["warning_id"]),
            as_text(row["note"]) if row["detector"] == "new_matter" else "",
            tickets[row["warning_id"]], older.get(row["warning_id"], frozenset()),
            as_text(row["area_code"]), as_text(row["category_code"]),
            life=bool(row["life"]), live=row["state"] != "closed",
            founds=row["state"] != "closed", grows=row["state"] == "growing",
            rule=str(row["detector"]),
        )
        for row in rows.to_dict("records")
        if row["warning_id"] in tickets and row["kind"] not in NO_MATTER
    ]  # fmt: skip


def _topics(results: ResultStore, scope: Scope, run: Any, since: date) -> list[Evidence]:
    from hotspots.shown import with_edits
    from hotspots.store_tables import topic_edits
    from hotspots.topic_reads import recent_topic_tickets, stable_topics
    from hotspots.topics.result import SCATTERED

    edits = topic_edits(results.store, scope, run.jurisdiction)
    rows = with_edits(stable_topics(results, scope, run), edits).sort_values("topic_id")
    going = since + timedelta(days=WINDOW - GOING)
    tickets = _sets(recent_topic_tickets(results, scope, run, going), "topic_id")
    return [
        Evidence(
            "topic", str(row["topic_id"]), str(row["name"]), tickets[row["topic_id"]],
            founds=row["state"] in NEWS, grows=row["state"] in NEWS,
            named=row["name"] != row["auto_name"],
            rule=as_text(row["state"]),
        )
        for row in rows.to_dict("records")
        if row["topic_id"] in tickets and row["n_recent"] > 0
        and not row["hidden"] and not str(row["name"]).startswith(SCATTERED)
    ]  # fmt: skip


def _repeats(results: ResultStore, scope: Scope, run: Any, since: date) -> list[Evidence]:
    from hotspots.repeat_reads import recent_group_tickets

    going = since + timedelta(days=WINDOW - GOING)
    rows = recent_group_tickets(results, scope, run, going, LEAST_REPEATS)
    names = dict(zip(rows["group_id"], rows["name"], strict=True))
    older = _older(rows, "group_id")
    return [
        Evidence("repeat", str(key), as_text(names[key]), tickets, older.get(key, frozenset()))
        for key, tickets in _sets(rows[rows["recent"]], "group_id").items()
    ]


def _peaks(results: ResultStore, scope: Scope, code: str) -> list[Peak]:
    """Return what the month's list says will rise, of the whole and of areas."""
    import pandas as pd

    from forecasting.frames import AREA_ITEM, CALENDAR_ITEM

    run = results.current("forecasting", code)
    if run is None:
        return []
    found = []
    for frame in (CALENDAR_ITEM, AREA_ITEM):
        for row in results.read(scope, run, frame).to_dict("records"):
            area, category = as_text(row.get("area")), str(row["category"])
            key = f"{pd.Timestamp(row['month']):%Y-%m}:{area}:{category}"
            found.append(Peak(key, area, category))
    return found


def _older(rows: pd.DataFrame, key: str) -> dict[Any, frozenset[str]]:
    return _sets(rows[~rows["recent"]], key)


def _sets(rows: pd.DataFrame, key: str) -> dict[Any, frozenset[str]]:
    return {k: frozenset(own["ticket_no"].astype(str)) for k, own in rows.groupby(key)}
