"""Reads what a screen shows, by the same functions as the pages, and lets ``allowed.py`` decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from dashboards.charts.picture import Picture
from dashboards.charts.still import still
from dashboards.hotspots_app.context import HotContext
from dashboards.hotspots_app.hot_list import NEWS
from dashboards.hotspots_app.reading import leading
from dashboards.leader_app import pictures
from dashboards.leader_app.content import Tile, TodayData
from dashboards.leader_app.pressing import pressing_rows
from dashboards.leader_app.reading import gather
from dashboards.leader_app.sentences import PressingFacts, with_pressing
from dashboards.server.viewer import Services
from dashboards.shell import address
from dashboards.shell.context import BesideContext, PlaceContext
from dashboards.shell.expectation import Expecting
from dashboards.shell.freshness import local_moment
from dashboards.shell.kept import kept
from dashboards.shell.options import options_of
from dashboards.shell.rows import Row, figure, words_of
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import reading as tasks
from dashboards.wall_app import allowed
from dashboards.wall_app.content import Alert, Drawn, Fresh, Line, Number, Screen, Topic
from data_access.accounts import screens
from data_access.days import local_day
from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.registry import get
from early_warning.frames import ROOM as WARNINGS
from early_warning.urgency import presses
from early_warning.words import numbers, title
from event_register.frames import ROOM as EVENTS
from forecasting.frames import ROOM as FORECASTS
from hotspots.frames import ROOM as HOTSPOTS
from style.texts import text
from style.wording import day_table, first_clause, moment_table, number, rate, weekday

AREAS, ALERTS, TOPICS = 6, 5, 6
"""How many of each a screen shows."""
OLD_DAYS = 2
"""Data whose last day is longer ago are said to be old: a night brings the day before."""
VOLUME = "volume"
NOTHING = "—"


def read_screen(services: Services, screen: screens.Screen, now: datetime) -> Screen:
    """Return what a screen shows at a moment (naive UTC)."""
    code = screen.jurisdiction
    summary = services.extract.manifest.jurisdictions.get(code)
    if summary is None or not summary.tickets or summary.last_day is None:
        return Screen(screen.name, summary.name if summary else "", missing=text("wall.no_data"))
    context = _context(services, screen, summary)
    data = _today(context)
    rows = [
        row
        for found in pressing_rows(context)
        if (row := allowed.hall_warning(found, context.directory, event_names=screen.event_names))
    ]
    said = with_pressing(data.finding, tuple(_facts(context, row) for row in rows))
    trend, areas = _pictures(context, data)
    alerts = _alerts(context, rows)
    few = allowed.says_few(said.sentence)
    return Screen(
        screen.name,
        summary.name,
        _fresh(summary, now),
        text("wall.sentence_few") if few else said.sentence,
        "" if allowed.says_few(said.context) else said.context,
        # The mark goes with the sentence: what may not be told here is not marked either.
        data.finding.acts or said.sentence != data.finding.sentence,
        tuple(_number(tile) for tile in data.tiles),
        trend,
        areas,
        alerts[:ALERTS],
        max(0, len(alerts) - ALERTS),
        _tasks(context),
        _topics(context, event_names=screen.event_names),
        text("wall.topics_note" if screen.event_names else "wall.topics_note_category"),
    )


def _context(
    services: Services, screen: screens.Screen, summary: JurisdictionSummary
) -> BesideContext:
    """Return the context of 今日要情 as it opens: the last week, nothing cut."""
    scope, extract, results = screen.scope, services.extract, services.results
    directory = extract.directory(scope, summary.code)
    known = options_of(scope, summary, directory).known
    filters, _ = address.filters_of(address.Choice(summary.code), known)
    current = (
        (room, results.current(room, summary.code)) for room in (FORECASTS, WARNINGS, EVENTS)
    )
    runs = {room: run for room, run in current if run is not None}
    return BesideContext(
        "today", scope, extract, summary, filters, directory, results=results, runs=runs
    )


@kept(50)
def _today(context: BesideContext) -> TodayData:
    return gather(
        context.extract,
        context.scope,
        context.filters,
        context.summary,
        context.directory,
        expecting=Expecting.over(context),
    )


def _facts(context: BesideContext, row: Row) -> PressingFacts:
    about = title(row, context.areas, context.directory.categories)
    said = numbers(row)
    return PressingFacts(about, "" if allowed.says_few(said) else said, "", first=presses(row))


def _alerts(context: BesideContext, rows: Sequence[Row]) -> tuple[Alert, ...]:
    """Return the warnings as they are told. What communities of one street have in common is said
    of the street once, without the numbers of any of them."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        about = title(row, context.areas, context.directory.categories)
        told = (words_of(row["severity"]), about)
        found[told] = "" if told in found else _told_of(numbers(row))
    return tuple(Alert(level, name, said) for (level, name), said in found.items())


def _told_of(said: str) -> str:
    """Return how much there is of a warning: without what is usual where that is too few to be
    said, nothing where it is few itself."""
    told = first_clause(said) if allowed.says_few(said) else said
    return "" if allowed.says_few(told) else told


def _fresh(summary: JurisdictionSummary, now: datetime) -> Fresh:
    last, zone = summary.last_day, summary.timezone
    if last is None:
        raise ValueError("a screen of no day")
    ago = (local_day(now, zone) - last).days
    return Fresh(
        text("wall.until", day=day_table(last), weekday=weekday(last)),
        text("wall.refreshed", at=moment_table(local_moment(summary.refreshed_at, zone))),
        text("wall.read", at=moment_table(local_moment(now.isoformat(), zone))),
        text("wall.old", days=ago) if ago > OLD_DAYS else "",
    )


def _number(tile: Tile) -> Number:
    """Return one of the three numbers: a count that is not small, a rate of enough tickets."""
    if tile.name == VOLUME:
        if allowed.is_few(tile.n):
            return Number(tile.label, text("wall.tickets_few", least=allowed.LEAST))
    elif tile.n is None or tile.n < max(allowed.LEAST, get(tile.name).min_n):
        return Number(tile.label, NOTHING, text("wall.rate_few"))
    lines = (Line(a.words, a.tone, a.move, a.then) for a in tile.against)
    said = (line for line in lines if not allowed.says_few(f"{line.words} {line.then}"))
    return Number(tile.label, tile.value, tile.target, tuple(said))


def _pictures(context: BesideContext, data: TodayData) -> tuple[Drawn | None, Drawn | None]:
    """Return the trend and the areas; None for what is of too few tickets."""
    filters, source = context.filters, context.source
    as_of: date = filters.as_of or filters.period.last
    days = allowed.hall_days(data.days, filters.period.start)
    part, most = allowed.hall_areas(data.areas, AREAS)
    trend = areas = None
    if days:
        trend = _drawn(pictures.trend_picture(days, data.trend_note, filters.period, source, as_of))
    if most:
        areas = _drawn(pictures.area_picture(part, context.summary.name, source, as_of, most=most))
    return trend, areas


def _drawn(picture: Picture) -> Drawn:
    return Drawn(still(picture), picture.alt)


def _tasks(context: BesideContext) -> tuple[Number, ...]:
    """Return how supervision goes: what anybody with no name on a confidential task sees."""
    place = PlaceContext("progress", context.scope, context.extract, context.summary)
    opened = TaskContext.opened(place)
    seen, share = tasks.overview(opened), tasks.in_time(opened)
    least = max(allowed.LEAST, get(tasks.IN_TIME).min_n)
    known = share.value is not None and share.n >= least
    return (
        Number(text("progress.tile_open"), allowed.task_words(seen.open)),
        Number(text("progress.tile_overdue"), allowed.task_words(seen.overdue)),
        Number(
            text("progress.tile_in_time"),
            rate(share.value, 0) if known else NOTHING,
            "" if known else text("wall.rate_few"),
        ),
    )


def _topics(context: BesideContext, *, event_names: bool) -> tuple[Topic, ...]:
    """Return the topics of the week, the hottest first; one line a name."""
    run = context.results.current(HOTSPOTS, context.summary.code)
    if run is None:
        return ()
    week = HotContext.over(context, run=run)
    named: dict[str, Row] = {}
    for row in leading(week):
        name = allowed.hall_topic(row, context.directory, event_names=event_names)
        if name:
            named.setdefault(name, row)
    shown = list(named.items())[:TOPICS]
    largest = max((figure(row["n_recent"]) or 0 for _, row in shown), default=0) or 1
    return tuple(_topic(name, row, largest) for name, row in shown)


def _topic(name: str, row: Row, largest: float) -> Topic:
    recent, expected = figure(row["n_recent"]) or 0, figure(row["expected"])
    usual = ""
    if expected is not None and expected >= allowed.LEAST:
        usual = text("hot.usual", n=number(expected))
    state = words_of(row["state"])
    return Topic(
        name,
        text("hot.count", n=number(recent)),
        usual,
        text(f"hot.state_{state}") if state else "",
        recent / largest,
        state in NEWS,
    )
