"""What the page says where no single stored forecast answers: why there is none, or a sum."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.components.headline import about, headline
from dashboards.components.notes import show_note
from dashboards.components.tables import paper_table, table_with_download
from dashboards.forecast_app.reading import Missing, not_run
from dashboards.forecast_app.sentences import sums_words
from dashboards.forecast_app.sums import Sums
from dashboards.forecast_app.tables import column_formats, in_words
from dashboards.shell.context import PageContext
from dashboards.shell.freshness import stale_words
from dashboards.shell.plain import plain
from forecasting.reading import too_short
from style.texts import text
from style.ties import most
from style.wording import count, day_table, listing, punctuate, weekday

_TITLES = {
    "run": "fc.missing_run_title",
    "units_later": "fc.missing_run_title",
    "none": "fc.missing_none_title",
}
LEFT_NAMED = 5


def draw(context: PageContext) -> None:
    """Draw the page where the room has stored nothing yet."""
    if not said_too_short(context):
        absent_part(context, not_run(context))


def said_too_short(context: PageContext) -> bool:
    """Say that the history is too short for any forecast, where it is."""
    why = too_short(context.extract, context.summary.code)
    if why:
        st.title(text("fc.short_title"))
        st.write(plain(punctuate(text("fc.short", place=context.summary.name, why=why))))
    return bool(why)


def absent_part(context: PageContext, seen: Missing) -> None:
    """Say why there is no forecast and which there is."""
    about(context)
    st.title(text(_TITLES.get(seen.why, "fc.missing_title")))
    st.write(text(f"fc.missing_{seen.why}"))


def sums_part(context: PageContext, seen: Sums) -> None:
    """Say the sum of several places and list what is expected of each."""
    table = seen.table
    week, month = float(table["week"].sum()), float(table["month"].sum())
    names = [_name(context, seen, p) for p in table["place"]]
    sentence = sums_words(seen)
    months = [float(round(float(n))) for n in table["month"]]
    first = most(zip(names, months, strict=True), text("fc.sums_counter"))
    key = "fc.sums_advice_tied" if first.tied else "fc.sums_advice"
    advice = text(key, name=first.names, n=count(first.value))
    with context.on_top():
        headline(context, sentence, advice)
    notes = [
        text("fc.sums_fresh", as_of=day_table(seen.as_of), weekday=weekday(seen.as_of)),
        text("fc.sums_note"),
    ]
    if seen.left_out:
        notes.append(text("fc.sums_left", names=listing(list(seen.left_out), LEFT_NAMED)))
    notes.append(stale_words(context, seen.as_of, "fc.stale"))
    for line in filter(None, notes):
        show_note(punctuate(line))
    shown = pd.DataFrame(
        {
            text(f"fc.sums_name_{seen.kind}"): [*names, text("fc.sums_total")],
            text("fc.cell_usual"): [*table["usual"], float(table["usual"].sum())],
            text("fc.cell_week"): [*table["week"], week],
            text("fc.cell_month"): [*table["month"], month],
        }
    )
    title, formats = text("fc.sums_table"), column_formats(shown)
    table_with_download(context, "fc_sums", title, shown, config=formats)
    paper_table(title, in_words(shown))


def _name(context: PageContext, seen: Sums, place: object) -> str:
    if seen.kind == "unit":
        return str(place)
    return context.area_name(str(place))
