"""The task that a warning is turned into: what is said, who should lead, what it rests on."""

from __future__ import annotations

from dashboards.components.event_line import register_of
from dashboards.components.issue_task import Proposal
from dashboards.shell.rows import Row, figure, known_day, records, words_of
from dashboards.warnings_app.context import WarnContext
from early_warning.frames import WARNING_DAILY
from early_warning.warning_reads import warning_tickets
from style.texts import text
from style.wording import bracketed, clauses, day_whole
from supervision.actions import Source
from supervision.checked_fields import LENGTHS
from supervision.sources import WARNING, Day, source_of


def proposal(context: WarnContext, row: Row) -> Proposal:
    """Return a warning's task as it is proposed."""
    key = str(row["warning_id"])
    as_of = context.run.as_of
    when = bracketed(text("warn.as_of", day=day_whole(as_of))) if as_of else ""
    level = text("warn.level", level=row["severity"])
    basis = text("warn.basis", says=clauses((context.title(row), *_says(context, row))), when=when)
    return Proposal(
        lambda: _source(context, row, key),
        {
            "title": context.title(row)[: LENGTHS["title"]],
            "basis": clauses((level, basis)),
            "lead": words_of(row["lead_unit"]),
            "area": words_of(row["area_code"]),
            "category": words_of(row["category_code"]),
        },
    )


def _says(context: WarnContext, row: Row) -> tuple[str, ...]:
    rule = text("warn.rule", rule=row["rule"])
    return tuple(filter(None, ("" if context.limited else context.numbers(row), rule)))


def _source(context: WarnContext, row: Row, key: str) -> Source:
    event = register_of(context).event("warning", key)
    tickets = warning_tickets(context.results, context.scope, context.run, key)
    return source_of(
        "warning",
        key,
        title=context.subject(row),
        says=(context.title(row), *_says(context, row)),
        row=row,
        names=WARNING,
        days=_days(context, key),
        run=context.run.run_id,
        as_of=context.run.as_of,
        matter=str(event["event_id"]) if event else "",
        tickets=[str(t) for t in tickets["ticket_no"]],
    )


def _days(context: WarnContext, key: str) -> list[Day]:
    if context.limited:
        return []
    daily = context.results.read(
        context.scope, context.run, WARNING_DAILY, where={"warning_id": key}, order=["day"]
    )
    return [
        (known_day(r["day"]), figure(r["observed"]), figure(r["expected"])) for r in records(daily)
    ]
