"""Which months the store has and the extract lacks, though no import waits to be taken over."""

from __future__ import annotations

from sqlalchemy import select

from data_access.extract.manifest import Manifest
from data_access.store.engine import Store
from data_access.store.tables import VERSIONED, extract_dirty

SOURCES = {"tickets": "ticket", "callbacks": "callback", "calls": "call_log"}
"""What datasets of the extract are made of."""


def lacking_months(store: Store, manifest: Manifest) -> list[tuple[str, str, str]]:
    """Return jurisdiction, dataset and month of what a refresh has dealt with and no file holds.

    Where the manifest is lost, that is everything that there was.
    """
    found = []
    with store.read() as connection:
        waiting = {
            (m.jurisdiction, m.dataset, m.month) for m in connection.execute(select(extract_dirty))
        }
        for dataset, entity in SOURCES.items():
            table = VERSIONED[entity]
            query = select(table.c.jurisdiction, table.c.month).where(table.c.is_current)
            for code, month in connection.execute(query.distinct()):
                if month not in manifest.months(dataset, code):
                    found.append((code, dataset, month))
    return sorted(set(found) - waiting)
