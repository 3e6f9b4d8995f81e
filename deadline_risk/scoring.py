"""The chances against what happened: evening by evening as if live, by the past alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deadline_risk.evaluation import past_of
from deadline_risk.landmarks import counted, missed, open_at
from deadline_risk.risk import risks

Floats = NDArray[np.float64]
HOURS = (24, 48)
CALLED = (0.2, 0.3, 0.4, 0.5)
BINS = 10


def score_deadlines(
    tickets: pd.DataFrame, evenings: Sequence[pd.Timestamp], calendar: str, *, every: int = 7
) -> dict[str, Any] | None:
    """Return how good the chances of missing a deadline were on ``evenings`` (midnights after the
    days looked at, in order).

    ``tickets``: as ``landmarks.counted`` takes them. What is known is counted anew on every
    ``every``-th evening. A ticket counts once an evening on which it is open and due within 48
    hours; evenings whose 48 hours are not over when the tickets end are left out. Keys:
    docs/early_warning.md. None where nothing could be judged.
    """
    if tickets.empty or not len(evenings):
        return None
    until = tickets["sent"].max().normalize() + pd.Timedelta(days=1)
    over = tickets[tickets["deadline"] < until]
    known = counted(over, calendar)
    last = until - pd.Timedelta(hours=max(HOURS))
    used, found = 0, []
    for start in range(0, len(evenings), every):
        block = [at for at in evenings[start : start + every] if at <= last]
        if not block:
            break
        past = past_of(known, block[0] - pd.Timedelta(days=1))
        here = pd.concat([_due(over, at, calendar) for at in block], ignore_index=True)
        if past.empty:
            continue
        used += len(block)
        found.append(here.join(risks(here, past)[["p_late"]], how="inner"))
    if not used:
        return None
    every_one = pd.concat(found)
    p, hours = (every_one[c].to_numpy(float) for c in ("p_late", "hours"))
    y = every_one["missed"].to_numpy(bool)
    return {
        "days": used,
        "by_hours": [{"hours": h, **quality(p[hours <= h], y[hours <= h])} for h in HOURS],
        "called": [_called(p, y, level) for level in CALLED],
        "calibration": calibration(p, y),
    }


def _due(over: pd.DataFrame, at: pd.Timestamp, calendar: str) -> pd.DataFrame:
    """Return what is open at a midnight and due within 48 hours, and whether it was late."""
    here = open_at(over, at - pd.Timedelta(days=1), calendar)
    hours = (here["deadline"] - at).dt.total_seconds() / 3600.0
    here = here.assign(hours=hours, missed=missed(here))
    return here.loc[here["hours"] <= max(HOURS)]


def quality(p: Floats, y: NDArray[np.bool_]) -> dict[str, Any]:
    """Return n, late, auc (None where all or none were late), brier, brier_base (the share of late
    ones said of every ticket) and calibration_error (mean gap of tenths of equal size, weighted).
    """
    if not len(p):
        names = ("auc", "brier", "brier_base", "calibration_error")
        return {"n": 0, "late": 0, **dict.fromkeys(names)}
    from sklearn.metrics import roc_auc_score

    base = float(y.mean())
    gaps = [one["n"] * abs(one["said"] - one["late"]) for one in calibration(p, y)]
    return {
        "n": len(p),
        "late": int(y.sum()),
        "auc": float(roc_auc_score(y, p)) if 0 < y.sum() < len(y) else None,
        "brier": float(np.mean((p - y) ** 2)),
        "brier_base": base * (1.0 - base),
        "calibration_error": float(sum(gaps) / len(p)),
    }


def calibration(p: Floats, y: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Return tenths by probability: ``n``, the mean probability ``said``, the share ``late``."""
    order = np.argsort(p, kind="stable")
    return [
        {"n": len(part), "said": float(p[part].mean()), "late": float(y[part].mean())}
        for part in np.array_split(order, BINS)
        if len(part)
    ]


def _called(p: Floats, y: NDArray[np.bool_], level: float) -> dict[str, Any]:
    """Return of the tickets called at ``level``: n, how many were late, as a share, and what share
    of all late ones they are.
    """
    said = p >= level
    n, late = int(said.sum()), int(y[said].sum())
    return {
        "from": level,
        "n": n,
        "late": late,
        "share": late / n if n else None,
        "found": late / int(y.sum()) if y.any() else None,
    }
