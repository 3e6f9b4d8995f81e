"""What was: the warnings that are over, and how often each rule was right."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components.entries import entry, show_entries
from dashboards.components.fold import fold
from dashboards.components.level_mark import level_mark
from dashboards.components.tables import show_linked, show_table
from dashboards.components.ticket_link import held_address
from dashboards.shell.plain import plain
from dashboards.shell.rows import Row, is_missing, known_day
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.evidence import task_words, verdict_words
from data_access.results.models import cards
from early_warning import actions
from early_warning.detection import DETECTORS
from early_warning.events.judgement import precision_by_rule
from early_warning.live.signals import labels
from style.texts import text
from style.wording import day_table, enumerated, number, rate

FEW = 20
LATEST = 200
"""Warnings of the past that are listed: a large city has thousands."""
LOAD_DAYS = 28


def show_history(context: WarnContext, rows: list[Row]) -> None:
    """Draw the warnings that are over, the latest first."""
    fold(text("warn.history", count=len(rows)), "fold_history", partial(_history, context, rows))


def _history(context: WarnContext, rows: list[Row]) -> None:
    if not rows:
        st.caption(text("warn.history_none"))
        return
    rows = sorted(rows, key=lambda r: (r["opened"], r["warning_id"]), reverse=True)
    if len(rows) > LATEST:
        st.caption(plain(text("warn.history_latest", shown=number(LATEST))))
    rows = rows[:LATEST]
    table = pd.DataFrame([_line(context, row) for row in rows])
    opens = [held_address(context, "warning", str(row["warning_id"])) for row in rows]
    show_linked(context, table, opens)


def _line(context: WarnContext, row: Row) -> dict[str, Any]:
    key = str(row["warning_id"])
    return {
        text("warn.col_level"): row["severity"],
        text("warn.col_title"): context.title(row),
        text("warn.col_opened"): day_table(known_day(row["opened"])),
        text("warn.col_last"): day_table(known_day(row["seen"])),
        text("warn.col_verdict"): verdict_words(context, key) + task_words(context, key),
    }


def show_score(context: WarnContext, said: list[Row], rows: list[Row]) -> None:
    """Draw precision by rule from verdicts, how many were pushed, and the last replay. For those
    who see everything.
    """
    if context.limited:
        return
    fold(text("warn.score"), "fold_score", partial(_score, context, said, rows))


def _score(context: WarnContext, said: list[Row], rows: list[Row]) -> None:
    st.markdown(f"**{text('warn.score_title')}**")
    judged = actions.counted(said)
    if judged:
        show_table(_precision(judged))
    else:
        st.caption(text("warn.score_none"))
    st.markdown(f"**{text('warn.load_title')}**")
    st.markdown(plain(_load(context, rows)))
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
    delays = delay_rows(card.detail)
    if delays:
        st.markdown(plain(text("warn.delay_title")))
        show_table(pd.DataFrame(delays), key="delays")
        st.caption(plain(delay_words(card.detail["by_hour"])))
    else:
        st.caption(text("warn.delay_none"))
    own = own_truth_rows(card.detail)
    if own:
        st.markdown(plain(text("warn.own_title")))
        show_table(pd.DataFrame(own), key="own_truth")
        st.caption(text("warn.own_note"))


def delay_rows(detail: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return how long after an event's first ticket its warning came, by night and by hour."""
    found = detail.get("by_hour")
    if not found:
        return []
    return [
        {
            text("warn.delay_way"): text(f"warn.delay_{name}"),
            text("warn.col_precision"): rate(one["precision"]),
            text("warn.delay_found"): text(
                "warn.delay_of", found=one["found"], events=one["events"]
            ),
            text("warn.delay_false"): number(one["false_a_week"], 2),
            text("warn.delay_median"): _hours(one["delay"]["median"]),
            text("warn.delay_middle"): text(
                "warn.delay_range",
                low=_hours(one["delay"]["quantiles"]["0.25"]),
                high=_hours(one["delay"]["quantiles"]["0.75"]),
            ),
        }
        for name, one in (("nightly", found["nightly"]), ("hourly", found["hourly"]))
    ]


def delay_words(found: Mapping[str, Any]) -> str:
    """Say what looking by the hour gained, and how much of it the night did not bear out."""
    gained, early = found["lead_gained"], found["by_hours"]
    return text(
        "warn.delay_gained", n=gained["n"], hours=_hours(gained["median"]),
        sooner=gained["sooner"], later=gained["later"],
        pushes=early["pushes"], unborne=early["not_borne_out"],
    )  # fmt: skip


def _hours(value: float | None) -> str:
    return number(value, 1)


def own_truth_rows(detail: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what a replay found of the warnings that are judged on their own truth, row by row."""
    rows: list[tuple[str, str, str]] = []
    deadlines, risks = detail.get("deadlines"), detail.get("risk_words")
    for one in deadlines["by_hours"] if deadlines else ():
        if one["n"]:
            said = text(
                "warn.own_hours", auc=number(one["auc"], 2), brier=number(one["brier"], 3),
                base=number(one["brier_base"], 3), error=rate(one["calibration_error"], 1),
                late=rate(one["late"] / one["n"], 0),
            )  # fmt: skip
            rows.append((text("warn.own_due", hours=one["hours"]), _times(one["n"]), said))
    for one in deadlines["called"] if deadlines else ():
        if one["n"]:
            said = text(
                "warn.own_called", share=rate(one["share"], 0), found=rate(one["found"], 0),
            )  # fmt: skip
            name = text("warn.own_from", level=rate(one["from"], 0))
            rows.append((name, _times(one["n"]), said))
    if risks and risks["warnings"]:
        said = text(
            "warn.own_risks", precision=rate(risks["precision"], 0), low=rate(risks["low"], 0),
            high=rate(risks["high"], 0),
        )  # fmt: skip
        if risks["events"]:
            recall, n = rate(risks["recall"], 0), risks["events"]
            said += text("warn.own_recall", recall=recall, n=n)
        rows.append((DETECTORS["risk_words"], text("warn.own_n", n=risks["warnings"]), said))
        known = labels()
        for one in risks["by_class"]:
            said = text("warn.own_right", right=one["right"], share=rate(one["precision"], 0))
            name = text("warn.own_class", name=known.get(one["risk"], one["risk"]))
            rows.append((name, text("warn.own_n", n=one["warnings"]), said))
    columns = (text("warn.own_what"), text("warn.own_count"), text("warn.own_result"))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _times(n: int) -> str:
    return text("warn.own_times", n=number(float(n)))


def _load(context: WarnContext, rows: list[Row]) -> str:
    """Say how many warnings were pushed a day lately."""
    until = pd.Timestamp(str(context.run.as_of))
    since = until - pd.Timedelta(days=LOAD_DAYS - 1)
    days = [pd.Timestamp(r["pushed"]) for r in rows if not is_missing(r["pushed"])]
    a_day = Counter(day for day in days if since <= day <= until)
    return text(
        "warn.load",
        days=LOAD_DAYS,
        count=a_day.total(),
        mean=number(a_day.total() / LOAD_DAYS, 2),
        most=max(a_day.values(), default=0),
    )


def show_levels(context: WarnContext) -> None:
    """Draw what each colour means here, and what no verdict can make less watchful."""
    levels, grave = context.facts.colours, context.facts.floor
    if not levels:
        return
    with st.expander(text("warn.levels")):
        lines = (entry(level_mark(line[0]) + html.escape(line[2:])) for line in levels)
        show_entries(lines, kind="weisu-levels")
        st.markdown(plain(text("warn.floor", classes=enumerated(grave))))


def _precision(judged: list[Any]) -> pd.DataFrame:
    found = precision_by_rule(judged)
    return pd.DataFrame([
        {
            text("warn.col_rule"): DETECTORS.get(r["detector"], r["detector"]),
            text("warn.col_judged"): int(r["judged"]),
            text("warn.col_right"): int(r["right"]),
            text("warn.col_precision"): rate(float(r["precision"])),
            text("warn.col_interval"): text(
                "warn.interval", low=rate(float(r["low"])), high=rate(float(r["high"]))
            ),
            text("warn.col_enough"): text("warn.few", n=int(r["judged"]))
            if r["judged"] < FEW else "",
        }
        for r in found.to_dict("records")
    ])  # fmt: skip
