"""What the page says in sentences: what is to come, what to do, how far off forecasts were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboards.forecast_app.reading import Outlook
from dashboards.forecast_app.sums import Sums
from dashboards.shell.context import PageContext
from dashboards.shell.rows import known_day, records
from forecasting.reading import CHOSEN, NAIVE, SHOWN, category_name
from style.texts import text
from style.wording import (
    change,
    count,
    day_words,
    enumerated,
    enumeration_of,
    listing,
    month_end,
    number,
    rate,
    span_words,
)

CLEAR = 0.05
"""A change of the week's sum below this share reads as about the same."""
PRESSING = 0.15
DOUBLE = 2.0
DAYS_AHEAD = 28


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence, the advice, and whether something needs action."""

    sentence: str
    advice: str
    acts: bool


def sum_ahead(seen: Outlook, days: int) -> float:
    """Return the expected tickets of the next days."""
    return float(seen.ahead["mean"].head(days).sum())


def sum_past(seen: Outlook, days: int) -> float:
    """Return the tickets of the last days."""
    return float(seen.actual.tail(days).sum())


def matter(context: PageContext, code: Any) -> str:
    """Return what a category is called; its last level."""
    return category_name(context.directory.categories, str(code or "")) or text("fc.unknown")


def month_words(day: date) -> str:
    """Return a month for sentences: 12月."""
    return span_words(day.replace(day=1), month_end(day))


def rise_words(rise: float) -> str:
    """Return how a month compares with the last year's average one: 比近一年月均多33%."""
    if rise >= DOUBLE:
        return text("fc.rise_times", times=number(rise, 1))
    return text("fc.rise", share=change(rise - 1, signed=False))


def start_words(start: date, as_of: date) -> str:
    """Return from when to prepare: 即日起, or the week."""
    if start <= as_of:
        return text("fc.from_now")
    return text("fc.from_week", start=day_words(start))


def against_words(week: float, before: float) -> str:
    """Return how a week's expected tickets compare with the last week's."""
    ratio = week / before - 1 if before else 0.0
    if abs(ratio) < CLEAR or abs(week - before) < 3:
        return text("fc.same")
    return text("fc.more" if ratio > 0 else "fc.less", share=change(ratio, signed=False))


def sums_words(seen: Sums) -> str:
    """Return what is expected of several places together."""
    week = float(seen.table["week"].sum())
    return text(
        "fc.sums_sentence",
        places=text(f"fc.sums_{seen.kind}", count=len(seen.table)),
        n=count(round(week)),
        against=against_words(week, seen.before_week),
    )


def compose(context: PageContext, seen: Outlook) -> Said:
    """Return what is said on top of the page."""
    week, before = sum_ahead(seen, 7), sum_past(seen, 7)
    ratio = week / before - 1 if before else 0.0
    sentence = text("fc.sentence", n=count(round(week)), against=against_words(week, before))
    items = records(seen.items.sort_values("rank"))
    rising = ratio >= PRESSING and week - before >= 3
    if not items:
        advice = text("fc.advice_more" if rising else "fc.advice_none")
        return Said(sentence, advice, acts=rising)
    first = items[0]
    sentence += text(
        "fc.sentence_item",
        month=month_words(known_day(first["month"])),
        name=matter(context, first["category"]),
        expected=count(round(first["expected"])),
        rise=rise_words(float(first["rise"])),
    )
    units = str(first["departments"] or "")
    units = enumerated(enumeration_of(units)[:2])
    others = [matter(context, r["category"]) for r in items[1:3]]
    # A reader of one unit's tickets is the unit.
    if seen.kind == "unit" or not units:
        key, units = "fc.advice_item_own", ""
    else:
        key = "fc.advice_items" if others else "fc.advice_item"
    advice = text(
        key,
        units=units,
        start=start_words(known_day(first["start"]), seen.as_of),
        names=listing(others),
    )
    return Said(sentence, advice, acts=True)


def error_words(seen: Outlook) -> str:
    """Return how far forecasts were off a week ahead, in words."""
    off = seen.off_week
    if off is None:
        return text("fc.error_none")
    few = "" if seen.promised else text("fc.error_few")
    return text("fc.error", months=off.months, share=rate(off.share, 0), few=few)


def model_words(name: str) -> str:
    """Return a method in words."""
    return text("fc.model_shown" if name == SHOWN else f"fc.model_{name}")


def why_words(seen: Outlook) -> str:
    """Return why the forecast comes from the method it comes from."""
    off, model = seen.off_by_model, str(seen.ahead["model"].iloc[0])
    if seen.off_week is None or NAIVE not in off:
        return text("fc.why_untested")
    others = [n for n in off if n not in {SHOWN, CHOSEN, NAIVE, model}][:1]
    said = "".join(
        text("fc.why_others", name=model_words(n), share=rate(off[n], 0)) for n in others
    )
    why = {"combination": "fc.why_combined", NAIVE: "fc.why_naive"}.get(model, "fc.why_best")
    return text(
        "fc.why",
        origins=seen.off_week.origins,
        model=model_words(model),
        own=rate(seen.off_week.share, 0),
        # The method shown has one error, that of the forecasts as they are told.
        naive="" if model == NAIVE else text("fc.why_beside", share=rate(off[NAIVE], 0)),
        others=said,
        why=text(why),
    )


@dataclass(frozen=True, slots=True)
class Before:
    """The forecast of four weeks ago beside what came."""

    table: pd.DataFrame
    words: str


def before_words(seen: Outlook) -> Before:
    """Return the earlier forecast with the actual numbers, and what they say together."""
    if seen.before.empty:
        return Before(pd.DataFrame(), text("fc.before_none"))
    table = seen.before.assign(actual=seen.before["period"].map(seen.actual)).dropna(
        subset=["actual"]
    )
    came, expected = float(table["actual"].sum()), float(table["mean"].sum())
    off = float((table["actual"] - table["mean"]).abs().sum())
    inside = int(table["actual"].between(table["q05"], table["q95"]).sum())
    rough = bool(table["rough"].any())
    origin = day_words(known_day(table["origin"].iloc[0]), seen.as_of)
    remade = "remade" not in table or bool(table["remade"].iloc[0])
    words = text(
        "fc.before_rough" if rough else "fc.before",
        origin=text("fc.before_remade" if remade else "fc.before_shown", origin=origin),
        expected=number(round(expected)),
        actual=number(came),
        share=rate(off / came if came else None, 0),
        inside=inside,
    )
    return Before(table, words)
