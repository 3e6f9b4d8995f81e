"""One night of the register: findings in, events out, carried on from the night before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from data_access.metrics.lead_unit import lead_of
from data_access.results.declared import Frame
from data_access.results.values import records
from event_register.evidence import Evidence, Peak, cell_of, with_cells
from event_register.frames import CHANGE, EVENT, EVENT_TICKET, EVIDENCE
from event_register.identity import Known, Numbered, number
from event_register.naming import name_of
from event_register.same_event import Cluster, clusters, wholes

WINDOW = 60
"""Days before the as-of day whose tickets decide what is one event."""
ENDS_AFTER, FADES_AFTER, NEW_FOR, RECENT = 14, 3, 14, 7
"""Days without a ticket, or without a finding that makes an event, until it has ended; without a
ticket until it fades; days from its first ticket on that it is new; the last week.
"""
KEPT_DAYS = 400
"""How long an event that has ended stays in the register."""


@dataclass(frozen=True)
class Before:
    """The register of the night before; empty frames on the first night."""

    events: pd.DataFrame = field(default_factory=EVENT.shaped)
    tickets: pd.DataFrame = field(default_factory=EVENT_TICKET.shaped)
    evidence: pd.DataFrame = field(default_factory=EVIDENCE.shaped)
    changes: pd.DataFrame = field(default_factory=CHANGE.shaped)

    @property
    def known(self) -> list[Known]:
        """The events with their tickets and findings."""
        tickets = self.tickets.groupby("event_id")["ticket_no"].agg(frozenset).to_dict()
        ended = set(self.events.loc[self.events["state"] == "ended", "event_id"])
        keys: dict[str, set[tuple[str, str]]] = {}
        for row in records(self.evidence):
            if row["event_id"] not in ended:
                keys.setdefault(row["event_id"], set()).add((row["kind"], row["key"]))
        return [
            Known(
                str(row["event_id"]),
                tickets.get(row["event_id"], frozenset()),
                frozenset(keys.get(row["event_id"], ())),
                pd.Timestamp(row["opened"]).date(),
                pd.Timestamp(row["spoken"]).date(),
                (row["name"], row["named_by"]),
            )
            for row in records(self.events)
        ]


@dataclass(frozen=True)
class Names:
    """What places and categories are called, by code."""

    areas: Mapping[str, str]
    categories: Mapping[str, str]


def register(  # noqa: PLR0917 - what a night knows
    found: Sequence[Evidence],
    peaks: Sequence[Peak],
    tickets: pd.DataFrame,
    before: Before,
    names: Names,
    as_of: date,
) -> dict[Frame, pd.DataFrame]:
    """Return the frames of the register as of a day.

    ``tickets``: ticket_no, day, area, category, unit, caller of all tickets of the findings and of
    the register before. Findings of tickets older than ``WINDOW`` days found no event, but events
    that had them keep them.
    """
    recent = tickets[tickets["day"] > pd.Timestamp(as_of - timedelta(days=WINDOW))]
    events = clusters(with_cells(found, recent))
    known = before.known
    told = {key for old in known for key in old.keys}
    events = [e for e in events if any(f.founds or (f.kind, f.key) in told for f in e.found)]
    taken = [*before.changes["event_id"], *before.changes["into"]]
    numbered = number(events, known, as_of, [str(t) for t in taken])
    held = wholes(events)
    own = {i: e.tickets for i, e in zip(numbered.ids, events, strict=True)}
    all_tickets = {
        event_id: event.tickets.union(
            _kept(numbered, event_id, own), *(e.older for e in event.found)
        )
        for event_id, event in zip(numbered.ids, events, strict=True)
    }
    look = _Look(tickets.drop_duplicates("ticket_no").set_index("ticket_no"), names, as_of)
    rows = [
        look.row(event_id, event, all_tickets[event_id], numbered, _whole(held, i, numbered))
        for i, (event_id, event) in enumerate(zip(numbered.ids, events, strict=True))
    ]
    gone = {change.event_id for change in numbered.changes if change.kind == "merged"}
    ended = look.ended(before, set(numbered.ids) | gone)
    evidence: list[tuple[object, ...]] = [
        (event_id, one.kind, one.key, one.name or None, one.rule or None, tie or None,
         len(one.tickets), one.live)
        for event_id, event in zip(numbered.ids, events, strict=True)
        for one, tie in zip(event.found, event.ties, strict=True)
    ]  # fmt: skip
    evidence += _peaks(peaks, numbered, events, names)
    made = pd.DataFrame(rows, columns=list(EVENT.names))
    old = before.tickets[before.tickets["event_id"].isin(ended["event_id"])]
    mine = [(t, event_id) for event_id, held_by in all_tickets.items() for t in sorted(held_by)]
    changes = [(c.event_id, c.into, c.kind, pd.Timestamp(as_of)) for c in numbered.changes]
    return {
        EVENT: _joined(EVENT, made, ended),
        EVENT_TICKET: _joined(
            EVENT_TICKET, pd.DataFrame(mine, columns=list(EVENT_TICKET.names)), old
        ),
        EVIDENCE: EVIDENCE.shaped(pd.DataFrame(evidence, columns=list(EVIDENCE.names))),
        CHANGE: _joined(CHANGE, pd.DataFrame(changes, columns=list(CHANGE.names)), before.changes),
    }


def _kept(numbered: Numbered, event_id: str, of: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the tickets that an event had before, with those of what merged into it and without
    those of what was split off it. ``of``: present tickets by event.
    """
    sources = [event_id]
    sources += [c.event_id for c in numbered.changes if (c.kind, c.into) == ("merged", event_id)]
    found = frozenset[str]().union(
        *(numbered.before[s].tickets for s in sources if s in numbered.before)
    )
    gone = (c.into for c in numbered.changes if (c.kind, c.event_id) == ("split", event_id))
    return found.difference(*(of[other] for other in gone))


def _whole(held: Mapping[int, int], i: int, numbered: Numbered) -> str | None:
    return numbered.ids[held[i]] if i in held else None


def _peaks(
    peaks: Sequence[Peak], numbered: Numbered, events: Sequence[Cluster], names: Names
) -> list[tuple[object, ...]]:
    """Return the forecast highs of events' own cells, as evidence."""
    cells: dict[tuple[str, str], list[str]] = {}
    for event_id, event in zip(numbered.ids, events, strict=True):
        cells.setdefault((event.area, event.category), []).append(event_id)
    return [
        (
            event_id,
            "peak",
            peak.key,
            names.categories.get(peak.category),
            None,
            "same_cell",
            0,
            True,
        )
        for peak in peaks
        for event_id in cells.get((peak.area, peak.category), ())
    ]


def _joined(frame: Frame, made: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    parts = [part for part in (made, old) if len(part)]
    return frame.shaped(pd.concat(parts, ignore_index=True) if parts else None)


@dataclass(frozen=True)
class _Look:
    """What is counted of events' tickets. ``of``: tickets by number."""

    of: pd.DataFrame
    names: Names
    as_of: date

    def row(
        self,
        event_id: str,
        event: Cluster,
        tickets: frozenset[str],
        numbered: Numbered,
        whole: str | None,
    ) -> tuple[object, ...]:
        """Return one event's row."""
        mine = self.of.loc[sorted(t for t in tickets if t in self.of.index)]
        area, category = cell_of(mine)
        area, category = area or event.area, category or event.category
        lead = lead_of(Counter(mine["unit"].dropna().astype(str)))
        old = numbered.before.get(event_id)
        name, basis = name_of(
            event, area, self.names.areas, self.names.categories, old.name if old else None
        )
        opened = self.as_of if old is None else old.opened
        spoken = self.as_of if any(f.founds for f in event.found) or old is None else old.spoken
        week = pd.Timestamp(self.as_of - timedelta(days=RECENT))
        return (
            event_id, name, basis, area or None, category or None,
            lead.unit if lead else None, lead.share if lead else None, event.life,
            self._state(event, mine["day"], spoken), pd.Timestamp(opened), pd.Timestamp(spoken),
            mine["day"].min(), mine["day"].max(), len(mine), int((mine["day"] > week).sum()),
            int(mine["caller"].fillna(mine.index.to_series()).nunique()), whole,
        )  # fmt: skip

    def _state(self, event: Cluster, days: pd.Series, spoken: date) -> str:
        today = pd.Timestamp(self.as_of)
        quiet = (today - days.max()).days
        if max(quiet, (self.as_of - spoken).days) >= ENDS_AFTER:
            return "ended"
        if quiet > FADES_AFTER:
            return "fading"
        if any(one.grows for one in event.found):
            return "growing"
        return "new" if (today - days.min()).days < NEW_FOR else "steady"

    def ended(self, before: Before, here: set[str]) -> pd.DataFrame:
        """Return the events that no finding speaks of any more, as far as they are kept."""
        old = before.events[~before.events["event_id"].isin(here)]
        since = pd.Timestamp(self.as_of - timedelta(days=KEPT_DAYS))
        kept = old[pd.to_datetime(old["last"]) >= since]
        return kept.assign(state="ended", n_recent=0, part_of=None)
