"""A town in which people act at random, with wrong fields, jumping clocks and crashes, while a
second account of what happened is kept apart from the product and compared with it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import delete, event, func, select

from data_access.calendar.workdays import is_workday
from data_access.notices.tables import notice, notification
from data_access.store import audit
from data_access.store.base import metadata
from data_access.store.tables import audit_entry
from data_access.types import NotAllowedError, WeisuError
from supervision import store_histories
from supervision import store_reads as reads
from supervision import store_tables as stored
from supervision.actions import NOTHING, Source
from supervision.attachments import Attachment
from supervision.colours import ORDER, colour_of, marks_at
from supervision.ladder import StepRules
from supervision.parties import sees
from supervision.refusals import ChangedError, SameMatterError
from supervision.task import Task, fold
from tests.supervision import expected
from tests.supervision.expected import TABLE, Known
from tests.support.places import CODE
from tests.support.tasks import MORNING, PEOPLE, STREETS, SYSTEM, UNITS, Town

PDF = Attachment("现场.pdf", b"%PDF-1.4\n%%EOF\n")
FAULTS = ("missing", "extra", "past", "holiday", "unit", "long", "reader")
READERS = ("zhili", "jia", "yi", "lingdao", "pianqu", "kaoping")
MATTERS = ("E1", "E2", "E3")
_TABLES = ("task_event", "task_unit", "task_reader", "task_ticket", "task_evidence", "task_file",
           "task_told", "task")  # fmt: skip


class CrashError(Exception):
    """The process ends here."""


class Streets(RuleBasedStateMachine):
    """One example: tasks from nothing. ``town`` is set by the test, ``steps`` counts over all."""

    town: Town
    steps = 0
    accepted = 0
    crashed = 0

    def __init__(self) -> None:
        super().__init__()
        self.store = self.town.results.store
        self.town.now = MORNING
        self.tasks: dict[int, Known] = {}
        with self.store.write() as connection:
            for name in _TABLES:
                connection.execute(delete(metadata.tables[name]))
            connection.execute(delete(notification))
            connection.execute(delete(notice))
            self.chain = audit.head(connection).seq
        self.entries = 0
        self.seen_notices = 0
        self.fine = True

    # ------------------------------------------------------------ what happens
    @initialize(seed=st.integers(0, 2**20))
    def first(self, seed: int) -> None:
        self._begin("zhili", "issue", random.Random(seed), "", 0)

    @rule(kind=st.integers(0, 15), seed=st.integers(0, 2**48), crash=st.integers(-150, 40))
    def something(self, kind: int, seed: int, crash: int) -> None:
        """One step; its parts are told by ``seed``, so that no part is left out of a whole run."""
        chance = random.Random(seed)
        self.fine = False
        who = chance.choice(sorted(PEOPLE))
        fault = chance.choice(("", *FAULTS))
        if kind == 0:
            self._clock(chance.randint(-30, 24 * 15))
        elif not self.tasks or (kind == 1 and len(self.tasks) < 12):
            begins = chance.choice(("issue", "issue", "draft", "sign"))
            self._begin(who, begins, chance, fault if chance.random() < 0.5 else "", crash)
        elif kind < 6:
            number = chance.choice([*sorted(self.tasks), 10**6])
            action = chance.choice(sorted(TABLE))
            self._act(who, number, action, chance=chance, fault=fault, crash=crash)
        else:
            self._allowed(chance, fault if kind == 6 else "", crash)
        self.fine = True

    def _allowed(self, chance: random.Random, fault: str, crash: int) -> None:
        """Somebody does what he may; what ends a task or only remarks comes up less often."""
        number = chance.choice(sorted(self.tasks))
        known = self.tasks[number]
        could = [(w, a) for w in sorted(PEOPLE) for a in TABLE if expected.may(w, known, a)]
        rare = ("cancel", "comment", "attach", "remind", "instruct", "amend")
        could = [c for c in could if c[1] not in rare or chance.random() < 0.1]
        if could:
            action = chance.choice(sorted({a for _, a in could}))
            who = chance.choice([w for w, a in could if a == action])
            self._act(who, number, action, chance=chance, fault=fault, crash=crash)

    def _clock(self, hours: int) -> None:
        """Time passes, or somebody sets the clock back."""
        type(self).steps += 1
        self.town.later(hours=hours)

    # ------------------------------------------------------------ trying it
    def _begin(self, who: str, action: str, chance: random.Random, fault: str, crash: int) -> None:
        given = {"due": self._day(5), **self._fields(action, Known(), chance)}
        fault = self._spoil(given, action, fault, chance)
        # A street's office may only begin what lies in its street.
        given["area"] = chance.choice((*STREETS, STREETS[0]))
        matter = chance.choice(("", "", *MATTERS))
        insist = chance.random() < 0.2
        source = Source("warning", f"w-{matter}", matter, body={"n": 3}) if matter else NOTHING
        blank = Known(matter=matter)
        now = blank.after(who, action, given) if expected.may_begin(who, action) else blank
        same = [k for k in self.tasks.values() if matter and k.matter == matter
                and k.state not in ("closed", "cancelled")]  # fmt: skip
        fine = now.done and not fault and (insist or not same) and expected.sees(who, now)

        def deed() -> Task:
            return self.town.begin(who, action, source=source, insist=insist, **given)

        self._try(deed, crash, who, was=blank, now=now if fine else None)

    def _act(
        self, who: str, number: int, action: str, *, chance: random.Random, fault: str, crash: int
    ) -> None:
        was = self.tasks.get(number, Known())
        line = TABLE[action]
        given = self._fields(action, was, chance)
        fault = self._spoil(given, action, fault, chance)
        if "step" in given and action == "climb":
            fault = fault or ("" if was.step != expected.STEPS[-1] else "top")
        looked = max(1, was.version - chance.choice((0, 0, 0, 1, 2)))
        missed = [a for a in was.done[looked:] if not TABLE[a].late]
        files = given.pop("files", ())
        fine = (
            number in self.tasks and expected.may(who, was, action) and not fault
            and (line.late or not missed)
        )  # fmt: skip

        def deed() -> Task:
            return self.town.act(who, number, action, version=looked, files=files, **given)

        why = ""
        if number not in self.tasks or not expected.sees(who, was):
            why = "没有这项督办任务"
        elif not expected.parties(who, was) & set(line.who):
            why = "只能由"
        elif not expected.may(who, was, action):
            why = "任务现在是"
        elif missed and not line.late:
            why = "已有变动"
        now = was.after(who, action, given) if fine else None
        if now is not None and not expected.sees(who, now) and "area" in given:
            now, why = None, "数据范围"  # nobody moves a task out of his own sight
        self._try(deed, crash, who, was=was, now=now, why=why)

    def _try(
        self, deed: Any, crash: int, who: str, *, was: Known, now: Known | None, why: str = ""
    ) -> None:
        type(self).steps += 1
        try:
            with crashing(self.store, crash):
                done = deed()
        except CrashError:
            type(self).crashed += 1
            self._nothing_happened()
            return
        except WeisuError as refused:
            self._refused(refused, who, now, why)
            return
        assert now is not None, (who, was, done)
        type(self).accepted += 1
        assert (done.id in self.tasks) == bool(was.done)
        self.tasks[done.id] = now
        self._as_known(done, now)
        self._told(done, who, was, now)

    # ------------------------------------------------------------ what must hold
    def _refused(self, refused: WeisuError, who: str, now: Known | None, why: str) -> None:
        assert now is None, refused
        if why:
            assert why in str(refused)
            assert isinstance(refused, ChangedError) == (why == "已有变动")
            assert isinstance(refused, NotAllowedError) == (why[:2] in ("没有", "只能"))
        if isinstance(refused, SameMatterError) and refused.task is not None:
            assert expected.sees(who, self.tasks[refused.task.id])
        self._nothing_happened()

    def _nothing_happened(self) -> None:
        with self.store.read() as connection:
            assert audit.head(connection).seq == self.chain + self.entries
            events = connection.execute(select(func.count()).select_from(stored.task_event))
            assert events.scalar_one() == self.entries
            last = connection.execute(select(func.max(notification.c.id))).scalar() or 0
            assert last == self.seen_notices

    def _as_known(self, task: Task, now: Known) -> None:
        for name in ("state", "version", "lead", "assisting", "area", "confidential", "readers",
                     "issuer", "before", "step", "matter", "workers"):  # fmt: skip
            assert getattr(task, name) == getattr(now, name), name
        assert (task.due.isoformat() if task.due else "") == now.due

    def _told(self, task: Task, who: str, was: Known, now: Known) -> None:
        self.entries += 1
        with self.store.read() as connection:
            entry = connection.execute(
                select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)
            ).mappings().one()  # fmt: skip
            rows = connection.execute(
                select(notification).where(notification.c.id > self.seen_notices)
            ).mappings().all()  # fmt: skip
        assert entry["seq"] == self.chain + self.entries
        assert (entry["actor"], entry["action"]) == (who, f"task.{now.done[-1]}")
        assert entry["detail"] == {"task": task.id, "seq": now.version, "state": now.state}
        logins = sorted(r["recipient"].removeprefix("account:") for r in rows)
        assert logins == sorted(expected.told(who, was, now)), now.done[-1]
        assert all(r["about"].split(":")[2:4] == [str(task.id), str(now.version)] for r in rows)
        self.seen_notices = max((r["id"] for r in rows), default=self.seen_notices)

    def teardown(self) -> None:
        """Compare everything that is stored with what is known, unless a step failed already."""
        if not self.fine:
            return
        histories = list(store_histories.histories(self.store))
        assert {t.id for t, _ in histories} == set(self.tasks)
        units, readers = self._names(stored.task_unit), self._names(stored.task_reader)
        for task, events in histories:
            known = self.tasks[task.id]
            self._as_known(task, known)
            assert tuple(e.action for e in events) == known.done
            assert fold(Task(id=task.id, jurisdiction=CODE, number=task.number), events) == task
            assert units.get(task.id, set()) == {task.lead, *task.assisting} - {""}
            assert readers.get(task.id, set()) == {task.issuer, *task.readers}
        assert len({t.number for t, _ in histories}) == len(histories)
        self._seen([t for t, _ in histories])
        self._coloured([t for t, _ in histories])

    def _names(self, table: Any) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        with self.store.read() as connection:
            for number, name in connection.execute(select(*table.primary_key.columns)):
                found.setdefault(number, set()).add(name)
        return found

    def _seen(self, tasks: list[Task]) -> None:
        for who, scope in self.town.scopes.items():
            within = {t.id for t in tasks if expected.sees(who, self.tasks[t.id])}
            assert {t.id for t in tasks if sees(scope, t)} == within
            asked = reads.Asked(code=CODE, limit=1000)
            assert {t.id for t in reads.listed(self.store, scope, asked)} == within
            assert sum(reads.counted(self.store, scope, asked).values()) == len(within)
            for task in tasks[-1:]:
                inside = task.id in within
                assert (reads.one(self.store, scope, task.id) is not None) == inside
                assert bool(reads.events_of(self.store, scope, task.id)) == inside

    def _coloured(self, tasks: list[Task]) -> None:
        now = self.town.now
        today = (now + timedelta(hours=8)).date()
        marks = marks_at(today, now, StepRules.of(self.town.results.settings), "cn")
        for colour in ORDER:
            asked = reads.Asked(code=CODE, limit=1000, colour=colour, marks=marks)
            found = {t.id for t in reads.listed(self.store, SYSTEM, asked)}
            assert found == {t.id for t in tasks if colour_of(t, marks) == colour}

    # ------------------------------------------------------------ what people fill in
    def _day(self, after: int) -> str:
        day = (self.town.now + timedelta(hours=8, days=after)).date()
        while not is_workday(day, "cn"):
            day += timedelta(days=1)
        return day.isoformat()

    def _fields(self, action: str, task: Known, chance: random.Random) -> dict[str, Any]:
        """Right fields for an action."""
        needs = TABLE[action].needs
        note = chance.choice(("已联系", "请抓紧", "请回电 13812345678"))
        given: dict[str, Any] = {"note": note} if "note" in needs or chance.random() < 0.3 else {}
        if action in ("refuse", "plan", "progress", "deny", "report", "instruct", "comment"):
            given["note"] = note
        if "title" in needs:
            given |= {"title": "供热不热", "requirement": "恢复供热"}
        if "lead" in needs or action == "draft":
            given["lead"] = chance.choice([u for u in UNITS if u != task.lead])
        if "due" in needs:
            given["due"] = self._day(chance.randint(0, 20))
        if "until" in needs:
            today = (self.town.now + timedelta(hours=8)).date()
            late = (date.fromisoformat(task.due) - today).days if task.due else 0
            given["until"] = self._day(max(0, late) + chance.randint(1, 20))
        given |= {
            k: v
            for k, v in {
                "outcome": chance.choice(("true", "false", "known")),
                "proposal": "又来三件",
                "files": (PDF,),
                "step": self._above(task.step),
            }.items()
            if k in needs
        }
        if action in ("issue", "amend", "edit", "draft") and chance.random() < 0.7:
            given |= self._content(given.get("lead", task.lead), chance)
        if action == "issue" and given["lead"] in task.assisting:
            given.setdefault("assisting", [])
        if action == "reassign":
            given["assisting"] = [u for u in task.assisting if u != given["lead"]] or [
                u for u in UNITS if u not in (given["lead"], task.lead)
            ]
        return given

    def _above(self, step: str) -> str:
        position = expected.STEPS.index(step)
        return expected.STEPS[min(position + 1, len(expected.STEPS) - 1)]

    def _content(self, lead: str, chance: random.Random) -> dict[str, Any]:
        secret = chance.random() < 0.3
        found: dict[str, Any] = {
            "assisting": [u for u in UNITS if u != lead and chance.random() < 0.4],
            "area": chance.choice(STREETS),
            "confidential": secret,
        }
        if secret or chance.random() < 0.2:
            found["readers"] = sorted(chance.sample(READERS, chance.randint(1, 4)))
        return found

    def _spoil(self, given: dict[str, Any], action: str, fault: str, chance: random.Random) -> str:
        """Make one field wrong; return the fault, empty where the action has no such field."""
        needs = [n for n in TABLE[action].needs if n != "title"]
        days = [n for n in ("due", "until") if n in needs]
        if fault == "missing" and needs:
            # A draft's unit and day stand where the issue leaves them out.
            name = "requirement" if action == "issue" else chance.choice(needs)
            given[name] = () if name == "files" else ""
        elif fault == "extra":
            given["checked" if action not in ("verify", "close") else "until"] = "2027-03-01"
        elif fault == "past" and days:
            given[days[0]] = self._day(-30)
        elif fault == "holiday" and days:
            given[days[0]] = f"{self.town.now.year + 1}-10-02"
        elif fault == "unit" and "lead" in needs:
            given["lead"] = "丁局"
        elif fault == "long" and "note" in given:
            given["note"] = "长" * 2001
        elif fault == "reader" and action in ("issue", "draft", "edit", "amend"):
            given["readers"] = ["nobody"]
        else:
            return ""
        return fault


@contextmanager
def crashing(store: Any, at: int) -> Iterator[None]:
    """End with ``CrashError`` at a statement by its number (40: at the commit; below 1: never)."""
    left = at

    def statement(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise CrashError

    def commit(_: Any) -> None:
        raise CrashError

    if at < 1:
        yield
        return
    name, listener = ("commit", commit) if at == 40 else ("before_cursor_execute", statement)
    event.listen(store.engine, name, listener)
    try:
        yield
    finally:
        event.remove(store.engine, name, listener)
