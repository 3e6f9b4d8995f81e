"""What the three pages share: their context, why there are no results, until when they reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

import streamlit as st

from dashboards.components import headline as top
from dashboards.components.links import page_address
from dashboards.shell.context import Key, PageContext, ResultContext
from dashboards.shell.empty import no_results
from dashboards.shell.filters import cut_words
from dashboards.shell.freshness import local_moment, show_run, stale_words
from dashboards.shell.plain import plain
from data_access.extract.texts import has_texts
from data_access.types import Filters
from hotspots.topic_reads import is_part, run_cut, run_period
from hotspots.topics.heat_windows import BY_KEY, WEEK, HeatWindow
from style.texts import text
from style.wording import day_table, moment_table, weekday

WINDOW = "window"
"""The address's parameter for the days that heat is told for."""


@dataclass(frozen=True, kw_only=True)
class HotContext(ResultContext):
    """One run of one page over one run of the room. ``window``: the days that heat is told for."""

    window: HeatWindow = WEEK

    @classmethod
    def asked(cls, found: ResultContext, query: Mapping[str, str]) -> Self:
        """Return the context of a look: the window is the address's, a week where it names none."""
        named = query.get(WINDOW) or query.get("span", "")
        return cls.over(found, window=BY_KEY.get(named, WEEK))

    @property
    def cut(self) -> Filters:
        """The reader's cut over the run's period."""
        return run_cut(self.run, self.filters)

    @property
    def until(self) -> date | None:
        """The day that the results are as of, where the run names it."""
        return self.run.as_of

    @property
    def as_of(self) -> date:
        """The day that the results are as of."""
        return self.run.as_of or run_period(self.run).last

    @property
    def part(self) -> bool:
        """Whether only some of the tickets are counted."""
        return is_part(self.scope, self.cut)

    @property
    def span(self) -> str:
        """What these days are called."""
        return text(f"hot.window_{self.window.key}")

    @property
    def key(self) -> Key:
        """Who may see what, which runs over which data, which cut of them, which days count."""
        run = f"{self.run.run_id}-{self.extract.generation}-{self.window.key}"
        beside = tuple(sorted(run.run_id for run in self.runs.values()))
        return self.scope.key(), run, self.cut, beside


def absent(context: PageContext) -> None:
    """Say why there are no topics yet."""
    readable = has_texts(context.extract, context.summary.code)
    words = text("hot.none" if readable else "hot.no_texts", place=context.summary.name)
    no_results(text("hot.none_title"), words)


def choose_window(context: HotContext) -> None:
    """Draw the choice of the days that heat is told for, and write it into the address."""
    now = context.window.key
    chosen = st.segmented_control(
        text("hot.window"),
        list(BY_KEY),
        default=now,
        required=True,
        format_func=lambda key: text(f"hot.window_{key}"),
        key=f"heat_window_{now}",
    )
    if chosen != now:
        st.query_params[WINDOW] = str(chosen)
        st.rerun()


def headline(
    context: HotContext, sentence: str, advice: str, *, acts: bool, ranked: bool = True
) -> None:
    """Draw the top of a page and how fresh it is. ``ranked``: topics are listed, in an order."""
    with context.on_top():
        top.headline(context, sentence, advice, acts=acts)
        _freshness(context, ranked=ranked)


def _freshness(context: HotContext, *, ranked: bool) -> None:
    """Say as of when the results are, what they rest on, and the run in small print."""
    run, period, as_of = context.run, run_period(context.run), context.as_of
    done = run.finished_at
    zone = context.summary.timezone
    words = text(
        "hot.fresh",
        as_of=day_table(as_of),
        weekday=weekday(as_of),
        finished=moment_table(local_moment(done.isoformat(), zone) if done else None),
        first=day_table(period.start),
        last=day_table(period.last),
    )
    show_run(words, text("hot.fresh_run", run=run.run_id))
    stale = stale_words(context, as_of, "hot.stale")
    if stale:
        st.caption(plain(stale))
    if context.part:
        cuts = cut_words(context)
        what = text("hot.part_cut", cuts=cuts) if cuts else text("hot.part_own")
        said = "hot.part" if ranked else "hot.part_counted"
        st.caption(plain(text(said, cuts=what, span=context.span)))


def link(page: str, context: HotContext, **parameters: str) -> str:
    """Return an address of ours that keeps the reader's place, cuts and heat window."""
    return page_address(page, context, WINDOW, **parameters)
