"""What was: the warnings that are over, and how often each rule was right."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.shell.plain import plain
from dashboards.warnings_app.evidence import task_words, verdict_words
from dashboards.warnings_app.shared import Row, WarnContext
from data_access.results.models import cards
from early_warning import actions
from early_warning.detection import DETECTORS
from early_warning.events.judgement import precision_by_rule
from style.texts import text
from style.wording import day_table, number, rate

FEW = 20


def show_history(context: WarnContext, rows: list[Row]) -> None:
    """Draw the warnings that are over, the latest first."""
    with st.expander(text("warn.history", count=len(rows))):
        if not rows:
            st.caption(text("warn.history_none"))
            return
        rows = sorted(rows, key=lambda r: (r["opened"], r["warning_id"]), reverse=True)
        table = pd.DataFrame([_line(context, row) for row in rows])
        st.dataframe(table, hide_index=True, height=380 if len(table) > 11 else "content")


def _line(context: WarnContext, row: Row) -> dict[str, Any]:
    key = str(row["warning_id"])
    return {
        text("warn.col_level"): row["severity"],
        text("warn.col_title"): context.title(row),
        text("warn.col_opened"): day_table(pd.Timestamp(row["opened"]).date()),
        text("warn.col_last"): day_table(pd.Timestamp(row["seen"]).date()),
        text("warn.col_verdict"): verdict_words(context, key) + task_words(context, key),
    }


def show_score(context: WarnContext, said: list[Row]) -> None:
    """Draw precision by rule from verdicts, and the last replay. For those who see everything."""
    if context.limited:
        return
    with st.expander(text("warn.score")):
        judged = actions.counted(said)
        if judged:
            st.dataframe(_precision(judged), hide_index=True)
        else:
            st.caption(text("warn.score_none"))
        st.markdown(f"**{text('warn.replay')}**")
        code = context.run.jurisdiction
        known = cards(context.results.store, context.scope, "warnings", jurisdiction=code)
        card = next((c for c in known if c.model == "replay" and c.jurisdiction == code), None)
        if card is None:
            st.caption(text("warn.replay_none"))
            return
        lead = card.detail.get("median_lead")
        st.markdown(
            plain(
                text(
                    "warn.replay_line",
                    precision=rate(card.detail.get("precision")),
                    recall=rate(card.detail.get("recall")),
                    lead=number(lead, 1),
                    per_day=number(card.detail.get("alerts_per_day"), 2),
                )
            )
        )


def _precision(judged: list[Any]) -> pd.DataFrame:
    found = precision_by_rule(judged)
    return pd.DataFrame([
        {
            text("warn.col_rule"): DETECTORS.get(r["detector"], r["detector"]),
            text("warn.col_judged"): int(r["judged"]),
            text("warn.col_right"): int(r["right"]),
            text("warn.col_precision"): rate(float(r["precision"])),
            text("warn.col_interval"): f"{rate(float(r['low']))} 至 {rate(float(r['high']))}",
            text("warn.col_enough"): text("warn.few", n=int(r["judged"]))
            if r["judged"] < FEW else "",
        }
        for r in found.to_dict("records")
    ])  # fmt: skip
