"""The message of 今日要情: what figures tell of a cut, and what presses."""

from __future__ import annotations

from dashboards.leader_app.content import Finding, TodayData
from dashboards.leader_app.pressing import Pressing, pressing
from dashboards.leader_app.reading import gather
from dashboards.leader_app.sentences import with_pressing
from dashboards.shell.context import BesideContext
from dashboards.shell.expectation import Expecting
from dashboards.shell.kept import kept


@kept(300)
def content(context: BesideContext) -> TodayData:
    """Return what the page shows of a cut."""
    return gather(
        context.extract,
        context.scope,
        context.filters,
        context.summary,
        context.directory,
        by_matter=context.by_matter,
        expecting=Expecting.over(context),
    )


def message(context: BesideContext) -> tuple[tuple[Pressing, ...], Finding]:
    """Return the warnings to be handled and the sentence on top.

    Judgements change at any moment: what presses is read anew each time.
    """
    found = pressing(context)
    return found, with_pressing(content(context).finding, tuple(p.facts for p in found))
