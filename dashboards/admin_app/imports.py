"""数据接入: files in, the imports so far, and the rows that could not be imported."""

from __future__ import annotations

import streamlit as st

from dashboards.admin_app.batch_list import entity_label, show_batches
from dashboards.admin_app.listing import zone_of
from dashboards.admin_app.quarantine_list import show_quarantine
from dashboards.admin_app.upload import show_upload
from dashboards.components.headline import finding
from dashboards.server.viewer import Services
from dashboards.shell.context import Visit
from data_access.days import local_time
from data_access.importing import batches, quarantine
from data_access.types import Scope
from style.texts import text
from style.wording import day_words, number

VIEWS = {"file": "import.run", "batches": "batch.view", "quarantine": "quarantine.view"}


def _said(services: Services, scope: Scope) -> tuple[str, str]:
    """Return what was imported last, and what is to be done of it."""
    done = batches.list_batches(services.store, scope, limit=1) if scope.has("batch.view") else []
    if not done:
        return text("import.first"), _hint(scope)
    last = done[0]
    at = local_time(last.started_at, zone_of(services))
    sentence = text(
        "import.last", when=f"{day_words(at.date())}{at:%H:%M}", entity=entity_label(last.entity),
        rows=number(last.read), state=text(f"batch.status_{last.status}"),
    )  # fmt: skip
    waiting = quarantine.summary(services.store, scope) if scope.has("quarantine.view") else []
    open_rows = sum(rows for _, _, rows in waiting)
    if open_rows:
        return sentence, text("import.quarantined", rows=number(open_rows))
    return sentence, _hint(scope)


def _hint(scope: Scope) -> str:
    """Return what is to be done: by who may import, and by who may only look."""
    return text("import.hint" if scope.has(VIEWS["file"]) else "import.hint_read")


def draw(visit: Visit) -> None:
    """Draw the view that the reader chose among those that their rights open."""
    services, scope = visit.services, visit.scope
    st.caption(text("page.import"))
    finding(*_said(services, scope))
    labels = {text(f"import.view_{v}"): v for v, right in VIEWS.items() if scope.has(right)}
    view = labels[_chosen(list(labels))]
    if view == "file":
        show_upload(services, scope)
    elif view == "batches":
        show_batches(services.store, services.extract, scope)
    else:
        show_quarantine(services.store, services.settings, scope)


def _chosen(labels: list[str]) -> str:
    """Return the view that the reader chose."""
    chosen: str = st.segmented_control(
        text("import.view"),
        labels,
        default=labels[0],
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen
