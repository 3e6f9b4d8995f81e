"""Data watch: what has changed in the data and not in the city.

A source that fell silent or sends late, a unit that closes in bulk, a field that emptied
(``recode``: tickets filed under another code). Each says so, so that nobody takes it for an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from early_warning.detection import Detection
from early_warning.rules.silence import SilenceSettings, lower_tail
from early_warning.surge.thresholds import upper_tail

Floats = NDArray[np.float64]
Source = Literal["area", "channel"]


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How sure each watch must be (p-values a day and source), and over which windows."""

    windows: tuple[int, ...] = (1, 2, 3, 5, 7, 10, 14)
    silence: SilenceSettings = field(default_factory=SilenceSettings)
    memory: int = 120
    low_p: float = 2e-5
    low_share: float = 0.25  # of the expected count that may be left when a source fails
    quiet_p: float = 3e-4  # where not one ticket is left
    late_p: float = 1e-5
    late_least: int = 6
    close_p: float = 1e-4
    close_least: int = 20
    held_days: int = 7  # closings held back so long and then done on one day
    held_p: float = 1e-3
    held_least: int = 8
    held_share: float = 0.1  # of the day's closings that the days before may have had
    empty_p: float = 1e-8
    spread: float = 0.03


def fallen_sources(
    counts: Floats,
    names: Sequence[str],
    day: int,
    source: Source,
    settings: WatchSettings,
    *,
    cap: Floats | None = None,
) -> list[Detection]:
    """Return sources (``counts``: sources × days, up to ``day``) that have all but stopped.

    A source is compared with its share of what all others brought on the same days, so a quiet
    holiday is no failure; and it is due no more than ``cap`` (sources × windows), what its own
    calendar lets expect: what brings others many tickets brings it none.
    """
    n = counts.shape[1]
    total = counts.sum(axis=0)
    best = np.ones(len(counts))
    found: dict[int, Detection] = {}
    for at, w in enumerate(settings.windows):
        past = slice(max(n - w - settings.memory, 0), n - w)
        if n - w < 28:
            continue
        share = (counts[:, past].sum(axis=1) + 0.5) / (total[past].sum() + 1.0)
        seen = counts[:, n - w :].sum(axis=1)
        due = share / np.maximum(1.0 - share, 0.02) * (total[n - w :].sum() - seen)
        due = np.minimum(due, 2.0 * counts[:, past].mean(axis=1) * w)
        if cap is not None:
            due = np.minimum(due, cap[:, at])
        p = lower_tail(seen, due, 1.0 + settings.spread * due)
        nothing = (seen == 0) & (p < settings.quiet_p)
        little = (seen <= settings.low_share * due) & (p < settings.low_p)
        for k in np.flatnonzero(
            (nothing | little) & (p < best) & (counts[:, -1] <= due / w)
        ).tolist():
            best[k] = p[k]
            found[int(k)] = Detection(
                "silent", "data", day, w, float(seen[k]), float(due[k]), float(p[k]),
                area=names[k] if source == "area" else "",
                channel=names[k] if source == "channel" else "",
            )  # fmt: skip
    return list(found.values())


def late_entries(
    late: Floats, counts: Floats, names: Sequence[str], day: int, settings: WatchSettings
) -> list[Detection]:
    """Return streets where today many tickets were entered long after they were called in.

    ``late``: streets × days, tickets accepted over a day after the call; ``counts``: all tickets.
    """
    n = counts.shape[1]
    past = slice(max(n - 1 - settings.memory, 0), n - 1)
    usual = (late[:, past].sum(axis=1) + 0.5) / (counts[:, past].sum(axis=1) + 1.0)
    due = usual * np.maximum(counts[:, -1], 1.0)
    p = upper_tail(late[:, -1], due, 1.0 + 0.2 * due)
    enough = late[:, -1] >= settings.late_least
    return [
        Detection("backlog", "data", day, 1, float(late[k, -1]), float(due[k]), float(p[k]),
                  area=names[k])
        for k in np.flatnonzero((p < settings.late_p) & enough).tolist()
    ]  # fmt: skip


def bulk_closings(
    closed: Floats, names: Sequence[str], day: int, settings: WatchSettings
) -> list[Detection]:
    """Return units that closed far more today than they ever do (``closed``: units × days)."""
    n = closed.shape[1]
    if n < 60:
        return []
    past = closed[:, max(n - 1 - settings.memory, 0) : n - 1]
    total = closed.sum(axis=0)
    # After a holiday everybody closes: compare with what the other units did today.
    busy = (total[-1] - closed[:, -1]) / max(float(np.median(total[-29:-1])), 1.0)
    mean = (past.mean(axis=1) + 0.2) * np.where(busy > 1.8, busy, 1.0)
    ordinary = np.minimum(past, 4.0 * np.maximum(mean, 1.0)[:, None])
    phi = np.maximum(ordinary.var(axis=1) / past.mean(axis=1).clip(0.2), 1.0)
    p = upper_tail(closed[:, -1], mean, phi)
    enough = closed[:, -1] >= np.maximum(settings.close_least, 1.5 * past.max(axis=1))
    held = _held_back(closed, settings)
    p = np.minimum(p, held)
    found = (p < settings.close_p) & enough | (held < settings.held_p)
    return [
        Detection("bulk_close", "data", day, 1, float(closed[k, -1]), float(mean[k]), float(p[k]),
                  unit=names[k])
        for k in np.flatnonzero(found).tolist()
    ]  # fmt: skip


def _held_back(closed: Floats, settings: WatchSettings) -> Floats:
    """Return how unlikely it is that a unit closed so little in the days before today, which
    makes up for it; 1 where it does not, or where the days before were a holiday for all.
    """
    w = settings.held_days
    recent, past = closed[:, -1 - w : -1], closed[:, -1 - w - settings.memory : -1 - w]
    if past.shape[1] < 28:
        return np.ones(len(closed))
    before, due = recent.sum(axis=1), past.mean(axis=1) * w
    others = (recent.sum() - before) / np.maximum(due.sum() - due, 1.0)
    due = due * np.minimum(others, 1.0)
    p = lower_tail(before, np.maximum(due, 1e-6), 1.0 + 0.1 * due)
    today = closed[:, -1]
    made_up = (today >= np.maximum(settings.held_least, 0.5 * due)) & (
        before <= settings.held_share * today
    )
    return np.where(made_up & (others > 0.6), p, 1.0)


def emptied_fields(
    missing: Floats, total: Floats, names: Sequence[str], day: int, settings: WatchSettings
) -> list[Detection]:
    """Return fields whose missing share jumped (``missing``: fields × days, ``total``: days)."""
    n = len(total)
    if n < 60:
        return []
    past, now = slice(max(n - 3 - settings.memory, 0), n - 3), slice(n - 3, n)
    share = (missing[:, past].sum(axis=1) + 1.0) / (total[past].sum() + 2.0)
    due = share * total[now].sum()
    seen = missing[:, now].sum(axis=1)
    p = upper_tail(seen, due, np.maximum(1.0 - share, 0.05) + 0.05 * due)
    return [
        Detection("emptied", "data", day, 3, float(seen[k]), float(due[k]), float(p[k]),
                  note=names[k])
        for k in np.flatnonzero((p < settings.empty_p) & (seen > 3.0 * due)).tolist()
    ]  # fmt: skip


def daily(values: pd.Series, days: NDArray[np.int64], names: Sequence[str], n: int) -> Floats:
    """Count rows by name and day (0 .. ``n`` - 1): names × days; other names are left out."""
    position = pd.Index(names).get_indexer(pd.Index(values.to_numpy(dtype=object)))
    kept = (position >= 0) & (days >= 0) & (days < n)
    code = position[kept] * n + days[kept]
    return np.bincount(code, minlength=len(names) * n).reshape(len(names), n).astype(float)
