"""What the three pages say on top, for the pages themselves and for what a saved view tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from dashboards.components import few
from dashboards.hotspots_app import matter_names, pictures, reading
from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.sentences import Said, against, compose
from dashboards.shell.rows import figure, records, words_of
from data_access.types import Period
from hotspots.frames import CURE, GROUPS
from hotspots.repeat_reads import BothCounts
from style.texts import text
from style.wording import count, enumerated, number, rate


@dataclass(frozen=True)
class HotMessage:
    """What is said of the matters of a cut: which they are, or the tickets where they are few."""

    said: Said
    rows: list[dict[str, Any]]
    few: few.Few | None = None


def of_hotspots(context: HotContext) -> HotMessage:
    """Return what 热点 says; one or two tickets are no hot spot of a unit but what they are."""
    rows = reading.leading(context)
    if context.limited:
        rows = [r for r in rows if (figure(r["n_recent"]) or 0) >= few.LEAST_HOT]
        if not rows:
            return _few(context)
    unit = _main_unit(context, rows[0]["topic_id"]) if rows else ""
    return HotMessage(compose(rows, unit, context.span), rows)


def _few(context: HotContext) -> HotMessage:
    first = context.window.first(context.as_of)
    days = Period(first, context.as_of + timedelta(days=1))
    seen = few.few_tickets(context, context.cut.during(days))
    sentence = text("hot.sentence_few", span=context.span, n=count(seen.count), least=few.LEAST_HOT)
    return HotMessage(Said(sentence, text("hot.advice_few"), acts=False), [], seen)


def _main_unit(context: HotContext, topic_id: str) -> str:
    """Return who should lead a topic, or nobody."""
    lead = reading.lead(context, topic_id)
    return lead[0] if lead else ""


def of_topic(context: HotContext, topic: dict[str, Any]) -> Said:
    """Return what 主题详情 says of a topic."""
    parts = reading.topic_data(context, topic["topic_id"])
    places, _ = pictures.place_table(context, parts.places)
    recent, whole = figure(topic["n_recent"]), figure(topic["n"])
    first = pictures.most_places(places)
    key = "topic.where_tied" if first.tied else "topic.where"
    where = text(key, place=first.names) if first.names and first.names not in topic["name"] else ""
    compared = against(recent, figure(topic["expected"]))
    sentence = text(
        "topic.sentence", name=topic["name"], span=context.span, n=count(recent), against=compared,
        all=count(whole), where=where,
    )  # fmt: skip
    lead = reading.lead(context, topic["topic_id"])
    advice = text("topic.unit", unit=lead[0], share=rate(lead[1], 0)) if lead else ""
    return Said(sentence, advice, acts=bool(compared))


def cure_of(context: HotContext) -> pd.DataFrame:
    """Return the matters to cure first; none for a part of the tickets, of which nobody told."""
    if context.part:
        return pd.DataFrame()
    rows = reading.whole(context, CURE)
    return matter_names.called(context, rows, "key", "label", rows["kind"].eq("matter"))


def of_repeats(context: HotContext, counts: BothCounts, cure: pd.DataFrame) -> Said:
    """Return what 重复诉求网络 says."""
    if not counts.ended:
        words = "rep.none" if context.run.has(GROUPS) else "rep.not_run"
        return Said(text(words), reading.facts(context).repeat_note, acts=False)
    sentence = text(
        "rep.sentence", tickets=number(counts.tickets), matters=number(counts.matters),
        ended=number(counts.ended),
    )  # fmt: skip
    return Said(sentence, _cure_words(cure), acts=not cure.empty)


def _cure_words(cure: pd.DataFrame) -> str:
    if cure.empty:
        return ""
    rows = records(cure.sort_values("rank").head(3))
    last = rows[-1]
    blanks = {"ended": count(figure(last["cumulative"])), "share": rate(figure(last["share"]), 0)}
    if len(rows) == 1:
        return text("rep.cure_one", label=_cure_name(last), **blanks)
    labels = enumerated(_cure_name(r) for r in rows)
    return text("rep.cure", label=labels, count=len(rows), **blanks)


def _cure_name(row: dict[str, Any]) -> str:
    """Return what is to be cured; a matter is called by a ticket's title, and so is quoted."""
    name = words_of(row["label"])
    return text("rep.matter_name", name=name) if row["kind"] == "matter" else name
