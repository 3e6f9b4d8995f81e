"""What else goes on: events of the register with enough tickets of the last week to be told."""

from __future__ import annotations

from dashboards.components.event_line import register_of
from dashboards.leader_app.content import Matter
from dashboards.leader_app.sentences import LEAST_CASES
from dashboards.shell.context import BesideContext
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, figure, words_of
from style.texts import text
from style.wording import count

GOING = frozenset({"new", "growing", "steady"})


@kept(200, shared=True)
def live_events(context: BesideContext) -> tuple[Matter, ...]:
    """Return the events that go on within what is chosen, the largest of the last week first; none
    where earlier days are looked at."""
    if context.filters.period.last != context.summary.last_day:
        return ()
    going = (row for row in register_of(context).events.values() if row["state"] in GOING)
    return tuple(_matter(row) for row in going if _told(context, row))


def _told(context: BesideContext, row: Row) -> bool:
    chosen = (context.filters.area, context.filters.category)
    codes = (words_of(row["area_code"]), words_of(row["category_code"]))
    inside = all(code.startswith(cut) for cut, code in zip(chosen, codes, strict=True))
    other = context.filters.department or context.filters.channel
    enough = (figure(row["n_recent"]) or 0) >= LEAST_CASES
    return enough and inside and not other


def _matter(row: Row) -> Matter:
    return Matter(
        what=str(row["name"]),
        amount=None,
        unit=words_of(row["lead_unit"]),
        area=words_of(row["area_code"]),
        category=words_of(row["category_code"]),
        said=text("today.matter_event", n=count(figure(row["n_recent"]))),
        event=str(row["event_id"]),
    )
