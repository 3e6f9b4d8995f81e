"""What the three pages share: the current results, why there are none, until when they reach."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboards.leader_app.today import no_data
from dashboards.server.viewer import current_viewer, get_services
from dashboards.shell import part
from dashboards.shell.context import PageContext
from dashboards.shell.filters import cut_words, filter_bar, visible_jurisdictions
from dashboards.shell.freshness import local_moment, show_waiting
from dashboards.shell.plain import plain
from data_access.extract.texts import has_texts
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Filters, Scope
from hotspots.frames import ROOM
from hotspots.topic_reads import is_part, run_cut, run_period
from style.texts import text
from style.wording import day_table, day_words, moment_table, punctuate, weekday


@dataclass(frozen=True)
class HotContext:
    """One run of one page over one run of the room. ``cut``: the reader's cut, the run's period."""

    page: PageContext
    results: ResultStore
    run: RunInfo
    cut: Filters

    @property
    def scope(self) -> Scope:
        """Who looks."""
        return self.page.scope

    @property
    def part(self) -> bool:
        """Whether only some of the tickets are counted."""
        return is_part(self.scope, self.cut)

    @property
    def key(self) -> tuple[str, str, Filters]:
        """What the page's data depend on."""
        data = f"{self.run.run_id}-{self.page.extract.generation}"
        return self.scope.key(), data, self.cut

    def area_name(self, code: Any) -> str:
        """Return what an area is called; empty for none."""
        if not isinstance(code, str) or not code:
            return ""
        place = self.page.directory.areas.get(code)
        return place.name if place else code


def opened(page: str) -> HotContext | None:
    """Draw the filter bar and return what the page shows, or say why there is nothing and how to
    get it, and return None.
    """
    viewer, services = current_viewer(), get_services()
    if viewer is None:
        return None
    viewer.scope.require("hotspot.view")
    places = visible_jurisdictions(viewer.scope, services.extract)
    if not places:
        no_data(viewer.scope, page)
        show_waiting(services.store, services.extract)
        return None
    context = filter_bar(viewer.scope, services.extract, places, timed=False)
    run = services.results.current(ROOM, context.summary.code)
    if run is None:
        _no_results(context)
        return None
    return HotContext(context, services.results, run, run_cut(run, context.filters))


def _no_results(context: PageContext) -> None:
    st.title(text("hot.none_title"))
    readable = has_texts(context.extract, context.summary.code)
    st.write(plain(text("hot.none" if readable else "hot.no_texts", place=context.summary.name)))
    services = get_services()
    show_waiting(services.store, services.extract)


def headline(context: HotContext, page: str, sentence: str, advice: str, *, acts: bool) -> None:
    """Draw what the page is about, the sentence on top, the advice, and how fresh it is."""
    cuts = cut_words(context.page)
    parts = [text(page), context.page.summary.name]
    st.caption(plain(" · ".join([*parts, *([text("filter.active", cuts=cuts)] if cuts else [])])))
    mark = " weisu-acts" if acts else ""
    st.html(
        f'<h1 class="weisu-finding{mark}">{html.escape(punctuate(sentence))}</h1>'
        f'<p class="weisu-advice">{html.escape(punctuate(advice))}</p>'
    )
    freshness(context)


def freshness(context: HotContext) -> None:
    """Say as of when the results are, what they rest on, and the run in small print."""
    run, period = context.run, run_period(context.run)
    as_of = run.as_of or period.last
    done = run.finished_at
    zone = context.page.summary.timezone
    words = text(
        "hot.fresh",
        as_of=day_table(as_of),
        weekday=weekday(as_of),
        finished=moment_table(local_moment(done.isoformat(), zone) if done else None),
        first=day_table(period.start),
        last=day_table(period.last),
    )
    number = text("hot.fresh_run", run=run.run_id)
    st.html(
        f'<p class="weisu-note">{html.escape(words)}'
        f'<span class="weisu-run">{html.escape(number)}</span></p>'
    )
    last_day = context.page.summary.last_day
    if last_day is not None and last_day > as_of:
        stale = text("hot.stale", as_of=day_words(as_of), last_day=day_words(last_day))
        st.caption(plain(stale))
    if context.part:
        cuts = cut_words(context.page)
        what = text("hot.part_cut", cuts=cuts) if cuts else text("hot.part_own")
        st.caption(plain(text("hot.part", cuts=what)))


def link(page: str, context: HotContext, **parameters: str) -> str:
    """Return an address of ours that keeps the reader's place and cuts."""
    kept = {
        name: value
        for name, value in st.query_params.items()
        if name in ("jurisdiction", "area", "category", "department", "channel") and value
    }
    kept.setdefault("jurisdiction", context.page.summary.code)
    return f"/{page}?{urlencode({**kept, **parameters})}"


def anchor(address: str, words: str) -> str:
    """Return a link in HTML that opens in the same window."""
    return f'<a href="{html.escape(address)}" target="_self">{html.escape(words)}</a>'


def day_of(value: Any) -> Any:
    """Return a frame's day as a date, None where there is none."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def figure(value: Any) -> float | None:
    """Return a frame's figure, None where there is none."""
    return None if value is None or pd.isna(value) else float(value)


def words_of(value: Any) -> str:
    """Return a frame's text, empty where there is none."""
    return "" if value is None or pd.isna(value) else str(value)


def table_with_download(
    context: HotContext, key: str, title: str, table: pd.DataFrame, **options: Any
) -> None:
    """Draw a table and, with the right for it, the way to take it along (which is logged)."""
    part.downloadable(
        context.scope, context.cut, key, title, table, until=context.run.as_of, **options
    )


def on_paper(table: pd.DataFrame, left_out: Sequence[str] = ()) -> None:
    """Write a table for print, in words, without the columns that no sheet has room for."""
    shown = table.drop(columns=[c for c in left_out if c in table])
    cells = {
        str(c): ["—" if pd.isna(v) or v == "" else str(v) for v in shown[c].to_list()]
        for c in shown.columns
    }
    part.paper_table("", cells)


def taken(context: HotContext, title: str, table: pd.DataFrame) -> bytes:
    """Return a table as CSV, with its line in the ledger of exports."""
    return part.taken(context.scope, context.cut, title, table)
