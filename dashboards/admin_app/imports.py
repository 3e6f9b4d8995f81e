"""数据接入: files in, the imports so far, and the rows that could not be imported."""

from __future__ import annotations

import streamlit as st

from dashboards.admin_app.batch_list import show_batches
from dashboards.admin_app.quarantine_list import show_quarantine
from dashboards.admin_app.upload import show_upload
from dashboards.shell.context import Visit
from style.texts import text

VIEWS = {"file": "import.run", "batches": "batch.view", "quarantine": "quarantine.view"}


def draw(visit: Visit) -> None:
    """Draw the view that the reader chose among those that their rights open."""
    services, scope = visit.services, visit.scope
    st.title(text("page.import"))
    labels = {text(f"import.view_{v}"): v for v, right in VIEWS.items() if scope.has(right)}
    chosen = st.segmented_control(
        text("import.view"),
        list(labels),
        default=next(iter(labels)),
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    view = labels[chosen]
    if view == "file":
        show_upload(services, scope)
    elif view == "batches":
        show_batches(services.store, services.extract, scope)
    else:
        show_quarantine(services.store, services.settings, scope)
