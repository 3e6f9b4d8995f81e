"""What saved views of 热点, 主题详情 and 重复诉求网络 say of themselves."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.hotspots_app import message
from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.topic_book import topic_book
from dashboards.shell.context import ResultContext
from hotspots.repeat_reads import both_counts
from style.texts import text


def hotspots(found: ResultContext, query: Mapping[str, str]) -> str:
    """Return the matters that matter most."""
    return message.of_hotspots(HotContext.asked(found, query)).said.sentence


def topic(found: ResultContext, query: Mapping[str, str]) -> str:
    """Return how the view's topic stands; that it is gone where it is."""
    context = HotContext.asked(found, query)
    rows = topic_book(context).choice
    asked = query.get("topic", "")
    if not rows:
        return text("topic.none")
    chosen = rows.get(asked) if asked else next(iter(rows.values()))
    return message.of_topic(context, chosen).sentence if chosen else text("topic.digest_gone")


def repeats(found: ResultContext, query: Mapping[str, str]) -> str:
    """Return how many tickets are how many matters."""
    context = HotContext.asked(found, query)
    counts = both_counts(context.results, context.scope, context.run, context.cut)
    return message.of_repeats(context, counts, message.cure_of(context)).sentence
