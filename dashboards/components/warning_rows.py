"""The warnings of a run as one reader sees them, read once for all pages that name them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboards.components.event_line import register_of
from dashboards.shell.context import BesideContext, Key, ResultContext, RunContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, records
from data_access.results.store import RunInfo
from early_warning.urgency import state_of
from early_warning.warning_reads import warning_list
from event_register.frames import ROOM
from event_register.register_reads import Register, attached


@dataclass(frozen=True)
class Listed:
    """A run's warnings with what their events say, nobody may change them. ``going``: those that go
    on or fade; ``over``: those of the past, of which a large city has thousands."""

    going: list[Row]
    over: list[Row]

    @cached_property
    def by_number(self) -> dict[str, Row]:
        """All of them by number."""
        return {str(row["warning_id"]): row for row in (*self.going, *self.over)}


@dataclass(frozen=True)
class _Seen(RunContext):
    """… and the register of events beside the run."""

    register: Register
    register_run: str

    @property
    def key(self) -> Key:
        return *super().key, self.register_run


def warnings_of(context: ResultContext | BesideContext, run: RunInfo) -> Listed:
    """Return the warnings of ``run``, the current run of the room of warnings."""
    beside = context.runs.get(ROOM)
    register_run = "" if beside is None else beside.run_id
    return _listed(_Seen(context.results, context.scope, run, register_of(context), register_run))


@kept(40, shared=True)
def _listed(seen: _Seen) -> Listed:
    rows = records(warning_list(seen.results, seen.scope, seen.run))
    known = attached(rows, seen.register, "warning", "warning_id")
    over = [state_of(row) == "closed" for row in known]
    return Listed(
        [row for row, past in zip(known, over, strict=True) if not past],
        [row for row, past in zip(known, over, strict=True) if past],
    )
