"""The sentence on top of 预警: how many are to be handled, the most pressing one, who begins."""

from __future__ import annotations

from dashboards.shell.rows import Row, words_of
from dashboards.warnings_app.context import WarnContext
from early_warning.urgency import matters
from style.texts import text


def compose(context: WarnContext, going: list[Row]) -> tuple[str, str]:
    """Return sentence and advice for the warnings that go on, the most pressing one first."""
    first = [r for r in going if matters(r)]
    if first:
        unit = words_of(first[0]["lead_unit"])
        return (
            text("warn.sentence", count=len(first), first=context.title(first[0])),
            text("warn.advice_unit", unit=unit) if unit else text("warn.advice"),
        )
    if going:
        return text("warn.sentence_listed", count=len(going)), text("warn.advice_listed")
    return text("warn.sentence_none"), text("warn.advice_none")
