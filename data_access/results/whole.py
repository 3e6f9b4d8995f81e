"""Whether results lie there as they were written: each file against the print taken then."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from data_access.extract.layout import Storage
from data_access.results.tables import current_result, result_file
from data_access.settings import Settings
from data_access.store.engine import Store


def damaged_files(store: Store, settings: Settings, *, run_id: str = "") -> tuple[int, list[str]]:
    """Read the files of a run, or of every run that readers see; return how many there are, and
    the paths of those that are missing or hold something else than was written.
    """
    query = select(result_file.c.path, result_file.c.sha256).order_by(result_file.c.path)
    if run_id:
        query = query.where(result_file.c.run_id == run_id)
    else:
        query = query.where(result_file.c.run_id.in_(select(current_result.c.run_id)))
    storage = Storage.of(settings)
    with store.read() as connection:
        files = connection.execute(query).all()
    wrong = []
    for path, digest in files:
        content = storage.read(path)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            wrong.append(path)
    return len(files), wrong
