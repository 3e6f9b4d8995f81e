"""Pictures of topics: trend, places, hours, words. Each title states what its figures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboards.charts.bars import Bar, ranking
from dashboards.charts.columns import Column, columns
from dashboards.charts.picture import Caption, Picture
from dashboards.charts.trend import DailyPoint, trend
from dashboards.components.map_frame import STREET
from dashboards.hotspots_app import to_tickets
from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.sentences import CLEAR
from dashboards.shell.rows import figure, is_missing, records, words_of
from hotspots.topic_reads import run_period
from style.texts import text
from style.ties import Most, most
from style.wording import count, day_words, number

DAYS_SHOWN = 60
PLACES_SHOWN = 8
WATCHES = text("hot.watches")
"""The twelve double hours; 子 begins at 23."""
_IN_ORDER = (*range(2, 12), 0, 1)
"""Double hours as a picture has them, from the morning on."""


def trend_picture(context: HotContext, topic: dict[str, Any], days: pd.DataFrame) -> Picture:
    """Return a topic's days; the usual is drawn over the window, where it is known."""
    last, window = context.as_of, context.window
    shown = max(DAYS_SHOWN, window.days)
    first = max(run_period(context.run).start, last - timedelta(days=shown - 1))
    counts = {
        pd.Timestamp(d).date(): int(n) for d, n in zip(days["day"], days["tickets"], strict=True)
    }
    recent, expected = figure(topic["n_recent"]) or 0.0, figure(topic["expected"])
    daily = None if expected is None else expected / window.days
    since = window.first(last)
    points = [
        DailyPoint(
            day,
            counts.get(day, 0),
            daily if day >= since else None,
            opens=to_tickets.of_day(context, topic["topic_id"], day) if day in counts else "",
        )
        for day in (first + timedelta(days=i) for i in range((last - first).days + 1))
    ]
    key = "hot.trend_key_bare" if daily is None else "hot.trend_key"
    caption = Caption(
        _trend_title(context.span, topic["name"], recent, expected),
        text("unit.tickets"),
        context.source,
        last,
        text(key),
    )
    return trend(caption, points, expected="chart.usually")


def _trend_title(span: str, name: str, recent: float, expected: float | None) -> str:
    if expected is None:
        return text("hot.trend_bare", span=span, name=name, n=count(recent))
    more = recent - expected
    if recent >= CLEAR * expected and more >= 3:
        how = text("hot.trend_more", more=count(more))
    elif expected >= CLEAR * recent and more <= -3:
        how = text("hot.trend_less", less=count(-more))
    else:
        how = text("hot.trend_same")
    return text("hot.trend_title", span=span, name=name, n=count(recent), how=how)


def place_table(context: HotContext, places: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return places by name with n, n_recent and code, and whether they are communities.

    By street; by community where all lies in one street and communities are known.
    """
    rows = records(places)  # a few hundred: pandas takes longer to group them than to draw them
    streets = {r["area_street"] for r in rows if not is_missing(r["area_street"])}
    finest = max((len(words_of(r["area_code"])) for r in rows), default=0)
    fine = len(streets) <= 1 and finest > STREET
    column = "area_code" if fine or not streets else "area_street"
    found: dict[str, _Place] = {}
    for row in rows:
        if not is_missing(row[column]):
            name = str(context.area_name(row[column]))
            place = found.setdefault(name, _Place(name, str(row[column])))
            place.count(str(row[column]), figure(row["n"]) or 0, figure(row["n_recent"]) or 0)
    told = [(p.name, int(p.n), int(p.n_recent), p.code, len(p.codes)) for p in found.values()]
    told.sort(key=lambda place: (-place[2], -place[1], place[0]))
    return pd.DataFrame(told, columns=["name", "n", "n_recent", "code", "codes"]), fine


@dataclass(slots=True)
class _Place:
    """Tickets of what is called alike. ``codes``: all codes of that name; ``code``: the first."""

    name: str
    code: str
    codes: set[str] = field(default_factory=set)
    n: float = 0
    n_recent: float = 0

    def count(self, code: str, n: float, n_recent: float) -> None:
        self.codes.add(code)
        self.n += n
        self.n_recent += n_recent


def counted(table: pd.DataFrame) -> str:
    """Return which column counts: the window's days, or all where those have none."""
    return "n_recent" if table["n_recent"].sum() else "n"


def place_title(context: HotContext, table: pd.DataFrame, topics: int = 0) -> str:
    """Return which place has most; ``topics``: of how many matters together."""
    first = most_places(table)
    blanks = {"name": first.names, "n": count(first.value)}
    if topics > 1:
        key = "hot.places_title_tied" if first.tied else "hot.places_title"
        return text(key, count=topics, **blanks)
    if counted(table) == "n_recent":
        key = "hot.places_one_title_tied" if first.tied else "hot.places_one_title"
        return text(key, span=context.span, **blanks)
    return text("hot.places_old_title_tied" if first.tied else "hot.places_old_title", **blanks)


def most_places(table: pd.DataFrame) -> Most:
    """Return which places of ``place_table`` have most, of the days that it counts."""
    values = zip(table["name"], table[counted(table)].astype(float), strict=True)
    return most(values, text("hot.places_counter"))


def place_picture(
    context: HotContext, table: pd.DataFrame, topics: Sequence[str], *, fine: bool
) -> Picture:
    """Return the places with most tickets of one or more topics."""
    column = counted(table)
    recent = column == "n_recent"
    shown = (
        table[table[column] > 0]
        .sort_values([column, "name"], ascending=[False, True])
        .head(PLACES_SHOWN)
    )
    title = place_title(context, table, len(topics))
    key = text("hot.places_key_fine" if fine else "hot.places_key", span=context.span)
    if not recent:
        key = text("hot.places_key_all", span=context.span, days=run_period(context.run).days)
    bars = [
        Bar(
            str(r["name"]),
            float(r[column]),
            text("hot.count", n=number(r[column])),
            # Two places of one name are one bar, for which no cut stands.
            opens=to_tickets.of_place(context, topics, r["code"], recent=recent)
            if r["codes"] == 1
            else "",
        )
        for r in records(shown)
    ]
    caption = Caption(title, text("unit.tickets"), context.source, context.as_of, key)
    return ranking(caption, bars)


def watches(hours: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return tickets of the day and the usual by the twelve double hours in order."""
    index = ((hours["hour"].to_numpy(int) + 1) % 24) // 2
    today, norm = (
        np.bincount(index, hours[name].to_numpy(float), len(WATCHES)).astype(float)
        for name in ("today", "norm")
    )
    return today, norm


def watch_name(watch: int) -> str:
    """Return what a double hour is called: 辰时（7–9点）."""
    first = (watch * 2 + 23) % 24
    return text("hot.hour_name", name=WATCHES[watch], first=first, last=(first + 2) % 24)


def _hours(watch: int) -> tuple[int, int]:
    first = (watch * 2 + 23) % 24
    return first, (first + 1) % 24


def watch_label(watch: int) -> str:
    """Return a double hour's name for an axis, the hour at which it begins below."""
    return f"{WATCHES[watch]}<br>{(watch * 2 + 23) % 24}"


def hour_picture(context: HotContext, hours: pd.DataFrame, topic_id: str = "") -> Picture:
    """Return the as-of day by double hours against the 28 days before; without a topic: of all
    tickets that belong to one."""
    today, norm = watches(hours)
    if not today.sum():
        usual = watch_name(int(norm.argmax()))
        title = text("hot.hours_title_none", day=day_words(context.as_of), hour=usual)
    else:
        hours_of_day = [(watch_name(w), float(today[w])) for w in _IN_ORDER]
        first = most(hours_of_day, text("hot.hours_counter"))
        key = "hot.hours_title_tied" if first.tied else "hot.hours_title"
        title = text(key, day=day_words(context.as_of), hour=first.names)
    bars = [
        Column(
            watch_label(w),
            float(today[w]),
            float(norm[w]),
            number(today[w]),
            text(
                "hot.hour_hover",
                name=watch_name(w),
                n=number(today[w]),
                norm=number(norm[w], 1),
            ).replace("\n", "<br>"),
            to_tickets.of_hours(context, topic_id, _hours(w)) if today[w] else "",
        )
        for w in _IN_ORDER
    ]
    last = context.as_of
    caption = Caption(
        title,
        text("unit.tickets"),
        context.source,
        last,
        text("hot.hours_key", day=day_words(last)),
    )
    return columns(caption, bars)


def count_words(value: Any) -> str:
    """Return a count for a tile."""
    return text("hot.count", n=count(figure(value)))
