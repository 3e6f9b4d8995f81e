"""Matters of more than one ticket, gathered while the batches go by: memory stays flat.

A matter is one caller's one concern: the first ticket and everything with which the caller comes
back on it. It can't grow any more once its first ticket is older than repeats reach; then its rows
are handed out.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demo_city.categories import leaves
from demo_city.intake import Columns
from demo_city.place import city
from demo_city.tickets_file import named, ticket_numbers

Ints = NDArray[np.int64]
KEPT = ("root", "number", "rank", "leaf", "community")


class Matters:
    """Tickets of matters that may still grow."""

    def __init__(self) -> None:
        self._open: dict[str, Ints] = {name: np.empty(0, dtype=np.int64) for name in KEPT}

    def add(self, columns: Columns) -> None:
        """Take in a batch's tickets that come back, or are come back on."""
        repeats = columns["root"] >= 0
        at = np.flatnonzero((repeats | columns["followed"]) & ~columns["double"])
        new = {name: columns[name][at] for name in KEPT}
        new["root"] = np.where(new["root"] < 0, new["number"], new["root"])
        self._open = {name: np.concatenate([self._open[name], new[name]]) for name in KEPT}

    def closed(self, before: int) -> tuple[dict[str, pa.Array], dict[str, pa.Array]]:
        """Return rows of ``matters`` and ``matter_tickets`` whose first ticket's number is below
        ``before``, and forget them."""
        ripe = self._open["root"] < before
        done = {name: values[ripe] for name, values in self._open.items()}
        self._open = {name: values[~ripe] for name, values in self._open.items()}
        order = np.lexsort((done["number"], done["root"]))
        done = {name: values[order] for name, values in done.items()}
        root, first, size = np.unique(done["root"], return_index=True, return_counts=True)
        many = size > 1
        rows = np.repeat(many, size)
        start, count = first[many], size[many]
        matters = {
            "matter_id": ticket_numbers(root[many]),
            "category": named(leaves().codes, done["leaf"][start]),
            "community": named(city().codes, done["community"][start]),
            "n": pa.array(count),
            "first": ticket_numbers(done["number"][start]),
            "last": ticket_numbers(done["number"][start + count - 1]),
        }
        tickets = {
            "matter_id": ticket_numbers(done["root"][rows]),
            "ticket_no": ticket_numbers(done["number"][rows]),
            "repeat": pa.array(done["rank"][rows]),
        }
        return matters, tickets
