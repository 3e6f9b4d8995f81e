"""What is listed every day and never takes a place in the budget of pushes.

Open tickets likely to miss their deadline, feelings beyond what is normal for a category, levels
that have moved. Each has its own name, so that each is judged on its own truth.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from early_warning.detection import Detection
from early_warning.rules.deadline import DeadlineModel
from early_warning.shifts.change_point import level_shifts
from early_warning.surge.daily import DailyModel
from early_warning.surge.thresholds import upper_tail
from early_warning.text.emotion import lexicon_scores, net_of_category

LATE = ("ticket_no", "unit", "deadline", "hours_left", "probability")
FEELINGS = ("anger", "despair", "threat")


def late_tickets(
    tickets: pd.DataFrame,
    model: DeadlineModel,
    now: pd.Timestamp,
    *,
    within_hours: int = 48,
    least: float = 0.5,
) -> pd.DataFrame:
    """Return the open tickets due within ``within_hours`` after ``now`` that will miss their
    deadline with a probability of ``least``: ``LATE``, the first due first.

    ``tickets``: ticket_no, t_dispatch, t_close, deadline, unit. What closed after ``now`` counts
    as open.
    """
    due = tickets[
        tickets["deadline"].notna()
        & tickets["unit"].notna()
        & (tickets["t_dispatch"] <= now)
        & ~(tickets["t_close"] <= now)
        & (tickets["deadline"] > now)
        & (tickets["deadline"] <= now + pd.Timedelta(hours=within_hours))
    ]
    if due.empty:
        return pd.DataFrame(columns=list(LATE))
    left = (due["deadline"] - now).dt.total_seconds() / 3600.0
    due = due.assign(probability=model.probability(due, now), hours_left=left)
    due = due[due["probability"] >= least]
    return due.sort_values(
        ["deadline", "probability", "ticket_no"], ascending=[True, False, True]
    ).reset_index(drop=True)[list(LATE)]


def late_detections(late: pd.DataFrame, number: int) -> list[Detection]:
    """Return a finding for each unit of ``late_tickets``: ``observed`` is the number of its
    tickets, ``expected`` the sum of their probabilities, ``p_value`` the probability that the
    likeliest one is in time.
    """
    return [
        Detection(
            "deadline", "deadline", number, 1, float(len(rows)), float(rows["probability"].sum()),
            float(1.0 - rows["probability"].max()), unit=str(unit),
            evidence=tuple(sorted(rows["ticket_no"].astype(str))),
        )
        for unit, rows in late.groupby("unit", sort=True)
    ]  # fmt: skip


def unusual_feelings(
    tickets: pd.DataFrame,
    day: pd.Timestamp,
    number: int,
    *,
    days: int = 3,
    past: int = 56,
    strong: float = 3.0,
    least: int = 3,
    level: float = 1e-4,
) -> list[Detection]:
    """Return streets and second-level categories where more callers than usual are angry,
    desperate or threatening, net of what is normal for the category.

    ``tickets``: t_accept, ticket_no, area, category, caller, and text or its ``FEELINGS`` (words
    per hundred characters). Callers of the last ``days`` against the ``past`` days before; nothing
    after ``day`` is read. ``figures``: of the cell's ``n`` tickets of the last days ``felt`` were
    such, of the category's ``usual_n`` in the past ``usual_felt``.
    """
    end = day + pd.Timedelta(days=1)
    start = end - pd.Timedelta(days=days + past)
    recent = tickets[(tickets["t_accept"] >= start) & (tickets["t_accept"] < end)]
    recent = recent[recent["area"].notna() & recent["category"].notna()]
    if recent.empty:
        return []
    recent = recent.reset_index(drop=True)
    scores = (
        recent[list(FEELINGS)]
        if set(FEELINGS) <= set(recent)
        else lexicon_scores(list(recent["text"].fillna("").astype(str)))
    )
    kind = recent["category"].str[:4]
    felt = pd.DataFrame({c: net_of_category(scores[c], kind) >= strong for c in scores})
    every = recent.assign(
        street=recent["area"].str[:9], kind=kind, felt=(felt & (scores > 0)).any(axis=1),
        late=recent["t_accept"] >= end - pd.Timedelta(days=days),
        who=recent["caller"].fillna(recent["ticket_no"]),
    )  # fmt: skip
    rows = every[every["felt"]]
    found = []
    for (street, category), group in rows.groupby(["street", "kind"], sort=True):
        now = group[group["late"]]
        seen = float(now["who"].nunique())
        due = max(float((~group["late"]).sum()) * days / past, 0.05)
        p = float(upper_tail(np.array([seen]), np.array([due]), np.array([1.2]))[0])
        if seen >= least and p < level:
            same = every[every["kind"] == category]
            here = same["late"] & (same["street"] == street)
            usual = same[~same["late"]]
            figures = (
                ("n", float(here.sum())), ("felt", float(len(now))),
                ("usual_n", float(len(usual))), ("usual_felt", float(usual["felt"].sum())),
            )  # fmt: skip
            found.append(
                Detection(
                    "emotion", "risk", number, days, seen, due, p, area=str(street),
                    category=str(category), evidence=tuple(sorted(now["ticket_no"].astype(str))),
                    figures=figures,
                )
            )  # fmt: skip
    return found


def moved_levels(
    counts: np.ndarray,
    model: DailyModel,
    rows: np.ndarray,
    names: tuple[str, ...],
    number: int,
    *,
    days: int = 200,
    level: float = 1e-3,
    ratio: float = 1.3,
) -> list[Detection]:
    """Return categories whose level has risen within the last months and stayed up.

    ``counts``: names × days up to ``number``; ``rows``: the design of the same days. The p-value is
    that of the likeliest step (see ``level_shifts``), times the number of categories.
    """
    seen = counts[:, : number + 1][:, -days:]
    mean = model.mean(rows[: number + 1][-days:])
    enough = np.flatnonzero(seen.sum(axis=1) >= 40)
    if not len(enough):
        return []
    found = level_shifts(seen[enough], mean[enough], model.dispersion[enough], seed=number)
    p = np.minimum(found.p_value * len(enough), 1.0)
    moved = np.flatnonzero((p < level) & (found.ratio >= ratio))
    result = []
    for k in moved.tolist():
        span = int(found.days[k])
        total = float(seen[enough[k], -span:].sum())
        result.append(
            Detection(
                "shift",
                "event",
                number,
                span,
                total,
                total / float(found.ratio[k]),
                float(p[k]),
                category=names[int(enough[k])],
            )
        )
    return result
