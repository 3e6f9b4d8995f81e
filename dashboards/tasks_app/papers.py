"""A task's files and tickets: what the reader may see of them, and taking them along."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.components.column_widths import BESIDE_LIST
from dashboards.components.notes import show_title
from dashboards.components.tables import show_table
from dashboards.components.ticket_link import held_address, tickets_line
from dashboards.shell.rows import day_of
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app.reading import Detail
from data_access.extract.texts import tickets_by_number
from style.texts import text
from style.wording import bytes_words, number
from supervision.files import FileLine, open_file

COLUMNS = {
    "ticket_no": "topic.col_no",
    "day": "topic.col_day",
    "area_street": "topic.col_street",
    "org_lead": "topic.col_unit",
    "status": "topic.col_status",
    "title": "topic.col_title",
    "content": "topic.col_content",
}


def show_files(context: TaskContext, seen: Detail) -> None:
    """Draw a task's files; each download is in the audit log."""
    if not seen.files:
        return
    title = text("tasks.files", count=len(seen.files))
    show_title(title)
    by = {e.seq: e.actor for e in seen.events}
    with st.container(key=f"files_{seen.task.id}", gap="xsmall"):
        for file in seen.files:
            _file(context, file, seen.names.get(by.get(file.seq, ""), ""))


def _file(context: TaskContext, file: FileLine, who: str) -> None:
    st.download_button(
        text("tasks.file", name=file.name, size=bytes_words(file.size), who=who),
        data=lambda: open_file(context.results, context.scope, file.id).content,
        file_name=file.name,
        mime=file.kind,
        icon=":material/attach_file:",
        on_click="ignore",
        type="tertiary",
        key=f"file_{file.id}",
    )


def show_tickets(context: TaskContext, seen: Detail) -> None:
    """Draw those of a task's tickets that the reader sees, once they are asked for."""
    count = len(seen.tickets)
    if not count or not st.toggle(
        text("tasks.tickets", count=number(count)), key=f"open_tickets_{seen.task.id}"
    ):
        return
    address = held_address(context, "task", str(seen.task.id))
    tickets_line(context, address, text("tasks.to_tickets"))
    found = tickets_by_number(context.extract, context.scope, context.code, seen.tickets)
    if found.empty:
        st.caption(text("tasks.tickets_none"))
        return
    table = pd.DataFrame(
        {text(head): _cells(context, found, name) for name, head in COLUMNS.items()}
    )
    show_table(table, room=BESIDE_LIST)
    if len(table) < count:
        shown = text("tasks.tickets_part", shown=number(len(table)), count=number(count))
        st.caption(shown)


def _cells(context: TaskContext, found: pd.DataFrame, name: str) -> list[object]:
    values = found[name].to_list()
    if name == "day":
        return [day_of(v) for v in values]
    if name == "area_street":
        names = context.place.areas
        return [names.get(v, v) if isinstance(v, str) else "" for v in values]
    return values
