"""The ways that a ticket can go: its states as one table, and what of a file does not fit them.

Pure: columns in, remarks out. Nothing is changed or refused here; a ticket that is otherwise sound
counts with what its source says of it. What precedes acceptance is ``checks``' matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from data_access import schemas

Kind = Literal[
    "step_order", "state_times", "impossible_step", "broken_chain", "step_back", "unknown_state"
]
Columns = Mapping[str, Sequence[Any]]

BEGIN = ""
_ANY_TIME = frozenset(("并单", "撤诉", "不予受理", "挂账"))
"""Where a ticket may go from wherever it is open; one that hangs may come back to any work."""
_WORK = frozenset((
    "待派单", "待签收", "退单申请", "办理中", "延期申请", "待审核", "待回访", "重办", "已办结",
))  # fmt: skip
STEPS: Mapping[str, frozenset[str]] = {
    BEGIN: frozenset(("待受理", "待派单", "待签收", "办理中", "已办结", *_ANY_TIME)),
    "待受理": frozenset(("待派单", "待签收", "已办结", "已归档", *_ANY_TIME)),
    "待派单": frozenset(("待签收", "办理中", *_ANY_TIME)),
    "待签收": frozenset(("办理中", "退单申请", *_ANY_TIME)),
    "退单申请": frozenset(("待派单", "待签收", "办理中", *_ANY_TIME)),
    "办理中": frozenset(("退单申请", "延期申请", "待审核", "待回访", "已办结", *_ANY_TIME)),
    "延期申请": frozenset(("办理中", *_ANY_TIME)),
    "待审核": frozenset(("办理中", "待回访", "已办结", *_ANY_TIME)),
    "待回访": frozenset(("重办", "办理中", "已办结", "已归档", *_ANY_TIME)),
    "重办": frozenset(("办理中", "待签收", "待审核", "待回访", "已办结", *_ANY_TIME)),
    "挂账": _WORK | {"已归档", "撤诉", "并单"},
    "已办结": frozenset(("重办", "待回访", "已归档")),
    **dict.fromkeys(("不予受理", "撤诉", "并单"), frozenset(("已归档",))),
    "已归档": frozenset(),
}
"""By state those that it can change into. A step within a state is always possible."""

_LATE = ("t_close", "t_callback", "t_archive")
_NOT_YET: Mapping[str, tuple[str, ...]] = {
    "待受理": ("t_dispatch", "t_sign", *_LATE),
    "待派单": ("t_sign", *_LATE),
    "待签收": ("t_sign", *_LATE),
    "退单申请": _LATE,
    "办理中": _LATE,
    "延期申请": _LATE,
    "待审核": ("t_callback", "t_archive"),
    "待回访": ("t_archive",),
    "重办": ("t_archive",),
    "已办结": ("t_archive",),
}
"""By state the nodes that it has not reached. What was returned or is done again has been further
before: ``_AGAIN`` says by which count a node may be there all the same.
"""
_AGAIN: Mapping[str, str] = {"t_sign": "n_return", "t_close": "n_redo", "t_callback": "n_redo"}
_REACHED: Mapping[str, tuple[str, ...]] = {
    "待签收": ("t_dispatch",),
    "待回访": ("t_close",),
    "已办结": ("t_close",),
    "已归档": ("t_close", "t_archive"),
}
"""By state the nodes of which at least one must be behind it."""
_ORDER = ("t_dispatch", "t_sign", "t_close", "t_callback", "t_archive")
"""Each not before those to its left. Contact and reply have no fixed place between them."""
_PAIRS = (("t_call", "t_accept"), ("t_dispatch", "t_first_contact"))
"""Nodes beside that order: the second not before the first."""
_SLACK = timedelta(minutes=5)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Remark:
    """One kind of what does not fit, about one field: in how many rows, and what it was."""

    name: str
    kind: Kind
    rows: int = 0
    values: Counter[str] = field(default_factory=Counter)

    def add(self, value: str) -> None:
        """Count one row."""
        self.rows += 1
        self.values[value] += 1


def can_follow(before: str, after: str) -> bool:
    """Tell whether a ticket can change from a state into another. KeyError for an unknown one."""
    return before == after or after in STEPS[before]


def _reached_from(state: str) -> frozenset[str]:
    found, ahead = {state}, [state]
    while ahead:
        new = STEPS[ahead.pop()] - found
        found |= new
        ahead += new
    return frozenset(found)


_AHEAD: Mapping[str, frozenset[str]] = {state: _reached_from(state) for state in STEPS}
"""By state those that a ticket can be in later, by whatever steps."""
_AFTER_WORK = frozenset(("已办结", "已归档", "待回访"))


def went_back(before: str, after: str, *, redone: bool) -> bool:
    """Tell whether no way leads from a ticket's earlier state to its later one.

    ``redone``: whether it may have been done again in between; a closed ticket that was not cannot
    be at work. A state that is in no table is held against nobody.
    """
    if before not in STEPS or after not in STEPS or before == after:
        return False
    if after not in _AHEAD[before]:
        return True
    return before == "已办结" and after not in _AFTER_WORK and not redone


def check_tickets(columns: Columns, sent: Sequence[str], days: frozenset[str]) -> list[Remark]:
    """Return where nodes are out of order, and where a state disagrees with them.

    ``sent``: the fields that the file has: what no row can say is nowhere missed. ``days``: fields
    of which only the day is known; the order within a day says nothing there.
    """
    nodes = [name for name in _ORDER if name in sent]
    pairs = [pair for pair in _PAIRS if set(pair) <= set(sent)]
    orders = {name: Remark(name, "step_order") for name in (*nodes, *(p[1] for p in pairs))}
    states = Remark("status", "state_times")
    # A first callback stands before the last closing where a ticket was done again.
    redone = columns["n_redo"] if "n_redo" in sent else None
    moments = [columns[name] for name in nodes]
    for i, times in enumerate(zip(*moments, strict=True)):
        _look_at_order(orders, nodes, times, days, again=bool(redone and redone[i]))
    for pair in pairs:
        for times in zip(*(columns[name] for name in pair), strict=True):
            _look_at_order(orders, pair, times, days, again=False)
    if "status" in sent:
        for i, state in enumerate(columns["status"]):
            if state is not None and (said := _against(columns, sent, state, i)):
                states.add(said)
    return [one for one in (*orders.values(), states) if one.rows]


def _look_at_order(
    orders: Mapping[str, Remark],
    nodes: Sequence[str],
    times: Sequence[datetime | None],
    days: frozenset[str],
    *,
    again: bool,
) -> None:
    before: tuple[str, datetime] | None = None
    for name, moment in zip(nodes, times, strict=True):
        if moment is None or (again and name == "t_callback"):
            continue
        if before is not None:
            slack = _DAY if days & {name, before[0]} else _SLACK
            if before[1] - moment > slack:
                orders[name].add(schemas.TICKET.field(before[0]).label)
        before = (name, moment)


def _against(columns: Columns, sent: Sequence[str], state: str, i: int) -> str:
    """Return in words what a ticket's times have against its state; nothing where they agree."""
    for name in _NOT_YET.get(state, ()):
        count = _AGAIN.get(name)
        if name not in sent or columns[name][i] is None:
            continue
        # Where the source does not count how often, nothing is held against the ticket.
        if count is None or (count in sent and not columns[count][i]):
            return f"{state}，已有{schemas.TICKET.field(name).label}"
    needed = [name for name in _REACHED.get(state, ()) if name in sent]
    if needed and all(columns[name][i] is None for name in needed):
        return f"{state}，没有{schemas.TICKET.field(needed[0]).label}"
    return ""


def check_events(columns: Columns) -> list[Remark]:
    """Return steps that no ticket can take, steps that don't join on, and steps back in time.

    A step is compared with the one before it where that stands in the same rows: a file's chunks
    may part a ticket's steps.
    """
    unknown, wrong = Remark("to_status", "unknown_state"), Remark("to_status", "impossible_step")
    broken, back = Remark("from_status", "broken_chain"), Remark("t", "step_back")
    known: dict[tuple[Any, Any], int] = {
        key: i for i, key in enumerate(zip(columns["ticket_no"], columns["seq"], strict=True))
    }
    for (ticket, seq), i in known.items():
        before, after = columns["from_status"][i] or BEGIN, columns["to_status"][i] or BEGIN
        strange = [state for state in (before, after) if state not in STEPS]
        if strange:
            unknown.add(strange[0])
        elif after and not can_follow(before, after):
            wrong.add(f"{before or '登记'}→{after}")
        if seq is None or (last := known.get((ticket, seq - 1))) is None:
            continue
        left = columns["to_status"][last]
        if left and before and left != before:
            broken.add(f"{left}，下一步自{before}")
        if _earlier(columns["t"][i], columns["t"][last]):
            back.add(f"{after or before or '登记'}")
    return [one for one in (wrong, broken, back, unknown) if one.rows]


def _earlier(moment: datetime | None, than: datetime | None) -> bool:
    return moment is not None and than is not None and than - moment > _SLACK
