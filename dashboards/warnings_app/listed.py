"""What is listed and never pushed, kind by kind: deadlines, feelings, moved levels, places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.fold import fold
from dashboards.components.tables import paper_table, show_linked
from dashboards.components.ticket_link import one_address
from dashboards.shell.kept import kept
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row, records, words_of
from dashboards.warnings_app.context import WarnContext
from data_access.days import local_time
from data_access.store.clock import utc_now
from early_warning.detection import DETECTORS, LISTED
from early_warning.frames import FIGURE
from early_warning.warning_reads import late_tickets
from style.texts import text
from style.wording import number, rate, time_left

Card = Callable[[Row], None]


def show_listed(context: WarnContext, going: list[Row], card: Card) -> None:
    """Draw a group for each kind; ``card`` draws one warning with its evidence.

    What was looked for and not found is said in words; the scan of places only where it is on.
    """
    st.subheader(text("warn.listed"))
    st.caption(text("warn.listed_why"))
    for name in LISTED:
        rows = [r for r in going if r["detector"] == name]
        if name == "deadline" and rows:
            _late(context, rows, context.facts.late_from)
        elif rows:
            head = text("warn.listed_head", kind=DETECTORS[name], count=len(rows))
            fold(head, f"fold_{name}", partial(_cards, name, rows, card))
        elif name in context.facts.listed:
            st.caption(text("warn.listed_none", kind=DETECTORS[name], none=_none(context, name)))
        elif name != "scan":
            st.caption(text("warn.listed_off", kind=DETECTORS[name]))


def _cards(name: str, rows: list[Row], card: Card) -> None:
    st.caption(text(f"warn.{name}_why"))
    for row in rows:
        card(row)


def _none(context: WarnContext, name: str) -> str:
    """Return in words that nothing was found, of all tickets or of those the reader sees."""
    return text(f"warn.{name}_none" if not context.limited else f"warn.{name}_none_part")


def _late(context: WarnContext, rows: list[Row], least: float) -> None:
    """Draw the tickets of the warnings shown, the first due first."""
    shown = [str(r["warning_id"]) for r in rows]
    late = _read_late(context, tuple(shown))
    if late.empty:
        kind = DETECTORS["deadline"]
        st.caption(text("warn.listed_none", kind=kind, none=_none(context, "deadline")))
        return
    # Open for those who can act on single tickets.
    acts = context.limited or context.scope.has("warning.judge")
    head = text("warn.deadline_head", kind=DETECTORS["deadline"], count=len(late))
    with st.expander(head, expanded=acts):
        units = late["unit"].nunique()
        said = text("warn.deadline_said", least=rate(least, 0), count=len(late), units=units)
        st.markdown(plain(said))
        table = pd.DataFrame({
            text("warn.col_ticket"): late["ticket_no"],
            text("warn.col_unit"): late["unit"],
            text("warn.col_deadline"): late["deadline"],
            text("warn.col_left"): _left(context, late["deadline"]),
            text("warn.col_late"): [rate(float(p), 0) for p in late["probability"]],
        })  # fmt: skip
        opens = [one_address(context, str(no)) for no in late["ticket_no"]]
        show_linked(context, table, opens, key="late_tickets", line=True)
        paper_table(head, {str(c): [str(v) for v in table[c]] for c in table})
        st.caption(text("warn.deadline_why"))


def _left(context: WarnContext, deadlines: pd.Series[Any]) -> list[str]:
    """Return how far off each local deadline is now, whatever day the analysis ended with."""
    now = local_time(utc_now(), context.summary.timezone).replace(tzinfo=None)
    return [time_left(datetime.fromisoformat(str(at)), now) for at in deadlines]


@kept(40)
def _read_late(context: WarnContext, shown: tuple[str, ...]) -> pd.DataFrame:
    return late_tickets(context.results, context.scope, context.run, list(shown), context.filters)


def figures_of(context: WarnContext, row: Row) -> str:
    """Return what else a listed warning's rule counted, in words; empty where the reader may not
    see figures of all tickets.
    """
    if context.limited or row["detector"] not in ("emotion", "scan"):
        return ""
    key = str(row["warning_id"])
    frame = context.results.read(
        context.scope, context.run, FIGURE, where={"warning_id": key}, order=["name"]
    )
    known = {str(r["name"]): float(r["value"]) for r in records(frame)}
    if row["detector"] == "scan" and "places" in known:
        area = words_of(row["area_code"])
        return text(
            "warn.scan_places", place=context.areas.get(area, area), n=number(known["places"])
        )
    if not {"n", "felt", "usual_n", "usual_felt"} <= set(known) or not known["n"]:
        return ""
    usual = known["usual_felt"] / known["usual_n"] if known["usual_n"] else float("nan")
    return text(
        "warn.emotion_share", n=number(known["n"]), felt=number(known["felt"]),
        share=rate(known["felt"] / known["n"], 1), usual_n=number(known["usual_n"]),
        usual=rate(usual, 1),
    )  # fmt: skip
