"""What a saved view of 趋势预测 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.forecast_app import message, sentences
from dashboards.forecast_app.reading import Missing, outlook
from dashboards.forecast_app.sums import Sums
from dashboards.shell.context import ResultContext
from forecasting.reading import too_short
from style.texts import text


def said(context: ResultContext, _query: Mapping[str, str]) -> str:
    """Return what is expected of the view's part; why nothing is where nothing is."""
    why = too_short(context.extract, context.summary.code)
    if why:
        return text("fc.short", place=context.summary.name, why=why)
    seen = outlook(context)
    if isinstance(seen, Missing):
        return text(f"fc.missing_{seen.why}")
    if isinstance(seen, Sums):
        return sentences.sums_words(seen)
    if message.is_few(context, seen):
        return message.of_few(context, seen)[0]
    return sentences.compose(context, seen).sentence
