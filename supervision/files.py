"""Files at a task as people see them: their names in a list, and opening one under audit."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.results.store import ResultStore
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.vault.sealer import open_sealer
from data_access.types import NotAllowedError, Scope
from supervision import store_reads
from supervision.attachments import Attachment, opened, opened_name
from supervision.task import Task


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in a list. ``seq``: the event that it came with; ``size`` in bytes."""

    id: int
    seq: int
    name: str
    kind: str
    size: int


def file_list(results: ResultStore, scope: Scope, task: Task) -> list[FileLine]:
    """Return the files of a task that the scope reaches, the first added first."""
    rows = store_reads.files_of(results.store, scope, task.id)
    if not rows:
        return []
    sealer = open_sealer(results.store, results.settings)
    return [
        FileLine(
            row["id"], row["seq"], opened_name(sealer, task.jurisdiction, row), row["kind"],
            row["size"],
        )
        for row in rows
    ]  # fmt: skip


def open_file(results: ResultStore, scope: Scope, file_id: int) -> Attachment:
    """Return a file's content; that it was opened, and by whom, is in the audit log.

    Raises ``NotAllowedError`` where there is none or its task is out of reach, ``SealedError``
    where it was changed.
    """
    found = store_reads.sealed_file(results.store, scope, file_id)
    if found is None:
        raise NotAllowedError("没有这个附件，或者它不在您的查看范围内。没有打开任何文件。")
    task, row = found
    file = opened(open_sealer(results.store, results.settings), task.jurisdiction, row)
    with results.store.write() as connection:
        audit.append(
            connection,
            actor=scope.actor,
            action="task.file",
            about=f"{task.jurisdiction} {task.number}",
            detail={"task": task.id, "file": file_id},
            at=utc_now(),
        )
    return file
