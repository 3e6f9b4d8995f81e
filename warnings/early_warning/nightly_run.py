"""One nightly run of the room: warnings carried on from the last run, stored, told.

Everything is read and written through ``data_access``; the detectors themselves are pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_access.days import local_day
from data_access.extract.city_history import CityHistory, city_history
from data_access.results.declared import Frame
from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.store import clock
from data_access.types import Scope, WeisuError
from early_warning import inputs
from early_warning.actions import counted
from early_warning.detection import LISTED
from early_warning.engine import fit_city
from early_warning.frames import BOARD, ROOM, TICKET_SIGNAL, WARNING, Facts
from early_warning.history import History
from early_warning.hourly.boards import Told
from early_warning.hourly.evening import evening_of
from early_warning.hourly.kept import KeptEvening, keep
from early_warning.live import warning_rows
from early_warning.live.day_by_day import LookedAt, Outcome, look_on
from early_warning.live.missing_days import with_missing_days
from early_warning.live.state import Live, load
from early_warning.settings import EngineSettings
from early_warning.store_tables import judgements
from early_warning.telling import tell
from early_warning.text.risk_words import shipped

LABEL = "预警分析"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run looks at. ``as_of`` None: the last day with data. ``due``: the last day whose
    tickets must be there; what is missing after the last day with data is told.
    """

    jurisdiction: str
    as_of: date | None = None
    budget: int = 5
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What other rooms' current results say: the topics where there are any, and whether there is
    a forecast; what they expect of cells by day (area, category, period, mean). ``due``: the open
    tickets that fall due within 48 hours (``late_tickets.LATE``), None where nobody judged them.
    """

    topics: inputs.KnownTopics | None = None
    forecast: bool = False
    expected: pd.DataFrame = field(default_factory=pd.DataFrame)
    due: pd.DataFrame | None = None


def run_warnings(
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    beside: Beside | None = None,
    *,
    report: Report = silent,
) -> RunInfo:
    """Look at the days since the last run and store what is open; ``tell`` says what is new.

    Raises ``WeisuError`` where the history is too short; what was current stays then. A second
    run of the same day starts from the evening before it.
    """
    code, other = asked.jurisdiction, beside or Beside()
    data = city_history(
        results.extract, results.store, scope, code,
        as_of=asked.as_of, texts=True, text_days=inputs.MATTER_DAYS,
    )  # fmt: skip
    settings = EngineSettings()
    last = (data.last - data.first).days
    if last < settings.least_history:
        raise WeisuError(
            f"地区 {code} 只有 {last + 1} 天的数据，预警至少需要 {settings.least_history + 1} 天"
            "才能分清季节和异常。现有结果没有改动，数据积累够后会自动开始。"
        )
    # Where the last run was cut off before its notices were out, they go first.
    tell(results, scope, code)
    plan = RunPlan(
        ROOM, LABEL, code, data.last,
        {
            "from": data.first.isoformat(), "first": data.first.isoformat(),
            "to": (data.last + timedelta(days=1)).isoformat(), "budget": asked.budget,
            "due": asked.due.isoformat() if asked.due else None,
        },
    )  # fmt: skip
    evenings: list[KeptEvening] = []

    def make(say: Report) -> Made:
        made, evening = _look(results, scope, asked, data, other, say)
        evenings.append(evening)
        return made

    run = run_room(results, plan, make, report=report)
    # Cut off here, the hours of the day have nothing to go by until the next full run.
    keep(results.settings.home, code, run.run_id, evenings[0])
    return run


def _look(  # noqa: PLR0917 - what a run is made of
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    data: CityHistory,
    beside: Beside,
    say: Report,
) -> tuple[Made, KeptEvening]:
    """Return the frames and facts, and what the hours after this run are compared with."""
    code, first = asked.jurisdiction, np.datetime64(data.first)
    last = (data.last - data.first).days
    zone = results.extract.manifest.jurisdictions[code].timezone
    carried = _carried(results, scope, _previous(results, code, data.last), data, zone)
    live, start, past = carried.live, carried.start, carried.past
    history = History(data.tickets, first, data.events, data.areas)
    notes = [inputs.MISSING[name] for name in data.missing if name in inputs.MISSING]
    texts, signals = inputs.texts_of(results.extract, scope, code, data, notes)
    new = inputs.new_topics(beside.topics, data, notes)
    late_from = results.settings.warnings_late_from
    late = inputs.late_of(beside.due, late_from, notes)
    if not beside.forecast:
        notes.append(inputs.FORECAST)
    looked = LookedAt(
        history, signals, texts, budget=asked.budget, new=new,
        judgements=counted(judgements(results.store, scope, code)),
        late=late, scan=results.settings.warnings_scan,
    )  # fmt: skip
    days = last - start + 1

    def show(day: int) -> None:
        done = day - start + 1
        say(f"第 {done} / {days} 天", 0.9 * done / days)

    found = look_on(looked, live, start, last, show, told=carried.told)
    shown = found
    if asked.due is not None and asked.due > data.last:
        shown = with_missing_days(looked, found, last, (asked.due - data.first).days)
    say("整理依据", 0.9)
    rules = inputs.rules_of(results.settings, notes)
    frames = {
        **warning_rows.frames(
            history,
            shown,
            signals,
            past,
            rules=rules,
            late=late,
            expected=inputs.expected_of(beside.expected, data.first, history.length),
        ),
        TICKET_SIGNAL: signals,
        BOARD: warning_rows.boards_frame(
            found.before, found.after, found.told,
            data.tickets["ticket_no"][history.days_of("t_accept") == last].astype(str).tolist(),
        ),
    }  # fmt: skip
    # A first look tells of its last day only; what it found before is history.
    since = data.last - timedelta(days=1) if not past else data.first + timedelta(days=start - 1)
    facts = Facts(
        notes=tuple(notes),
        days=days,
        colours=tuple(f"{rule.colour}：{rule.text}" for rule in rules),
        late_from=late_from,
        listed=_looked_for(looked),
        floor=tuple(one.label for one in shipped().classes if one.life),
        since=since,
    )
    over = local_day(clock.utc_now(), zone) > data.last
    return Made(frames, facts), _evening(looked, found, last + 1 if over else last)


def _evening(looked: LookedAt, found: Outcome, day: int) -> KeptEvening:
    """Return what the hours of ``day`` are compared with."""
    history, settings = looked.history, looked.settings
    anchor = day - (day - settings.least_history) % settings.refit_days
    renamed = frozenset(
        w.lead.category
        for w in found.after.boards["event"].warnings
        if w.lead.detector == "recode" and w.state != "closed"
    )
    evening = evening_of(history, day, fit_city(history, anchor), settings, renamed)
    words = None if history.words is None else history.words.read_before(day)
    if words is None:
        return KeptEvening(replace(evening, told=False), None)
    # Rows of the tickets that are kept, not of all.
    kept = history.rows_of(set(evening.recent["ticket_no"].astype(str)))
    place = np.full(len(history.tickets), -1)
    place[kept] = np.arange(len(kept))
    return KeptEvening(evening, replace(words, owner=place[words.owner]))


def _looked_for(looked: LookedAt) -> tuple[str, ...]:
    """Return which of the listed findings were looked for."""
    known = {
        "deadline": looked.late is not None, "emotion": len(looked.texts) > 0, "shift": True,
        "scan": looked.scan,
    }  # fmt: skip
    return tuple(name for name in LISTED if known[name])


def _previous(results: ResultStore, code: str, last: date) -> RunInfo | None:
    run = results.current(ROOM, code)
    return run if run is not None and run.as_of is not None and run.as_of <= last else None


@dataclass(frozen=True, slots=True)
class Carried:
    """The boards to go on from, the first day to look at, the last run's frames, and what hours of
    that first day have told.
    """

    live: Live
    start: int
    past: Mapping[Frame, pd.DataFrame]
    told: Told = field(default_factory=Told)


def is_open(run: RunInfo, timezone: str) -> bool:
    """Tell whether a run's last day has not been judged as a whole: it was looked at by hours, or
    was not over when the run began.
    """
    if run.settings.get("light"):
        return True
    return run.as_of is not None and local_day(run.started_at, timezone) <= run.as_of


def _carried(
    results: ResultStore,
    scope: Scope,
    previous: RunInfo | None,
    data: CityHistory,
    timezone: str,
) -> Carried:
    """Return what the run goes on from. A day that was not over is looked at again as a whole."""
    last = (data.last - data.first).days
    least = EngineSettings().least_history
    if previous is None or previous.as_of is None or not previous.has(BOARD):
        return Carried(Live(), max(last - inputs.FIRST_LOOK + 1, least), {})
    begun = date.fromisoformat(str(previous.settings["first"]))
    shift = (begun - data.first).days
    done = (previous.as_of - data.first).days
    again = done >= last or is_open(previous, timezone)
    stored = results.read(scope, previous, BOARD)
    live = load(warning_rows.boards_of(stored, "before" if again else "after"), shift)
    start = min(done, last) if again else done + 1
    past = {f: results.read(scope, previous, f) for f in warning_rows.CARRIED}
    told = Told()
    if again:
        # What this day opened is looked at anew; it must not come back as history.
        opened = pd.to_datetime(past[WARNING]["opened"])
        day = pd.Timestamp(data.first) + pd.Timedelta(days=start)
        past[WARNING] = past[WARNING][opened < day]
        told = warning_rows.told_of(stored, start, shift)
    return Carried(live, max(start, least), past, told)
