"""The map's areas as a table, at full precision."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.tables import WHOLE, column_heads
from dashboards.geo_app.sentences import Shown
from dashboards.shell.rows import is_missing
from geo.area_words import kind_words, pattern_words, side_words
from geo.statistics.measures import MEASURES
from style.texts import text
from style.wording import MISSING, clauses, clauses_of, number


def area_table(shown: Shown) -> pd.DataFrame:
    """Return areas by value, the highest first; a rate's interval and its value as counted stand
    beside it. ``Shown.figures`` are in that order.
    """
    share = MEASURES[shown.measure].form == "share"
    scale = 100.0 if share else 1.0
    name = value_head(shown)
    area, low, high, tickets = column_heads("area", "low", "high", "tickets")
    rows = shown.figures

    def scaled(values: list[float | None]) -> list[float | None]:
        return [None if v is None else round(v * scale, 4) for v in values]

    columns: dict[str, list[object]] = {area: [f.name for f in rows]}
    columns[name] = list(scaled([f.value for f in rows]))
    columns[tickets] = [f.tickets for f in rows]
    columns[text("map.col_stands")] = [kind_words(f.kind) for f in rows]
    columns[text("map.col_side")] = [side_words(f.like_side) for f in rows]
    columns[text("map.col_pattern")] = [pattern_words(f.pattern) for f in rows]
    columns[text("map.col_like")] = list(scaled([f.like_median for f in rows]))
    # What a figure rests on comes last, for whoever asks: a leader reads the words before it.
    if shown.measure != "count":
        based: list[object] = [f.n for f in rows]
        if based != columns[tickets]:
            columns[text("map.col_n")] = based
        columns[low] = list(scaled([f.low if f.value is not None else None for f in rows]))
        columns[high] = list(scaled([f.high if f.value is not None else None for f in rows]))
        columns[text("map.col_raw")] = list(scaled([f.raw for f in rows]))
    columns[text("map.col_note")] = list(_notes([f.note for f in rows]))
    told = {head: cells for head, cells in columns.items() if head in (area, name) or any(cells)}
    return pd.DataFrame(told)


def number_columns(shown: Shown, table: pd.DataFrame) -> dict[str, Any]:
    """Return how the columns of figures read; their cells keep their digits."""
    whole = shown.measure == "count"
    digits = 1 if whole or MEASURES[shown.measure].form in ("share", "per_resident") else 2
    exact = st.column_config.NumberColumn(format=f"%,.{digits}f", alignment="right")
    heads = (value_head(shown), *column_heads("low", "high"), text("map.col_raw"))
    heads = (*heads, text("map.col_like"))
    found: dict[str, Any] = {head: exact for head in heads if head in table}
    counts = (text("map.col_n"), *column_heads("tickets"), *([value_head(shown)] if whole else []))
    return {**found, **{head: WHOLE for head in counts if head in table}}


def words_of(shown: Shown, table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the table in words, for paper: without what no sheet has room for."""
    counts = {text("map.col_n"), *column_heads("tickets")}
    counts |= {value_head(shown)} if shown.measure == "count" else set()
    digits = 2 if shown.measure == "to_expected" else 1
    left = text("map.col_note")
    return {
        str(head): [_in_words(v, 0 if head in counts else digits) for v in table[head]]
        for head in table.columns
        if head != left
    }


def _in_words(value: Any, digits: int) -> str:
    if is_missing(value) or value == "":
        return MISSING
    return value if isinstance(value, str) else number(float(value), digits)


def value_head(shown: Shown) -> str:
    """Return the head of the column of the measure itself."""
    share = MEASURES[shown.measure].form == "share"
    return text("map.col_share" if share else "map.col_value", what=shown.what)


def _notes(notes: list[str]) -> list[str]:
    """Return notes without what is said of every area: the line below the table says that."""
    parts = [clauses_of(note) for note in notes]
    every = set.intersection(*map(set, parts)) if parts else set()
    return [clauses(p for p in mine if p not in every) for mine in parts]
