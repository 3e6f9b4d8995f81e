"""Keeping every month's index of texts beside its tickets: only what says something else is made
anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from data_access.extract.layout import TEXTS, Storage
from data_access.extract.manifest import FileEntry, Manifest
from data_access.extract.text_index import READ, digest_of, made_of

if TYPE_CHECKING:
    import pyarrow as pa


def put_texts(storage: Storage, manifest: Manifest, code: str, *, anew: bool = False) -> int:
    """Bring the indexes of a jurisdiction's months up to date in ``manifest``.

    Returns how many were made. A month whose tickets have another state, rating or unit and say
    what they said keeps its index; ``anew``: none does, as their files may be damaged.
    """
    tickets = manifest.months("tickets", code)
    indexes = manifest.files.setdefault(TEXTS, {}).setdefault(code, {})
    for month in set(indexes) - set(tickets):
        del indexes[month]
    made = 0
    for month, entry in sorted(tickets.items()):
        known = None if anew else indexes.get(month)
        if known is not None and known.source == entry.sha256:
            continue
        table = _read(storage, entry)
        path = f"{TEXTS}/jurisdiction={code}/month={month}/{digest_of(table)[:16]}.words"
        if known is not None and known.path == path:
            indexes[month] = replace(known, source=entry.sha256)
            continue
        content = made_of(table)
        storage.write_whole(path, content)
        digest = hashlib.sha256(content).hexdigest()
        indexes[month] = FileEntry(
            path, table.num_rows, digest, entry.first_day, entry.last_day, source=entry.sha256
        )
        made += 1
        _give_back()
    return made


def _give_back() -> None:
    """Give memory of what is done back to the machine: months come one after another."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()


def _read(storage: Storage, entry: FileEntry) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = storage.read(entry.path) or b""
    return pq.read_table(pa.BufferReader(content), columns=list(READ))
