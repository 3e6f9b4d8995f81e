"""What a saved view of 热点地图 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.geo_app.context import MapContext
from dashboards.geo_app.reading import shown_of
from dashboards.geo_app.sentences import said as sentence_of
from dashboards.shell.context import ResultContext


def said(found: ResultContext, query: Mapping[str, str]) -> str:
    """Return which areas stand out."""
    context = MapContext.asked(found, query)
    return sentence_of(shown_of(context, context.look.month)).sentence
