"""A light run: what came since the last look at the running day, judged at once.

It reads the day's tickets, the tickets that warnings of them rest on, and the evening that the last
full run left. Boards are only added to; what fades or closes, and everything that is no surge, no
shared matter and no word of risk, is left as the night found it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_access.extract.city_history import tickets_between
from data_access.results.declared import Frame
from data_access.results.room_run import Made, Report, RunPlan, run_room, silent
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Period, Scope, WeisuError
from early_warning import inputs
from early_warning.actions import counted
from early_warning.detection import Detection
from early_warning.frames import (
    BOARD,
    DETECTION,
    FIGURE,
    LATE_TICKET,
    ROOM,
    TICKET_SIGNAL,
    WARNING,
    WARNING_DAILY,
    WARNING_TICKET,
    Facts,
)
from early_warning.history import History
from early_warning.hourly.boards import Told
from early_warning.hourly.hour_boards import Limits, look_on
from early_warning.hourly.kept import KeptEvening, kept
from early_warning.hourly.so_far import DaySoFar
from early_warning.live import warning_rows
from early_warning.live.day_by_day import Outcome, stands
from early_warning.live.signals import RISK_PAST, RISK_WINDOW, risk_detections, ticket_signals
from early_warning.live.state import Live, load
from early_warning.settings import EngineSettings
from early_warning.store_tables import judgements
from early_warning.telling import tell
from early_warning.text.shared_words import SharedWords

LABEL = "预警分析（当天）"
EVIDENCE_DAYS = 120
"""Days of tickets that a warning's rows and curve are made of: the longest window and its curve."""
REPLACED = (WARNING, DETECTION, WARNING_TICKET, WARNING_DAILY, FIGURE)


def why_not(results: ResultStore, scope: Scope, code: str) -> str:
    """Return, in Chinese, why there is nothing to look at now; empty where there is."""
    run, last = results.current(ROOM, code), results.extract.last_day(code)
    if run is None or last is None or results.facts(scope, run, Facts) is None:
        return "还没有完整的预警结果，等夜间运行"
    found = kept(results.settings.home, code, base_of(run))
    if found is None or run.as_of is None:
        return "夜间运行还没有备好当天的比较依据，等下一次完整运行"
    day = _date(found, found.evening.day)
    if last < day:
        return "没有当天的工单"
    if last > day or run.as_of > day:
        return "新的一天等夜间运行先整体判断前一天"
    if run.fingerprint == results.extract.manifest.fingerprint(code):
        return "数据没有变化，沿用现有预警"
    return ""


def base_of(run: RunInfo) -> str:
    """Return the full run that a run goes on from, itself where it is one."""
    return str(run.settings.get("light") or run.run_id)


def run_light(
    results: ResultStore, scope: Scope, code: str, budget: int, *, report: Report = silent
) -> RunInfo:
    """Look at what is new of the running day, store what is open; ``tell`` says what is new.

    Raises ``WeisuError`` where ``why_not`` has a reason.
    """
    reason = why_not(results, scope, code)
    previous = results.current(ROOM, code)
    if reason or previous is None:
        raise WeisuError(f"地区 {code}：{reason}。现有预警没有改动。")
    found = kept(results.settings.home, code, base_of(previous))
    assert found is not None  # noqa: S101 - why_not has looked
    tell(results, scope, code)
    plan = RunPlan(
        ROOM, LABEL, code, _date(found, found.evening.day),
        {
            **previous.settings, "first": _date(found, 0).isoformat(), "budget": budget,
            "to": _date(found, found.evening.day + 1).isoformat(), "light": base_of(previous),
        },
    )  # fmt: skip
    return run_room(
        results, plan,
        lambda say: _Light(results, scope, code, previous, found, budget).made(say),
        report=report,
    )  # fmt: skip


def _date(found: KeptEvening, day: int) -> date:
    first: date = found.evening.first.astype("datetime64[D]").astype(object)
    return first + timedelta(days=day)


@dataclass(frozen=True)
class _Light:
    """One light run under way."""

    results: ResultStore
    scope: Scope
    code: str
    previous: RunInfo
    found: KeptEvening
    budget: int

    def made(self, say: Report) -> Made:
        """Return the frames: those of the run before, with the rows of what the hour touched."""
        evening, day = self.found.evening, self.found.evening.day
        stored = {f: self._read(f) for f in (*REPLACED, LATE_TICKET, TICKET_SIGNAL, BOARD)}
        first = date.fromisoformat(str(self.previous.settings["first"]))
        shift = (first - _date(self.found, 0)).days
        same_day = self.previous.as_of == _date(self.found, day)
        boards = stored[BOARD]
        after = load(warning_rows.boards_of(boards, "after"), shift)
        before = load(warning_rows.boards_of(boards, "before"), shift) if same_day else after
        told = warning_rows.told_of(boards, day, shift) if same_day else Told(day)
        say("读取当天的工单", 0.1)
        tickets = self._tickets(day)
        today = (tickets["day"] == day).to_numpy()
        seen = warning_rows.seen_of(boards) if same_day else set()
        fresh = today & ~tickets["ticket_no"].astype(str).isin(seen).to_numpy()
        signals = self._signals(stored[TICKET_SIGNAL], tickets, fresh)
        say("比对当天新增", 0.4)
        looked = look_on(
            after,
            self._detections(tickets, today, fresh, signals, after),
            day,
            told,
            limits=Limits(self.budget, evening.near),
            first=evening.first,
        )
        say("整理依据", 0.7)
        history = History(tickets.drop(columns=["day"]), evening.first)
        every = {
            key: (name, w)
            for name, board in looked.live.boards.items()
            for w in board.warnings
            if (key := looked.live.ids.get((name, w.number))) is not None
        }
        outcome = Outcome(before, looked.live, every, told=looked.told)
        rules = inputs.rules_of(self.results.settings, [])
        made = warning_rows.frames(history, outcome, signals, {}, rules=rules, only=looked.touched)
        frames = {f: _replaced(stored[f], made[f], looked.touched) for f in REPLACED}
        numbers = sorted(seen | set(tickets["ticket_no"][today].astype(str)))
        frames |= {
            LATE_TICKET: stored[LATE_TICKET],
            TICKET_SIGNAL: signals,
            BOARD: warning_rows.boards_frame(before, looked.live, looked.told, numbers),
        }
        facts = self.results.facts(self.scope, self.previous, Facts) or Facts()
        since = _date(self.found, day - 1)
        new = int(fresh.sum())
        return Made(
            frames, facts.model_copy(update={"since": since, "days": 1}), f"当天新增 {new} 件"
        )

    def _read(self, frame: Frame) -> pd.DataFrame:
        if not self.previous.has(frame):
            return pd.DataFrame(columns=list(frame.names))
        return self.results.read(self.scope, self.previous, frame)

    def _tickets(self, day: int) -> pd.DataFrame:
        period = Period(_date(self.found, day - EVIDENCE_DAYS), _date(self.found, day + 1))
        tickets = tickets_between(
            self.results.extract, self.scope, self.code, period,
            texts_since=_date(self.found, day),
        )  # fmt: skip
        at = tickets["t_accept"].to_numpy().astype("datetime64[D]")
        number = (at - self.found.evening.first.astype("datetime64[D]")).astype(np.int64)
        return tickets.assign(day=number)

    def _detections(
        self,
        tickets: pd.DataFrame,
        today: np.ndarray,
        fresh: np.ndarray,
        signals: pd.DataFrame,
        after: Live,
    ) -> Sequence[Detection]:
        """Return what stands out of the fresh tickets: shared matters, surges, words of risk."""
        evening, settings = self.found.evening, EngineSettings()
        rows = tickets[today].reset_index(drop=True)
        frame = pd.concat([evening.recent, rows], ignore_index=True)
        at = np.arange(len(evening.recent), len(frame))
        words = self._words(frame) if "text" in rows else None
        so_far = DaySoFar(
            replace(evening, told=evening.told and words is not None), rows, words, frame, at,
            settings,
        )  # fmt: skip
        said = [
            part
            for w in after.boards["event"].warnings
            for part in (w.lead, *w.parts)
            if part.detector == "same_words" and part.day == evening.day
        ]
        found = so_far.look(np.ones(len(rows), dtype=bool), fresh[today], said)
        verdicts = counted(judgements(self.results.store, self.scope, self.code))
        found = [d for d in found if stands(d, verdicts, settings)]
        new = set(tickets["ticket_no"][fresh].astype(str))
        recent = tickets[tickets["day"] > evening.day - RISK_WINDOW - RISK_PAST]
        callers = recent["caller"].fillna(recent["ticket_no"])
        stamp = pd.Timestamp(_date(self.found, evening.day))
        risky = risk_detections(signals, recent.assign(caller=callers), stamp, evening.day)
        return [*found, *(d for d in risky if new & set(d.evidence))]

    def _words(self, frame: pd.DataFrame) -> SharedWords | None:
        before = self.found.words
        if before is None:
            return None
        caller = pd.factorize(frame["caller"])[0].astype(np.int64)
        area = frame["area"].fillna("").astype(str)
        words = SharedWords(
            frame["text"].fillna("").astype(str).tolist(),
            frame["day"].to_numpy(dtype=np.int64),
            np.where(caller < 0, -1 - np.arange(len(caller)), caller),
            [a if len(a) >= 12 else "" for a in area],
        )
        words.go_on_from(before)
        return words

    def _signals(
        self, before: pd.DataFrame, tickets: pd.DataFrame, fresh: np.ndarray
    ) -> pd.DataFrame:
        """Return the signals with those of fresh tickets. How a text feels beside its category is
        for the night, which has all of them.
        """
        if "text" not in tickets or not fresh.any():
            return before
        new = tickets[fresh]
        found = ticket_signals(
            pd.DataFrame({
                "ticket_no": new["ticket_no"].astype(str), "day": new["t_accept"].dt.normalize(),
                "category": new["category"], "text": new["text"].fillna(""),
            }).reset_index(drop=True)
        )  # fmt: skip
        found = found[found["words"] != "[]"].assign(emotion=None, emotion_score=np.nan)
        kept_rows = before[~before["ticket_no"].isin(set(found["ticket_no"]))]
        return pd.concat([kept_rows, found], ignore_index=True) if len(found) else kept_rows


def _replaced(old: pd.DataFrame, new: pd.DataFrame, touched: frozenset[str]) -> pd.DataFrame:
    """Return the rows of the run before with those of touched warnings made anew."""
    kept_rows = old[~old["warning_id"].isin(touched)]
    return pd.concat([kept_rows, new], ignore_index=True) if len(new) else kept_rows
