"""The one table of a task's states: from where, by which action, by whom, with what, to where.

Pages, the command line and documents read this table; nothing else decides what may be done.
"""

from __future__ import annotations

from dataclasses import dataclass

STATES = (
    "drafted", "issued", "refused", "signed", "planned", "in_work", "extension_asked",
    "reported", "returned", "verified", "closed", "reopened", "cancelled",
)  # fmt: skip
"""Every state, in the order of the way."""
FINAL = ("closed", "cancelled")
OPEN = tuple(s for s in STATES if s not in FINAL)
WITH_UNIT = ("signed", "planned", "in_work", "returned", "reopened")
FOR_UNIT = ("issued", *WITH_UNIT)
"""States in which a task waits for the unit: to be signed, or to be worked on."""
"""States in which the lead unit works."""
NEW = "new"
"""Where a task comes from that was not there before."""
STAY, BACK = "stay", "back"
"""To: the same state; the state before an extension was asked for."""

PARTIES = ("office", "lead", "assisting", "verifier", "leader", "system")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. ``sources``: the states it starts from. ``who``: parties that may.

    ``wants``: what the task must have besides its state. ``needs``: fields that must be given
    (``note`` is the reason or report in words). ``optional``: fields that may be. ``sends``: which
    parties are told. ``answers``: it is refused where somebody acted since the reader looked.
    """

    action: str
    sources: tuple[str, ...]
    who: tuple[str, ...]
    to: str
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ("note",)
    sends: tuple[str, ...] = ()
    answers: bool = True
    wants: str = ""


CONTENT = (
    "title", "basis", "requirement", "assisting", "area", "category", "step", "confidential",
    "readers",
)  # fmt: skip
"""What a task says; every part of it may be amended, which is an event like any other."""
_DRAFT = ("lead", "due", *CONTENT)
_ASKED_OR_AT_WORK = (*WITH_UNIT, "extension_asked")
_ISSUED_ON = tuple(s for s in OPEN if s != "drafted")

TABLE: tuple[Rule, ...] = (
    Rule("draft", (NEW,), ("office", "leader", "system"), "drafted", ("title",), ("note", *_DRAFT),
         ("office",)),
    Rule("issue", (NEW, "drafted"), ("office",), "issued", ("title", "requirement", "lead", "due"),
         ("note", *_DRAFT), ("lead", "assisting")),
    Rule("edit", ("drafted",), ("office",), STAY, (), ("note", *_DRAFT)),
    Rule("sign", ("issued",), ("lead",), "signed"),
    Rule("refuse", ("issued",), ("lead",), "refused", ("note",), (), ("office",)),
    Rule("insist", ("refused",), ("office",), "issued", ("note",), ("due",), ("lead",)),
    Rule("reassign", ("issued", "refused", *_ASKED_OR_AT_WORK), ("office",), "issued",
         ("lead", "note"), ("due", "assisting"), ("lead", "former")),
    Rule("plan", WITH_UNIT, ("lead",), "planned", ("note",), ()),
    Rule("start", ("signed", "planned", "returned", "reopened"), ("lead",), "in_work"),
    Rule("progress", _ASKED_OR_AT_WORK, ("lead", "assisting"), STAY, ("note",), (), ("office",),
         answers=False),
    Rule("ask_extension", WITH_UNIT, ("lead",), "extension_asked", ("until", "note"), (),
         ("office",)),
    Rule("grant", ("extension_asked",), ("office",), BACK, ("due",), ("note",), ("lead",)),
    Rule("deny", ("extension_asked",), ("office",), BACK, ("note",), (), ("lead",)),
    Rule("report", _ASKED_OR_AT_WORK, ("lead",), "reported", ("note",), (), ("office",)),
    Rule("return", ("reported", "verified"), ("verifier",), "returned", ("note",), ("due",),
         ("lead",)),
    Rule("verify", ("reported",), ("verifier",), "verified"),
    Rule("close", ("verified",), ("office",), "closed", ("outcome",), ("note",),
         ("lead", "assisting")),
    Rule("reopen", ("closed",), ("office",), "reopened", ("note", "due"), (),
         ("lead", "assisting")),
    Rule("propose_reopen", ("closed",), ("system",), STAY, ("note", "proposal"), (), ("office",),
         answers=False),
    Rule("dismiss_proposal", ("closed",), ("office",), STAY, ("note",), (), wants="proposal"),
    Rule("cancel", OPEN, ("office",), "cancelled", ("note",), (), ("lead", "assisting")),
    Rule("amend", _ISSUED_ON, ("office",), STAY, ("note",), CONTENT, ("lead", "assisting")),
    Rule("change_due", _ISSUED_ON, ("office",), STAY, ("due", "note"), (), ("lead",)),
    Rule("remind", _ISSUED_ON, ("office",), STAY, (), ("note",), ("lead",), answers=False),
    Rule("climb", _ISSUED_ON, ("office",), STAY, ("step", "note"), ("due",),
         ("lead", "leader")),
    Rule("instruct", OPEN, ("leader",), STAY, ("note",), (), ("office", "lead"), answers=False),
    Rule("comment", STATES, ("office", "lead", "assisting", "leader"), STAY, ("note",), (),
         (), answers=False),
    Rule("attach", OPEN, ("office", "lead", "assisting", "leader"), STAY, ("files",), ("note",),
         (), answers=False),
)  # fmt: skip
CHECKED = ("verify", "close")
"""Actions before which the callers' answers are looked at and kept with the event."""
ACTIONS = tuple(rule.action for rule in TABLE)
_BY_ACTION = {rule.action: rule for rule in TABLE}


def rule_of(action: str) -> Rule | None:
    """Return the rule of an action; None where there is none of that name."""
    return _BY_ACTION.get(action)


def rules_from(state: str, parties: frozenset[str], *, proposal: str = "") -> tuple[Rule, ...]:
    """Return what may be done in a state by who is any of ``parties``, in the table's order.

    ``proposal``: why the task should be opened again, where that was proposed.
    """
    has = {"", *(("proposal",) if proposal else ())}
    return tuple(r for r in TABLE if state in r.sources and parties & set(r.who) and r.wants in has)


def next_state(rule: Rule, state: str, before: str) -> str:
    """Return the state that an action leads to; ``before``: the one that an extension left."""
    if rule.to == STAY:
        return state
    return before if rule.to == BACK else rule.to
