"""Who is satisfied: speed and punctuality first, then the outcome, then everything else.

A published regression on 30,000 tickets gives efficiency 51 %, outcome 28 % of what explains
satisfaction; the remaining 21 % are the category, the caller's history and mood. Here these are the
blocks' shares of the variance of the score. The logit form and the terms' own sizes are
assumptions. ``truth/satisfaction_truth.json`` holds what is written here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.categories import leaves
from demo_city.intake import HOUR, Columns

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
SHARES = {"service": 0.51, "outcome": 0.28, "rest": 0.21}
INTERCEPT = -0.82
# Hours from dispatch to first contact, logarithm, relative to six hours, clipped.
USUAL_HOURS, CLIP = 6.0, 2.0
SERVICE = {"log_hours": -0.60, "overdue": -2.2, "returned": -1.2, "extended": -0.6}
OUTCOME = {"solved": 2.15}
REST = {"category_logit": 0.95, "repeat": -1.05, "mood": 0.22, "anger": -0.9}


def logit(share: Floats) -> Floats:
    """Return log-odds."""
    return np.asarray(np.log(share / (1 - share)))


def probability(score: Floats) -> Floats:
    """Return the share that belongs to log-odds."""
    return np.asarray(1 / (1 + np.exp(-score)))


def terms(columns: Columns, solved: Flags, mood: Floats) -> dict[str, dict[str, Floats]]:
    """Return what each coefficient is multiplied with, by block."""
    hours = np.maximum(columns["t_first_contact"] - columns["t_dispatch"], 60) / HOUR
    return {
        "service": {
            "log_hours": np.clip(np.log(hours / USUAL_HOURS), -CLIP, CLIP),
            "overdue": columns["overdue"].astype(np.float64),
            "returned": columns["return_granted"].astype(np.float64),
            "extended": columns["extend_granted"].astype(np.float64),
        },
        "outcome": {"solved": solved.astype(np.float64)},
        "rest": {
            "category_logit": logit(leaves().satisfied[columns["leaf"]]),
            "repeat": (columns["rank"] > 0).astype(np.float64),
            "mood": mood,
            "anger": columns["anger"],
        },
    }


def blocks(columns: Columns, solved: Flags, mood: Floats) -> dict[str, Floats]:
    """Return each block's part of the score."""
    weights = {"service": SERVICE, "outcome": OUTCOME, "rest": REST}
    found = {}
    for name, values in terms(columns, solved, mood).items():
        found[name] = np.sum([weights[name][k] * v for k, v in values.items()], axis=0)
    return found


def chance(columns: Columns, solved: Flags, mood: Floats) -> Floats:
    """Return P(satisfied) of each dispatched ticket."""
    parts = blocks(columns, solved, mood)
    return probability(INTERCEPT + parts["service"] + parts["outcome"] + parts["rest"])


def truth() -> dict[str, Any]:
    """Return the coefficients and what they are multiplied with, for the truth file."""
    return {
        "form": "logit P(satisfied) = intercept + sum of coefficient x term",
        "population": "dispatched tickets (派单); callbacks see a biased part of them",
        "intercept": INTERCEPT,
        "service": SERVICE,
        "outcome": OUTCOME,
        "rest": REST,
        "terms": {
            "log_hours": f"ln(hours from dispatch to first contact / {USUAL_HOURS:g}), "
            f"clipped to ±{CLIP:g}",
            "overdue": "1 if closed after the deadline",
            "returned": "1 if a return to another unit was approved",
            "extended": "1 if an extension was approved",
            "solved": "1 if solved in truth (ticket_truth.csv)",
            "category_logit": "ln(s / (1 - s)) of the category's usual share s of satisfied",
            "repeat": "1 if the caller had called on the matter before",
            "mood": "standard normal, unobserved",
            "anger": "how cross an event makes people, 0 to 1",
        },
        "share_of_score_variance": SHARES,
    }
