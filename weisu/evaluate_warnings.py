"""A replay of the warnings, day by day as if live, against a file of true events."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_access.extract.city_history import city_history
from data_access.metrics.owed_tickets import owed_tickets
from data_access.results.models import ModelCard, record_card
from data_access.results.store import ResultStore
from data_access.types import CallError, Period, Scope, WeisuError
from deadline_risk.scoring import score_deadlines
from early_warning.history import History
from early_warning.replay.day_by_day import replay
from early_warning.replay.delays import Truth, compared, onsets
from early_warning.replay.hour_by_hour import replay_hours
from early_warning.replay.life_words import score_life_words
from early_warning.replay.risk_hours import replay_risk_hours, score_risk_hours
from early_warning.replay.risks import Span, Truths, risk_warnings, score_risks
from early_warning.replay.score import Score, filed_codes, renamed_codes, score
from early_warning.settings import EngineSettings

COLUMNS = (
    "id", "shape", "mode", "category", "category_to", "areas", "channel", "unit", "start", "peak",
    "end", "n",
)  # fmt: skip


def measure(
    results: ResultStore,
    scope: Scope,
    code: str,
    truth: Path,
    *,
    period: Period | None = None,
    by_hour: bool = False,
) -> dict[str, Any]:
    """Return the document of ``weisu evaluate warnings``; its schema is in docs/early_warning.md.

    Without a period: every day that has enough history before it. ``by_hour``: the same days are
    looked at every hour as well.
    """
    events = read_truth(truth)
    data = city_history(results.extract, results.store, scope, code, texts=True)
    least = EngineSettings().least_history
    last = (data.last - data.first).days
    first = least
    if period is not None:
        first = max((period.start - data.first).days, least)
        last = min((period.last - data.first).days, last)
    if first > last:
        raise WeisuError(
            f"预警回放之前至少要有 {least} 天的历史，这份数据不够。没有做任何更改；"
            "请换更长的数据或更晚的时间段。"
        )
    origin = np.datetime64(data.first)
    history = History(data.tickets, origin, data.events, data.areas)
    renamed, filed = _renamed(truth), _filed(truth, events, data.tickets)
    members = _beside(truth, "event_tickets.csv", ("ticket_no", "event_id"))
    if by_hour:
        nightly, hourly = replay_hours(history, first, last)
        nights = nightly.replay
        known = Truth(events, renamed, filed, onsets(members, data.tickets, origin))
        hours = compared(nightly, hourly, known, origin)
    else:
        nights, hours = replay(history, first, last), None
    document = _document(score(nights, events, origin, renamed=renamed, filed=filed))
    document["by_hour"] = hours
    begun, days = pd.Timestamp(data.first), range(first, last + 1)
    owed = owed_tickets(results.extract, scope, code, data.last, days=last + 1)
    calendar = results.extract.manifest.jurisdictions[code].calendar
    document["deadlines"] = score_deadlines(
        owed, [begun + pd.Timedelta(days=day + 1) for day in days], calendar
    )
    document["risk_words"] = document["life_words"] = document["risk_words_by_hour"] = None
    if "text" in data.tickets:
        codes = {str(i): renamed[c] for i, c in zip(events["id"], events["category"], strict=True)
                 if c in renamed} | filed  # fmt: skip
        span, truths = Span(begun, days), Truths(events, members, codes)
        if by_hour:
            night, hour, signals = replay_risk_hours(data.tickets, span, history.neighbours)
            opened = night.opened
            document["risk_words_by_hour"] = score_risk_hours(night, hour, signals, truths, span)
        else:
            opened, signals = risk_warnings(data.tickets, begun, days, history.neighbours)
        document["risk_words"] = score_risks(opened, signals, truths, span)
        dangers = _beside(truth, "danger_tickets.csv", ("ticket_no", "class", "is_risk"))
        if dangers is not None:
            document["life_words"] = score_life_words(data.tickets, dangers)
    return {
        "jurisdiction": code,
        "from": (data.first + timedelta(days=first)).isoformat(),
        "to": (data.first + timedelta(days=last + 1)).isoformat(),
        "days": last - first + 1,
        **document,
    }


def _beside(truth: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame | None:
    """Return another file of the truth's folder; None where there is none, or it is not ours."""
    folder = truth.parent if truth.is_file() else truth
    tries = [folder / name, folder / "truth" / name]
    file = next((p for p in tries if p.is_file()), None)
    if file is None:
        return None
    frame = pd.read_csv(file, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    return frame if set(columns) <= set(frame) else None


def _renamed(truth: Path) -> dict[str, str]:
    faults = _beside(truth, "faults.csv", ("fault", "true", "written"))
    return {} if faults is None else renamed_codes(faults)


def _filed(truth: Path, events: pd.DataFrame, tickets: pd.DataFrame) -> dict[str, str]:
    members = _beside(truth, "event_tickets.csv", ("ticket_no", "event_id"))
    return {} if members is None else filed_codes(events, members, tickets)


def read_truth(path: Path) -> pd.DataFrame:
    """Return the events of a truth file or of the folder that holds one."""
    tries = [path, path / "events.csv", path / "truth" / "events.csv"]
    file = next((p for p in tries if p.is_file()), None)
    if file is None:
        raise CallError(f"“{path}”中没有真值文件 events.csv。请核对路径。")
    try:
        frame = pd.read_csv(file, dtype=str, encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError) as error:
        raise WeisuError(f"真值文件“{file}”无法读取。没有做任何更改，请核对文件。") from error
    lacking = [c for c in COLUMNS if c not in frame]
    if lacking:
        raise WeisuError(
            f"真值文件“{file}”缺少列：{'、'.join(lacking)}。没有做任何更改，请补齐后重试。"
        )
    return frame


def note_score(results: ResultStore, code: str, document: dict[str, Any]) -> None:
    """Keep the figures as a card of the model, for the score page."""
    precision = document["precision"]
    record_card(
        results.store,
        ModelCard(
            "warnings", "replay", "1", f"{document['from']} 至 {document['to']}", "1-precision",
            None if precision is None else 1.0 - precision, 0.3, code,
            {k: v for k, v in document.items() if k not in ("by_rule", "by_shape")},
        ),
    )  # fmt: skip


def _document(found: Score) -> dict[str, Any]:
    return {
        "precision": _number(found.precision),
        "recall": _number(found.recall),
        "median_lead": _number(found.median_lead),
        "alerts_per_day": _number(found.per_day),
        "most_a_day": int(found.most_a_day),
        "pushes": int(found.pushes),
        "right": int(found.right),
        "events": int(found.events),
        "found": int(found.found),
        "called_wrongly": int(found.called_wrongly),
        "by_rule": _rows(found.by_detector),
        "by_shape": _rows(found.by_shape),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
