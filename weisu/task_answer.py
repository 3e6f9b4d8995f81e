"""The documents of ``weisu task list`` and ``weisu task show``, whose schemas are in
docs/supervision.md, and their lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from data_access.results.store import ResultStore
from data_access.store.clock import utc_now
from data_access.store.vault.sealer import open_sealer
from data_access.types import Scope
from style.texts import text
from supervision import store_reads as reads
from supervision.attachments import opened_name
from supervision.colours import Marks, colour_of, marks_at
from supervision.ladder import StepRules
from supervision.notices import number_of, summary
from supervision.parties import parties_of
from supervision.place import Place, place_of
from supervision.refusals import no_such
from supervision.states import rules_from
from supervision.task import Task

SHORT = (
    "id", "number", "state", "version", "title", "lead", "assisting", "area", "category", "step",
    "due", "confidential", "source_kind", "source_ref", "proposal", "outcome", "issued_at",
    "updated_at",
)  # fmt: skip
"""Fields of a task in a list."""
LONG = (
    "jurisdiction", "basis", "requirement", "readers", "issuer", "asked_until", "matter",
    "returned", "reopened", "extended", "reminded", "created_at", "signed_at", "reported_at",
    "closed_at",
)  # fmt: skip
"""Fields that come to them in a detail."""


def listed(
    results: ResultStore, scope: Scope, asked: reads.Asked, now: datetime | None = None
) -> dict[str, Any]:
    """Return the document of a list; ``asked`` needs no marks."""
    marks = _marks(results, place_of(results, scope, asked.code), now or utc_now())
    wanted = replace(asked, marks=marks)
    counted = reads.counted(results.store, scope, wanted)
    tasks = reads.listed(results.store, scope, wanted)
    return {
        "jurisdiction": asked.code,
        "total": sum(counted.values()),
        "by_state": counted,
        "tasks": [_fields(task, SHORT, marks) for task in tasks],
    }


def shown(
    results: ResultStore, scope: Scope, task_id: int, now: datetime | None = None
) -> dict[str, Any]:
    """Return the document of one task with everything that belongs to it."""
    store = results.store
    task = reads.one(store, scope, task_id)
    if task is None:
        raise no_such()
    place = place_of(results, scope, task.jurisdiction)
    files = reads.files_of(store, scope, task_id)
    sealer = open_sealer(store, results.settings) if files else None
    may = [
        rule.action
        for rule in rules_from(task.state, parties_of(scope, task), proposal=task.proposal)
    ]
    return {
        **_fields(task, (*SHORT, *LONG), _marks(results, place, now or utc_now())),
        "may": may,
        "events": [
            {
                **{n: getattr(e, n) for n in ("seq", "action", "actor", "party", "note")},
                "at": _plain(e.at),
                "fields": dict(e.payload),
            }
            for e in reads.events_of(store, scope, task_id)
        ],
        "tickets": reads.tickets_of(store, scope, task_id),
        "evidence": reads.evidence_of(store, scope, task_id),
        "files": [
            {
                **{n: row[n] for n in ("id", "seq", "kind", "size")},
                "name": opened_name(sealer, task.jurisdiction, row) if sealer else "",
            }
            for row in files
        ],
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days as ISO text, moments as ISO text in UTC."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _marks(results: ResultStore, place: Place, now: datetime) -> Marks:
    rules = StepRules.of(results.settings)
    return marks_at(place.today(now), now, rules, place.calendar)


def _fields(task: Task, names: tuple[str, ...], marks: Marks) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(task, name)
        found[name] = _plain(value)
    return {**found, "colour": colour_of(task, marks)}


def list_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield a list as lines for people."""
    states = "，".join(f"{text(f'task.state_{s}')} {n}" for s, n in document["by_state"].items())
    yield f"督办任务 {document['total']:,} 项{f'：{states}' if states else ''}"
    for row in document["tasks"]:
        cells = (
            str(row["id"]), row["number"], text(f"task.state_{row['state']}"),
            text(f"task.colour_{row['colour']}"), row["due"] or text("task.due_none"),
            row["lead"] or text("task.lead_none"), row["title"],
        )  # fmt: skip
        yield "\t".join(cells)


def show_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield a task as lines for people; times as the store has them, in UTC."""
    yield f"{document['number']}\t{document['title']}"
    for name in ("basis", "requirement", "lead", "due", "outcome", "proposal"):
        if document[name]:
            value = document[name]
            if name == "outcome":
                value = text(f"task.outcome_{value}")
            yield f"{text(f'task.field_{name}')}：{value}"
    state, step = document["state"], document["step"]
    yield f"{text(f'task.state_{state}')}，{text(f'task.step_{step}')}"
    for one in document["events"]:
        note = f"\t{one['note']}" if one["note"] else ""
        action = text(f"task.action_{one['action']}")
        yield f"{one['seq']}\t{one['at']}\t{one['actor']}\t{action}{note}"
    for file in document["files"]:
        yield f"{text('task.field_files')}：{file['name']}（{file['size']:,} B）"
    if document["may"]:
        actions = (f"{text(f'task.action_{a}')}（{a}）" for a in document["may"])
        yield f"可以：{'、'.join(actions)}"


def done_line(task: Task) -> str:
    """Return what a task is after an action, in one line."""
    return f"{task.id}\t{number_of(task)}\t{summary(task)}"
