"""Lists of tickets that call for supervision, by rules of published practice.

A ticket that is overdue and open; one whose caller said that it is not solved or that he is not
satisfied; one sent back or redone three times; one passed among three units (巴彦淖尔: redone three
times, or passed among three units without an owner: a problem ticket).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_access.extract.expressions import (
    Expression,
    all_of,
    any_of,
    filled,
    grouped,
    later,
    negated,
    one_of,
    past,
    sql,
)
from data_access.metrics.conditions import CLOSED, HANDLED_BY_UNIT
from data_access.schemas import SATISFACTION

TIMES = 3
"""Times sent back or redone, and units, from which a ticket is a problem ticket."""
ANSWER_DAYS, LOOK_BACK = 30, 180
"""Days back of callbacks, and of tickets, that the lists look at."""
PASSED = "passed"
"""The list that rests on how tickets went between units, not on the tickets alone."""


@dataclass(frozen=True, slots=True)
class TicketList:
    """One list. ``when``: its condition over the extract's tickets; None for ``PASSED``."""

    name: str
    when: Expression | None


_BACK = any_of(
    sql(f"coalesce({{}}, 0) >= {TIMES}", "n_return"), sql(f"coalesce({{}}, 0) >= {TIMES}", "n_redo")
)
_UNSOLVED = negated(grouped(sql("coalesce({}, TRUE)", "solved")))
_UNHAPPY = any_of(_UNSOLVED, one_of("satisfied", SATISFACTION[3:]))
_RECENT = negated(past(later("t_callback", ANSWER_DAYS, "DAY")))
_STILL_OPEN = all_of(HANDLED_BY_UNIT, negated(CLOSED))
LISTS: tuple[TicketList, ...] = (
    TicketList("overdue", all_of(_STILL_OPEN, past("deadline"))),
    TicketList(
        "dissatisfied", all_of(HANDLED_BY_UNIT, filled("t_callback"), _RECENT, grouped(_UNHAPPY))
    ),
    TicketList("returned", all_of(HANDLED_BY_UNIT, grouped(_BACK))),
    TicketList(PASSED, None),
)
BY_NAME: Mapping[str, TicketList] = {one.name: one for one in LISTS}
