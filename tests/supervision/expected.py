"""What the tests of supervision expect, written down once more and apart from the product: who may
do what to a task in which state, where it leads, who is told, who sees it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.tasks import PEOPLE

AT_WORK = "signed planned in_work returned reopened"
GOING = f"issued refused {AT_WORK} extension_asked reported verified"
_GROUPS = {"@work": AT_WORK, "@going": GOING, "@any": f"drafted {GOING} closed cancelled"}

# action | from | who | to (= the same, < as before the extension) | needed | told | may be late
_WORDS = """
draft | new | office leader | drafted | title | office |
issue | new drafted | office | issued | title requirement lead due | lead assisting |
edit | drafted | office | = | | |
sign | issued | lead | signed | | |
refuse | issued | lead | refused | note | office |
insist | refused | office | issued | note | lead |
reassign | issued refused @work extension_asked | office | issued | lead note | lead former |
plan | @work | lead | planned | note | |
start | signed planned returned reopened | lead | in_work | | |
progress | @work extension_asked | lead assisting | = | note | office | late
ask_extension | @work | lead | extension_asked | until note | office |
grant | extension_asked | office | < | due | lead |
deny | extension_asked | office | < | note | lead |
report | @work extension_asked | lead | reported | note | office |
return | reported verified | verifier | returned | note | lead |
verify | reported | verifier | verified | note | |
close | verified | office | closed | outcome | lead assisting |
reopen | closed | office | reopened | note due | lead assisting |
propose_reopen | closed | system | = | note proposal | office | late
dismiss_proposal | closed | office | = | note | |
cancel | drafted @going | office | cancelled | note | lead assisting |
amend | @going | office | = | note | lead assisting |
change_due | @going | office | = | due note | lead |
remind | @going | office | = | | lead | late
climb | @going | office | = | step note | lead leader |
instruct | drafted @going | leader | = | note | office lead | late
comment | @any | office lead assisting leader | = | note | | late
attach | drafted @going | office lead assisting leader | = | files | | late
"""


@dataclass(frozen=True)
class Line:
    """One line of the table above."""

    action: str
    states: tuple[str, ...]
    who: tuple[str, ...]
    to: str
    needs: tuple[str, ...]
    told: tuple[str, ...]
    late: bool


def _line(words: str) -> Line:
    action, states, who, to, needs, told, late = (part.strip() for part in words.split("|"))
    for short, group in _GROUPS.items():
        states = states.replace(short, group)
    lists = (tuple(part.split()) for part in (states, who, needs, told))
    froms, people, needed, parties = lists
    return Line(action, froms, people, to, needed, parties, bool(late))


TABLE = {line.action: line for line in map(_line, _WORDS.strip().splitlines())}
STATES = ("drafted", *GOING.split(), "closed", "cancelled")
STEPS = ("phone", "letter", "written", "onsite", "raised", "circular")


@dataclass(frozen=True)
class Known:
    """What a test knows of a task by what it saw succeed."""

    state: str = "new"
    lead: str = ""
    assisting: tuple[str, ...] = ()
    area: str = ""
    confidential: bool = False
    readers: tuple[str, ...] = ()
    issuer: str = ""
    before: str = ""
    due: str = ""
    step: str = "written"
    matter: str = ""
    workers: tuple[str, ...] = ()
    former: str = ""
    proposed: bool = False
    done: tuple[str, ...] = field(default_factory=tuple)

    @property
    def version(self) -> int:
        return len(self.done)

    def after(self, who: str, action: str, given: dict[str, Any]) -> Known:
        """The task after an action that the product accepted."""
        line = TABLE[action]
        to = {"=": self.state, "<": self.before}.get(line.to, line.to)
        kept = ("lead", "assisting", "area", "confidential", "readers", "due", "step")
        values: dict[str, Any] = {k: given[k] for k in kept if k in given}
        for name in ("assisting", "readers"):
            if name in values:
                values[name] = tuple(values[name])
        if action in ("plan", "start", "progress", "ask_extension", "report"):
            values["workers"] = tuple(dict.fromkeys((*self.workers, who)))
        if not self.done or action == "issue":
            values["issuer"] = who
        if action == "ask_extension":
            values["before"] = self.state
        elif to != "extension_asked":
            values["before"] = ""
        if action in ("reassign", "insist"):
            values["former"] = self.lead
        if action in ("propose_reopen", "reopen", "dismiss_proposal"):
            values["proposed"] = action == "propose_reopen"
        return replace(self, state=to, done=(*self.done, action), **values)


def limits(who: str) -> dict[str, Any]:
    return PEOPLE[who][1]


def role(who: str) -> str:
    return PEOPLE[who][0]


def sees(who: str, task: Known) -> bool:
    """Whether a person of the town may know of a task."""
    if who == "waixian" or (who == "pianqu" and not task.area.startswith(limits(who)["areas"][0])):
        return False
    if task.confidential and who not in (*task.readers, task.issuer):
        return False
    if role(who) != "department":
        # A draft is the office's, and of who wrote it.
        return task.state != "drafted" or role(who) == "governance" or who == task.issuer
    mine = limits(who)["departments"][0]
    return task.state != "drafted" and mine in (task.lead, *task.assisting)


def parties(who: str, task: Known) -> set[str]:
    """What a person of the town is to a task."""
    if not sees(who, task):
        return set()
    if role(who) == "governance":
        return {"office"} | ({"verifier"} if who not in task.workers else set())
    if role(who) == "leader":
        return {"leader"}
    if role(who) == "department":
        return {"lead" if task.lead == limits(who)["departments"][0] else "assisting"}
    return set()


def may(who: str, task: Known, action: str) -> bool:
    """Whether a person may do something to a task as it is."""
    line = TABLE[action]
    wanted = action != "dismiss_proposal" or task.proposed
    return task.state in line.states and wanted and bool(parties(who, task) & set(line.who))


def may_begin(who: str, action: str) -> bool:
    line = TABLE[action]
    kind = {"governance": "office", "leader": "leader"}.get(role(who))
    return who != "waixian" and "new" in line.states and kind in line.who


def told(who: str, was: Known, now: Known) -> set[str]:
    """Who hears of what ``who`` did last."""
    action = now.done[-1]
    if now.state == "drafted" and not (action == "draft" and role(who) == "leader"):
        return set()
    found: set[str] = set()
    for party in TABLE[action].told:
        found |= {p for p in PEOPLE if _is(p, party, now)}
    if now.confidential:
        found &= {*now.readers, now.issuer}
    assert all(sees(p, now) or sees(p, was) for p in found)
    return found - {who}


def _is(who: str, party: str, task: Known) -> bool:
    if party in ("office", "leader"):
        return {"governance": "office", "leader": "leader"}.get(role(who)) == party and sees(
            who, replace(task, confidential=False)
        )
    units = {"lead": (task.lead,), "former": (task.former,), "assisting": task.assisting}[party]
    return role(who) == "department" and limits(who)["departments"][0] in units
