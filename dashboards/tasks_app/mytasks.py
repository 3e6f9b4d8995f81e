"""我的任务: what waits for a unit, the most urgent first, in one column that fits a phone."""

from __future__ import annotations

import streamlit as st

from dashboards.components.headline import headline
from dashboards.shell.context import PlaceContext
from dashboards.shell.task_context import MOST, TaskContext
from dashboards.tasks_app import address, sentences
from dashboards.tasks_app.deeds import show_said
from dashboards.tasks_app.detail import show_detail
from dashboards.tasks_app.words import head
from style.texts import text
from supervision import store_reads
from supervision.states import FINAL
from supervision.store_reads import Asked
from supervision.task import Task

ELSEWHERE = ("refused", "extension_asked", "reported", "verified")
MOST_DONE = 20
SHOWN = 20
"""Cards of each list until somebody asks for the others."""


def draw(found: PlaceContext) -> None:
    """Draw the page."""
    context = TaskContext.opened(found)
    mine = context.for_units()
    waiting = context.led(mine)
    helping = [t for t in mine if t not in waiting]
    sentence, advice = sentences.mine(context, waiting)
    late = any(context.colour(t) == "red" for t in waiting)
    headline(context, sentence, advice, acts=late)
    show_said()
    asked = address.read().task
    known = [t.id for t in mine]
    with st.container(key="my_tasks", width=860):
        top = 0
        if asked and address.from_outside(asked):
            # Who comes by a link wants this task: it is not to be looked for further down.
            show_detail(found, asked)
            top, asked = asked, 0
        _cards(found, context, "waiting", waiting, asked, top=top)
        _cards(found, context, "helping", helping, asked, top=top)
        _rest(found, context, asked, known)


def _listed(context: TaskContext, states: tuple[str, ...], most: int) -> list[Task]:
    order = "newest" if states == FINAL else "urgent"
    asked = Asked(code=context.code, states=states, limit=most, order=order)  # type: ignore[arg-type]
    return store_reads.listed(context.results.store, context.scope, asked)


def _rest(found: PlaceContext, context: TaskContext, asked: int, known: list[int]) -> None:
    """Draw what waits for others and what is done, and a task that is in none of the lists."""
    elsewhere = _listed(context, ELSEWHERE, MOST)
    done = _listed(context, FINAL, MOST_DONE)
    _cards(found, context, "elsewhere", elsewhere, asked)
    if done:
        inside = asked in {t.id for t in done}
        with st.expander(text("mytasks.done", count=len(done)), expanded=inside):
            for task in done:
                _card(found, context, task, asked)
    if asked and asked not in {*known, *(t.id for t in (*elsewhere, *done))}:
        show_detail(found, asked, beside=False)


def _cards(
    found: PlaceContext, context: TaskContext, name: str, tasks: list[Task], asked: int,
    *, top: int = 0,
) -> None:  # fmt: skip
    """Draw a list's cards; ``top``: the task that stands above the lists already."""
    if tasks:
        st.subheader(text(f"mytasks.{name}", count=len(tasks)))
        whole = st.session_state.get(f"{name}_whole", False)
        listed = [t for t in tasks if t.id != top]
        shown = [t for n, t in enumerate(listed) if whole or n < SHOWN or t.id == asked]
        for task in shown:
            _card(found, context, task, asked)
        if len(shown) < len(listed):
            st.button(
                text("mytasks.rest", count=len(listed) - len(shown)), key=f"{name}_rest",
                width="stretch", on_click=_show_whole, args=(name,),
            )  # fmt: skip


def _show_whole(name: str) -> None:
    st.session_state[f"{name}_whole"] = True


def _card(found: PlaceContext, context: TaskContext, task: Task, asked: int) -> None:
    """Draw a card; the one that is asked for is open."""
    if task.id == asked:
        show_detail(found, task.id)
        return
    with st.container(border=True, key=f"part_my_task_{task.id}"):
        st.html(head(context, task))
        st.button(
            text("mytasks.sign" if task.state == "issued" else "mytasks.open"),
            key=f"open_task_{task.id}", width="stretch", on_click=address.opened, args=(task.id,),
            type="primary" if task.state == "issued" else "secondary",
        )  # fmt: skip
