"""A task as the sum of its events: each event is applied to what the ones before it made.

Pure; ``store_tables.py`` keeps both the events and the state that they add up to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from supervision.states import CONTENT, next_state, rule_of


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done. ``seq`` counts within the task from 1; ``at`` is naive UTC.

    ``payload``: the fields given, as plain JSON has them (days as ISO text). ``answers``: the
    number of the event that the actor had seen last.
    """

    seq: int
    action: str
    actor: str
    party: str
    at: datetime
    note: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    answers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task's present state. Days are the jurisdiction's, times naive UTC.

    ``version``: the number of its last event. ``since``: when its state began. ``before``: the
    state that an extension left. ``workers``: who planned, worked or reported, who may not verify.
    ``proposal``: why it should be opened again. ``step``: of the ladder (``ladder.py``).
    """

    id: int
    jurisdiction: str
    number: str
    state: str = "new"
    version: int = 0
    title: str = ""
    basis: str = ""
    requirement: str = ""
    lead: str = ""
    assisting: tuple[str, ...] = ()
    area: str = ""
    category: str = ""
    step: str = ""
    due: date | None = None
    confidential: bool = False
    readers: tuple[str, ...] = ()
    source_kind: str = ""
    source_ref: str = ""
    matter: str = ""
    issuer: str = ""
    before: str = ""
    asked_until: date | None = None
    outcome: str = ""
    proposal: str = ""
    workers: tuple[str, ...] = ()
    former: str = ""
    returned: int = 0
    reopened: int = 0
    extended: int = 0
    reminded: int = 0
    created_at: datetime | None = None
    issued_at: datetime | None = None
    assigned_at: datetime | None = None
    signed_at: datetime | None = None
    asked_at: datetime | None = None
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    first_closed_at: datetime | None = None
    updated_at: datetime | None = None
    since: datetime | None = None


_DAYS = ("due",)
_TUPLES = ("assisting", "readers")
_GIVEN = frozenset((*CONTENT, "lead", "due", "source_kind", "source_ref", "matter", "outcome"))
_WORK = frozenset(("plan", "start", "progress", "report", "ask_extension"))


def apply(task: Task, event: Event) -> Task:
    """Return the task after one more event.

    Raises ``ValueError`` where the event is unknown or out of turn: a stored history that does so
    was tampered with.
    """
    rule = rule_of(event.action)
    if rule is None or event.seq != task.version + 1 or task.state not in rule.sources:
        raise ValueError(f"event {event.seq} ({event.action}) does not follow {task.state}")
    changes: dict[str, Any] = {k: _read(k, v) for k, v in event.payload.items() if k in _GIVEN}
    changes.update(_marks(task, event))
    changes["state"] = next_state(rule, task.state, task.before)
    if changes["state"] != task.state:
        changes["since"] = event.at
    changes["version"] = event.seq
    changes["updated_at"] = event.at
    if event.action in _WORK and event.actor not in task.workers:
        changes["workers"] = (*task.workers, event.actor)
    return replace(task, **changes)


def fold(task: Task, events: Iterable[Event]) -> Task:
    """Return what a new task (``id``, ``jurisdiction``, ``number``) becomes by its events."""
    for event in events:
        task = apply(task, event)
    return task


def _read(name: str, value: Any) -> Any:
    if name in _DAYS and isinstance(value, str):
        return date.fromisoformat(value)
    return tuple(value) if name in _TUPLES else value


def _marks(task: Task, event: Event) -> dict[str, Any]:
    """Return what an action notes beside the fields that were given."""
    found: dict[str, Any] = {}
    if task.version == 0:
        found |= {"created_at": event.at, "issuer": event.actor}
    if task.state == "extension_asked" and event.action not in _STAYS_ASKED:
        found |= {"asked_until": None, "asked_at": None, "before": ""}
    marks = _MARKS.get(event.action)
    return found | marks(task, event) if marks else found


def _asked(task: Task, event: Event) -> dict[str, Any]:
    until = date.fromisoformat(str(event.payload["until"]))
    return {"before": task.state, "asked_until": until, "asked_at": event.at}


def _assigned(task: Task, event: Event) -> dict[str, Any]:
    return {"assigned_at": event.at, "signed_at": None, "former": task.lead, "before": ""}


_MARKS: dict[str, Callable[[Task, Event], dict[str, Any]]] = {
    "issue": lambda _, e: {"issued_at": e.at, "assigned_at": e.at, "issuer": e.actor},
    "insist": _assigned,
    "reassign": _assigned,
    "sign": lambda _, e: {"signed_at": e.at},
    "ask_extension": _asked,
    "grant": lambda t, _: {"extended": t.extended + 1},
    "report": lambda _, e: {"reported_at": e.at},
    "return": lambda t, _: {"returned": t.returned + 1},
    "close": lambda t, e: {"closed_at": e.at, "first_closed_at": t.first_closed_at or e.at},
    "reopen": lambda t, _: {
        "reopened": t.reopened + 1, "closed_at": None, "outcome": "", "proposal": "",
    },
    "remind": lambda t, _: {"reminded": t.reminded + 1},
    "propose_reopen": lambda _, e: {"proposal": e.note},
    "dismiss_proposal": lambda *_: {"proposal": ""},
}  # fmt: skip
_STAYS_ASKED = frozenset(
    ("progress", "amend", "change_due", "remind", "climb", "instruct", "comment", "attach")
)
