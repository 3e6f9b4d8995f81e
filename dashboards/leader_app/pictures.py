"""The four pictures of 今日要情, each with a title that states what its figures show.

``opens``: by mark, in the order of what is drawn, the address of its tickets; empty for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboards.charts.bars import Bar, Mark, PairBar, observed_expected, ranking
from dashboards.charts.panels import Panel, RatePoint, panels
from dashboards.charts.picture import Caption, Picture
from dashboards.charts.trend import DailyPoint, trend
from dashboards.leader_app.areas import LEAST
from dashboards.leader_app.content import (
    Area,
    AreaPart,
    Day,
    RateSeries,
    RisePart,
    RiseRow,
)
from data_access.types import Period
from style.texts import text
from style.ties import most as having_most
from style.wording import change, clauses, count, day_words, number, rate

AREAS_SHOWN = 8
TREND_HEIGHT, TREND_BY_MAP = 268, 340
"""px, so that it ends where the areas beside it do, as bars and as a map."""
LEAST_EXPECTED = 30
"""Expected tickets from which a change that is not clear is told as a share."""


def trend_picture(
    days: tuple[Day, ...],
    note: str,
    period: Period,
    source: str,
    as_of: date,
    *,
    opens: Sequence[str] = (),
    high: int = TREND_HEIGHT,
) -> Picture:
    """Return the daily counts, ``high`` px high; the title says which days of the period stand
    out."""
    mine = [d for d in days if period.start <= d.day < period.end]
    above = [
        d for d in mine if d.observed is not None and d.high is not None and d.observed > d.high
    ]
    if note:
        title = text("today.trend_bare")
    elif above:
        top = max(above, key=lambda d: (d.observed or 0) - (d.high or 0))
        title = text(
            "today.trend_above",
            days=len(above),
            all=len(mine),
            top=day_words(top.day),
            count=count(top.observed),
        )
    else:
        title = text("today.trend_within")
    key = note or text("today.trend_key")
    points = [
        DailyPoint(
            d.day, d.observed, d.expected, d.low, d.high,
            f" {d.holiday}" if d.holiday else "", address,
        )
        for d, address in zip(days, opens or [""] * len(days), strict=True)
    ]  # fmt: skip
    caption = Caption(title, text("unit.tickets"), source, as_of, key)
    return trend(caption, points, period.start, plot_height=high)


def area_picture(
    part: AreaPart,
    whole: str,
    source: str,
    as_of: date,
    opens: Sequence[str] = (),
    *,
    most: int = AREAS_SHOWN,
) -> Picture:
    """Return the first ``most`` areas, highest first; the title names one only where it is clearly
    above."""
    title = area_title(part, whole)
    unit = text("unit.per_10k") if part.per_resident else text("unit.tickets")
    counted = "today.area_key_few" if part.few else "today.area_key_count"
    key = [text("today.area_key_rate" if part.per_resident else counted, least=LEAST)]
    if len(part.areas) > most:
        key.append(text("today.area_key_top", shown=most, all=len(part.areas)))
    if part.unplaced:
        key.append(text("today.area_key_unplaced", count=number(part.unplaced)))
    caption = Caption(title, unit, source, as_of, clauses(key))
    mark = None
    if part.overall is not None:
        rate_of = number(part.overall, 2)
        mark = Mark(part.overall, text("today.area_mark", whole=whole, rate=rate_of))
    bars = [_area_bar(a) for a in part.areas[:most]]
    bars = [replace(b, opens=to) for b, to in zip(bars, opens or [""] * len(bars), strict=False)]
    return ranking(caption, bars, mark)


def area_title(part: AreaPart, whole: str) -> str:
    """Return what the areas show: which one is clearly above the others, or has most."""
    top = part.areas[0]
    if part.per_resident and part.overall and top.stands_out:
        times = number((top.rate or 0) / part.overall, 2)
        return text("today.area_above", name=top.name, times=times, whole=whole)
    if part.per_resident:
        return text("today.area_even")
    first = having_most(
        [(a.name, float(a.tickets)) for a in part.areas], text("today.area_counter")
    )  # fmt: skip
    key_of = "today.area_counts_tied" if first.tied else "today.area_counts"
    return text(key_of, name=first.names, count=count(first.value))


def _area_bar(area: Area) -> Bar:
    if area.rate is None:
        return Bar(area.name, area.tickets, text("today.area_count", count=number(area.tickets)))
    hover = text(
        "today.area_hover",
        name=area.name,
        rate=number(area.rate, 2),
        low=number(area.low, 2),
        high=number(area.high, 2),
        count=number(area.tickets),
        people=count(area.population),
    )
    key = "today.area_rate_few" if area.tickets < LEAST else "today.area_rate"
    words = text(key, rate=number(area.rate, 2), count=number(area.tickets))
    return Bar(
        area.name, area.rate, words, hover.replace("\n", "<br>"), area.stands_out,
        counted=area.tickets,
    )  # fmt: skip


def rise_picture(part: RisePart, source: str, as_of: date, opens: Sequence[str] = ()) -> Picture:
    """Return observed against expected; the title names the clearest rise, if any is clear."""
    top = part.rows[0]
    if top.notable:
        title = text(
            "today.rise_above" if top.expected >= 1 else "today.rise_above_rare",
            name=top.name,
            count=count(top.observed),
            expected=count(top.expected),
        )
    elif top.observed > top.expected >= 1:
        title = text(
            "today.rise_within",
            name=top.name,
            count=count(top.observed),
            expected=count(top.expected),
        )
    else:
        title = text("today.rise_none")
    key = [text("today.rise_key")]
    if part.notable:
        key.append(text("today.rise_key_notable"))
    key.append(text("today.rise_key_expected"))
    caption = Caption(title, text("unit.tickets"), source, as_of, clauses(key))
    bars = [_rise_bar(r) for r in part.rows]
    bars = [replace(b, opens=to) for b, to in zip(bars, opens or [""] * len(bars), strict=True)]
    return observed_expected(caption, bars)


def _rise_bar(row: RiseRow) -> PairBar:
    observed, usual = number(row.observed), text("today.rise_rare")
    shown = text("today.rise_observed_only", count=observed)
    # A ratio to less than one ticket says nothing, one of a few that may be chance too much.
    if row.expected >= 1:
        usual = text("today.rise_expected", count=number(row.expected))
    if row.expected >= (1 if row.notable else LEAST_EXPECTED):
        ratio = change(row.observed / row.expected - 1)
        shown = text("today.rise_observed", count=observed, ratio=ratio)
    return PairBar(
        row.name,
        row.observed,
        row.expected,
        shown,
        usual,
        text(
            "today.rise_hover",
            name=row.name,
            count=observed,
            expected=number(row.expected),
            low=number(row.low, 2),
            high=number(row.high, 2),
        ).replace("\n", "<br>"),
        row.notable,
    )


def rate_picture(
    series: tuple[RateSeries, ...],
    last: date,
    source: str,
    as_of: date,
    opens: Sequence[Sequence[str]] = (),
) -> Picture:
    """Return both rates by month; the title says the last month's. ``opens``: by series and month.

    Whether a rate has changed is said in one place, beside its number, against the days before.
    """
    title = clauses(_month_words(s) for s in series)
    caption = Caption(
        title or text("today.rate_bare"),
        "%",
        source,
        as_of,
        clauses((text("today.rate_key", day=day_words(last)), *_more_keys(series))),
    )
    given = opens or [[""] * len(s.months) for s in series]
    return panels(caption, [_panel(s, to) for s, to in zip(series, given, strict=True)])


def _more_keys(series: tuple[RateSeries, ...]) -> list[str]:
    """Return how to read the further lines, where there are any."""
    known = any(m.value is not None for s in series for m in s.last_year)
    keys = [text("today.rate_key_year")] if known else []
    keys += [text("today.rate_key_target")] if any(s.target is not None for s in series) else []
    return keys


def _month_words(series: RateSeries) -> str:
    months = [m for m in series.months if m.value is not None]
    if not months:
        return ""
    month = text("today.month", month=months[-1].month.month)
    return text("today.rate_now", month=month, label=series.label, rate=rate(months[-1].value))


def _panel(series: RateSeries, opens: Sequence[str]) -> Panel:
    points = tuple(
        RatePoint(
            text("today.month", month=m.month.month),
            m.value,
            m.low,
            m.high,
            text(
                "today.rate_hover",
                label=series.label,
                month=f"{m.month:%Y-%m}",
                rate=rate(m.value),
                low=rate(m.low),
                high=rate(m.high),
                hit=number(m.numerator),
                n=number(m.denominator),
            ).replace("\n", "<br>"),
            address,
            m.denominator,
        )
        for m, address in zip(series.months, opens, strict=True)
    )
    before = {m.month.month: m.value for m in series.last_year}
    last_year = tuple(before.get(m.month.month) for m in series.months)
    return Panel(series.label, points, series.missing, last_year, series.target)
