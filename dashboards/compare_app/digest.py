"""What a saved view of 指标对比 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.compare_app import sentences
from dashboards.compare_app.choice import asked_of, knows_excluded
from dashboards.compare_app.content import content
from dashboards.shell.context import BesideContext


def said(context: BesideContext, query: Mapping[str, str]) -> str:
    """Return the page's finding."""
    asked = asked_of(
        query, by_matter=context.by_matter, knows_excluded=knows_excluded(context.summary)
    )
    return sentences.sentence(content(context, asked), sentences.period_words(context.filters))
