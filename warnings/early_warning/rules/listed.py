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


def likely_late(
    tickets: pd.DataFrame,
    model: DeadlineModel,
    now: pd.Timestamp,
    number: int,
    *,
    within_hours: int = 48,
    least: float = 0.5,
) -> list[Detection]:
    """Return a finding for each unit with open tickets that will miss their deadline with a
    probability of ``least``, due within ``within_hours`` after ``now``.

    ``tickets``: ticket_no, t_dispatch, t_close, deadline, unit, category, area. ``observed`` is the
    number of such tickets, ``expected`` the sum of their probabilities. What closed after ``now``
    counts as open.
    """
    due = tickets[
        tickets["deadline"].notna()
        & (tickets["t_dispatch"] <= now)
        & ~(tickets["t_close"] <= now)
        & (tickets["deadline"] > now)
        & (tickets["deadline"] <= now + pd.Timedelta(hours=within_hours))
    ]
    if due.empty:
        return []
    due = due.assign(p=model.probability(due, now))
    due = due[due["p"] >= least]
    return [
        Detection(
            "deadline", "deadline", number, 1, float(len(rows)), float(rows["p"].sum()),
            float(1.0 - rows["p"].max()), unit=str(unit),
            evidence=tuple(sorted(rows["ticket_no"].astype(str))),
        )
        for unit, rows in due.groupby("unit", sort=True)
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

    ``tickets``: t_accept, ticket_no, area, category, caller, text. Callers of the last ``days``
    against the ``past`` days before; nothing after ``day`` is read.
    """
    end = day + pd.Timedelta(days=1)
    start = end - pd.Timedelta(days=days + past)
    recent = tickets[(tickets["t_accept"] >= start) & (tickets["t_accept"] < end)]
    recent = recent[recent["area"].notna() & recent["category"].notna()]
    if recent.empty:
        return []
    scores = lexicon_scores(list(recent["text"].fillna("").astype(str)))
    kind = recent["category"].str[:4].reset_index(drop=True)
    felt = pd.DataFrame({c: net_of_category(scores[c], kind) >= strong for c in scores})
    rows = recent.reset_index(drop=True)[(felt & (scores > 0)).any(axis=1)]
    rows = rows.assign(
        street=rows["area"].str[:9], kind=rows["category"].str[:4],
        late=rows["t_accept"] >= end - pd.Timedelta(days=days),
        who=rows["caller"].fillna(rows["ticket_no"]),
    )  # fmt: skip
    found = []
    for (street, category), group in rows.groupby(["street", "kind"], sort=True):
        now = group[group["late"]]
        seen = float(now["who"].nunique())
        due = max(float((~group["late"]).sum()) * days / past, 0.05)
        p = float(upper_tail(np.array([seen]), np.array([due]), np.array([1.2]))[0])
        if seen >= least and p < level:
            found.append(
                Detection(
                    "emotion", "risk", number, days, seen, due, p, area=str(street),
                    category=str(category), evidence=tuple(sorted(now["ticket_no"].astype(str))),
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
