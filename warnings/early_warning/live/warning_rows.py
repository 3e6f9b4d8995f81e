"""Boards and evidence as the frames that are stored."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.results.declared import Frame
from early_warning.engine import fit_city
from early_warning.events.life import Board, EarlyWarning
from early_warning.events.severity import Rule, doubt, similar_past, with_severity
from early_warning.frames import (
    BOARD,
    DETECTION,
    FIGURE,
    LATE_TICKET,
    WARNING,
    WARNING_DAILY,
    WARNING_TICKET,
)
from early_warning.history import History
from early_warning.hourly.boards import Told
from early_warning.live.day_by_day import Outcome
from early_warning.live.evidence import OWN, began, daily, summary, tickets_of
from early_warning.live.state import Live, dump, load

KEEP_DAYS = 400
Cell = tuple[str, str]
"""Area and category codes, "" for all."""
COUNTED = ("local", "city")
"""Detectors that count a cell's tickets."""
UNDRAWN = ("deadline", "emotion")
"""Detectors whose figures are no counts by day."""
CARRIED = (WARNING, DETECTION, WARNING_TICKET, WARNING_DAILY)
"""Frames whose rows of closed warnings are taken over from the last run."""


def frames(
    history: History,
    outcome: Outcome,
    signals: pd.DataFrame,
    past: Mapping[Frame, pd.DataFrame],
    *,
    rules: Sequence[Rule] | None = None,
    late: pd.DataFrame | None = None,
    expected: Mapping[Cell, NDArray[np.float64]] | None = None,
    only: Collection[str] | None = None,
) -> dict[Frame, pd.DataFrame]:
    """Return the frames of ``CARRIED``, ``FIGURE`` and ``LATE_TICKET``.

    ``past``: those of the last run, whose closed warnings of the last ``KEEP_DAYS`` days are taken
    over as history. ``rules``: of the colours, the shipped ones where None. ``late``: the
    ``likely_late`` of the last day. ``expected``: what the forecasts expect of a cell by day.
    ``only``: the warnings that rows are made of, nothing else is; their curves then stand against
    their rules' own expectation, since no model of the city is fitted for them.
    """
    day = history.days_of("t_accept")
    raised = signals[signals["life"]] if len(signals) else signals
    said = dict(zip(raised["ticket_no"], raised["risks"], strict=True)) if len(raised) else {}
    usual = {**(_usual(history) if only is None else {}), **(expected or {})}
    every = [w for _, w in outcome.warnings.values()]
    rows: dict[Frame, list[Any]] = {frame: [] for frame in CARRIED}
    series: list[pd.DataFrame] = []
    figures: list[tuple[str, str, float]] = []
    ids = {id(w): key for key, (_, w) in outcome.warnings.items()}
    for key, (board, warning) in sorted(outcome.warnings.items()):
        if only is not None and key not in only:
            continue
        if warning.lead.kind == "deadline" and warning.state == "closed":
            continue  # whether it was missed is in the tickets; a list of the past is no history
        tickets = tickets_of(history, day, warning)
        risks = sorted({r for t in tickets["ticket_no"] for r in json.loads(said.get(t, "[]"))})
        life = bool(risks) and warning.lead.kind == "risk" and warning.lead.detector != "emotion"
        surest = _at_its_surest(warning)
        figures += [(key, name, value) for name, value in surest.lead.figures]
        graded = with_severity(surest, life=life, probability=_probability(warning), rules=rules)
        near = [ids[id(w)] for w in similar_past(warning, every)]
        facts = summary(tickets, warning.lead.unit)
        one = warning.lead
        table = None
        if one.detector not in UNDRAWN:
            known = usual.get((one.area, one.category)) if one.kind == "event" else None
            table = daily(history, day, warning, np.zeros(0) if known is None else known)
            series.append(table.assign(warning_id=key, day=_days(history, table["day"])))
        facts |= _counted(history, warning, table, tickets)
        rows[WARNING].append(_row(history, key, board, graded, facts, risks, near, life))
        rows[DETECTION] += [_part(history, key, p) for p in warning.parts or (warning.lead,)]
        rows[WARNING_TICKET] += [(t, key) for t in tickets["ticket_no"]]
    found = {f: pd.DataFrame(rows[f], columns=list(f.names)) for f in CARRIED}
    if series:
        found[WARNING_DAILY] = pd.concat(series)[list(WARNING_DAILY.names)]
    return {
        **_with_past(found, past, history),
        FIGURE: pd.DataFrame(figures, columns=list(FIGURE.names)).astype({"value": "float64"}),
        LATE_TICKET: late_frame(outcome, late),
    }


def late_frame(outcome: Outcome, late: pd.DataFrame | None) -> pd.DataFrame:
    """Return the ``likely_late`` of the last day with the warning of their unit."""
    if late is None or late.empty:
        return pd.DataFrame(columns=list(LATE_TICKET.names)).astype(
            {"hours_left": "float64", "probability": "float64"}
        )
    of = {w.lead.unit: key for key, (board, w) in outcome.warnings.items()
          if board == "deadline" and w.state != "closed"}  # fmt: skip
    at = late["deadline"].dt.strftime("%Y-%m-%d %H:%M")
    return late.assign(warning_id=late["unit"].map(of), deadline=at)[list(LATE_TICKET.names)]


def _probability(warning: EarlyWarning) -> float:
    """Return the greatest probability of missing a deadline, 0 for what is no deadline."""
    return 1.0 - warning.lead.p_value if warning.lead.kind == "deadline" else 0.0


def _at_its_surest(warning: EarlyWarning) -> EarlyWarning:
    """Return the warning with the surest finding of its own cell in front: what it has grown to is
    shown and graded, not what it began with.
    """
    one = warning.lead
    cell = (one.detector, one.area, one.category, one.channel, one.unit)
    same = [p for p in warning.parts if (p.detector, p.area, p.category, p.channel, p.unit) == cell]
    return replace(warning, lead=min([one, *same], key=lambda p: (p.p_value, -p.day)))


def boards_frame(before: Live, after: Live, told: Told, seen: Sequence[str] = ()) -> pd.DataFrame:
    """Return what the next run goes on from: the boards before the last day and after it, what the
    day has told, and which of its tickets were ``seen``.
    """
    rows = [
        (moment, name, dump(live, name))
        for moment, live in (("before", before), ("after", after), ("told", _board_of(told)))
        for name in live.boards
    ]
    rows.append(("seen", "event", json.dumps(list(seen))))
    return pd.DataFrame(rows, columns=list(BOARD.names))


def _board_of(told: Told) -> Live:
    """Return what was told as boards; warnings are numbered anew, as two boards may be in it."""
    boards, ids = {}, {}
    for name, rows in told.warnings.items():
        numbered = [(key, replace(w, number=k)) for k, (key, w) in enumerate(rows, 1)]
        boards[name] = Board(tuple(w for _, w in numbered), len(numbered) + 1)
        ids.update({(name, w.number): key for key, w in numbered})
    return Live(boards, ids)


def told_of(frame: pd.DataFrame, day: int, shift: int) -> Told:
    """Return what a stored run's last day, ``day``, has told."""
    live = load(boards_of(frame, "told"), shift)
    found = {
        name: [(live.ids[name, w.number], w) for w in board.warnings]
        for name, board in live.boards.items()
        if board.warnings
    }
    return Told(day, found)


def seen_of(frame: pd.DataFrame) -> set[str]:
    """Return the numbers of the last day's tickets that the stored run has looked at."""
    stored = boards_of(frame, "seen")
    return set(json.loads(stored["event"])) if stored else set()


def boards_of(frame: pd.DataFrame, moment: str) -> dict[str, str]:
    """Return the stored boards of one moment."""
    mine = frame[frame["moment"] == moment]
    return dict(zip(mine["board"], mine["state"], strict=True))


def _counted(
    history: History, warning: EarlyWarning, table: pd.DataFrame | None, tickets: pd.DataFrame
) -> dict[str, Any]:
    """Return what a surge of counts has come to: since when, how many, how many were expected.

    They are the sums of its own curve, so that headline, curve and tickets say the same. Repeats
    and new topics count all of their own tickets; nothing is expected of them. Other rules count
    something else than tickets of a cell: theirs are empty.
    """
    if warning.lead.kind in OWN and len(tickets):
        since = tickets["t_accept"].min().normalize()
        return {"since": since, "counted": float(len(tickets)), "due": None}
    if table is None or warning.lead.detector not in COUNTED:
        return {"since": None, "counted": None, "due": None}
    since = began(warning)
    mine = table[table["day"].between(since, warning.seen)]
    return {
        "since": _day(history, since),
        "counted": float(mine["observed"].sum()),
        "due": float(mine["expected"].sum()),
    }


def _usual(history: History) -> dict[Cell, Any]:
    model = fit_city(history, history.length)
    mean = model.mean(history.design.rows)
    return {("", c): mean[k] for k, c in enumerate(history.categories)}


def _days(history: History, numbers: Sequence[int] | pd.Series) -> pd.DatetimeIndex:
    first = pd.Timestamp(history.first)
    return pd.DatetimeIndex([first + pd.Timedelta(days=int(n)) for n in numbers])


def _day(history: History, number: int | None) -> pd.Timestamp | None:
    return None if number is None else pd.Timestamp(history.first) + pd.Timedelta(days=number)


def _row(  # noqa: PLR0917 - the parts of one row
    history: History,
    key: str,
    board: str,
    w: EarlyWarning,
    facts: Mapping[str, Any],
    risks: Sequence[str],
    near: Sequence[str],
    life: bool,
) -> tuple[Any, ...]:
    one = w.lead
    values = {
        "warning_id": key, "board": board, "kind": one.kind, "detector": one.detector,
        "branch": w.branch, "severity": w.severity, "rule": w.rule, "area_code": one.area or None,
        "category_code": one.category or None, "channel": one.channel or None,
        "unit": one.unit or None, "first": _day(history, one.first), "last": _day(history, one.day),
        "opened": _day(history, w.opened), "seen": _day(history, w.seen), "state": w.state,
        "pushed": _day(history, w.pushed), "life": life, "known": one.known or None,
        "doubt": doubt(w) or None, "note": one.note or None, "risks": json.dumps(list(risks)),
        "observed": one.observed,
        "expected": one.expected, "p_value": one.p_value, "score": w.peak_score,
        "similar": json.dumps(list(near)), **facts,
    }  # fmt: skip
    return tuple(values[name] for name in WARNING.names)


def _part(history: History, key: str, one: Any) -> tuple[Any, ...]:
    return (
        key, one.detector, one.kind, one.area or None, one.category or None, one.channel or None,
        one.unit or None, _day(history, one.first), _day(history, one.day), one.observed,
        one.expected, one.p_value, one.known or None, one.doubt or None, one.note or None,
    )  # fmt: skip


def _with_past(
    found: dict[Frame, pd.DataFrame], past: Mapping[Frame, pd.DataFrame], history: History
) -> dict[Frame, pd.DataFrame]:
    old = past.get(WARNING)
    if old is None or old.empty:
        return found
    oldest = pd.Timestamp(history.first) + pd.Timedelta(days=history.length - KEEP_DAYS)
    kept = old[~old["warning_id"].isin(found[WARNING]["warning_id"])]
    kept = kept[pd.to_datetime(kept["opened"]) >= oldest].assign(state="closed")
    taken = {f: past[f][past[f]["warning_id"].isin(set(kept["warning_id"]))] for f in past}
    taken[WARNING] = kept
    return {frame: _with_rows(frame, data, taken.get(frame)) for frame, data in found.items()}


def _with_rows(frame: Frame, data: pd.DataFrame, old: pd.DataFrame | None) -> pd.DataFrame:
    if old is None or old.empty:
        return data
    old = old.reindex(columns=list(frame.names))  # an older run lacks newer columns
    return pd.concat([data, old]) if len(data) else pd.concat([old])
