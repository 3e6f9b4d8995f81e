"""原文: asked for with a reason, shown once, with who looks at it and when all over it."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.components.facts import facts
from dashboards.components.notes import note
from dashboards.server.viewer import get_services
from dashboards.shell.context import BesideContext
from data_access import schemas
from data_access.days import local_time
from data_access.search.original import MOST_REASON, RIGHT, Original, original
from data_access.types import WeisuError
from style.texts import text
from style.wording import moment_table

_LABELS = {f.name: f.label for f in schemas.TICKET.fields}
MARKS = 40
"""How often the watermark is repeated: more than any screen has room for."""


def show_way(context: BesideContext, number: str) -> None:
    """Draw the way to the original, for who may open it."""
    if not context.scope.has(RIGHT):
        return
    if st.button(text("original.open"), icon=":material/lock_open:", key="original_open"):
        _ask(context, number)


@st.dialog(text("original.title"))
def _ask(context: BesideContext, number: str) -> None:
    """Ask for the reason, and show what was opened in the same dialog: closed, it is gone."""
    st.caption(text("original.what"))
    with st.form("original_form", border=False):
        reason = st.text_input(
            text("original.reason"), max_chars=MOST_REASON, key="original_reason",
            placeholder=text("original.reason_like"),
        )  # fmt: skip
        sent = st.form_submit_button(text("original.show"), type="primary")
    if not sent:
        return
    services = get_services()
    try:
        found = original(
            context.extract, services.store, services.settings, context.scope,
            context.summary.code, number, reason=reason,
        )  # fmt: skip
    except WeisuError as error:
        show_refused(str(error))
        return
    st.html(_drawn(context, found))


def _drawn(context: BesideContext, found: Original) -> str:
    at = moment_table(local_time(found.at, context.summary.timezone).replace(tzinfo=None))
    words = html.escape(text("original.mark", who=found.actor, at=at))
    marks = "".join(f"<span>{words}</span>" for _ in range(MARKS))
    rows = facts((_LABELS[name], value) for name, value in found.fields.items())
    logged = note(text("original.logged", who=found.actor, at=at))
    return (
        f'<div class="weisu-original" translate="no">'
        f'<div class="weisu-watermark" aria-hidden="true">{marks}</div>'
        f"{rows}</div>{logged}"
    )
