"""Whether the audit log is whole: its end, to be noted elsewhere, and a walk over all of it."""

from __future__ import annotations

import streamlit as st

from dashboards.shell.context import Visit
from data_access.store import audit
from style.texts import text
from style.wording import number

WALKED = 100_000
"""Entries that a page walks over while its reader waits (some seconds); more takes a command."""
_COMMAND = "weisu audit verify"


def show_chain(visit: Visit, count: int) -> None:
    """Draw the end of the chain and what checks it."""
    if not count:
        return
    with st.expander(text("audit.chain_title"), icon=":material/link:"):
        with visit.services.store.read() as connection:
            end = audit.head(connection)
        st.write(text("audit.chain_head", seq=number(end.seq)))
        st.code(end.hash, language=None)
        st.caption(text("audit.chain_how"))
        if count > WALKED:
            st.write(text("audit.chain_long", count=number(WALKED)))
            st.code(_COMMAND, language=None)
        elif st.button(text("audit.chain_check"), key="audit_verify"):
            broken = audit.verify(visit.services.store)
            if broken is None:
                words = text("audit.chain_sound", count=number(count))
                st.success(words, icon=":material/check:")
            else:
                words = text("audit.chain_broken", seq=number(broken))
                st.error(words, icon=":material/error:")
