"""Pictures of the page 趋势预测. Each title states what its figures show."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date

import pandas as pd

from dashboards.charts.changes import Step, waterfall
from dashboards.charts.columns import Column, columns
from dashboards.charts.outlook import Ahead, Past, outlook
from dashboards.charts.picture import Caption, Picture
from dashboards.forecast_app import to_tickets
from dashboards.forecast_app.reading import HISTORY, Outlook
from dashboards.forecast_app.sentences import DAYS_AHEAD, matter, sum_past
from dashboards.forecast_app.special_days import kind_note
from dashboards.shell.context import PageContext
from dashboards.shell.rows import known_day, records
from style.texts import text
from style.wording import bracketed, day_table, day_words, labelled, number, rate, weekday

PARTS = 7
OFFICE_HOURS = range(24)


def main_picture(context: PageContext, seen: Outlook) -> Picture:
    """Return history and forecast."""
    ahead = [
        Ahead(
            known_day(r["period"]),
            float(r["mean"]),
            (float(r["q25"]), float(r["q75"])),
            (float(r["q10"]), float(r["q90"])),
            (float(r["q05"]), float(r["q95"])),
            _hover(context, r),
        )
        for r in records(seen.ahead.head(DAYS_AHEAD))
    ]
    earlier = {known_day(r["period"]): float(r["mean"]) for r in records(seen.before)}
    past = [
        Past(
            known_day(day),
            float(n),
            earlier.get(known_day(day)),
            _past_hover(context, day, n, earlier),
            to_tickets.of_day(context, known_day(day)),
        )
        for day, n in seen.actual.tail(HISTORY).items()
    ]
    means = [a.mean for a in ahead]
    low, high = round(min(means)), round(max(means))
    peak = ahead[means.index(max(means))].day
    title = text("fc.title_flat", n=number(high))
    if high > low:
        title = text(
            "fc.title",
            low=number(low),
            high=number(high),
            peak=day_words(peak) + bracketed(weekday(peak)),
        )
    caption = Caption(
        title,
        text("unit.tickets"),
        context.source,
        seen.as_of,
        text("fc.key" if seen.promised else "fc.key_rough"),
    )
    return outlook(caption, past, ahead, text("fc.now"), inner=seen.promised)


def _hover(context: PageContext, row: dict[str, object]) -> str:
    day = known_day(row["period"])
    return text(
        "fc.hover_rough" if row["rough"] else "fc.hover",
        day=day_table(day),
        weekday=weekday(day),
        note=kind_note(context, day),
        n=_about(row["mean"]),
        low=number(float(str(row["q05"]))),
        high=number(float(str(row["q95"]))),
    )


def _past_hover(context: PageContext, when: object, n: float, earlier: dict[date, float]) -> str:
    day = known_day(when)
    words = text(
        "fc.hover_past",
        day=day_table(day),
        weekday=weekday(day),
        note=kind_note(context, day),
        n=number(n),
    )
    return words + (text("fc.hover_before", n=_about(earlier[day])) if day in earlier else "")


def _about(value: object) -> str:
    """Return a mean as it is said: whole from 10 up, one decimal below."""
    figure = float(str(value))
    return number(figure, 0 if figure >= 10 else 1)


def part_name(context: PageContext, reading: str, key: str) -> str:
    """Return what a part of a difference is called."""
    if reading == "category":
        return matter(context, key)
    if reading == "area":
        return context.area_name(key) or text("fc.unknown")
    return key


def drivers_picture(
    context: PageContext, seen: Outlook, rows: pd.DataFrame, comparison: str
) -> Picture:
    """Return the parts of a difference as steps that end at their sum."""
    reading = str(rows["reading"].iloc[0])
    found = [
        (part_name(context, reading, str(r["key"])), int(r["change"]), [str(r["key"])])
        for r in records(rows)
    ]
    total = sum(n for _, n, _ in found)
    found = sorted(found, key=lambda p: -abs(p[1]))
    shown = found[:PARTS] if len(found) > PARTS + 1 else found
    rest = found[len(shown) :]
    if rest:
        name = text("fc.rest", count=len(rest))
        shown = [*shown, (name, sum(n for _, n, _ in rest), [k for *_, ks in rest for k in ks])]
    before = text(f"fc.drivers_{comparison}")
    title = text("fc.drivers_same", before=before)
    if total:
        size = number(abs(total))
        change = text("fc.drivers_up" if total > 0 else "fc.drivers_down", n=size)
        same = [p for p in found if p[1] * total > 0]
        title = text("fc.drivers_title", before=before, change=change, main=same[0][0])
    steps = [
        _step(name, value, *to_tickets.of_parts(context, seen, reading, keys))
        for name, value, keys in shown
        if value
    ]
    month = to_tickets.of_last(context, seen, DAYS_AHEAD), sum_past(seen, DAYS_AHEAD)
    steps.append(replace(_step(text("fc.drivers_total"), total, *month), total=True))
    caption = Caption(
        title, text("unit.tickets"), context.source, seen.as_of, text("fc.drivers_key")
    )
    return waterfall(caption, steps)


def _step(name: str, value: int, opens: str, counted: float) -> Step:
    """Return a part of a difference; what it opens are the tickets of the last days, which is
    said."""
    hover = html.escape(labelled(name, _signed(value)))
    if opens:
        hover += "<br>" + html.escape(text("fc.drivers_now", n=number(counted)))
    return Step(name, value, _signed(value), hover, opens=opens, counted=counted)


def _signed(value: int) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def busiest_day(seats: pd.DataFrame) -> date:
    """Return the day with most calls among the next seven."""
    week = seats[pd.to_datetime(seats["day"]) <= pd.to_datetime(seats["day"]).min()
                 + pd.Timedelta(6, "D")]  # fmt: skip
    return known_day(week.groupby("day")["calls"].sum().idxmax())


def seats_picture(context: PageContext, seen: Outlook, day: date) -> Picture:
    """Return a day's seats by hour."""
    rows = seen.seats[pd.to_datetime(seen.seats["day"]) == pd.Timestamp(day)].sort_values("hour")
    top = rows.iloc[int(rows["calls"].to_numpy().argmax())]
    bars = [
        Column(
            str(int(r["hour"])) if int(r["hour"]) % 3 == 0 else "",
            float(r["agents"]),
            float(r["agents_high"]),
            number(r["agents"]),
            text(
                "fc.seats_hover",
                hour=int(r["hour"]),
                calls=_about(r["calls"]),
                n=number(r["agents"]),
                level=rate(float(r["level"]), 0),
                wait=number(float(r["wait_s"]), 0),
            ),
        )
        for r in records(rows)
    ]
    caption = Caption(
        text(
            "fc.seats_title",
            day=day_words(day),
            weekday=weekday(day),
            hour=int(top["hour"]),
            n=number(top["agents"]),
        ),
        text("fc.seats_unit"),
        text("chart.calls_of", place=context.summary.name),
        seen.as_of,
        text("fc.seats_key"),
    )
    return columns(caption, bars)
