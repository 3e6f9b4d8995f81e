"""What is said of so few tickets that no forecast is told, and of whom that holds."""

from __future__ import annotations

from datetime import timedelta

from dashboards.components import few
from dashboards.forecast_app import sentences
from dashboards.forecast_app.reading import Outlook
from dashboards.shell.context import ResultContext
from data_access.types import Period
from style.texts import text
from style.wording import count

FEW_DAYS = 28
"""Days of which the tickets are shown where they are too few for a forecast."""


def is_few(context: ResultContext, seen: Outlook) -> bool:
    """Tell whether a limited reader's part is too small for a forecast."""
    return context.limited and sentences.sum_ahead(seen, 7) < few.LEAST_WEEK


def of_few(context: ResultContext, seen: Outlook) -> tuple[str, few.Few]:
    """Return how many tickets there were, in words, and the tickets."""
    days = Period(seen.as_of - timedelta(days=FEW_DAYS - 1), seen.as_of + timedelta(days=1))
    found = few.few_tickets(context, context.filters.during(days))
    sentence = text(
        "fc.sentence_few", days=FEW_DAYS, n=count(found.count),
        week=count(round(sentences.sum_past(seen, 7))),
    )  # fmt: skip
    return sentence, found
