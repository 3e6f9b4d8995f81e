"""What 指标对比 shows of a cut, kept by what it depends on."""

from __future__ import annotations

from dashboards.compare_app.choice import Asked, knows_excluded
from dashboards.compare_app.reading import CompareData, gather
from dashboards.shell.context import BesideContext
from dashboards.shell.expectation import Expecting
from dashboards.shell.filters import knows_repeats
from dashboards.shell.kept import kept


@kept(200)
def content(context: BesideContext, asked: Asked) -> CompareData:
    """Return the page's content for one metric."""
    return gather(
        context.extract,
        context.scope,
        context.filters,
        asked,
        knows_excluded=knows_excluded(context.summary),
        knows_repeats=knows_repeats(context.summary),
        expecting=Expecting.over(context),
    )
