"""运行情况: what ran when and how it ended, what is due next, how old the data are.

Runs of the whole pipeline stand beside its light ones, which look at the running day alone.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.address import RunsView
from dashboards.admin_app.listing import local_now, moment_words, take_along, top, zone_of
from dashboards.admin_app.run_checks import show_checks, show_data, timer_runs
from dashboards.admin_app.run_words import noted_words, runs_named, step_label, took_words
from dashboards.components.empty import show_empty
from dashboards.components.facts import show_facts
from dashboards.components.list_with_detail import (
    Columns,
    list_with_detail,
    opened_box,
    show_list,
)
from dashboards.components.written_table import show_written
from dashboards.shell.context import Visit
from dashboards.shell.freshness import LIGHT_ROOM, PIPELINE_ROOM, is_running
from dashboards.shell.plain import plain
from data_access.days import local_time
from data_access.store import clock, runs
from data_access.store.runs import RunState, StepState
from style.texts import text
from style.wording import change, clauses, day_words, ended, enumerated, number

RIGHT = "pipeline.run"
MOST = 60
NAMED = 2
"""Places whose last day stands on top; all of them stand below."""
LIST = Columns(
    lambda name: text(f"runs.col_{name}"),
    ("begun", "kind", "state", "took", "steps", "words"),
    ("begun", "kind", "state", "took"),
)
_COMMANDS = {PIPELINE_ROOM: "weisu run", LIGHT_ROOM: "weisu run --light"}
_BAD = ("failed", "broken")
_Steps = Mapping[str, Sequence[StepState]]


def draw(visit: Visit) -> None:
    """Draw the page."""
    store, zone = visit.services.store, zone_of(visit.services)
    found = _newest(visit)
    steps = runs.steps_of(store, [run.run_id for run in found])
    at_work = _at_work(visit, found, steps)
    states = {run.run_id: _state(run, at_work) for run in found}
    _top(visit, found, steps, states)
    view = address.read(RunsView)
    if found:
        run = next((r for r in found if r.run_id == view.run), None)
        list_with_detail(
            lambda: _list(visit, view, found, steps, states),
            (lambda: _beside(visit, run, steps, states)) if view.run else None,
        )
    show_data(visit, zone)
    show_checks(visit)


def _newest(visit: Visit) -> list[RunState]:
    """Return the runs that are listed, the newest first: as many nights however many light runs
    came between them."""
    store = visit.services.store
    found = [run for room in _COMMANDS for run in runs.newest(store, room, MOST)]
    return sorted(found, key=lambda run: run.started_at, reverse=True)


def _at_work(visit: Visit, found: Sequence[RunState], steps: _Steps) -> str:
    """Return the number of the run that somebody is at, empty for none. One lease holds them apart:
    of several that are marked as running it is the one whose last step began last."""
    marked = [run for run in found if run.status == "running"]
    if not marked or not is_running(visit.services.store, marked[0]):
        return ""
    last = {r.run_id: [r.started_at, *(s.started_at for s in steps[r.run_id])] for r in marked}
    return max(marked, key=lambda run: max(last[run.run_id])).run_id


def _state(run: RunState, at_work: str) -> str:
    """Return how a run stands; one whose process died stays marked as running in the store."""
    if run.status != "running":
        return run.status
    return "running" if run.run_id == at_work else "broken"


def _told(found: Sequence[RunState], states: Mapping[str, str]) -> RunState:
    """Return the run that the page speaks of: the one under way; a light one that has gone wrong
    since the last night; else the last night, which a light run that went well does not hide."""
    first = found[0]
    under_way = (run for run in found if states[run.run_id] == "running")
    whole = next((run for run in found if run.room == PIPELINE_ROOM), first)
    return next(under_way, first if states[first.run_id] in _BAD else whole)


def _top(visit: Visit, found: Sequence[RunState], steps: _Steps, states: Mapping[str, str]) -> None:
    zone = zone_of(visit.services)
    if not found:
        if timer_runs(visit):
            top(visit, text("runs.none"), text("runs.none_advice"))
        else:
            advice = ended(text("runs.timer_advice", last=text("runs.none")))
            top(visit, text("runs.timer_stands"), advice, acts=True)
        return
    last = _told(found, states)
    state, kind = states[last.run_id], _kind(last)
    when = _when(local_time(last.started_at, zone), zone)
    failed = [step_label(s.step) for s in steps[last.run_id] if s.status in ("failed", "skipped")]
    sentence = text("runs.broken", when=when, kind=kind)
    if state == "running":
        share = change(last.progress, signed=False)
        sentence = text("runs.running", message=last.message or "", share=share)
    elif state == "done":
        took = took_words(last.started_at, last.finished_at)
        sentence = text("runs.done", when=when, took=took, kind=kind)
    elif failed:
        sentence = text(
            "runs.failed", when=when, count=number(len(failed)), names=enumerated(failed),
            kind=kind,
        )  # fmt: skip
    places = visit.services.extract.manifest.jurisdictions.values()
    days = [
        text("runs.data_until", place=p.name, day=day_words(p.last_day))
        for p in places
        if p.last_day
    ]
    bad = state in _BAD
    if timer_runs(visit):
        first = _next_words(visit, zone)
    else:
        # Without the timer nothing follows, however well the last run ended.
        first = text("runs.timer_advice", last=sentence)
        sentence, bad = text("runs.timer_stands"), True
    top(visit, sentence, ended(clauses((first, *days[:NAMED]))), acts=bad)


def _next_words(visit: Visit, zone: str) -> str:
    # The setting means the server's own clock.
    now = clock.utc_now().replace(tzinfo=UTC).astimezone()
    due = runs.next_nightly(now, visit.services.settings.nightly_at)
    return text("runs.next", when=_when(due.astimezone(ZoneInfo(zone)), zone))


def _when(local: datetime, zone: str) -> str:
    """Return a local moment for a sentence."""
    return f"{day_words(local.date(), local_now(zone).date())}{local:%H:%M}"


def _list(
    visit: Visit, view: RunsView, found: Sequence[RunState], steps: _Steps,
    states: Mapping[str, str],
) -> None:  # fmt: skip
    st.caption(text("runs.listed", count=number(len(found))))
    zone = zone_of(visit.services)

    def frame() -> pd.DataFrame:
        return _frame(found, steps, states, zone)

    shown = LIST.shown(frame(), beside=bool(view.run))
    show_list("runs", shown, [r.run_id for r in found], view.run, opened)
    take_along(visit, "runs", RIGHT, {}, frame)


def opened(run: str) -> None:
    """Open a run beside the list; empty closes it."""
    address.change(RunsView, run=run)


def _frame(
    found: Sequence[RunState], steps: _Steps, states: Mapping[str, str], zone: str
) -> pd.DataFrame:
    cells = {
        "begun": [moment_words(run.started_at, zone) for run in found],
        "kind": [_kind(run) for run in found],
        "state": [text(f"runs.state_{states[run.run_id]}") for run in found],
        "took": [took_words(run.started_at, run.finished_at) for run in found],
        "steps": [_count(steps[run.run_id]) for run in found],
        "words": [run.message or "" for run in found],
    }
    return LIST.frame(cells)


def _kind(run: RunState) -> str:
    return text(f"runs.kind_{run.room}")


def _count(steps: Sequence[StepState]) -> str:
    done = sum(step.status == "done" for step in steps)
    return text("runs.steps_of", done=done, all=len(steps))


def _beside(visit: Visit, run: RunState | None, steps: _Steps, states: Mapping[str, str]) -> None:
    with opened_box("run", opened, ""):
        if run is None:
            show_empty(text("runs.gone", count=MOST))
            return
        zone, state = zone_of(visit.services), states[run.run_id]
        show_facts(
            [
                (text("runs.col_begun"), moment_words(run.started_at, zone)),
                (text("runs.col_kind"), _kind(run)),
                (text("runs.col_state"), text(f"runs.state_{state}")),
                (text("runs.col_took"), took_words(run.started_at, run.finished_at)),
                (text("runs.fact_number"), run.run_id),
            ]
        )
        _steps(visit, steps[run.run_id], state)
        if state == "failed" and run.message:
            st.warning(plain(run.message), icon=":material/warning:")
        if state in _BAD:
            st.write(text("runs.what_to_do"))
            st.code(_COMMANDS[run.room], language=None)


def _steps(visit: Visit, steps: Sequence[StepState], run_state: str) -> None:
    """Draw what each step did; a step under way in a run that broke off is broken off."""
    places = {c: p.name for c, p in visit.services.extract.manifest.jurisdictions.items()}
    room_runs = runs.by_number(visit.services.store, runs_named(list(steps)))
    broken = run_state == "broken"
    rows = [
        (
            step_label(s.step),
            text(f"runs.state_{'broken' if broken and s.status == 'running' else s.status}"),
            took_words(s.started_at, s.finished_at),
            noted_words(s, places, room_runs),
        )
        for s in steps
    ]
    heads = {name: text(f"runs.col_{name}") for name in ("step", "state", "took", "noted")}
    show_written(heads, map(_cells, rows))


def _cells(row: Sequence[str]) -> list[str]:
    """Return a row's cells; all but the last, which is the longest, stay on one line."""
    whole = [f'<span class="weisu-whole">{html.escape(words)}</span>' for words in row[:-1]]
    return [*whole, html.escape(row[-1])]
