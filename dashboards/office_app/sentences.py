"""The sentence on top of 今日待办: how much waits, what comes first."""

from __future__ import annotations

from dashboards.office_app.reading import Day
from style.texts import text
from style.wording import number


def compose(day: Day) -> tuple[str, str]:
    """Return what waits for the office and how it is dealt with."""
    if not day.rows:
        return text("office.sentence_none"), text("office.advice_none")
    now = sum(item.urgency == "now" for item in day.rows)
    first = day.rows[0]
    key = "office.sentence" if now else "office.sentence_calm"
    said = text(key, count=number(len(day.rows)), now=number(now), first=first.what)
    return said, text("office.advice")


def of_kind(day: Day, kind: str) -> str:
    """Return how many rows of a kind wait, as what follows the sentence; empty for all kinds."""
    if not kind:
        return ""
    count = number(day.counts[kind])
    return text("office.digest_kind", kind=text(f"office.kind_{kind}"), count=count)
