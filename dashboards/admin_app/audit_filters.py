"""The filters of the audit log: time, who, what was done, to what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.address import AuditView
from dashboards.admin_app.audit_words import action_words, choices
from dashboards.admin_app.listing import hold, local_now
from data_access.store.audit_pages import Wanted
from style.texts import text
from style.wording import day_table

_DAYS = {"today": 1, "7d": 7, "30d": 30}
_CUSTOM = "custom"
SPANS = (*_DAYS, _CUSTOM)
_TYPED = ("actor", "about")


def show_filters(view: AuditView, zone: str) -> None:
    """Draw the filters; what is chosen goes into the address before the page is drawn."""
    for name in ("span", "action", *_TYPED):
        hold(f"audit_{name}", getattr(view, name))
    with st.container(horizontal=True, key="screen_audit_filters", vertical_alignment="bottom"):
        st.selectbox(
            text("audit.span"), ["", *SPANS], key="audit_span", on_change=_filtered, width=130,
            format_func=lambda s: text(f"audit.span_{s}") if s else text("filter.all"),
        )  # fmt: skip
        if view.span == _CUSTOM:
            for name, day in zip(("since", "until"), _days(view, zone), strict=True):
                hold(f"audit_{name}", day)
                st.date_input(
                    text(f"audit.{name}"), key=f"audit_{name}", format="YYYY-MM-DD",
                    on_change=_filtered, width=150,
                )  # fmt: skip
        st.selectbox(
            text("audit.action"), ["", *choices()], key="audit_action", on_change=_filtered,
            format_func=lambda a: action_words(a) if a else text("filter.all"), width=220,
        )  # fmt: skip
        for name in _TYPED:
            st.text_input(
                text(f"audit.{name}"), key=f"audit_{name}", on_change=_filtered, width=210,
                placeholder=text(f"audit.{name}_hint"),
            )  # fmt: skip


def _filtered() -> None:
    held = st.session_state
    values = {n: str(held.get(f"audit_{n}", "")).strip() for n in ("span", "action", *_TYPED)}
    for name in ("since", "until"):
        day = held.get(f"audit_{name}")
        kept = values["span"] == _CUSTOM and isinstance(day, date)
        values[name] = day_table(day) if kept else ""
    address.change(AuditView, **values, before="", entry="")


def _days(view: AuditView, zone: str) -> tuple[date, date]:
    """Return the first and the last day of the address; the last week where it names none."""
    today = local_now(zone).date()
    first, last = _day(view.since) or today - timedelta(days=6), _day(view.until) or today
    return min(first, last), max(first, last)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _span(view: AuditView, zone: str) -> tuple[date, date] | None:
    if view.span == _CUSTOM:
        return _days(view, zone)
    if not view.span:
        return None
    today = local_now(zone).date()
    return today - timedelta(days=_DAYS[view.span] - 1), today


def wanted_of(view: AuditView, zone: str) -> Wanted:
    """Return what the address asks for; its days are those of ``zone``."""
    span = _span(view, zone)
    since = until = None
    if span is not None:
        since, until = _midnight(span[0], zone), _midnight(span[1] + timedelta(days=1), zone)
    return Wanted(since, until, view.actor, view.action, view.about)


def _midnight(day: date, zone: str) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def cuts(view: AuditView, zone: str) -> dict[str, str]:
    """Return the filters in force, by the words of their labels."""
    span = _span(view, zone)
    said = {
        "span": f"{day_table(span[0])}/{day_table(span[1])}" if span else "",
        "actor": view.actor,
        "action": action_words(view.action) if view.action else "",
        "about": view.about,
    }
    return {text(f"audit.{name}"): words for name, words in said.items() if words}
