"""Deadline warnings against what happened: day by day as if live, by models of the past alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.types import WeisuError
from early_warning.rules.deadline import fit_past, snapshots

Floats = NDArray[np.float64]
NEEDS = frozenset({"t_dispatch", "t_close", "deadline", "unit"})
HOURS = (24, 48)
CALLED = (0.3, 0.4, 0.5, 0.6)
BINS = 10


def score_deadlines(
    tickets: pd.DataFrame, evenings: Sequence[pd.Timestamp], *, refit: int = 28
) -> dict[str, Any] | None:
    """Return how good the probabilities of missing a deadline were on ``evenings``.

    ``tickets``: t_dispatch, t_close, deadline, unit; ``evenings``: the moments, in order, of which
    every ``refit``-th fits a model anew on what was known then (``fit_past``). A ticket counts once
    an evening on which it is open and due within 48 hours; evenings whose 48 hours are not over
    when the tickets end are left out. Keys: docs/early_warning.md. None where fields are missing or
    nothing could be fitted.
    """
    if not set(tickets) >= NEEDS or not evenings:
        return None
    last = tickets["t_accept"].max() - pd.Timedelta(hours=max(HOURS))
    chance: list[Floats] = []
    missed: list[NDArray[np.bool_]] = []
    left: list[Floats] = []
    used = 0
    for start in range(0, len(evenings), refit):
        block = [at for at in evenings[start : start + refit] if at <= last]
        if not block:
            break
        try:
            model = fit_past(tickets, block[0])
        except WeisuError:
            continue
        frames, labels = snapshots(tickets, pd.DatetimeIndex(block), within_hours=max(HOURS))
        used += len(block)
        for (now, frame), late in zip(frames, labels, strict=True):
            chance.append(model.probability(frame, now))
            missed.append(late)
            hours_left = (frame["deadline"] - now).dt.total_seconds() / 3600.0
            left.append(np.asarray(hours_left, dtype=np.float64))
    if not used:
        return None
    p, y, hours = np.concatenate(chance), np.concatenate(missed), np.concatenate(left)
    return {
        "days": used,
        "by_hours": [{"hours": h, **quality(p[hours <= h], y[hours <= h])} for h in HOURS],
        "called": [_called(p, y, level) for level in CALLED],
        "calibration": calibration(p, y),
    }


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
