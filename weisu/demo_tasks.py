"""A believable history of tasks for the demo city, made through the actions that people use.

Nothing is written past them: what the pages show was issued, signed, worked on and closed by
somebody, on working days, as it could have been.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data_access.accounts.rights import ROLES
from data_access.calendar.workdays import add_working_days, is_workday
from data_access.results.store import ResultStore
from data_access.types import Scope
from supervision.actions import Source, act, begin
from supervision.ladder import FIRST, StepRules, due_by
from supervision.place import Place, place_of
from supervision.refusals import SameMatterError
from supervision.store_reads import Asked, counted
from supervision.task import Task
from weisu.demo_matters import Matter, matters_of
from weisu.first_accounts import DEMO_DEPARTMENT

DAYS = 75
"""Days back over which the history goes."""
Step = tuple[str, str, float, Mapping[str, Any]]
"""Who (office, verifier, lead, leader), what, how many working hours later, with which fields."""

_SIGN: Step = ("lead", "sign", 4, {})
_PLAN: Step = (
    "lead", "plan", 6, {"note": "已明确专人负责：先现场核查，再按职责分工整改，每两日报一次进展。"},
)  # fmt: skip
_START: Step = ("lead", "start", 3, {})
_PROGRESS: Step = (
    "lead", "progress", 10, {"note": "已到现场核查，反映的情况属实，正在组织整改。"},
)  # fmt: skip
_REPORT: Step = (
    "lead", "report", 12, {"note": "已完成整改，并逐一联系诉求人说明办理情况。"},
)  # fmt: skip
_AGAIN: Step = (
    "lead", "report", 16, {"note": "已对抽查发现的问题补充整改，并再次联系诉求人确认。"},
)  # fmt: skip
_RETURN: Step = (
    "verifier", "return", 8, {"note": "抽查三户，一户反映仍未解决，请补充整改后再报。"},
)  # fmt: skip
_VERIFY: Step = (
    "verifier", "verify", 8, {"note": "现场查看并联系诉求人，反映的问题已解决。"},
)  # fmt: skip
_CLOSE: Step = ("office", "close", 3, {"outcome": "true", "note": "核验通过，同意办结。"})
_FALSE: Step = (
    "office", "close", 3, {"outcome": "false", "note": "经核查为同一人多次来电，不属普遍情况。"},
)  # fmt: skip
_ASK: Step = ("lead", "ask_extension", 8, {"until": 5, "note": "需更换的设备尚未到货，申请延期。"})
_GRANT: Step = ("office", "grant", 5, {"due": 5, "note": "情况属实，同意延期。"})
_DENY: Step = ("office", "deny", 5, {"note": "事关群众基本生活，请先采取临时措施，按期办结。"})
_REFUSE: Step = (
    "lead", "refuse", 5, {"note": "该事项不在我单位职责范围内，建议由行业主管部门牵头，请改派。"},
)  # fmt: skip
_INSIST: Step = ("office", "insist", 6, {"note": "按职责清单应由你单位牵头，请签收办理。"})
_REASSIGN: Step = ("office", "reassign", 6, {"lead": "other", "note": "按职责清单改派。"})
_REMIND: Step = ("office", "remind", 20, {"note": "请尽快办理并报送进展。"})
_CLIMB: Step = ("office", "climb", 6, {"step": "onsite", "note": "超期未办结，改为现场督办。"})
_INSTRUCT: Step = (
    "leader", "instruct", 6, {"note": "请治理办盯紧办，涉及群众安全的先行处置，结果报我。"},
)  # fmt: skip
_CANCEL: Step = ("office", "cancel", 10, {"note": "与另一项任务合并办理，本项撤销。"})
_REOPEN: Step = (
    "office", "reopen", 60, {"due": 7, "note": "办结后同一事项再次集中来电，重新办理。"},
)  # fmt: skip
_WORK = (_SIGN, _PLAN, _START, _PROGRESS)
_DONE = (*_WORK, _REPORT, _VERIFY, _CLOSE)
# How many tasks go which way, the oldest first: what is closed began long ago.
STORIES: tuple[tuple[int, tuple[Step, ...]], ...] = (
    (14, _DONE),
    (4, (*_WORK, _ASK, _GRANT, _REPORT, _VERIFY, _CLOSE)),
    (4, (*_WORK, _REPORT, _RETURN, _AGAIN, _VERIFY, _CLOSE)),
    (2, (_REFUSE, _REASSIGN, *_DONE)),
    (2, (*_WORK, _REPORT, _VERIFY, _FALSE)),
    (2, (*_DONE, _REOPEN, _START)),
    (1, (*_DONE, _REOPEN)),
    (2, (_SIGN, _CANCEL)),
    (2, (*_WORK, _REMIND, _CLIMB)),
    (2, (*_WORK, _REPORT, _RETURN)),
    (2, (*_WORK, _REPORT, _VERIFY)),
    (3, (_SIGN, _INSTRUCT, _PLAN, _START)),
    (2, (*_WORK, _ASK, _DENY)),
    (4, _WORK),
    (4, (*_WORK, _REPORT)),
    (3, (*_WORK, _ASK)),
    (2, (_REFUSE,)),
    (1, (_REFUSE, _INSIST)),
    (2, (_SIGN, _PLAN)),
    (2, (_SIGN,)),
    (4, ()),
)
NOTES = (
    (
        "请治理办研究供热季前的隐患排查",
        "入冬在即，请会同住建、供热单位提前排查老旧管网，列出清单。",
    ),
    ("请梳理物业纠纷多发小区", "近期物业类诉求反复出现，请列出前十个小区并提出办法。"),
)


@dataclass(order=True)
class _Due:
    """Something that will be done at a time (naive UTC)."""

    at: datetime
    number: int
    task: Task = field(compare=False)
    steps: tuple[Step, ...] = field(compare=False)


@dataclass
class _History:
    """One city's history under way; ``rng`` decides hours and order, from a fixed seed."""

    results: ResultStore
    place: Place
    rng: random.Random
    rules: StepRules
    units: tuple[str, ...]
    queue: list[_Due] = field(default_factory=list)
    made: int = 0

    def scope(self, who: str, task: Task | None = None) -> Scope:
        """Return the scope of one of the demo's people."""
        code = frozenset({self.place.code})
        if who == "lead" and task is not None:
            role = ROLES["department"]
            login = "department" if task.lead == DEMO_DEPARTMENT else f"{task.lead}联络员"
            return Scope(login, role.rights, code, frozenset({task.lead}), None)
        role = ROLES["leader" if who == "leader" else "governance"]
        return Scope(role.name, role.rights, code, None, None)

    def at(self, day: date, hours: float) -> datetime:
        """Return a moment (naive UTC) so many working hours of eight after a day's morning."""
        days, rest = divmod(hours, 8)
        while not is_workday(day, self.place.calendar):
            day += timedelta(days=1)
        if days:
            day = add_working_days(day, int(days), self.place.calendar).at.date()
        local = datetime.combine(day, time(9), ZoneInfo(self.place.timezone))
        local += timedelta(hours=rest, minutes=self.rng.randrange(40))
        return local.astimezone(UTC).replace(tzinfo=None)

    def later(self, at: datetime, hours: float) -> datetime:
        """Return a moment so many working hours after another, somewhat more or less."""
        local = self.place.local(at)
        worked = max(0.0, min(8.0, local.hour + local.minute / 60 - 9))
        return self.at(local.date(), worked + hours * self.rng.uniform(0.6, 1.5))

    def begin(self, matter: Matter, steps: tuple[Step, ...], at: datetime) -> None:
        """Issue a task; what a task goes on for already is left out."""
        today = self.place.today(at)
        step = str(matter.given.get("step", FIRST))
        given = {
            "requirement": "请牵头单位查明原因，采取措施，逐一联系诉求人，按期报送办理结果；"
            "涉及安全的先行处置。",
            "due": due_by(step, today, self.rules, self.place.calendar),
            **matter.given,
        }
        try:
            task = begin(
                self.results, self.scope("office"), self.place.code, "issue", given,
                source=matter.source, now=at,
            )  # fmt: skip
        except SameMatterError:
            return
        self.made += 1
        self.wait(task, steps, at)

    def wait(self, task: Task, steps: tuple[Step, ...], at: datetime) -> None:
        """Put the next step of a task into the queue."""
        if steps:
            self.queue.append(_Due(self.later(at, steps[0][2]), self.made, task, steps))
            heapq.heapify(self.queue)

    def work(self, until: datetime) -> None:
        """Do what is due before a moment, in the order of time."""
        while self.queue and self.queue[0].at < until:
            due = heapq.heappop(self.queue)
            who, action, _, fields = due.steps[0]
            given = self.fields(due.task, fields, due.at)
            task = act(
                self.results, self.scope(who, due.task), due.task.id, action, given, now=due.at
            )
            self.wait(task, due.steps[1:], due.at)

    def fields(self, task: Task, fields: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        """Return a step's fields: working days from the due day or today, another unit."""
        found = dict(fields)
        start = max(task.due or date.min, self.place.today(at))
        for name in ("due", "until"):
            if name in found:
                found[name] = add_working_days(start, found[name], self.place.calendar).at.date()
        if found.get("lead") == "other":
            found["lead"] = next(u for u in self.units if u != task.lead)
        return found


def fill(results: ResultStore, scope: Scope, code: str, *, seed: int = 5) -> int:
    """Give the demo city its history where it has no task yet; return how many tasks it made."""
    last = results.extract.last_day(code)
    if last is None or counted(results.store, scope, Asked(code=code)):
        return 0
    place = place_of(results, scope, code)
    matters = [m for m in matters_of(results, scope, code) if m.given["lead"] in place.units]
    if not matters:
        return 0
    units = tuple(sorted({str(m.given["lead"]) for m in matters}))
    rng = random.Random(seed)  # noqa: S311 - a made-up history, no secret
    history = _History(results, place, rng, StepRules.of(results.settings), units)
    stories = [steps for n, steps in STORIES for _ in range(n)]
    chosen = _spread(matters, len(stories), rng)
    first = last - timedelta(days=DAYS)
    begun = []
    for number, (matter, steps) in enumerate(zip(chosen, stories, strict=False)):
        day = first + timedelta(days=round(number / len(stories) * DAYS))
        day = _worked(min(max(day, matter.day), last), place)
        begun.append((history.at(day, 1), number, matter, steps))
    for at, _, matter, steps in sorted(begun, key=lambda one: one[:2]):
        history.work(at)
        history.begin(matter, steps, at)
    history.work(history.at(_worked(last, place), 7.9))
    end = history.at(_worked(last, place), 7)
    for title, words in NOTES:
        begin(
            results, history.scope("leader"), code, "draft",
            {"title": title, "basis": words}, source=Source("note"), now=end,
        )  # fmt: skip
    return history.made + len(NOTES)


def _worked(day: date, place: Place) -> date:
    """Return the day, or the last working day before it: nothing happens after the last day."""
    while not is_workday(day, place.calendar):
        day -= timedelta(days=1)
    return day


def _spread(matters: list[Matter], count: int, rng: random.Random) -> list[Matter]:
    """Return ``count`` matters of every kind, each used once, by the day they were known."""
    kinds: dict[str, list[Matter]] = {}
    for matter in matters:
        kinds.setdefault(matter.source.kind, []).append(matter)
    for mine in kinds.values():
        rng.shuffle(mine)
    found: list[Matter] = []
    while len(found) < count and any(kinds.values()):
        for mine in kinds.values():
            if mine and len(found) < count:
                found.append(mine.pop())
    return sorted(found, key=lambda m: (m.day, str(m.given["title"])))
