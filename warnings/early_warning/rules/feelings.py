"""Feelings beyond what is normal for a category."""

from __future__ import annotations

import numpy as np
import pandas as pd

from early_warning.detection import Detection
from early_warning.surge.thresholds import upper_tail
from early_warning.text.emotion import lexicon_scores, net_of_category

FEELINGS = ("anger", "despair", "threat")


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
