"""What the warnings say of the days that are looked at: the same order as on 预警."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboards.components.event_line import register_of
from dashboards.components.warning_rows import warnings_of
from dashboards.leader_app.content import Matter
from dashboards.leader_app.sentences import PressingFacts
from dashboards.shell.context import BesideContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, figure, words_of
from early_warning import actions
from early_warning.frames import ROOM
from early_warning.store_tables import latest_verdicts
from early_warning.urgency import matters, presses, queue
from early_warning.words import numbers, title
from event_register.register_reads import told_once
from style.texts import text
from style.wording import count


@dataclass(frozen=True, slots=True)
class Pressing:
    """A warning to be handled: for the sentence on top, and as a matter below it."""

    facts: PressingFacts
    matter: Matter


Judged = tuple[tuple[str, str, datetime | date], ...]
"""The last word on each warning: number, verdict, when; what was read depends on it."""


def pressing(context: BesideContext) -> tuple[Pressing, ...]:
    """Return the warnings to be handled, the most pressing first; see ``pressing_rows``."""
    return _found(context, _judged(context)) if _is_now(context) else ()


@kept(200, shared=True)
def _found(context: BesideContext, judged: Judged) -> tuple[Pressing, ...]:
    return tuple(_pressing(context, row) for row in _rows(context, judged))


def pressing_rows(context: BesideContext) -> list[Row]:
    """Return the warnings to be handled, the most pressing first, the first of each event.

    Empty for readers without the right, without a run, and where earlier days are looked at: what
    goes on now says nothing of those.
    """
    return _rows(context, _judged(context)) if _is_now(context) else []


def _is_now(context: BesideContext) -> bool:
    shown, known = context.filters.period.last, context.summary.last_day
    earlier = known is not None and shown < known
    return ROOM in context.runs and not earlier and context.scope.has("warning.view")


def _judged(context: BesideContext) -> Judged:
    """Return what was said of the warnings up to now: judgements change at any moment."""
    said = actions.said(context.results, context.scope, context.summary.code)
    rows = latest_verdicts(said).items()
    return tuple((str(key), str(row["verdict"]), row["at"]) for key, row in rows)


def _rows(context: BesideContext, judged: Judged) -> list[Row]:
    verdicts = {key: {"verdict": verdict, "at": at} for key, verdict, at in judged}
    listed = warnings_of(context, context.runs[ROOM])
    going = queue(listed.going, verdicts, context.filters)
    told = told_once(going, register_of(context), "warning", "warning_id")
    return [row for row, _ in told if matters(row)]


def _pressing(context: BesideContext, row: Row) -> Pressing:
    about = title(row, context.areas, context.directory.categories)
    said, unit = numbers(row), words_of(row["lead_unit"])
    n, register = row["n"], register_of(context)
    first = str(row["warning_id"])
    matter = Matter(
        what=about,
        amount=None,
        unit=unit,
        area=words_of(row["area_code"]),
        category=words_of(row["category_code"]),
        level=words_of(row["severity"]),
        said=said or text("today.matter_own", n=count(figure(n))),
        warnings=(first, *register.beside("warning", first)),
        event=words_of(row.get("event_id")),
    )
    return Pressing(PressingFacts(about, said, unit, first=presses(row)), matter)
