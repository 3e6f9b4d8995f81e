"""督办进展: how the tasks go, which are stuck and with whom, and a note that becomes a task."""

from __future__ import annotations

import html

import streamlit as st

from dashboards.components.empty import show_refused
from dashboards.components.headline import headline
from dashboards.components.issue_task import task_address
from dashboards.components.level_mark import task_mark
from dashboards.components.links import anchor
from dashboards.components.notes import note_of
from dashboards.components.task_fields import field, files_of, given
from dashboards.components.task_link import counted_address, listed_address
from dashboards.components.tile import tile, tile_row
from dashboards.shell.context import PlaceContext
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import reading, sentences
from dashboards.tasks_app.deeds import SAID, show_said
from dashboards.tasks_app.reading import PAST_DAYS
from data_access.metrics.registry import definition_text, get
from data_access.types import WeisuError
from style.texts import text
from style.wording import number, punctuate, rate
from supervision.actions import Source, act, begin
from supervision.notices import number_of
from supervision.task import Task

_TITLE = 30


def draw(found: PlaceContext) -> None:
    """Draw the page."""
    context = TaskContext.opened(found)
    _take(context)
    seen, stuck = reading.overview(context), reading.stuck(context)
    sentence, advice = sentences.leader(context, seen, stuck)
    headline(context, sentence, advice, acts=bool(stuck))
    show_said()
    _tiles(context, seen)
    _stuck(context, stuck)
    _note(context)


def _tiles(context: TaskContext, seen: reading.Overview) -> None:
    share = reading.in_time(context)
    tiles = (
        ("open", text("progress.count", n=number(seen.open)),
         text("progress.open_note", count=number(seen.states["issued"])),
         text("progress.help_open")),
        ("overdue", text("progress.count", n=number(seen.overdue)), _share(seen),
         text("progress.help_overdue")),
        ("in_time", rate(share.value, 0), _in_time(seen, share), definition_text(reading.IN_TIME)),
    )  # fmt: skip
    with tile_row():
        for name, shown, beneath, told in tiles:
            below = _opens(context, name, seen, share)
            tile(text(f"progress.tile_{name}"), shown, [beneath], told=told, below=below)


def _opens(context: TaskContext, name: str, seen: reading.Overview, share: reading.InTime) -> str:
    """Return the ways to the tasks that a tile's numbers count, in HTML; none for who finds all of
    them in a unit's own list."""
    ways: list[tuple[str, str, int]] = []
    if name == "open":
        ways.append((listed_address(context, group="issued"), "to_list", seen.open))
        ways.append((listed_address(context, group="sign"), "to_unsigned", seen.states["issued"]))
    elif name == "overdue":
        red = listed_address(context, group="issued", colour="red")
        ways.append((red, "to_list", seen.overdue))
    else:
        cut = reading.in_time_cut(context)
        ended = counted_address(context, cut, reading.IN_TIME, "denominator")
        in_time = counted_address(context, cut, reading.IN_TIME, "numerator")
        ways += [(ended, "to_ended", share.n), (in_time, "to_in_time", share.hits)]
    links = [
        anchor(address, text(f"progress.{key}", count=number(count)), count)
        for address, key, count in ways
        if address and count
    ]
    return "".join(note_of(link, screen=True) for link in links)


def _in_time(seen: reading.Overview, share: reading.InTime) -> str:
    if share.value is None:
        if share.missing:
            return text("progress.later") if seen.states else punctuate(share.missing)
        return text("progress.none_closed", days=PAST_DAYS)
    if share.n < get(reading.IN_TIME).min_n:
        return text("progress.few", count=share.n)
    return text("progress.of", count=share.n, low=rate(share.low, 0), high=rate(share.high, 0))


def _share(seen: reading.Overview) -> str:
    if not seen.open:
        return ""
    return text("progress.overdue_note", share=rate(seen.overdue / seen.open, 0))


def _stuck(context: TaskContext, stuck: list[Task]) -> None:
    st.subheader(text("progress.stuck", count=len(stuck)) if stuck else text("progress.stuck_none"))
    for task in stuck:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center",
            horizontal_alignment="distribute", key=f"part_stuck_{task.id}",
        ):  # fmt: skip
            words = text("progress.stuck_line", unit=sentences.holder(task),
                         why=sentences.why_stuck(context, task))  # fmt: skip
            st.html(
                '<div class="weisu-warning"><div class="weisu-warning-head">'
                f"{task_mark(context, task)}<b>{html.escape(task.title)}</b></div>"
                f"<div>{html.escape(punctuate(words))}</div>"
                f"{note_of(_see(context, task))}</div>",
                width="content",
            )
            with st.popover(text("task.action_instruct"), key=f"instruct_{task.id}"):
                _form(context, f"instruct_{task.id}", task.id)


def _see(context: TaskContext, task: Task) -> str:
    """Return a link to a task, in HTML; the card says the rest."""
    words = text("progress.see", number=number_of(task))
    return anchor(task_address(context.scope, task), words)


def _note(context: TaskContext) -> None:
    """Draw where a leader writes a note that is about no task yet."""
    with st.container(border=True, key="part_note", width=760):
        st.subheader(text("progress.note"))
        st.caption(text("progress.note_what"))
        _form(context, "leader_note", 0)


def _form(context: TaskContext, name: str, task_id: int) -> None:
    held = st.session_state
    form = f"{name}_{held.get(f'{name}_turn', 0)}"
    refused = held.get(f"{form}_refused", "")
    show_refused(refused)
    with st.form(f"{form}_form", enter_to_submit=False, border=False):
        if not task_id:
            field(context, form, "title", label=text("progress.note_title"))
        field(context, form, "note", needed=True, label=text("tasks.note_instruct"))
        if not task_id:
            field(context, form, "files")
        st.form_submit_button(
            text("tasks.do_instruct"), type="primary", key=f"{form}_send", on_click=_ask,
            args=(name, form, task_id),
        )  # fmt: skip


def _ask(name: str, form: str, task_id: int) -> None:
    st.session_state["progress_asked"] = (name, form, task_id)


def _take(context: TaskContext) -> None:
    """Send the note that was asked for; what is refused stays as it was typed."""
    held = st.session_state
    name, form, task_id = held.pop("progress_asked", ("", "", 0))
    if not form:
        return
    held.pop(f"{form}_refused", None)
    words = given(form, ("title", "note"))
    note = (words["note"] or "").strip()
    try:
        if task_id:
            task = act(context.results, context.scope, task_id, "instruct", {"note": note})
            said = text("progress.instructed", number=number_of(task))
        else:
            said = text("progress.noted", number=number_of(_begin(context, form, words, note)))
    except WeisuError as error:
        held[f"{form}_refused"] = str(error)
        return
    held[f"{name}_turn"] = held.get(f"{name}_turn", 0) + 1
    held[SAID] = said


def _begin(context: TaskContext, form: str, words: dict[str, object], note: str) -> Task:
    if not note:
        raise WeisuError(text("progress.note_empty"))
    title = str(words["title"] or "").strip() or _title(note)
    body = {"title": title, "says": [], "series": [], "as_of": context.today.isoformat()}
    given_ = {"title": title, "basis": text("progress.basis", note=note), "note": note}
    return begin(
        context.results, context.scope, context.code, "draft", given_,
        source=Source("note", body=body), files=files_of(form),
    )  # fmt: skip


def _title(note: str) -> str:
    """Return a note's first words as a title."""
    first = " ".join(note.split())
    return first if len(first) <= _TITLE else f"{first[:_TITLE]}…"
