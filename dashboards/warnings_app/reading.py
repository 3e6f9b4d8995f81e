"""What 预警 reads. Judgements change at any moment: nothing of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.components.event_line import register_of
from dashboards.components.warning_rows import warnings_of
from dashboards.shell.context import ResultContext, RunContext
from dashboards.shell.rows import Row
from early_warning import actions
from early_warning.store_tables import latest_verdicts
from early_warning.urgency import in_cut, queue
from event_register.register_reads import attached, told_once


@dataclass(frozen=True)
class Warned:
    """``said``: every judgement; ``verdicts``: the one that counts, by warning; ``rows``: the
    warnings of the cut; ``told``: those that go on, the most pressing first, an event once with its
    others."""

    said: list[Any]
    verdicts: dict[str, Row]
    rows: list[Row]
    told: list[tuple[Row, list[Row]]]


def warned(context: ResultContext) -> Warned:
    """Return the warnings of a cut."""
    said = actions.said(context.results, context.scope, context.summary.code)
    verdicts = latest_verdicts(said)
    register = register_of(context)
    listed = warnings_of(RunContext(context.results, context.scope, context.run))
    known = attached(listed, register, "warning", "warning_id")
    rows = [r for r in known if in_cut(r, context.filters)]
    told = told_once(queue(rows, verdicts), register, "warning", "warning_id")
    return Warned(said, verdicts, rows, told)
