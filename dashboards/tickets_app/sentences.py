"""The sentence on top of 查工单: what is looked at, and how many there are."""

from __future__ import annotations

from dashboards.shell.address import period_words
from dashboards.shell.context import BesideContext
from dashboards.shell.filters import cut_words
from dashboards.tickets_app.address import View
from dashboards.tickets_app.reading import Listed
from data_access.metrics.registry import ask
from style.texts import text
from style.wording import enumerated, number

_NAMED = 3
"""How many of a group's values are named."""


def sentence(context: BesideContext, view: View, seen: Listed) -> str:
    """Return which tickets are listed, and their number."""
    key = "tickets.sentence" if seen.found.exact else "tickets.sentence_least"
    words = text("tickets.with_words", words=view.q) if view.q else ""
    if seen.held is not None:
        about = text("tickets.about_held", name=seen.held.name)
        days = "" if view.all_days else period_words(context.filters)
        about = enumerated(filter(None, (days, cut_words(context), *_group(context, view)))) + about
    else:
        days = text("tickets.all_days") if view.all_days else period_words(context.filters)
        about = text("tickets.about_period", period=days)
        cuts = enumerated(filter(None, (cut_words(context), *_group(context, view))))
        about += f"{cuts}" if cuts else ""
    figure = _figure(view)
    return text(key, about=about, words=words, figure=figure, count=number(seen.found.count))


def _figure(view: View) -> str:
    if view.metric in ("", "volume"):
        return ""
    return text(f"tickets.figure_{view.part}", label=ask(view.metric).label)


def _group(context: BesideContext, view: View) -> list[str]:
    found = []
    for name, value in view.groups:
        values = value if isinstance(value, tuple) else (value,)
        named = [_named(context, name, one) for one in values]
        more = len(named) - _NAMED
        rest = text("tickets.group_more", count=more) if more > 0 else ""
        found.append(enumerated(named[:_NAMED]) + rest)
    return found


def _named(context: BesideContext, name: str, value: str | None) -> str:
    if value is None:
        return text("tickets.not_filled", name=text(f"tickets.dimension_{name}"))
    if name.startswith("area"):
        return context.area_name(value)
    if name.startswith("category"):
        return context.directory.category_paths.get(value, value)
    return text("tickets.hour", hour=value) if name == "hour" else value
