"""Precision, recall, lead time and load of a replay against planted events.

A push is right when its category subtree and its area overlap an event between the event's start
and two days after its end. Data watch is matched with artefacts and silences, everything else with
the others; the wrong kind does not count. The truth names an event's category; the source may
have filed its tickets under another code (renamed, or booked elsewhere for a while). No push can
name a code that nobody used, so the code of most of the event's tickets counts as the event's too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from early_warning.detection import Detection
from early_warning.events.life import EarlyWarning
from early_warning.events.related import same_subtree
from early_warning.replay.day_by_day import Replay

GRACE = 2
DATA_SHAPES = frozenset({"artefact", "silence"})


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one replay; ``by_shape`` and ``by_detector`` are frames for the page."""

    precision: float
    recall: float
    median_lead: float  # days before the peak; of events found that have a rise to a peak
    per_day: float
    most_a_day: int
    pushes: int
    right: int
    events: int
    found: int
    by_shape: pd.DataFrame
    by_detector: pd.DataFrame
    called_wrongly: int  # artefacts and silences pushed as events
    pushed: pd.DataFrame
    events_frame: pd.DataFrame


def truth_events(events: pd.DataFrame, first: np.datetime64) -> pd.DataFrame:
    """Return the truth file's events with day numbers for start, peak and end."""
    frame = events.fillna("").copy()
    for name in ("start", "peak", "end"):
        at = pd.to_datetime(frame[name]).to_numpy().astype("datetime64[D]")
        frame[name] = (at - first.astype("datetime64[D]")).astype(int)
    frame["n"] = frame["n"].astype(int)
    return frame


def renamed_codes(faults: pd.DataFrame) -> dict[str, str]:
    """Return from the truth's faults which code each true code was changed into."""
    rows = faults[faults["fault"] == "renamed_category"]
    pairs = zip(rows["true"].str[:6], rows["written"].str[:6], strict=True)
    return {old: new for old, new in pairs if old != new}


def filed_codes(
    events: pd.DataFrame, members: pd.DataFrame, tickets: pd.DataFrame
) -> dict[str, str]:
    """Return by event id the code that more than half of its tickets were filed under, where it is
    not the truth's own.

    ``members``: ticket_no, event_id; ``tickets``: ticket_no, category as the source has it.
    """
    filed = members.merge(tickets[["ticket_no", "category"]].dropna(), on="ticket_no")
    found = {}
    own = dict(zip(events["id"].astype(str), events["category"].fillna(""), strict=True))
    for event, codes in filed.groupby("event_id")["category"]:
        counts = codes.str[:6].value_counts()
        code, n = str(counts.index[0]), int(counts.iloc[0])
        if 2 * n > len(codes) and own.get(str(event)) and not same_subtree(code, own[str(event)]):
            found[str(event)] = code
    return found


def overlaps(one: Detection, event: pd.Series) -> bool:
    """Tell whether a detection's cell overlaps an event's, whatever the time."""
    mode = event["mode"]
    if mode == "channel":
        return bool(one.channel == event["channel"])
    if mode == "bulk_close":
        return bool(one.unit == event["unit"])
    if one.channel or one.unit:
        return False
    names = ("category", "category_to", "category_new", "category_filed")
    codes = [c for c in (event[n] for n in names) if c]
    if codes and not any(same_subtree(one.category, c) for c in codes):
        return False
    areas = event["areas"].split(";") if event["areas"] else []
    return not areas or not one.area or any(same_subtree(one.area, a) for a in areas)


def score(
    replayed: Replay,
    truth: pd.DataFrame,
    first: np.datetime64,
    renamed: Mapping[str, str] | None = None,
    filed: Mapping[str, str] | None = None,
) -> Score:
    """Score a replay; ``truth`` is the events file. Only events that had begun and could be found
    inside the replayed days count. ``renamed``: codes that the source gave to categories later,
    by the true ones that the truth is told in. ``filed``: see ``filed_codes``.
    """
    events = truth_events(truth, first)
    events["category_new"] = [dict(renamed or {}).get(c, "") for c in events["category"]]
    events["category_filed"] = [dict(filed or {}).get(str(i), "") for i in events["id"]]
    last = replayed.first_day + replayed.days - 1
    inside = (events["start"] >= replayed.first_day) & (events["end"] <= last)
    seen = events[(events["end"] + GRACE >= replayed.first_day) & (events["start"] <= last)]
    pushes = list(replayed.pushed)
    matches = {w.number: _matched(w, seen) for w in pushes}
    events = events[inside].copy()
    events["found"] = [
        min((_sent(w) for w in pushes if i in matches[w.number]), default=np.nan)
        for i in events.index
    ]
    events["lead"] = events["peak"] - events["found"]
    table = _pushed(pushes, matches, seen)
    right = int(table["right"].sum()) if len(table) else 0
    rising = events[(events["peak"] > events["start"]) & events["found"].notna()]
    a_day = table.groupby("day").size() if len(table) else pd.Series([0])
    return Score(
        precision=right / max(len(pushes), 1),
        recall=float(events["found"].notna().mean()),
        median_lead=float(rising["lead"].median()),
        per_day=len(pushes) / replayed.days,
        most_a_day=int(a_day.max()),
        pushes=len(pushes),
        right=right,
        events=len(events),
        found=int(events["found"].notna().sum()),
        by_shape=_by_shape(events),
        by_detector=_by_detector(table),
        called_wrongly=_called_wrongly(pushes, seen),
        pushed=table,
        events_frame=events,
    )


def _sent(warning: EarlyWarning) -> int:
    return warning.opened if warning.pushed is None else warning.pushed


def _in_time(warning: EarlyWarning, event: pd.Series) -> bool:
    return bool(event["start"] <= _sent(warning) <= event["end"] + GRACE)


def _matched(warning: EarlyWarning, events: pd.DataFrame) -> set[Hashable]:
    """Return the events that a warning is right about."""
    data = warning.lead.kind == "data"
    return {
        i
        for i, event in events.iterrows()
        if data == (event["shape"] in DATA_SHAPES)
        and _in_time(warning, event)
        and overlaps(warning.lead, event)
    }


def _called_wrongly(pushes: Sequence[EarlyWarning], events: pd.DataFrame) -> int:
    """Count pushes of events that are nothing but an artefact or a silence."""
    count = 0
    for warning in pushes:
        if warning.lead.kind == "data":
            continue
        hits = [
            e["shape"] in DATA_SHAPES
            for _, e in events.iterrows()
            if _in_time(warning, e) and overlaps(warning.lead, e)
            and (e["category"] or e["areas"])
        ]  # fmt: skip
        count += bool(hits) and all(hits)
    return count


def _pushed(
    pushes: Sequence[EarlyWarning], matches: dict[int, set[Hashable]], events: pd.DataFrame
) -> pd.DataFrame:
    shapes: dict[Hashable, str] = dict(zip(events.index, events["shape"].astype(str), strict=True))
    ids: dict[Hashable, str] = dict(zip(events.index, events["id"].astype(str), strict=True))
    return pd.DataFrame([
        {
            "day": _sent(w), "detector": w.lead.detector, "kind": w.lead.kind, "area": w.lead.area,
            "category": w.lead.category, "channel": w.lead.channel, "unit": w.lead.unit,
            "days": w.lead.days, "observed": w.lead.observed, "expected": w.lead.expected,
            "p_value": w.lead.p_value, "right": bool(matches[w.number]),
            "shapes": ",".join(sorted({shapes[i] for i in matches[w.number]})),
            "events": sorted(ids[i] for i in matches[w.number]),
        }
        for w in pushes
    ])  # fmt: skip


def _by_shape(events: pd.DataFrame) -> pd.DataFrame:
    group = events.assign(hit=events["found"].notna()).groupby(["shape", "mode"])
    return group.agg(
        events=("hit", "size"), found=("hit", "sum"), median_lead=("lead", "median")
    ).reset_index()


def _by_detector(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return pd.DataFrame(columns=["detector", "pushes", "right", "precision"])
    found = table.groupby("detector")["right"].agg(["size", "sum"]).reset_index()
    found.columns = pd.Index(["detector", "pushes", "right"])
    return found.assign(precision=found["right"] / found["pushes"])
