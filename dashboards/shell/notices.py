"""通知: what the product has told this reader, and what of it they have read."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.server.viewer import Viewer, get_services
from dashboards.shell.context import Visit
from dashboards.shell.plain import plain
from data_access.notices.model import Delivery
from notify import actions
from style.texts import text
from style.wording import moment_table

MOST = 100


def unread_of(viewer: Viewer) -> int:
    """Return how many notices the reader hasn't read."""
    return actions.unread(get_services().store, viewer.scope)


def draw(visit: Visit) -> None:
    """Draw the page."""
    viewer, store = visit.viewer, visit.services.store
    st.title(text("page.notices"))
    found = actions.inbox(store, viewer.scope, limit=MOST)
    if not found:
        st.info(text("notices.none"), icon=":material/notifications:")
        return
    count = actions.unread(store, viewer.scope)
    if count:
        st.write(text("notices.unread", count=count))
        if st.button(text("notices.read_all"), key="notices_read_all"):
            actions.mark_read(store, viewer.scope)
            st.rerun()
    else:
        st.write(text("notices.all_read"))
    said_at = actions.said_at(store, found)
    for delivery in found:
        _one(viewer, delivery, moment_table(said_at[delivery.id]))
    if len(found) == MOST:
        st.caption(text("notices.cut", count=MOST))


def _one(viewer: Viewer, delivery: Delivery, when: str) -> None:
    notice, is_new = delivery.notice, delivery.read_at is None
    with st.container(border=True, key=f"notice_{delivery.id}", gap="xsmall"):
        mark = text("notices.urgent") if notice.urgent else ""
        title = plain(f"{mark}{notice.title}")
        st.markdown(f"**{title}**" if is_new else title)
        if notice.text:
            st.markdown("  \n".join(plain(line) for line in notice.text.splitlines()))
        if notice.link:
            # A plain link: it opens in the same window, where the session is.
            link, label = html.escape(notice.link), html.escape(text("notices.open"))
            st.html(f'<p class="weisu-note"><a href="{link}" target="_self">{label}</a></p>')
        state = text("notices.new") if is_new else text("notices.read")
        st.caption(text("notices.when", when=when, state=state))
        if is_new and st.button(text("notices.mark"), key=f"notice_read_{delivery.id}"):
            actions.mark_read(get_services().store, viewer.scope, [delivery.id])
            st.rerun()
