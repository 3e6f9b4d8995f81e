"""What a warning rests on: chart, places, texts, merged detections, similar past events."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Caption, Picture
from dashboards.charts.show import show
from dashboards.charts.trend import DailyPoint, trend
from dashboards.components.entries import entry, show_entries
from dashboards.components.links import anchor
from dashboards.components.tables import paper_table, show_table
from dashboards.components.ticket_link import one_address
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row, is_missing, known_day, listed, records, words_of
from dashboards.warnings_app import to_tickets
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.places import show_places
from early_warning.detection import DETECTORS
from early_warning.frames import DETECTION, WARNING_DAILY
from early_warning.live.signals import labels
from early_warning.warning_reads import warning_tickets
from style.texts import text
from style.wording import clauses, day_table, day_words, enumerated, labelled, number

TEXTS_SHOWN = 3
TEXT_LIMIT = 120


def show_evidence(context: WarnContext, row: Row, every: dict[str, Row]) -> None:
    """Draw all evidence of one warning as far as the reader sees it."""
    key = str(row["warning_id"])
    if context.limited:
        st.caption(text("warn.chart_refused"))
    else:
        daily = context.results.read(
            context.scope, context.run, WARNING_DAILY, where={"warning_id": key}, order=["day"]
        )
        if len(daily):
            show(_picture(context, row, daily), key=f"picture_{key}")
    tickets = records(warning_tickets(context.results, context.scope, context.run, key))
    show_places(context, row)
    _risks(row)
    _texts(context, tickets)
    _parts(context, key)
    _similar(context, row, every)


def _picture(context: WarnContext, row: Row, daily: pd.DataFrame) -> Picture:
    points = [
        DailyPoint(
            known_day(r["day"]),
            float(r["observed"]),
            float(r["expected"]),
            opens=to_tickets.of_day(context, row, known_day(r["day"])),
        )
        for r in records(daily)
    ]
    name = text("warn.chart_title", subject=context.subject(row), last=day_words(points[-1].day))
    # A rule that counts some of the cell's tickets only (risk words) has another number.
    numbers = "" if is_missing(row.get("counted")) else context.numbers(row)
    caption = Caption(
        labelled(name, numbers) if numbers else name,
        text("warn.unit_tickets"), context.source, context.run.as_of or points[-1].day,
        text("warn.chart_key"),
    )  # fmt: skip
    return trend(caption, points)


def _risks(row: Row) -> None:
    known = labels()
    risks = [known.get(str(r), str(r)) for r in listed(row["risks"])]
    if risks:
        st.markdown(plain(text("warn.risks", risks=enumerated(risks))))


def _texts(context: WarnContext, tickets: list[Row]) -> None:
    st.markdown(f"**{text('warn.texts')}**")
    told: dict[str, Row] = {}
    for ticket in tickets:
        words = words_of(ticket["content"]) or words_of(ticket["title"])
        if words and len(told) < TEXTS_SHOWN:
            told.setdefault(words[:TEXT_LIMIT] + ("…" if len(words) > TEXT_LIMIT else ""), ticket)
    if not told:
        st.caption(text("warn.texts_none"))
        return
    told_of = [_text(context, words, ticket) for words, ticket in told.items()]
    show_entries(told_of)


def _text(context: WarnContext, words: str, ticket: Row) -> str:
    about = [
        day_table(known_day(ticket["day"])),
        context.areas.get(words_of(ticket["area_street"]), ""),
        words_of(ticket["org_lead"]),
    ]
    no = words_of(ticket["ticket_no"])
    small = [html.escape(a) for a in about if a] + [anchor(one_address(context, no), no)]
    return entry(html.escape(words), " · ".join(small))


def _parts(context: WarnContext, key: str) -> None:
    parts = records(
        context.results.read(
            context.scope, context.run, DETECTION, where={"warning_id": key}, order=["p_value"]
        )
    )
    rows: list[dict[str, Any]] = [
        {
            text("warn.col_rule"): DETECTORS.get(p["detector"], p["detector"]),
            text("warn.col_where"): context.subject(p),
            text("warn.col_days"): _span(p),
            text("warn.col_seen"): p["observed"],
            text("warn.col_due"): None if _uncounted(p) else p["expected"],
            text("warn.col_remark"): _remark(p),
        }
        for p in parts
    ]
    table = pd.DataFrame(rows)
    if context.limited and len(table):
        table = table.drop(columns=[text("warn.col_seen"), text("warn.col_due")])
    if len(table):
        st.markdown(f"**{text('warn.parts', count=len(table))}**")
        show_table(table.round(1), key=f"parts_{key}")
        cells = {
            str(h): [
                number(v, 1).removesuffix(".0") if isinstance(v, float) else str(v)
                for v in table.round(1)[h]
            ]
            for h in table
        }
        paper_table("", cells)


def _uncounted(part: Row) -> bool:
    """Tell whether a rule expects no number of tickets."""
    return part["kind"] in ("repeat", "new") or part["detector"] == "same_words"


def _remark(part: Row) -> str:
    """Return what explains a finding or speaks against it."""
    known, doubt = words_of(part["known"]), words_of(part.get("doubt"))
    said = (text("warn.known", known=known) if known else "",
            text("warn.doubt", doubt=doubt) if doubt else "")  # fmt: skip
    return clauses(said)


def _span(row: Row) -> str:
    first, last = known_day(row["first"]), known_day(row["last"])
    return (
        day_table(last)
        if first == last
        else text("warn.days", first=day_table(first), last=day_table(last))
    )


def _similar(context: WarnContext, row: Row, every: dict[str, Row]) -> None:
    st.markdown(f"**{text('warn.similar')}**")
    near = [every[str(k)] for k in listed(row["similar"]) if str(k) in every]
    if not near:
        st.caption(text("warn.similar_none"))
    for one in near:
        st.markdown(
            plain(
                text(
                    "warn.similar_line",
                    opened=day_table(known_day(one["opened"])),
                    title=context.title(one),
                    verdict=verdict_words(context, str(one["warning_id"])),
                    task=task_words(context, str(one["warning_id"])),
                )
            )
        )


def verdict_words(context: WarnContext, key: str) -> str:
    """Return what was said of a warning, in one word."""
    said = context.verdicts.get(key)
    if said is None:
        return text("warn.unjudged")
    names = {"true": "warn.true", "false": "warn.false", "known": "warn.known_already"}
    return text(names[said["verdict"]])


def task_words(context: WarnContext, key: str) -> str:
    """Return what became of a warning as a task, empty where it became none."""
    task = context.tasks.get(key)
    if task is None:
        return ""
    state = text(f"task.state_{task.state}")
    return text("warn.task_then", unit=task.lead or text("task.lead_none"), state=state)
