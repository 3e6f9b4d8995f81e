"""An event in words, for pages and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_access.results.values import as_text, missing
from style.texts import text
from style.wording import bracketed, rate


def lead_words(event: Mapping[str, Any]) -> str:
    """Return who should lead an event, with his share where the reader may see it."""
    unit, share = as_text(event["lead_unit"]), event["lead_share"]
    if not unit:
        return text("event.no_lead")
    part = "" if missing(share) else bracketed(text("event.lead_share", share=rate(share, 0)))
    return text("event.lead", unit=unit) + part
