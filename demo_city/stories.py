"""Ties each ticket to the event that it tells of, for whoever writes its words."""

from __future__ import annotations

import numpy as np

from demo_city.calendar.workdays import day_of
from demo_city.intake import DAY, Columns, World


def tell(world: World, columns: Columns) -> None:
    """Set ``story`` (a ``Planted`` event or None) and ``phase`` (0 to 1; -1 without a story)."""
    count = len(columns["leaf"])
    story = np.full(count, None, dtype=object)
    phase = np.full(count, -1.0)
    for row in np.flatnonzero(columns["event"] >= 0).tolist():
        event = world.planted[int(columns["event"][row])]
        if event.told:
            story[row] = event
            phase[row] = event.phase(day_of(int(columns["t_accept"][row]) // DAY))
    columns["story"], columns["phase"] = story, phase
