"""Events as a reader sees them: counted anew where he sees only some of the tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data_access.results.limits import is_limited
from data_access.results.store import ResultStore, RunInfo
from data_access.results.values import Row, as_text, records
from data_access.types import Scope
from event_register.frames import EVENT, EVENT_TICKET, EVIDENCE

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Register:
    """The register as one reader sees it. ``events``: rows by number; ``of``: the event's number
    by kind and number of a finding; ``findings``: an event's findings, the strongest first.
    """

    events: dict[str, Row]
    of: dict[tuple[str, str], str]
    findings: dict[str, tuple[Row, ...]]

    def event(self, kind: str, key: str) -> Row | None:
        """Return the event that a warning, topic or repeat matter belongs to."""
        return self.events.get(self.own(kind, key))

    def own(self, kind: str, key: str) -> str:
        """Return the number of a finding's own event; empty where it is in none."""
        return self.of.get((kind, key), "")

    def over(self, kind: str, key: str) -> frozenset[str]:
        """Return the events of which what is decided holds for a finding: its own, and the one that
        it is told under. What is decided of a part says nothing of the whole.
        """
        return frozenset({self.own(kind, key), self.whole(kind, key)} - {""})

    def beside(self, kind: str, key: str) -> tuple[str, ...]:
        """Return the other findings of its kind, those that are over among them, of which what is
        decided holds for a finding too: they are of its own event or of the one it is told under.
        """
        found = (f for event in self.over(kind, key) for f in self.findings.get(event, ()))
        keys = {str(f["key"]) for f in found if f["kind"] == kind}
        return tuple(sorted(keys - {key}))

    def whole(self, kind: str, key: str) -> str:
        """Return the number under which a finding is told: of the event that its own is a part of
        where a warning of that one goes on, else of its own; empty where it is in none.
        """
        event_id = self.own(kind, key)
        told, seen = event_id, {event_id}
        while event_id:
            row = self.events.get(event_id, {})
            event_id = as_text(row.get("part_of"))
            if not event_id or event_id in seen or bool(row.get("life")):
                break
            seen.add(event_id)
            if any(f["kind"] == kind and f["live"] for f in self.findings.get(event_id, ())):
                told = event_id
        return told

    def named(self, kind: str, key: str, own: str) -> str:
        """Return what a finding is called: as its event where it is the only one of its kind there,
        so that one matter has one name; else by its ``own`` name, which tells it from the others.
        """
        event = self.event(kind, key)
        if event is None or not as_text(event.get("name")):
            return own
        beside = [f for f in self.findings.get(str(event["event_id"]), ()) if f["kind"] == kind]
        return as_text(event["name"]) if len(beside) <= 1 else own


EMPTY = Register({}, {}, {})


def attached(rows: Sequence[Row], register: Register, kind: str, key: str) -> list[Row]:
    """Return rows of findings with the ``event_id``, ``event_name`` and ``lead_unit`` of their
    events; as they are where they are in none. ``key``: the column of the finding's number.
    """
    found = []
    for row in rows:
        event = register.event(kind, str(row[key]))
        if event is not None:
            of_event = {"event_id": event["event_id"], "event_name": event["name"]}
            row = {**row, **of_event, "lead_unit": event["lead_unit"]}  # noqa: PLW2901
        found.append(row)
    return found


def told_once(
    rows: Sequence[Row], register: Register, kind: str, key: str
) -> list[tuple[Row, list[Row]]]:
    """Return the rows with one line an event, in their order: the event's first row, and its other
    ones, which are told under it.
    """
    found: dict[str, tuple[Row, list[Row]]] = {}
    for row in rows:
        own = str(row[key])
        event = register.whole(kind, own) or own
        if event in found:
            found[event][1].append(row)
        else:
            found[event] = (row, [])
    return list(found.values())


def read_register(results: ResultStore, scope: Scope, run: RunInfo) -> Register:
    """Return the register of a run within the scope."""
    events = event_list(results, scope, run)
    findings = results.read(scope, run, EVIDENCE)
    of, by_event = {}, dict[str, list[Row]]()
    for row in records(findings):
        if row["kind"] != "peak":
            of[str(row["kind"]), str(row["key"])] = str(row["event_id"])
        by_event.setdefault(str(row["event_id"]), []).append(row)
    return Register(
        {str(r["event_id"]): r for r in records(events)},
        of,
        {k: tuple(v) for k, v in by_event.items()},
    )


def event_list(results: ResultStore, scope: Scope, run: RunInfo) -> pd.DataFrame:
    """Return the events with the stored columns, the largest of the last week first.

    One who sees only some tickets gets those with tickets of his own; ``n``, ``callers``,
    ``n_recent``, ``first`` and ``last`` are of these.
    """
    order = ["-n_recent", "-n", "event_id"]
    found = results.read(scope, run, EVENT, order=order)
    if not is_limited(scope) or found.empty:
        return found
    sql = """SELECT event_id, count(*) AS n, count(DISTINCT coalesce(caller_key, ticket_no))
        AS callers, count(*) FILTER (day > CAST(? AS DATE) - 7) AS n_recent,
        min(day) AS "first", max(day) AS "last"
        FROM event_ticket JOIN t USING (ticket_no) GROUP BY event_id"""
    as_of = run.as_of.isoformat() if run.as_of else None
    own = results.query(scope, run, sql, [EVENT_TICKET], [as_of])
    counted = ["n", "callers", "n_recent", "first", "last"]
    found = found.drop(columns=counted).merge(own, on="event_id")[list(EVENT.names)]
    return found.sort_values(
        ["n_recent", "n", "event_id"], ascending=[False, False, True]
    ).reset_index(drop=True)
