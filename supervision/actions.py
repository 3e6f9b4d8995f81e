"""What people do with tasks: begin one, act on one. Everything goes through these two.

Each is one transaction: the event, the state that it leads to, files, notices and the audit entry
are stored together or not at all. Only ``states.TABLE`` decides what may be done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data_access.accounts.contacts import contacts
from data_access.results.store import ResultStore
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.vault.scrub import scrub
from data_access.store.vault.sealer import Sealer, open_sealer
from data_access.types import Scope, WeisuError
from early_warning.store_tables import judge_by_outcome
from notify.post import post_first
from supervision import store_tables as stored
from supervision.attachments import Attachment, looked_at, sealed_row
from supervision.checked_fields import Known, checked
from supervision.ladder import FIRST
from supervision.notices import post_of
from supervision.parties import may_begin, parties_of, sees
from supervision.place import Place, place_of
from supervision.refusals import ChangedError, SameMatterError, no_such, not_now, not_you
from supervision.states import CHECKED, FINAL, NEW, Rule, rule_of
from supervision.store_matching import open_of_matter, open_of_source, sharing_tickets
from supervision.task import Event, Task, apply
from supervision.task_check import check_task, require_grounds

_PARTY_ORDER = ("lead", "assisting", "verifier", "office", "leader", "system")
SHARED = 0.5
"""Share of tickets from which two tasks are of the same matter."""


@dataclass(frozen=True)
class Source:
    """What a task is issued on. ``matter``: its event in the register; ``body``: what was known of
    it then, in plain JSON, without personal data."""

    kind: str = ""
    ref: str = ""
    matter: str = ""
    tickets: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Source()


def begin(
    results: ResultStore,
    scope: Scope,
    code: str,
    action: str,
    given: Mapping[str, Any],
    *,
    source: Source = NOTHING,
    files: Sequence[Attachment] = (),
    insist: bool = False,
    now: datetime | None = None,
) -> Task:
    """Draft or issue a new task; return it.

    ``given``: fields by name (``states.TABLE``). Raises ``SameMatterError`` where a task on the
    same matter goes on, unless the person insists; ``WeisuError`` where a field is wrong.
    """
    scope.require_jurisdiction(code)
    at = now or utc_now()
    place = place_of(results, scope, code)
    rule = _rule(action)
    blank = Task(id=0, jurisdiction=code, number="")
    if NEW not in rule.sources or not (may_begin(scope, code) or parties_of(scope, blank)):
        raise not_you(rule, blank)
    party = _party(rule, _parties(scope, blank), blank)
    ready = looked_at(list(files), results.settings.task_file_mb)
    with results.store.write() as connection:
        stored.lock_place(connection, code)
        if not insist:
            _refuse_same(connection, scope, code, source)
        payload = checked(rule, given, blank, Known(place, place.today(at), _logins(connection)))
        payload.setdefault("step", FIRST)
        payload |= {"source_kind": source.kind, "source_ref": source.ref, "matter": source.matter}
        number = stored.next_number(connection, code, place.today(at).year)
        task = Task(
            id=stored.insert_task(connection, code, number), jurisdiction=code, number=number
        )
        deed = _Deed(rule, party, payload, ready, 0)
        done = _Work(connection, results, scope, at).do(task, deed)
        stored.add_tickets(connection, done.id, source.tickets)
        if source.kind:
            kept = {"kind": source.kind, "ref": source.ref, "body": dict(source.body)}
            stored.add_evidence(connection, {"task_id": done.id, "seq": 1, **kept})
        _require_seen(scope, done)
    return done


def act(
    results: ResultStore,
    scope: Scope,
    task_id: int,
    action: str,
    given: Mapping[str, Any] | None = None,
    *,
    version: int | None = None,
    files: Sequence[Attachment] = (),
    now: datetime | None = None,
) -> Task:
    """Do one thing to a task; return it as it is then.

    ``version``: the event that the person saw last (None: whatever it is now). Raises
    ``ChangedError`` where somebody acted since, ``WeisuError`` where the table doesn't allow it or
    a field is wrong; nothing is changed then.
    """
    at = now or utc_now()
    rule = _rule(action)
    ready = looked_at(list(files), results.settings.task_file_mb)
    place = _place_of_task(results, scope, task_id)
    check = check_task(results, scope, task_id) if action in CHECKED else None
    with results.store.write() as connection:
        task = stored.locked(connection, task_id)
        if task is None or not sees(scope, task):
            raise no_such()
        party = _party(rule, parties_of(scope, task), task)
        if task.state not in rule.sources or (rule.wants and not getattr(task, rule.wants)):
            raise not_now(rule, task, parties_of(scope, task))
        answers = task.version if version is None else version
        _require_unchanged(connection, rule, task, answers, place)
        values = dict(given or {})
        if "files" in rule.needs and not ready:
            raise WeisuError("请选择要添加的附件。没有做任何更改。")
        payload = checked(rule, values, task, Known(place, place.today(at), _logins(connection)))
        if check is not None:
            require_grounds(action, check, payload)
            payload["checked"] = dict(check.stored())
        deed = _Deed(rule, party, payload, ready, answers)
        done = _Work(connection, results, scope, at).do(task, deed)
        if "area" in payload:
            _require_seen(scope, done)
    return done


@dataclass(frozen=True)
class _Deed:
    """What is about to be done, checked."""

    rule: Rule
    party: str
    payload: dict[str, Any]
    files: list[Attachment]
    answers: int


@dataclass(frozen=True)
class _Work:
    """The transaction in which a deed is done, by whom and when."""

    connection: stored.Connection
    results: ResultStore
    scope: Scope
    at: datetime

    def do(self, task: Task, deed: _Deed) -> Task:
        """Store the event, what it leads to, and everything that comes with it."""
        typed = str(deed.payload.pop("note", ""))
        note = scrub(typed)
        if deed.files:
            deed.payload["files"] = len(deed.files)
        event = Event(
            task.version + 1, deed.rule.action, self.scope.actor, deed.party, self.at, note,
            deed.payload, deed.answers,
        )  # fmt: skip
        done = apply(task, event)
        box = self._sealed_note(done, event, typed) if note != typed else None
        stored.add_event(self.connection, done, event, note_box=box)
        self._keep(done, event, deed)
        if event.action == "close":
            self._judge(done)
        self._tell(done, event, deed.rule)
        return done

    def _sealed_note(self, task: Task, event: Event, typed: str) -> bytes:
        return self._sealer().cipher.encrypt(typed.encode(), stored.note_bound(task, event.seq))

    def _sealer(self) -> Sealer:
        """Return the keys as the transaction sees them: one of its own would wait for this one."""
        return open_sealer(self.results.store, self.results.settings, self.connection)

    def _keep(self, task: Task, event: Event, deed: _Deed) -> None:
        if not deed.files:
            return
        sealer = self._sealer()
        for file in deed.files:
            row = sealed_row(sealer, file, task.jurisdiction, task.id, event.seq)
            stored.add_file(self.connection, row)

    def _judge(self, task: Task) -> None:
        """Let the outcome be the verdict on the warning, where nobody has judged it."""
        if task.source_kind == "warning" and task.source_ref:
            cell = stored.cell_of_source(self.connection, task.id)
            judge_by_outcome(
                self.connection, self.scope, task.jurisdiction, task.source_ref,
                verdict=task.outcome, cell=cell,
            )  # fmt: skip

    def _tell(self, task: Task, event: Event, rule: Rule) -> None:
        one = post_of(task, event, rule.sends)
        if one is not None:
            post_first(
                self.connection, self.results.settings, one.notices,
                now=self.at, only=one.only, targets=one.targets,
            )  # fmt: skip
        audit.append(
            self.connection,
            actor=self.scope.actor,
            action=f"task.{event.action}",
            about=f"{task.jurisdiction} {task.number}",
            detail={"task": task.id, "seq": event.seq, "state": task.state},
            at=self.at,
        )


def _rule(action: str) -> Rule:
    rule = rule_of(action)
    if rule is None:
        raise WeisuError(f"没有名为“{action}”的操作。没有做任何更改。")
    return rule


def _parties(scope: Scope, blank: Task) -> frozenset[str]:
    """Return who a scope is where a task begins: nobody's unit leads it yet."""
    found = set(parties_of(scope, blank)) & {"leader", "system"}
    if may_begin(scope, blank.jurisdiction):
        found.add("office")
    return frozenset(found)


def _party(rule: Rule, parties: frozenset[str], task: Task) -> str:
    """Return as whom the person acts; the refusal says who may."""
    for party in _PARTY_ORDER:
        if party in parties and party in rule.who:
            return party
    raise not_you(rule, task)


def _logins(connection: stored.Connection) -> frozenset[str]:
    return frozenset(c.account.login for c in contacts(connection))


def _place_of_task(results: ResultStore, scope: Scope, task_id: int) -> Place:
    with results.store.read() as connection:
        task = stored.task_by_id(connection, task_id)
    if task is None or not sees(scope, task):
        raise no_such()
    return place_of(results, scope, task.jurisdiction)


def _require_seen(scope: Scope, task: Task) -> None:
    """Refuse a task that its own issuer could not see, such as one outside his area."""
    if not sees(scope, task):
        raise WeisuError("这项任务不在您的数据范围内，请改选区域。没有做任何更改。")


def _require_unchanged(
    connection: stored.Connection, rule: Rule, task: Task, answers: int, place: Place
) -> None:
    """Raise ``ChangedError`` where somebody did what this action should have known of."""
    if not rule.answers or answers >= task.version:
        return
    since = [e for e in stored.events_of(connection, task.id) if e.seq > answers]
    known = [e for e in since if (r := rule_of(e.action)) is not None and r.answers]
    if known:
        raise ChangedError(task, known, place)


def _refuse_same(connection: stored.Connection, scope: Scope, code: str, source: Source) -> None:
    """Raise ``SameMatterError`` where a task goes on for the same source, event or tickets."""
    found = None
    if source.ref:
        found = open_of_source(connection, code, source.kind, source.ref)
    if found is None and source.matter:
        found = open_of_matter(connection, code, source.matter)
    if found is None and source.tickets:
        shared = sharing_tickets(connection, code, source.tickets)
        most = max(shared, key=lambda number: shared[number], default=None)
        if most is not None and shared[most] >= SHARED * len(source.tickets):
            found = stored.task_by_id(connection, most)
    if found is not None and found.state not in FINAL:
        raise SameMatterError(found if sees(scope, found) else None)
