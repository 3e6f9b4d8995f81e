"""Rows of the truth files about events: their members, and what the counts came out as."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demo_city.calendar.workdays import day_of
from demo_city.intake import CHANNELS, DAY, Columns, World
from demo_city.organisations import organisations
from demo_city.place import city
from demo_city.planted.model import Planted
from demo_city.tickets_file import named, ticket_numbers

Ints = NDArray[np.int64]
ROLES = ("report", "repeat", "artefact")


class EventCounts:
    """Counts each event's tickets by day: a few numbers an event, whatever the span."""

    def __init__(self) -> None:
        self._days: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._repeats: dict[int, int] = defaultdict(int)

    def _count(self, event: Ints, day: Ints) -> None:
        pairs, counts = np.unique(np.stack([event, day]), axis=1, return_counts=True)
        for (one, when), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
            self._days[one][when] += count

    def add(self, columns: Columns, withheld: Columns) -> dict[str, pa.Array]:
        """Count a batch and return its rows of ``event_tickets``."""
        day = columns["t_accept"] // DAY
        reports = np.flatnonzero((columns["event"] >= 0) & (columns["rank"] == 0))
        repeats = np.flatnonzero((columns["event"] >= 0) & (columns["rank"] > 0))
        marked = np.flatnonzero(columns["artefact"] >= 0)
        self._count(columns["event"][reports], day[reports])
        self._count(columns["artefact"][marked], day[marked])
        self._count(withheld["event"], withheld["day"])
        for event in columns["event"][repeats].tolist():
            self._repeats[event] += 1
        rows = np.concatenate([reports, repeats, marked])
        event = np.concatenate([columns["event"][reports], columns["event"][repeats],
                                columns["artefact"][marked]])  # fmt: skip
        role = np.repeat([0, 1, 2], [len(reports), len(repeats), len(marked)])
        return {
            "ticket_no": ticket_numbers(columns["number"][rows]),
            "event_id": pa.array(event).cast(pa.string()),
            "role": named(ROLES, role),
        }

    def row(self, event: Planted, first: date, last: date) -> dict[str, Any]:
        """Return the row of ``events`` for one event."""
        days = self._days.get(event.id, {})
        peak = event.peak
        if days and event.told:
            most = max(days.values())
            peak = day_of(min(d for d, n in days.items() if n == most))
        return {
            "id": str(event.id),
            "shape": event.shape,
            "mode": event.mode,
            "category": event.category,
            "category_to": event.category_to,
            "areas": ";".join(city().codes[k] for k in event.areas),
            "channel": CHANNELS[event.target] if event.mode == "channel" else "",
            "unit": organisations().names[event.target] if event.mode == "bulk_close" else "",
            "start": event.first.isoformat(),
            "peak": peak.isoformat(),
            "end": event.last.isoformat(),
            "n": sum(days.values()),
            "n_repeats": self._repeats.get(event.id, 0),
            "complete": int(event.first >= first and event.last <= last),
            "thing": event.thing,
            "what": event.what,
        }

    def rows(self, world: World, first: date, last: date) -> list[dict[str, Any]]:
        """Return the rows of the events that have left a trace in the span."""
        found = [
            self.row(event, first, last)
            for event in sorted(world.planted.values(), key=lambda e: (e.first, e.id))
        ]
        return [row for row in found if row["n"] or row["n_repeats"]]


def stamp(day: date) -> int:
    """Return a number below every ticket number of a day and above those of the days before."""
    return int(f"{day:%y%m%d}") * 10**12
