"""What the nightly run stores of the whole beside its forecasts: next month's matters, what made
the last change, of what the curves consist, seats by hour; and areas beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data_access.results.declared import Frame
from data_access.types import ANY
from forecasting.area_frames import area_frames
from forecasting.cell_forecasts import ForecastRun
from forecasting.cleaning import clean
from forecasting.drivers.components import components
from forecasting.drivers.last_weeks import driver_rows
from forecasting.frames import CALENDAR_ITEM, COMPONENT, DRIVER, STAFFING, Facts
from forecasting.ground import Ground
from forecasting.month_matters import month_items
from forecasting.reconcile.tree import build
from forecasting.seats.staffing import seats_of
from forecasting.types import History, history_of

APART = 40
"""So many cells at most are taken apart: those that people open."""


def whole_frames(
    ground: Ground,
    counts: pd.DataFrame,
    run: ForecastRun,
    repeat_rates: Mapping[str, float],
    facts: Facts,
) -> tuple[dict[Frame, pd.DataFrame], Facts]:
    """Return the frames, and ``facts`` with what is to be noted of them."""
    raw = build(history_of(counts, ground.last))[1]
    cleaned = clean(raw, ground.calendar).history
    drivers, noted = driver_rows(ground, raw)
    seats = seats_of(ground)
    frames = {
        CALENDAR_ITEM: month_items(ground, cleaned, run, repeat_rates),
        DRIVER: drivers,
        STAFFING: seats.rows,
    }
    if not ground.limited:
        frames[COMPONENT] = components(cleaned, looked_at(cleaned), ground.calendar)
        frames.update(area_frames(ground, (raw, cleaned), run.forecast))
    more = {
        "driver_note": noted,
        "seat_note": seats.note,
        "handling_s": seats.handling_s,
        "handling_measured": seats.measured,
        "patience_s": seats.patience_s,
    }
    return frames, facts.model_copy(update=more)


def looked_at(history: History, most: int = APART) -> list[int]:
    """Return the rows that people open: the whole, its areas, its first-level categories."""
    keys = history.keys
    top = (keys["category"] == ANY) | (keys["category"].astype(str).str.fullmatch(r"\d{2}"))
    mine = (keys["channel"] == ANY) & (((keys["area"] == ANY) & top) | (keys["category"] == ANY))
    rows = mine.to_numpy().nonzero()[0]
    volume = pd.Series(pd.DataFrame(history.counts[rows]).sum(axis=1).to_numpy(), index=rows)
    return [int(r) for r in volume.sort_values(ascending=False, kind="stable").index[:most]]
