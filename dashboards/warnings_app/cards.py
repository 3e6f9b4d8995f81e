"""The warnings that go on, one card each: level, what, why this level; evidence opens in place."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from dashboards.components.empty import show_empty
from dashboards.components.event_line import show_event
from dashboards.components.fold import fold
from dashboards.components.level_mark import level_mark
from dashboards.components.notes import note
from dashboards.components.ticket_link import held_address, tickets_line
from dashboards.shell.rows import Row, is_missing, known_day, words_of
from dashboards.warnings_app.area_levels import show_areas
from dashboards.warnings_app.context import WarnContext
from dashboards.warnings_app.evidence import show_evidence
from dashboards.warnings_app.listed import figures_of, show_listed
from dashboards.warnings_app.triage import show_said, show_triage
from early_warning.detection import LISTED
from early_warning.urgency import matters, state_of
from style.texts import text
from style.wording import clauses, day_words, number

LEADERS_SEE = 5
AT_ONCE = 12
"""Cards of a list that are drawn at once."""
FOLDED_AT_ONCE = 8
"""… of one that is folded."""


def show_list(
    context: WarnContext, told: list[tuple[Row, list[Row]]], every: dict[str, Row]
) -> None:
    """Draw those that matter; the rest is one click away, its buttons with its evidence.

    ``told``: the warnings that go on, one an event, with the event's other ones.
    """
    going = [row for row, _ in told]
    beside = {str(row["warning_id"]): others for row, others in told}
    asked = _first_of(told, st.query_params.get("warning", ""))
    _asked(context, asked, going, every, beside)
    due = [r for r in going if matters(r)]
    first = list(due)
    if not context.scope.has("warning.judge") and not context.limited:
        first = first[:LEADERS_SEE]  # a leader acts on a few
    rest = [r for r in going if r not in first and str(r["warning_id"]) != asked]
    later = [r for r in rest if r in due]
    listed = [r for r in rest if r["detector"] in LISTED and r not in later]
    others = [r for r in rest if r not in later and r not in listed]
    shown = "warn.title_first" if later else "warn.title_list"
    st.subheader(text(shown, count=len(due), shown=len(due) - len(later)))
    if not first:
        show_empty(text("warn.empty"))
    first = [row for row in first if str(row["warning_id"]) != asked]
    _some(context, "first", first, lambda row: show_card(context, row, every, _beside(row, beside)))
    show_areas(context, due)
    for name, rows in (("due", later), ("more", others)):
        if rows:
            draw = partial(_short, context, every=every, beside=beside)
            fold(
                text(f"warn.{name}", count=len(rows)),
                f"fold_{name}",
                partial(_some, context, name, rows, draw, most=FOLDED_AT_ONCE),
            )
    show_listed(context, listed, lambda row: show_card(context, row, every, short=True))


def _short(
    context: WarnContext, row: Row, *, every: dict[str, Row], beside: Mapping[str, list[Row]]
) -> None:
    show_card(context, row, every, _beside(row, beside), short=True)


def _beside(row: Row, beside: Mapping[str, list[Row]]) -> list[Row]:
    return beside[str(row["warning_id"])]


def _some(
    context: WarnContext,
    name: str,
    rows: Sequence[Row],
    draw: Callable[[Row], None],
    *,
    most: int = AT_ONCE,
) -> None:
    """Draw the first cards of a list, more at each click: a city of a million tickets has hundreds,
    which nobody reads at once and every rerun would draw.
    """
    key = f"warn_shown_{name}_{context.summary.code}"
    most = st.session_state.get(key, most)
    for row in rows[:most]:
        draw(row)
    left = len(rows) - most
    if left > 0:
        st.button(
            text("warn.show_more", n=number(min(left, AT_ONCE)), left=number(left)),
            key=f"more_{key}", on_click=_more, args=(key, most),
        )  # fmt: skip


def _more(key: str, most: int) -> None:
    st.session_state[key] = most + AT_ONCE


def _asked(
    context: WarnContext,
    asked: str,
    going: Sequence[Row],
    every: dict[str, Row],
    beside: Mapping[str, list[Row]],
) -> None:
    """Draw the warning that the address asks for, before all others and open; or say that it is
    none that goes on."""
    if not asked:
        return
    row = next((r for r in going if str(r["warning_id"]) == asked), None)
    if row is None:
        show_empty(text("warn.not_here"))
        return
    st.subheader(text("warn.title_asked"))
    show_card(context, row, every, beside[asked], wanted=True)


def _first_of(told: list[tuple[Row, list[Row]]], asked: str) -> str:
    """Return under which warning the one asked for is told."""
    for row, others in told:
        if asked in {str(o["warning_id"]) for o in others}:
            return str(row["warning_id"])
    return asked


def show_dismissed(context: WarnContext, rows: list[Row], every: dict[str, Row]) -> None:
    """Draw what was judged a false alarm, so that the judgement can be taken back."""
    if rows:
        fold(
            text("warn.dismissed", count=len(rows)),
            "fold_dismissed",
            partial(_dismissed, context, rows, every),
        )


def _dismissed(context: WarnContext, rows: list[Row], every: dict[str, Row]) -> None:
    st.caption(text("warn.dismissed_why"))
    draw = partial(show_card, context, every=every)
    _some(context, "dismissed", rows, draw, most=FOLDED_AT_ONCE)


def show_card(
    context: WarnContext,
    row: Row,
    every: dict[str, Row],
    others: Sequence[Row] = (),
    *,
    wanted: bool = False,
    short: bool = False,
) -> None:
    """Draw one card; ``others``: further warnings of its event, told in it."""
    key = str(row["warning_id"])
    with st.container(border=True, key=f"part_warning_{key}", gap="xsmall"):
        _head(context, row)
        show_said(context, row)
        if not short:
            show_triage(context, row)
        if st.toggle(text("warn.open"), value=wanted, key=f"open_{key}"):
            if short:
                show_triage(context, row)
            if not context.scope.has("warning.judge"):
                st.html(
                    f'<p class="weisu-note">{html.escape(text("warn.rule", rule=row["rule"]))}</p>'
                )
            show_event(context, "warning", key, but=tuple(str(o["warning_id"]) for o in others))
            show_evidence(context, row, every)
        if others:
            with st.expander(text("event.with", count=len(others))):
                for other in others:
                    show_card(context, other, every, short=True)


def _head(context: WarnContext, row: Row) -> None:
    meta = [
        text(
            "warn.meta",
            state=text(f"warn.state_{state_of(row)}"),
            branch=row["branch"],
            opened=day_words(known_day(row["opened"])),
            seen=day_words(known_day(row["seen"])),
        )
    ]
    if not is_missing(row["pushed"]):
        meta.append(text("warn.meta_pushed"))
    numbers = (
        text("warn.own", n=number(float(row["n"]))) if context.limited else context.numbers(row)
    )
    unit = text("warn.unit", unit=row["lead_unit"]) if words_of(row["lead_unit"]) else ""
    lines = [
        clauses((numbers, unit)),
        figures_of(context, row),
        text("warn.known", known=row["known"]) if words_of(row["known"]) else "",
        text("warn.doubt", doubt=row["doubt"]) if words_of(row.get("doubt")) else "",
    ]
    body = "".join(f"<div>{html.escape(line)}</div>" for line in lines if line)
    small = [" · ".join(meta)]
    if context.scope.has("warning.judge"):  # others find the rule with the evidence
        small.append(text("warn.rule", rule=row["rule"]))
    notes = "".join(map(note, small))
    st.html(
        f'<div class="weisu-warning"><div class="weisu-warning-head">{level_mark(row["severity"])}'
        f"<b>{html.escape(context.title(row))}</b></div>{body}{notes}</div>"
    )
    tickets_line(
        context,
        held_address(context, "warning", str(row["warning_id"])),
        text("warn.to_tickets", n=number(float(row["n"]))),
    )
