"""One nightly run of the room: warnings carried on from the last run, stored, told.

Everything is read and written through ``data_access``; the detectors themselves are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data_access.extract.city_history import CityHistory, city_history, recent_texts
from data_access.extract.texts import has_texts
from data_access.results.judgements import judgements, latest_verdicts
from data_access.results.keep import lease_name
from data_access.results.store import ResultStore, RunInfo
from data_access.results.warnings import warning_list
from data_access.store import lease
from data_access.types import Period, Scope, WeisuError
from early_warning.detection import LISTED, Detection
from early_warning.events.judgement import Judgement
from early_warning.events.severity import Rule, load_rules, shipped_rules
from early_warning.history import History
from early_warning.live import frames as made
from early_warning.live.nights import Night, run_nights
from early_warning.live.notices import notices, parts_of
from early_warning.live.signals import COLUMNS, RISK_PAST, ticket_signals
from early_warning.live.state import Live, load
from early_warning.rules.deadline import fit_past
from early_warning.rules.listed import late_tickets
from early_warning.rules.new_matter import new_matters
from early_warning.settings import EngineSettings
from early_warning.text.risk_words import shipped
from notify.post import post_all
from notify.quota import Quota

ROOM = "warnings"
FIRST_LOOK = 60
"""Days that a first run goes back, so that what has been so for weeks is no news."""
TEXT_DAYS = RISK_PAST + 10
MATTER_DAYS = FIRST_LOOK + 860
"""Days of texts that are read at most, however long the history is: the memory of shared words
and of how tickets read, their windows, and the days of a first look."""
Report = Callable[[str, float], None]
MISSING = {
    "t_call": "没有来电时间，不能发现集中补录",
    "t_close": "没有办结时间，不能发现集中办结",
    "unit": "没有承办单位，不能建议牵头单位",
    "n_return": "没有退单次数，不能发现多次转派",
    "n_redo": "没有重办次数，不能发现多次重办",
    "area": "没有地点，只看全市的突增",
    "channel": "没有来源渠道，不能发现渠道中断",
    "caller": "没有诉求人标识，不能排除反复来电，不能发现一人多诉",
    "events": "没有本地事件日历，活动和施工引起的上升也会预警",
}
TEXTS = "没有标题和正文，不看多人同说、风险词和情绪，突增只凭件数判断"
LATE = "没有派单时间、办结时间、截止时间或承办单位，不能判断哪些工单可能超期"
LATE_FEW = "临近到期或已超期的工单太少，还不能判断哪些工单可能超期"
TOPICS = "没有热点分析结果，不能发现新出现的事项"
FORECAST = "没有预测结果，预期按本模块自己的模型计算"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run looks at. ``as_of`` None: the last day with data."""

    jurisdiction: str
    as_of: date | None = None
    budget: int = 5


def _silent(_what: str, _share: float) -> None:
    return None


def run_warnings(
    results: ResultStore, scope: Scope, asked: Asked, *, report: Report = _silent
) -> RunInfo:
    """Look at the days since the last run, store what is open and tell what is new.

    Raises ``WeisuError`` where the history is too short; what was current stays then. A second
    run of the same day starts from the evening before it.
    """
    code = asked.jurisdiction
    data = city_history(
        results.extract, results.store, scope, code,
        as_of=asked.as_of, texts=True, text_days=MATTER_DAYS,
    )  # fmt: skip
    settings = EngineSettings()
    last = (data.last - data.first).days
    if last < settings.least_history:
        raise WeisuError(
            f"地区 {code} 只有 {last + 1} 天的数据，预警至少需要 {settings.least_history + 1} 天"
            "才能分清季节和异常。现有结果没有改动，数据积累够后会自动开始。"
        )
    with lease.held(results.store, lease_name(ROOM, code), "预警分析"):
        # Where the last run was cut off before its notices were out, they go first.
        tell(results, scope, code)
        previous = _previous(results, code, data.last)
        run_id = results.begin(
            ROOM, code, as_of=data.last,
            settings={
                "from": data.first.isoformat(), "first": data.first.isoformat(),
                "to": (data.last + timedelta(days=1)).isoformat(), "budget": asked.budget,
            },
        )  # fmt: skip

        def say(what: str, share: float) -> None:
            results.report(run_id, share, what)
            report(what, share)

        try:
            found = _look(results, scope, asked, data, previous, say)
            for name, frame in found.items():
                results.write(run_id, name, frame)
        except BaseException as error:
            results.fail(run_id, str(error) or type(error).__name__)
            raise
        done = results.complete(run_id)
    tell(results, scope, code)
    return done


def tell(results: ResultStore, scope: Scope, code: str) -> int:
    """Post the current run's notices, each once for ever; return how many ways were new.

    Called after every run, before the next one and when nothing has changed, so that a crash
    between storing and telling loses nothing.
    """
    run = results.current(ROOM, code)
    if run is None or not run.has("facts"):
        return 0
    facts = results.read(scope, run, "facts", where={"name": "since"})
    if facts.empty:
        return 0
    directory = results.extract.directory(scope, code)
    names = {c: p.name for c, p in directory.areas.items()}
    rows = results.read(scope, run, "warning", order=["-score", "warning_id"])
    since = pd.Timestamp(facts["words"][0])
    told = notices(rows, code, since, names, directory.categories)
    for part in parts_of(rows, since):
        # As the reader himself sees it: of his own tickets, or not at all.
        reader = Scope(
            "notices", frozenset({"warning.view"}), frozenset({code}),
            frozenset({part.unit}) if part.unit else None,
            frozenset({part.area}) if part.area else None,
        )  # fmt: skip
        mine = warning_list(results, reader, run)
        told += notices(mine, code, since, names, directory.categories, part=part)
    quota = Quota(results.settings.warnings_budget_by_role)
    return post_all(results.store, results.settings, told, quota=quota)


def _previous(results: ResultStore, code: str, last: date) -> RunInfo | None:
    run = results.current(ROOM, code)
    return run if run is not None and run.as_of is not None and run.as_of <= last else None


def _look(  # noqa: PLR0917 - what a run is made of
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    data: CityHistory,
    previous: RunInfo | None,
    say: Report,
) -> dict[str, pd.DataFrame]:
    """Return the frames."""
    code, first = asked.jurisdiction, np.datetime64(data.first)
    last = (data.last - data.first).days
    live, start, past = _carried(results, scope, previous, data)
    history = History(data.tickets, first, data.events, data.areas)
    notes = [MISSING[name] for name in data.missing if name in MISSING]
    texts, signals = _texts(results, scope, code, data, notes)
    new = _topics(results, scope, code, data, notes)
    late = _late(data, results.settings.warnings_late_from, notes)
    if results.current("forecasting", code) is None:
        notes.append(FORECAST)
    night = Night(
        history, signals, texts, budget=asked.budget, new=new,
        judgements=_judgements(results, scope, code),
        late=late, scan=results.settings.warnings_scan,
    )  # fmt: skip

    def show(day: int) -> None:
        say(
            f"第 {day - start + 1} / {last - start + 1} 天",
            0.9 * (day - start + 1) / (last - start + 1),
        )

    nights = run_nights(night, live, start, last, show)
    say("整理依据", 0.9)
    rules = _rules(results, notes)
    found = made.frames(history, nights, signals, past, rules=rules, late=late)
    facts: list[tuple[str, float | None, str | None]] = [("note", None, n) for n in notes]
    facts.append(("days", float(last - start + 1), None))
    facts += [("colour", None, f"{rule.colour}：{rule.text}") for rule in rules]
    facts.append(("late_from", results.settings.warnings_late_from, None))
    facts += [("listed", None, name) for name in _looked_for(night)]
    facts += [("floor", None, one.label) for one in shipped().classes if one.life]
    # A first look tells of its last day only; what it found before is history.
    since = data.last - timedelta(days=1) if not past else data.first + timedelta(days=start - 1)
    facts.append(("since", None, since.isoformat()))
    return {
        **found,
        "ticket_signal": signals,
        "board": made.boards_frame(nights),
        "facts": pd.DataFrame(facts, columns=["name", "value", "words"]).astype(
            {"value": "float64"}
        ),
    }


def _late(data: CityHistory, least: float, notes: list[str]) -> pd.DataFrame | None:
    """Return the open tickets that will likely be late; None, and why, where nobody can tell."""
    if not {"t_dispatch", "t_close", "deadline", "unit"} <= set(data.tickets):
        notes.append(LATE)
        return None
    now = pd.Timestamp(data.last) + pd.Timedelta(days=1)
    try:
        model = fit_past(data.tickets, now)
    except WeisuError:
        notes.append(LATE_FEW)
        return None
    return late_tickets(data.tickets, model, now, least=least)


def _looked_for(night: Night) -> list[str]:
    """Return which of the listed findings were looked for."""
    looked = {
        "deadline": night.late is not None, "emotion": len(night.texts) > 0, "shift": True,
        "scan": night.scan,
    }  # fmt: skip
    return [name for name in LISTED if looked[name]]


def _rules(results: ResultStore, notes: list[str]) -> Sequence[Rule]:
    """Return the city's own colour rules; where they cannot be used, the shipped ones, and say so:
    a slip of the pen must not keep anybody from a warning.
    """
    name = results.settings.warnings_severity_file
    if not name:
        return shipped_rules()
    try:
        return load_rules(results.settings.home / name)
    except WeisuError as error:
        notes.append(f"可用的本地定级规则，已改用内置规则（{error}）")
        return shipped_rules()


def _carried(
    results: ResultStore, scope: Scope, previous: RunInfo | None, data: CityHistory
) -> tuple[Live, int, Mapping[str, pd.DataFrame]]:
    """Return the boards to go on from, the first day to look at, and the last run's frames."""
    last = (data.last - data.first).days
    least = EngineSettings().least_history
    if previous is None or previous.as_of is None or not previous.has("board"):
        return Live(), max(last - FIRST_LOOK + 1, least), {}
    begun = date.fromisoformat(str(previous.settings["first"]))
    shift = (begun - data.first).days
    done = (previous.as_of - data.first).days
    again = done >= last
    stored = results.read(scope, previous, "board")
    live = load(made.boards_of(stored, "before" if again else "after"), shift)
    start = last if again else done + 1
    past = {name: results.read(scope, previous, name) for name in made.NAMES}
    if again:
        # What this day opened is looked at anew; it must not come back as history.
        opened = pd.to_datetime(past["warning"]["opened"])
        past["warning"] = past["warning"][opened < pd.Timestamp(data.last)]
    return live, max(start, least), past


def _texts(
    results: ResultStore, scope: Scope, code: str, data: CityHistory, notes: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if not has_texts(results.extract, code):
        notes.append(TEXTS)
        empty = pd.DataFrame(columns=["ticket_no", "day", "area", "category", "caller", "text"])
        signals = pd.DataFrame(columns=list(COLUMNS))
        kinds = {"raises": "bool", "life": "bool", "emotion_score": "float64"}
        return empty, signals.astype({**kinds, "day": "datetime64[ns]"})
    first = max(data.first, data.last - timedelta(days=FIRST_LOOK + TEXT_DAYS))
    period = Period(first, data.last + timedelta(days=1))
    texts = recent_texts(results.extract, scope, code, period, as_of=data.last)
    return texts, ticket_signals(texts)


def _topics(
    results: ResultStore, scope: Scope, code: str, data: CityHistory, notes: list[str]
) -> dict[int, Sequence[Detection]]:
    """Return what the room of topics calls new, on the last day."""
    run = results.current("hotspots", code)
    if run is None or run.as_of is None or run.as_of > data.last or not run.rows("topics"):
        notes.append(TOPICS)
        return {}
    rows = results.read(scope, run, "topics", where={"depth": 3, "stable": True, "hidden": False})
    born = pd.to_datetime(rows["born"])
    frame = pd.DataFrame({
        "topic": rows["topic_id"], "name": rows["name"],
        "born": (born - pd.Timestamp(data.first)).dt.days, "tickets": rows["n"],
        "callers": rows["callers"], "streets": rows["streets"],
        "category": rows["category_code"].fillna("").astype(str),
        "area": rows["place_code"].fillna("").astype(str),
    }).dropna(subset=["born"])  # fmt: skip
    # Topics that the first look at a year of texts found are not new matters.
    began = (date.fromisoformat(str(run.settings["from"])) - data.first).days
    frame = frame[(frame["born"] > began + 60) & (rows.loc[frame.index, "state"] == "born")]
    day = (data.last - data.first).days
    return {day: new_matters(frame, day)}


def _judgements(results: ResultStore, scope: Scope, code: str) -> tuple[Judgement, ...]:
    rows = latest_verdicts(judgements(results.store, scope, code))
    return tuple(_judgement(row) for row in rows.values())


def _judgement(row: Mapping[str, Any]) -> Judgement:
    return Judgement(
        row["detector"], row["area"], row["category"], row["verdict"], life=bool(row["life"])
    )
