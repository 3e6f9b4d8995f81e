"""趋势预测: what will come and how sure that is, the month's calendar, seats, reasons."""

from __future__ import annotations

import html
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboards.charts.show import show
from dashboards.components import few
from dashboards.components.empty import show_missing
from dashboards.components.entries import entry, show_entries
from dashboards.components.headline import headline
from dashboards.components.notes import show_note, show_on_paper
from dashboards.components.tables import paper_table, table_with_download
from dashboards.components.ticket_link import tickets_note
from dashboards.components.tile import tile, tile_row
from dashboards.forecast_app import message, pictures, reading, sentences, tables, to_tickets
from dashboards.forecast_app.absent import absent_part, said_too_short, sums_part
from dashboards.forecast_app.decomposition import apart_part, apart_table
from dashboards.forecast_app.month import item_table, month_part
from dashboards.forecast_app.reading import Missing, Outlook
from dashboards.forecast_app.sums import Sums
from dashboards.shell.context import PageContext, ResultContext
from dashboards.shell.freshness import show_run, stale_words
from dashboards.shell.plain import plain
from dashboards.shell.rows import known_day
from style.texts import text
from style.wording import bracketed, count, day_table, day_words, number, punctuate, rate, weekday

READINGS = ("made", "category", "area", "who")
FINDINGS_SHOWN = 8


def draw(context: ResultContext) -> None:
    """Draw the page."""
    if said_too_short(context):
        return
    seen = reading.outlook(context)
    if isinstance(seen, Missing):
        absent_part(context, seen)
        return
    if isinstance(seen, Sums):
        sums_part(context, seen)
        return
    if message.is_few(context, seen):
        _few(context, seen)
        return
    _head(context, seen)
    _tiles(context, seen)
    before = sentences.before_words(seen)
    _pictures(context, seen, before.words)
    _findings(context, seen)
    _details(context, seen, before.table)


def _few(context: ResultContext, seen: Outlook) -> None:
    """Say how many tickets there were, and show them: so few that no forecast is told."""
    sentence, found = message.of_few(context, seen)
    advice = text("fc.advice_few", least=number(few.LEAST_WEEK))
    with context.on_top():
        headline(context, sentence, advice)
        show_run(
            text("fc.fresh_few", as_of=day_table(seen.as_of), weekday=weekday(seen.as_of)),
            text("fc.fresh_run", run=seen.run.run_id),
        )
    few.show_few(context, found)


def _head(context: PageContext, seen: Outlook) -> None:
    said = sentences.compose(context, seen)
    fresh = text(
        "fc.fresh",
        as_of=day_table(seen.as_of),
        weekday=weekday(seen.as_of),
        model=seen.model,
        error=sentences.error_words(seen),
    )
    with context.on_top():
        headline(context, said.sentence, said.advice, acts=said.acts)
        show_run(fresh, text("fc.fresh_run", run=seen.run.run_id))
        for line in _remarks(context, seen):
            st.caption(plain(punctuate(line)))


def _remarks(context: PageContext, seen: Outlook) -> list[str]:
    found = []
    stale = stale_words(context, seen.as_of, "fc.stale")
    if seen.kind != "whole":
        found.append(text(f"fc.own_{seen.kind}"))
    if stale:
        found.append(stale)
    guessed = seen.ahead[~seen.ahead["certain"].astype(bool)]
    if len(guessed) and context.summary.calendar == "cn":
        first = day_words(known_day(guessed["period"].min()), seen.as_of)
        found.append(text("fc.uncertain", first=first))
    return found


def _tiles(context: PageContext, seen: Outlook) -> None:
    off, further = seen.off_week, seen.off_month
    note = text("fc.error_note", share=rate(further.share, 0)) if further else ""
    told = text("fc.help_error", origins=off.origins) if off else ""
    tiles = [
        (
            f"fc.tile_{name}",
            text("fc.count", n=count(round(sentences.sum_ahead(seen, days)))),
            _past_words(seen, days),
            text("fc.help_sum", days=days, as_of=day_words(seen.as_of)),
        )
        for name, days in (("week", 7), ("month", 28))
    ]
    tiles.append(
        ("fc.tile_error", rate(off.share, 0) if off else "—",
         note or text("fc.error_note_none"), told)
    )  # fmt: skip
    with tile_row():
        for label, value, below, help_ in tiles:
            tile(text(label), value, [below], told=help_, below=_past(context, seen, label))


def _past(context: PageContext, seen: Outlook, label: str) -> str:
    """Return the way to the tickets of as many days before as a tile looks ahead, in HTML."""
    days = {"fc.tile_week": 7, "fc.tile_month": 28}.get(label)
    if days is None:
        return ""
    opens, n = to_tickets.of_last(context, seen, days), sentences.sum_past(seen, days)
    return tickets_note(context, opens, text("fc.past_tickets", days=days), n)


def _past_words(seen: Outlook, days: int) -> str:
    total = seen.due.get(days)
    due = "" if total is None else text("fc.due_before", n=count(total.mean))
    n = number(sentences.sum_past(seen, days))
    return text("fc.against_before", days=days, n=n, due=due)


def _pictures(context: PageContext, seen: Outlook, before: str) -> None:
    with st.container(border=True, key="part_fc_main"):
        show(pictures.main_picture(context, seen), key="picture_fc_main")
        show_note(before)
        why = sentences.why_words(seen)
        with st.expander(text("fc.why_title")):
            show_note(why)
        show_on_paper(why)
        apart_part(context, seen)
    # One above the other: seven columns of words don't fit half a page.
    month_part(context, seen)
    with st.grid(columns=2, min_column_width=340, gap="medium", key="pictures"):
        _drivers(context, seen)
        _seats(context, seen)


def _drivers(context: PageContext, seen: Outlook) -> None:
    with st.container(border=True, key="part_fc_drivers", height="stretch"):
        if seen.drivers.empty:
            why = seen.facts.driver_note
            none = "fc.drivers_cut" if context.filters.category else "fc.drivers_few"
            told = text("fc.drivers_none", why=why) if why else text(none)
            show_missing(punctuate(told), text("fc.drivers_name"))
            return
        with st.container(horizontal=True, key="fc_driver_bar"):
            comparison = _choice(
                "fc.drivers_choose",
                "comparison",
                lambda v: text(f"fc.drivers_{v}"),
                seen.drivers,
            )
            mine = seen.drivers[seen.drivers["comparison"] == comparison]
            reading = _choice(
                "fc.reading_choose", "reading", lambda v: text(f"fc.reading_{v}"), mine
            )
        rows = mine[mine["reading"] == reading]
        picture = pictures.drivers_picture(context, seen, rows, str(comparison))
        show(picture, key="picture_fc_drivers")


def _choice(label: str, column: str, name: Callable[[str], str], rows: pd.DataFrame) -> str:
    values = [str(v) for v in dict.fromkeys(rows[column])]
    values.sort(key=lambda v: READINGS.index(v) if v in READINGS else 0)
    chosen = st.segmented_control(
        text(label),
        values,
        default=values[0],
        required=True,
        format_func=name,
        key=f"fc_{column}",
    )
    return str(chosen) if chosen in values else values[0]


def _seats(context: PageContext, seen: Outlook) -> None:
    if seen.seats.empty:
        said = seen.facts.seat_note
        whole = seen.kind == "whole" and not context.filters.category
        missing = said or text("fc.no_seats" if whole else "fc.seats_cut")
        with st.container(border=True, key="part_fc_seats", height="stretch"):
            show_missing(missing, text("fc.seats_name"))
        return
    days = [known_day(d) for d in sorted(seen.seats["day"].unique())]
    busiest = pictures.busiest_day(seen.seats)
    with st.container(border=True, key="part_fc_seats", height="stretch"):
        day = st.selectbox(
            text("fc.day"),
            days,
            index=days.index(busiest),
            format_func=lambda d: day_words(d) + bracketed(weekday(d)),
            key="fc_seat_day",
            width=200,
        )
        show(pictures.seats_picture(context, seen, day), key="picture_fc_seats")
        facts = seen.facts
        note = text(
            "fc.seats_note",
            handling=number(facts.handling_s),
            measured=text("fc.seats_measured" if facts.handling_measured else "fc.seats_assumed"),
            patience=number(facts.patience_s),
        )
        show_note(note)


def _findings(context: PageContext, seen: Outlook) -> None:
    if seen.findings.empty:
        return
    said = list(tables.findings_table(context, seen.findings)[text("fc.finding_text")])
    with st.expander(text("fc.findings") + bracketed(len(said)), expanded=len(said) <= 3):
        show_entries(entry(html.escape(words_)) for words_ in said[:FINDINGS_SHOWN])
        rest = len(said) - FINDINGS_SHOWN
        more = text("fc.findings_more", count=rest) if rest > 0 else ""
        st.caption(text("fc.findings_what") + more)


def _details(context: PageContext, seen: Outlook, before: pd.DataFrame) -> None:
    ways: dict[str, tuple[bool, Callable[[], pd.DataFrame]]] = {
        "cells": (len(seen.cells) > 0, lambda: tables.cells_table(context, seen)),
        "days": (len(seen.ahead) > 0, lambda: tables.days_table(seen)),
        "before": (len(before) > 0, lambda: tables.before_table(before)),
        "models": (tables.tested(seen), lambda: tables.models_table(seen)),
        "apart": (len(seen.components) > 0, lambda: apart_table(seen.components)),
        "items": (len(seen.items) > 0, lambda: item_table(context, seen.items)),
        "drivers": (len(seen.drivers) > 0, lambda: tables.drivers_table(context, seen.drivers)),
        "seats": (len(seen.seats) > 0, lambda: tables.seats_table(seen.seats)),
        "findings": (len(seen.findings) > 0, lambda: tables.findings_table(context, seen.findings)),
    }
    names = [name for name, (there, _) in ways.items() if there]
    st.subheader(text("fc.details"))
    name = st.segmented_control(
        text("fc.details"),
        names,
        default=names[0],
        required=True,
        format_func=lambda n: text(f"fc.table_{n}"),
        key="fc_table",
        label_visibility="collapsed",
    )
    chosen = str(name) if name in names else names[0]
    table = ways[chosen][1]()
    opens = []
    if chosen == "before":
        opens = [
            to_tickets.of_day(context, known_day(day)) if actual else ""
            for day, actual in zip(before["period"], before["actual"], strict=True)
        ]
    if chosen == "cells":
        st.caption(text("fc.cells_what"))
        opens = [
            to_tickets.of_cell(context, seen, str(code)) if usual else ""
            for code, usual in zip(seen.cells["code"], seen.cells["usual"], strict=True)
        ]
    shown = text(f"fc.table_{chosen}")
    formats = tables.column_formats(table)
    table_with_download(context, f"fc_{chosen}", shown, table, opens=opens, config=formats)
    paper_table(shown, tables.in_words(table))
