"""What the warnings say of the days that are looked at: the same order as on 预警."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.leader_app.sentences import PressingFacts
from dashboards.shell.context import BesideContext
from dashboards.shell.event_line import register_of
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, records, words_of
from early_warning import actions
from early_warning.frames import ROOM
from early_warning.store_tables import latest_verdicts
from early_warning.urgency import matters, presses, queue
from early_warning.warning_reads import warning_list
from early_warning.words import numbers, title
from event_register.register_reads import attached, told_once


def pressing(context: BesideContext) -> tuple[PressingFacts, ...]:
    """Return the warnings to be handled, the most pressing first.

    Empty for readers without the right, without a run, and where earlier days are looked at: what
    goes on now says nothing of those.
    """
    run = context.runs.get(ROOM)
    shown, known = context.filters.period.last, context.summary.last_day
    earlier = known is not None and shown < known
    if run is None or earlier or not context.scope.has("warning.view"):
        return ()
    said = actions.said(context.results, context.scope, context.summary.code)
    register = register_of(context)
    rows = attached(_rows(context), register, "warning", "warning_id")
    going = queue(rows, latest_verdicts(said), context.filters)
    told = told_once(going, register, "warning", "warning_id")
    due = [row for row, _ in told if matters(row)]
    return tuple(_facts(row, context.areas, context.directory.categories) for row in due)


@kept(60)
def _rows(context: BesideContext) -> list[Row]:
    return records(warning_list(context.results, context.scope, context.runs[ROOM]))


def _facts(row: Row, areas: Mapping[str, str], categories: Mapping[str, str]) -> PressingFacts:
    return PressingFacts(
        title=title(row, areas, categories),
        numbers=numbers(row),
        category=words_of(row["category_code"]),
        unit=words_of(row["lead_unit"]),
        first=presses(row),
    )
