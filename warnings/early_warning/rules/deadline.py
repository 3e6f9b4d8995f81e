"""Open tickets that are likely to miss their deadline: a probability that means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from data_access.types import WeisuError

Floats = NDArray[np.float64]
FOLDS = 5
TOO_FEW = "历史上临近到期或超期的工单太少，无法估计超期概率；其他预警不受影响，积累更多数据后重试。"
LEARNT_DAYS = 366
LEARNT_ROWS = 60_000  # open tickets that a fit looks at, about


@dataclass(frozen=True)
class DeadlineModel:
    """A calibrated classifier over features of open tickets."""

    classifier: Any
    units: dict[str, float]
    base: float

    def probability(self, open_tickets: pd.DataFrame, now: pd.Timestamp) -> Floats:
        """Return each open ticket's probability of breaching (see ``features``)."""
        if open_tickets.empty:
            return np.zeros(0)
        x = features(open_tickets, now, self.units, self.base)
        return np.asarray(self.classifier.predict_proba(x)[:, 1])


def features(
    tickets: pd.DataFrame, now: pd.Timestamp, units: dict[str, float], base: float
) -> Floats:
    """Return the features of tickets open at ``now``: t_dispatch, deadline, unit, category."""
    left = (tickets["deadline"] - now).dt.total_seconds().to_numpy() / 86400.0
    age = (now - tickets["t_dispatch"]).dt.total_seconds().to_numpy() / 86400.0
    allowed = np.maximum(left + age, 0.05)
    load = tickets.groupby("unit")["unit"].transform("size").to_numpy(dtype=float)
    late = tickets["unit"].map(units).fillna(base).to_numpy(dtype=float)
    odds = np.log(np.clip(late, 1e-3, 0.999) / (1 - np.clip(late, 1e-3, 0.999)))
    return np.stack([left, age / allowed, np.log1p(load), odds, allowed], axis=1)


def snapshots(
    tickets: pd.DataFrame, days: pd.DatetimeIndex, *, within_hours: int
) -> tuple[list[tuple[pd.Timestamp, pd.DataFrame]], list[NDArray[np.bool_]]]:
    """Return for each day the tickets then open and due within ``within_hours``, and which missed
    their deadline. ``tickets``: t_dispatch, t_close (missing: open), deadline, unit.
    """
    frames, labels = [], []
    handled = tickets[tickets["deadline"].notna() & tickets["t_dispatch"].notna()]
    handled = handled.sort_values(["deadline", "t_dispatch", "unit"], kind="stable")
    due = handled["deadline"].to_numpy()
    for now in days:
        until = now + pd.Timedelta(hours=within_hours)
        first, end = (
            int(np.searchsorted(due, t.to_datetime64(), side="right")) for t in (now, until)
        )
        soon = handled.iloc[first:end]
        open_now = soon[(soon["t_dispatch"] <= now) & ~(soon["t_close"] <= now)]
        missed = ~(open_now["t_close"] <= open_now["deadline"])
        frames.append((now, open_now))
        labels.append(missed.to_numpy())
    return frames, labels


def fit_past(
    tickets: pd.DataFrame, now: pd.Timestamp, *, within_hours: int = 48, days: int = LEARNT_DAYS
) -> DeadlineModel:
    """Fit on what was known at ``now`` of the last ``days`` days, nothing later.

    Only tickets whose deadline has passed by ``now`` are learnt from; a closing after ``now`` has
    not happened. Large cities are looked at on fewer days. ``WeisuError`` where the past does not
    suffice (see ``fit_deadline``).
    """
    start = now - pd.Timedelta(days=days)
    past = tickets[
        (tickets["t_dispatch"] <= now)
        & (tickets["deadline"] > start)
        & (tickets["deadline"] <= now)
    ]
    past = past.assign(t_close=past["t_close"].where(past["t_close"] <= now))
    step = int(np.clip(len(past) * within_hours / 24.0 / LEARNT_ROWS, 3, 27))
    step += step % 7 == 0  # every weekday must be among the days
    last = now - pd.Timedelta(hours=within_hours)
    return fit_deadline(
        past, pd.date_range(start, last, freq=f"{step}D"), within_hours=within_hours
    )


def fit_deadline(
    tickets: pd.DataFrame, days: pd.DatetimeIndex, *, within_hours: int = 48
) -> DeadlineModel:
    """Fit on snapshots of past days, all of whose deadlines must have passed by the fit.

    Boosted trees, calibrated by Platt's sigmoid over five folds of days; units enter by their
    smoothed share of missed deadlines.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GroupKFold

    frames, labels = snapshots(tickets, days, within_hours=within_hours)
    y = np.concatenate(labels) if labels else np.zeros(0, dtype=bool)
    filled = sum(bool(len(frame)) for _, frame in frames)
    if y.sum() < 30 or (~y).sum() < 30 or filled < FOLDS:
        raise WeisuError(TOO_FEW)
    base = float(y.mean())
    rows = pd.concat([f.assign(missed=m) for (_, f), m in zip(frames, labels, strict=True)])
    share = rows.groupby("unit")["missed"].agg(["sum", "size"])
    smoothed = (share["sum"] + 20 * base) / (share["size"] + 20)
    units = {str(name): float(value) for name, value in smoothed.items()}
    x = np.concatenate([features(frame, now, units, base) for now, frame in frames])
    groups = np.repeat(np.arange(len(frames)), [len(frame) for _, frame in frames])
    folds = list(GroupKFold(FOLDS).split(x, y, groups))
    if not all(0 < y[learnt].sum() < len(learnt) for learnt, _ in folds):
        raise WeisuError(TOO_FEW)  # all that were late fell on one or two days
    model = HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=8, min_samples_leaf=40, learning_rate=0.08, random_state=0
    )
    calibrated = CalibratedClassifierCV(model, method="sigmoid", cv=folds)
    use_one_thread()
    calibrated.fit(x, y)
    return DeadlineModel(calibrated, units, base)
