"""What callers said since a task began: the first thing to look at before it is verified or closed.

Where callbacks answer, they are the basis; else a person says how he verified it. Two kinds of
answers contradict a success and are shown before closing: satisfied though not solved, and closed
though the caller came again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data_access.schemas import SATISFACTION

SATISFIED = SATISFACTION[:3]
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Check:
    """Answers about a task's tickets since it was assigned.

    ``called``: tickets called back; ``solved``, ``unsolved``, ``satisfied``, ``dissatisfied``: of
    those who answered. ``satisfied_unsolved`` and ``again``: how many contradict, with the first
    ticket numbers of each.
    """

    tickets: int
    called: int = 0
    solved: int = 0
    unsolved: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    satisfied_unsolved: int = 0
    again: int = 0
    named: tuple[str, ...] = ()

    @property
    def contradictions(self) -> int:
        """Answers that speak against closing."""
        return self.satisfied_unsolved + self.again

    def stored(self) -> Mapping[str, Any]:
        """Return it as an event keeps it."""
        return {**asdict(self), "named": list(self.named)}


def check_of(rows: pd.DataFrame, tickets: int, since: datetime | None) -> Check:
    """Return the check from tickets' answers (``ticket_reads.answers``); ``since``: naive UTC."""
    if rows.empty or since is None:
        return Check(tickets)
    called = pd.to_datetime(rows["t_callback"])
    mine = rows[called.notna() & (called >= since)]
    solved = mine["solved"].astype("boolean")
    happy, answered = mine["satisfied"].isin(SATISFIED), mine["satisfied"].isin(SATISFACTION)
    unsolved = (solved == False).fillna(False)  # noqa: E712 - of three values
    odd = (happy & unsolved).to_numpy(dtype=bool)
    again = pd.to_datetime(rows["t_again"])
    back = rows[again.notna() & (again >= since)]
    named = (*mine.loc[odd, "ticket_no"], *back["ticket_no"])
    return Check(
        tickets,
        len(mine),
        int(solved.fillna(False).sum()),
        int(unsolved.sum()),
        int(happy.sum()),
        int((answered & ~happy).sum()),
        int(odd.sum()),
        len(back),
        tuple(dict.fromkeys(map(str, named)))[:_NAMED],
    )
