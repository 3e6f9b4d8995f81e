"""What a saved view of 预警 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.shell.context import ResultContext
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.reading import warned
from dashboards.warnings_app.sentences import compose


def said(context: ResultContext, _query: Mapping[str, str]) -> str:
    """Return how many warnings are to be handled, and the first."""
    seen = warned(context)
    known = WarnContext.over(context, verdicts=seen.verdicts, tasks={})
    sentence, _ = compose(known, [first for first, _ in seen.told])
    return sentence
