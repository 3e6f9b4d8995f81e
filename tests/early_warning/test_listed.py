"""What is listed: deadlines by unit, feelings net of the category, levels that have moved."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from early_warning.rules.feelings import unusual_feelings
from early_warning.rules.late_tickets import late_detections, likely_late
from early_warning.rules.moved_levels import moved_levels
from early_warning.surge.covariates import design
from early_warning.surge.daily import fit_daily

NOW = pd.Timestamp("2026-03-10 08:00")


def test_open_tickets_about_to_be_late_are_listed_by_unit() -> None:
    due = pd.DataFrame({
        "ticket_no": ["b", "a", "c", "d"], "unit": ["甲", "甲", "乙", "乙"],
        "deadline": NOW + pd.to_timedelta([1, 1, 1.5, 1], unit="D"),
        "hours_left": [24.0, 24.0, 36.0, 24.0], "probability": [0.6, 0.6, 0.1, 0.29],
    })  # fmt: skip
    found = late_detections(likely_late(due, 0.3), 7)
    assert [(d.unit, d.evidence) for d in found] == [("甲", ("a", "b"))]
    assert found[0].detector == "deadline"
    assert found[0].expected == pytest.approx(1.2)
    assert not late_detections(likely_late(due, 0.9), 7)


def angry(day: int) -> pd.DataFrame:
    start = pd.Timestamp("2026-01-01")
    rows = [(start + pd.Timedelta(days=k, hours=9), "990181001001", "010101", "请问怎么办理")
            for k in range(70) for _ in range(4)]  # fmt: skip
    rows += [(start + pd.Timedelta(days=day, hours=10 + k), "990181001001", "010101",
              "忍无可忍，太过分了，气愤") for k in range(4)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["t_accept", "area", "category", "text"])
    number = [f"t{k}" for k in range(len(frame))]
    return frame.assign(ticket_no=number, caller=number)


def test_unusual_feelings_are_told_on_their_day_and_not_before() -> None:
    frame, day = angry(65), pd.Timestamp("2026-01-01") + pd.Timedelta(days=65)
    found = unusual_feelings(frame, day, 65)
    assert [(d.area, d.category, d.observed) for d in found] == [("990181001", "0101", 4.0)]
    assert not unusual_feelings(frame, day - pd.Timedelta(days=1), 64)
    until = frame[frame["t_accept"] < day + pd.Timedelta(days=1)]
    assert unusual_feelings(until, day, 65) == found


def test_a_level_that_moved_is_told_and_later_days_are_not_read() -> None:
    random = np.random.default_rng(3)
    days = np.datetime64("2023-01-01") + np.arange(700)
    rows = design(days, origin=days[0])
    counts = random.poisson(4.0, size=(6, 700)).astype(float)
    counts[2, 610:650] += random.poisson(4.0, 40)
    model = fit_daily(counts[:, :600], rows.rows[:600], rows.penalty)
    names = tuple(f"0{k}01" for k in range(6))
    found = moved_levels(counts, model, rows.rows, names, 649)
    assert [d.category for d in found] == ["0201"]
    assert 30 <= found[0].days <= 50
    assert moved_levels(counts[:, :650], model, rows.rows[:650], names, 649) == found
    assert not moved_levels(counts, model, rows.rows, names, 605)
