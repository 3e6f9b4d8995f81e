"""What a run looks at besides the counts, and what it has to go without, in words.

What is missing adds a line in Chinese to ``notes``; it never stops a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.extract.city_history import CityHistory, recent_texts
from data_access.extract.query import Extract
from data_access.extract.texts import has_texts
from data_access.settings import Settings
from data_access.types import ANY, Period, Scope, WeisuError
from early_warning.detection import Detection
from early_warning.events.severity import Rule, load_rules, shipped_rules
from early_warning.frames import TICKET_SIGNAL
from early_warning.live.signals import RISK_PAST, ticket_signals
from early_warning.rules.late_tickets import likely_late
from early_warning.rules.new_matter import new_matters

FIRST_LOOK = 60
"""Days that a first run goes back, so that what has been so for weeks is no news."""
TEXT_DAYS = RISK_PAST + 10
MATTER_DAYS = FIRST_LOOK + 860
"""Days of texts that are read at most, however long the history is: the memory of shared words
and of how tickets read, their windows, and the days of a first look."""
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
LATE = "没有办理时限，或时限已过的工单太少，还不能判断哪些工单可能超期"
TOPICS = "没有热点分析结果，不能发现新出现的事项"
FORECAST = "没有预测结果，预期按本模块自己的模型计算"


@dataclass(frozen=True, slots=True)
class KnownTopics:
    """The stable fine topics of a run as of a day that looked at the days from ``began`` on.

    ``rows``: topic_id, name, born, callers, streets, category_code, place_code, state. ``tickets``:
    ticket_no and topic_id of the last 30 days at least.
    """

    as_of: date
    began: date
    rows: pd.DataFrame
    tickets: pd.DataFrame


def texts_of(
    extract: Extract, scope: Scope, code: str, data: CityHistory, notes: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the recent texts and their signals, both without rows where there are no texts."""
    if not has_texts(extract, code):
        notes.append(TEXTS)
        empty = pd.DataFrame(columns=["ticket_no", "day", "area", "category", "caller", "text"])
        signals = pd.DataFrame(columns=list(TICKET_SIGNAL.names))
        kinds = {"raises": "bool", "life": "bool", "emotion_score": "float64"}
        return empty, signals.astype({**kinds, "day": "datetime64[ns]"})
    first = max(data.first, data.last - timedelta(days=FIRST_LOOK + TEXT_DAYS))
    period = Period(first, data.last + timedelta(days=1))
    texts = recent_texts(extract, scope, code, period, as_of=data.last)
    return texts, ticket_signals(texts)


def new_topics(
    known: KnownTopics | None, data: CityHistory, notes: list[str]
) -> dict[int, Sequence[Detection]]:
    """Return what the room of topics calls new, by day: of the last day only."""
    if known is None or known.as_of > data.last:
        notes.append(TOPICS)
        return {}
    rows = known.rows
    born = pd.to_datetime(rows["born"])
    numbers = known.tickets.groupby("topic_id")["ticket_no"].agg(tuple)
    frame = pd.DataFrame({
        "topic": rows["topic_id"], "name": rows["name"],
        "born": (born - pd.Timestamp(data.first)).dt.days,
        "numbers": [numbers.get(topic, ()) for topic in rows["topic_id"]],
        "callers": rows["callers"], "streets": rows["streets"],
        "category": rows["category_code"].fillna("").astype(str),
        "area": rows["place_code"].fillna("").astype(str),
    }).dropna(subset=["born"])  # fmt: skip
    # Topics that the first look at a year of texts found are not new matters.
    began = (known.began - data.first).days
    frame = frame[(frame["born"] > began + 60) & (rows.loc[frame.index, "state"] == "born")]
    day = (data.last - data.first).days
    return {day: new_matters(frame, day)}


def late_of(due: pd.DataFrame | None, least: float, notes: list[str]) -> pd.DataFrame | None:
    """Return the open tickets that will likely be late; None, and a note, where nobody can tell.

    ``due``: what falls due within 48 hours with its probability, None where it was not judged.
    """
    if due is None:
        notes.append(LATE)
        return None
    return likely_late(due, least)


def rules_of(settings: Settings, notes: list[str]) -> Sequence[Rule]:
    """Return the city's own colour rules; where they cannot be used, the shipped ones, and say so:
    a slip of the pen must not keep anybody from a warning.
    """
    name = settings.warnings_severity_file
    if not name:
        return shipped_rules()
    try:
        return load_rules(settings.home / name)
    except WeisuError as error:
        notes.append(f"可用的本地定级规则，已改用内置规则（{error}）")
        return shipped_rules()


def expected_of(
    rows: pd.DataFrame, first: date, length: int
) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Return what the forecasts expect of cells by day of the history, NaN where nothing is told.

    ``rows``: area, category (``*``: all), period, mean; empty where there are none.
    """
    if rows.empty:
        return {}
    day = (pd.to_datetime(rows["period"]) - pd.Timestamp(first)).dt.days.to_numpy()
    inside = (day >= 0) & (day < length)
    rows, day = rows[inside], day[inside]
    cells = rows[["area", "category"]].replace(ANY, "")
    which, names = pd.factorize(pd.MultiIndex.from_frame(cells))
    table = np.full((len(names), length), np.nan)
    table[which, day] = rows["mean"].to_numpy()
    return {(str(a), str(c)): table[row] for row, (a, c) in enumerate(names)}
