"""Every metric and variant once more, in plain pandas: what the SQL has to agree with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from data_access import schemas
from tests.data_access.metric_frames import ZONE

Mask = Any
TIMES = (
    "t_accept", "t_dispatch", "t_sign", "t_first_contact", "t_reply", "t_close", "t_callback",
    "t_return_apply", "t_reached", "deadline", "deadline_orig",
    "t_workday_1", "t_work_2h", "t_again", "t_sign_due", "t_contact_due", "t_callback_due",
)  # fmt: skip
UNKNOWN_LATER = [
    t
    for t in TIMES
    if t.startswith("t_")
    and t not in ("t_accept", "t_workday_1", "t_work_2h", "t_sign_due", "t_contact_due",
                  "t_callback_due")
]  # fmt: skip


@dataclass(frozen=True)
class Known:
    """Rows as of a day, and the first moment after it."""

    rows: pd.DataFrame
    end: pd.Timestamp

    def during(self, mask: Mask) -> Known:
        return Known(self.rows[mask], self.end)


@dataclass(frozen=True)
class Answer:
    """``sample``: what a quantile or mean is taken of."""

    value: float | None
    numerator: int | None
    n: int
    sample: np.ndarray | None = None


def known_as_of(frame: pd.DataFrame, last: date) -> Known:
    """Apply the as-of rule in pandas."""
    midnight = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(ZONE))
    end = pd.Timestamp(midnight.astimezone(UTC).replace(tzinfo=None))
    rows = frame[frame["day"] <= last].copy()
    for name in TIMES:
        rows[name] = pd.to_datetime(rows[name])
    unclosed = rows["t_close"] >= end
    rows.loc[unclosed, ["due_result", "result_unit"]] = None
    rows.loc[unclosed & rows["status"].isin(schemas.CLOSED_STATES), "status"] = "办理中"
    unrated = rows["t_callback"] >= end
    rows.loc[unrated, ["satisfied", "solved"]] = None
    rows.loc[rows["t_first_contact"] >= end, "contact_work_s"] = None
    rows.loc[unclosed, "close_work_s"] = None
    rows.loc[unclosed, "t_callback_due"] = pd.NaT
    rows.loc[rows["t_return_apply"] >= end, "n_return_apply"] = None
    for name in UNKNOWN_LATER:
        rows[name] = rows[name].where(rows[name] < end)
    return Known(rows, end)


class Tickets:
    """The conditions that the definitions of metrics over tickets are written in."""

    def __init__(self, known: Known) -> None:
        self.rows, self.end = known.rows, known.end
        r = self.rows
        self.all = pd.Series(data=True, index=r.index)
        self.accepted = ~r["status"].isin(["不予受理", "撤诉"])
        self.direct = r["direct_reply"].eq(True)
        self.by_unit = self.accepted & ~self.direct
        self.dispatched = self.by_unit & r["t_dispatch"].notna()
        self.closed_state = r["status"].isin(["待回访", "已办结", "已归档"])
        self.closed = r["t_close"].notna() | self.direct | self.closed_state
        self.merged = r["status"].eq("并单")
        self.marked = r["duplicate_of"].notna() & ~r["duplicate_of"].isin(["", "否", "无", "0"])

    def has(self, column: str) -> Mask:
        return self.rows[column].notna()

    def number(self, column: str) -> Mask:
        return pd.to_numeric(self.rows[column])

    def is_in(self, column: str, *values: object) -> Mask:
        return self.rows[column].isin(values)

    def within(self, moment: str, hours: int) -> tuple[Mask, Mask]:
        limit = self.rows["t_dispatch"] + pd.Timedelta(hours=hours)
        return self.dispatched & (limit < self.end), self.rows[moment] <= limit

    def within_workday(self, moment: str) -> tuple[Mask, Mask]:
        due = self.rows["t_workday_1"]
        return self.dispatched & (due < self.end), self.rows[moment] <= due

    def by_limit(self, moment: str, due: str) -> tuple[Mask, Mask]:
        return self.dispatched & (self.rows[due] < self.end), self.rows[moment] <= self.rows[due]

    def due(self, deadline: str, *, settled: bool = False) -> tuple[Mask, Mask, Mask]:
        """Return who counts as due, who is on time, who is late."""
        r = self.rows
        owes = self.by_unit & ~self.merged
        timed = r[deadline].notna() & (r["t_close"].notna() | ~self.closed_state)
        ran_out = (r[deadline] < self.end) | (settled & r["t_close"].notna())
        base = owes & np.where(timed, ran_out, r["due_result"].notna())
        timely = np.where(timed, r["t_close"] <= r[deadline], r["due_result"].eq("按时"))
        late = np.where(timed, ~(r["t_close"] <= r[deadline]), r["due_result"].eq("超期"))
        return base, timely, late

    def working_hours(self) -> tuple[Mask, Mask]:
        r = self.rows
        contacted = self.dispatched & (r["t_first_contact"] >= r["t_dispatch"])
        return contacted & self.has("contact_work_s"), self.number("contact_work_s")

    def closing_hours(self) -> tuple[Mask, Mask]:
        closed = self.by_unit & (self.rows["t_close"] >= self.rows["t_dispatch"])
        return closed & self.has("close_work_s"), self.number("close_work_s")

    def looked_after(self) -> Mask:
        took = self.rows["t_close"] - self.rows["t_accept"]
        month = self.rows["t_close"] + pd.Timedelta(days=30) < self.end
        in_time = (took >= pd.Timedelta(0)) & (took <= pd.Timedelta(days=60))
        return self.by_unit & self.has("repeat_30d") & in_time & month

    def filled(self) -> Mask:
        must = self.rows[["source_channel", "ticket_type", "category_code", "area_code"]]
        return must.notna().all(axis=1) & (~self.has("t_dispatch") | self.has("org_lead"))

    def in_order(self) -> Mask:
        steps = (
            ("t_accept", "t_dispatch"), ("t_dispatch", "t_sign"),
            ("t_dispatch", "t_first_contact"), ("t_accept", "t_close"), ("t_dispatch", "t_close"),
            ("t_accept", "deadline"), ("t_close", "t_callback"),
        )  # fmt: skip
        wrong = [self.rows[later] < self.rows[first] for first, later in steps]
        return ~pd.concat(wrong, axis=1).any(axis=1)

    def hours(self, start: str, end: str) -> tuple[Mask, Mask]:
        """Return the rows with both times in order, and whole seconds between them."""
        r = self.rows
        seconds = r[end].dt.floor("s") - r[start].dt.floor("s")
        return self.by_unit & (r[end] >= r[start]), seconds.dt.total_seconds()


SATISFIED, HALF = ("非常满意", "满意"), "基本满意"
Pair = tuple[Any, Any]
MAILBOX = ("网站/邮箱", "领导信箱", "领导留言板")

RATES: dict[str, Callable[[Tickets], Pair]] = {
    "dispatch_rate": lambda t: (t.accepted, t.dispatched),
    "direct_reply_rate": lambda t: (t.accepted & t.has("direct_reply"), t.direct),
    "closed_rate": lambda t: (t.accepted, t.closed),
    "on_time_rate": lambda t: t.due("deadline")[:2],
    "on_time_rate:settled": lambda t: t.due("deadline", settled=True)[:2],
    "on_time_rate:original": lambda t: t.due("deadline_orig")[:2],
    "overdue_rate": lambda t: t.due("deadline")[::2],
    "overdue_rate:settled": lambda t: t.due("deadline", settled=True)[::2],
    "overdue_rate:original": lambda t: t.due("deadline_orig")[::2],
    "fill_rate": lambda t: (
        t.all, t.filled()
    ),
    "data_quality": lambda t: (
        t.all,
        t.filled() & t.in_order() & (~t.closed_state | t.direct | t.has("t_close")),
    ),
    "auto_dispatch_rate": lambda t: (
        t.dispatched & t.has("dispatch_mode"), t.is_in("dispatch_mode", "自动")
    ),
    "dispatch_accuracy": lambda t: (t.dispatched & t.has("n_return"), t.number("n_return") == 0),
    "dispatch_accuracy:applied": lambda t: (t.dispatched, ~t.has("t_return_apply")),
    "return_rate": lambda t: (t.dispatched & t.has("n_return"), t.number("n_return") > 0),
    "return_rate:applied": lambda t: (t.dispatched, t.has("t_return_apply")),
    "sign_on_time_rate": lambda t: t.within("t_sign", 24),
    "sign_on_time_rate:hours_2": lambda t: t.within("t_sign", 2),
    "sign_on_time_rate:hours_4": lambda t: t.within("t_sign", 4),
    "sign_on_time_rate:workday_1": lambda t: t.within_workday("t_sign"),
    "sign_on_time_rate:own_limit": lambda t: t.by_limit("t_sign", "t_sign_due"),
    "response_rate:own_limit": lambda t: t.by_limit("t_first_contact", "t_contact_due"),
    "callback_on_time_rate": lambda t: (
        t.by_unit & t.closed & (t.rows["t_callback_due"] < t.end),
        t.rows["t_callback"] <= t.rows["t_callback_due"],
    ),
    "response_rate:workday_1": lambda t: t.within_workday("t_first_contact"),
    "response_rate:work_hours_2": lambda t: (
        t.dispatched & (t.rows["t_work_2h"] < t.end), t.number("contact_work_s") <= 7200
    ),
    "response_rate": lambda t: t.within("t_first_contact", 24),
    "response_rate:hours_2": lambda t: t.within("t_first_contact", 2),
    "extension_rate": lambda t: (t.dispatched & t.has("n_extend"), t.number("n_extend") > 0),
    "extension_rate:twice": lambda t: (t.dispatched & t.has("n_extend"), t.number("n_extend") > 1),
    "one_time_rate": lambda t: (
        t.looked_after() & t.has("n_redo"), (t.number("n_redo") == 0) & ~t.has("t_again")
    ),
    "one_time_rate:no_repeat": lambda t: (t.looked_after(), ~t.has("t_again")),
    "one_time_rate:no_redo": lambda t: (
        t.by_unit & t.closed & t.has("n_redo"), t.number("n_redo") == 0
    ),
    "redo_rate": lambda t: (t.by_unit & t.closed & t.has("n_redo"), t.number("n_redo") > 0),
    "mailbox_reply_rate": lambda t: (
        t.accepted & t.is_in("source_channel", *MAILBOX)
        & (t.rows["t_accept"] + pd.Timedelta(days=1) < t.end),
        t.rows["t_reply"] - t.rows["t_accept"] <= pd.Timedelta(days=1),
    ),
    "excluded_rate": lambda t: (t.has("keep_flag"), t.is_in("keep_flag", "剔除")),
    "callback_coverage": lambda t: (t.by_unit & t.closed, t.has("t_callback")),
    "callback_coverage:with_direct": lambda t: (t.accepted & t.closed, t.has("t_callback")),
    "callback_reach_rate": lambda t: (t.accepted & t.has("t_callback"), t.has("t_reached")),
    "satisfaction_rate": lambda t: (
        t.accepted & t.has("satisfied"), t.is_in("satisfied", *SATISFIED, HALF)
    ),
    "satisfaction_rate:strict": lambda t: (
        t.accepted & t.has("satisfied"), t.is_in("satisfied", *SATISFIED)
    ),
    "solved_rate": lambda t: (t.accepted & t.has("solved"), t.is_in("solved", True)),
    "solved_rate:declared": lambda t: (
        t.accepted & t.has("result_unit"), t.is_in("result_unit", "已解决")
    ),
    "callback_verified_rate": lambda t: (
        t.accepted & t.has("solved") & t.is_in("result_unit", "已解决", "未解决"),
        t.is_in("result_unit", "已解决") == t.is_in("solved", True),
    ),
    "callback_verified_rate:claimed": lambda t: (
        t.accepted & t.has("solved") & t.is_in("result_unit", "已解决"), t.is_in("solved", True)
    ),
    "repeat_rate": lambda t: (t.accepted & t.has("repeat_30d"), t.is_in("repeat_30d", True)),
    "repeat_rate:days_90": lambda t: (
        t.accepted & t.has("repeat_90d"), t.is_in("repeat_90d", True)
    ),
    "repeat_rate:dispatched": lambda t: (t.dispatched, t.is_in("repeat_30d", True)),
    "repeat_rate:marked": lambda t: (t.accepted, t.marked),
}  # fmt: skip
COUNTS: dict[str, Callable[[Tickets], Any]] = {
    "volume": lambda t: t.all,
    "accepted": lambda t: t.accepted,
    "dispatched": lambda t: t.dispatched,
    "tickets_per_10k": lambda t: t.all,
}
WEIGHTED = {"satisfaction_rate:weighted_60": 60, "satisfaction_rate:weighted_80": 80}
VALUES: dict[str, Callable[[Tickets], Pair]] = {
    "close_hours_median": lambda t: t.hours("t_dispatch", "t_close"),
    "close_hours_p90": lambda t: t.hours("t_dispatch", "t_close"),
    "close_hours_mean": lambda t: t.hours("t_dispatch", "t_close"),
    "response_hours_median": lambda t: t.hours("t_dispatch", "t_first_contact"),
    "response_hours_p90": lambda t: t.hours("t_dispatch", "t_first_contact"),
    "response_hours_median:working_hours": lambda t: t.working_hours(),
    "response_hours_p90:working_hours": lambda t: t.working_hours(),
    "close_hours_median:working_hours": lambda t: t.closing_hours(),
    "close_hours_p90:working_hours": lambda t: t.closing_hours(),
    "close_hours_mean:working_hours": lambda t: t.closing_hours(),
    "return_times_mean:applied": lambda t: (t.dispatched, t.number("n_return_apply").fillna(0)),
    "return_times_mean": lambda t: (t.dispatched & t.has("n_return"), t.number("n_return")),
}
SCALE = {"return_times_mean": 1.0, "return_times_mean:applied": 1.0}


_kept: dict[tuple[int, frozenset[str]], tuple[Known, Tickets]] = {}


def counted(known: Known, common: frozenset[str]) -> Tickets:
    """Return the conditions over the rows that the common variants leave."""
    key = (id(known), common)
    if key not in _kept or _kept[key][0] is not known:
        if len(_kept) > 50:
            _kept.clear()
        rows = known.rows
        keep = pd.Series(data=True, index=rows.index)
        if "assessed" in common:
            keep &= ~rows["keep_flag"].eq("剔除")
        if "matters" in common:
            t = Tickets(known)
            keep &= ~(t.marked | t.merged | rows["repeat_30d"].eq(True))
        _kept[key] = (known, Tickets(known.during(keep)))
    return _kept[key][1]


def recompute(known: Known, name: str) -> Answer:
    """Return a metric over tickets, asked for as ``evaluate`` is."""
    plain, common = _plain(name)
    tickets = counted(known, frozenset(common))
    if plain in COUNTS:
        n = int(COUNTS[plain](tickets).sum())
        return Answer(float(n), n, len(tickets.rows))
    if plain in VALUES:
        base, values = VALUES[plain](tickets)
        return _of_values(plain, values[base.astype(bool)].to_numpy(dtype=float))
    if plain in WEIGHTED:
        base, full = RATES["satisfaction_rate:strict"](tickets)
        half = base & tickets.is_in("satisfied", HALF)
        points = 100 * int((base & full).sum()) + WEIGHTED[plain] * int(half.sum())
        n = int(base.sum())
        return Answer(points / 100 / n if n else None, None, n)
    base, hit = RATES[plain](tickets)
    n, hits = int(base.sum()), int((base & hit).sum())
    return Answer(hits / n if n else None, hits, n)


def _plain(name: str) -> tuple[str, set[str]]:
    metric, _, variants = name.partition(":")
    asked = [v for v in variants.split(",") if v]
    own = [v for v in asked if v not in ("assessed", "matters")]
    return ":".join([metric, *own]), set(asked) - set(own)


def _of_values(name: str, values: np.ndarray) -> Answer:
    found = np.sort(values) / SCALE.get(name, 3600.0)
    if not len(found):
        return Answer(None, None, 0, found)
    how = {"median": 0.5, "p90": 0.9}.get(name.partition(":")[0].rpartition("_")[2])
    value = found.mean() if how is None else np.quantile(found, how)
    return Answer(float(value), None, len(found), found)


def recompute_calls(calls: pd.DataFrame, name: str) -> Answer:
    """Return a metric over calls."""
    answered = calls["t_answer"].notna() & ~calls["abandoned"].eq(True)
    offer, answer = pd.to_datetime(calls["t_offer"]), pd.to_datetime(calls["t_answer"])
    measured = pd.to_numeric(calls["wait_s"])
    wait = measured.fillna((answer - offer).dt.total_seconds())
    pairs: dict[str, Pair] = {
        "answer_rate": (pd.Series(data=True, index=calls.index), answered),
        "answer_rate:no_short": (answered | ~(measured < 5), answered),
        "answer_15s_rate": (answered & wait.notna(), wait <= 15),
        "answer_15s_rate:offered": (~answered | wait.notna(), answered & (wait <= 15)),
    }
    if name in pairs:
        base, hit = pairs[name]
        n, hits = int(base.sum()), int((base & hit).sum())
        return Answer(hits / n if n else None, hits, n)
    if name == "calls_offered":
        return Answer(float(len(calls)), len(calls), len(calls))
    seconds = wait if name == "wait_seconds_mean" else pd.to_numeric(calls["talk_s"])
    values = seconds[answered & (seconds >= 0)].to_numpy(dtype=float)
    return Answer(float(values.mean()) if len(values) else None, None, len(values), values)


TASK_TIMES = ("t_issue", "t_sign", "t_report", "t_return", "t_close", "t_reopen")


def tasks_as_of(tasks: pd.DataFrame, last: date) -> Known:
    """Return the tasks issued by a day, without what became known of them later."""
    midnight = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(ZONE))
    end = pd.Timestamp(midnight.astimezone(UTC).replace(tzinfo=None))
    rows = tasks[tasks["day"] <= last].copy()
    for name in (*TASK_TIMES, "due", "t_sign_by"):
        rows[name] = pd.to_datetime(rows[name])
    for name in TASK_TIMES:
        rows[name] = rows[name].where(rows[name] < end)
    return Known(rows, end)


def recompute_tasks(known: Known, name: str) -> Answer:
    """Return a metric over supervision tasks."""
    r, end = known.rows, known.end
    if name == "tasks_issued":
        return Answer(float(len(r)), len(r), len(r))
    closed, signed = r["t_close"].notna(), r["t_sign"].notna()
    signing, closing = r["t_sign_by"].notna(), r["due"] < end
    watched = r["t_close"] + pd.Timedelta(days=90)
    in_time, kept = r["t_sign"] <= r["t_sign_by"], r["t_close"] < r["due"]
    pairs: dict[str, Pair] = {
        "task_signed_in_time_rate": (signing & (signed | (r["t_sign_by"] < end)), in_time),
        "task_signed_in_time_rate:due": (r["t_sign_by"] < end, in_time),
        "task_closed_in_time_rate": (closed | closing, kept),
        "task_closed_in_time_rate:due": (closing, kept),
        "task_returned_rate": (r["t_report"].notna(), r["t_return"].notna()),
        "task_reopened_rate": (watched < end, r["t_reopen"] <= watched),
    }
    if name in pairs:
        base, hit = pairs[name]
        n, hits = int(base.sum()), int((base & hit).sum())
        return Answer(hits / n if n else None, hits, n)
    took = (r["t_close"].dt.floor("s") - r["t_issue"].dt.floor("s")).dt.total_seconds() / 86_400
    values = (took if name != "key_problem_speed" else 1 - took / r["days_before"])[closed]
    found = np.sort(values.to_numpy(dtype=float))
    q = 0.9 if name == "task_days_p90" else 0.5
    value = float(np.quantile(found, q)) if len(found) else None
    return Answer(value, None, len(found), found)
