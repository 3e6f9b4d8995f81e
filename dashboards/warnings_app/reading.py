"""What 预警 reads. Judgements change at any moment: nothing of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.components.event_line import register_of
from dashboards.components.warning_rows import warnings_of
from dashboards.shell.context import ResultContext
from dashboards.shell.rows import Row
from early_warning import actions
from early_warning.store_tables import latest_verdicts
from early_warning.urgency import in_cut, queue
from event_register.register_reads import told_once


@dataclass(frozen=True)
class Warned:
    """``said``: every judgement; ``verdicts``: the one that counts, by warning; ``going``,
    ``over``: the warnings of the cut; ``told``: those that go on, the most pressing first, an event
    once with its others.
    """

    said: list[Any]
    verdicts: dict[str, Row]
    going: list[Row]
    over: list[Row]
    told: list[tuple[Row, list[Row]]]

    @property
    def rows(self) -> list[Row]:
        """All warnings of the cut."""
        return [*self.going, *self.over]


def warned(context: ResultContext) -> Warned:
    """Return the warnings of a cut."""
    said = actions.said(context.results, context.scope, context.summary.code)
    verdicts = latest_verdicts(said)
    listed = warnings_of(context, context.run)
    going, over = (
        [row for row in rows if in_cut(row, context.filters)]
        for rows in (listed.going, listed.over)
    )
    told = told_once(queue(going, verdicts), register_of(context), "warning", "warning_id")
    return Warned(said, verdicts, going, over, told)
