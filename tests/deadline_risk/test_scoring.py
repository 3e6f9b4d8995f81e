"""Chances are scored against what happened, evening by evening, by the past alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadline_risk.scoring import quality, score_deadlines

BEGUN = pd.Timestamp("2024-01-01")
DAYS = range(470, 500)
OF_HOURS = {"hours", "n", "late", "auc", "brier", "brier_base", "calibration_error"}


def town(until: int = 520) -> pd.DataFrame:
    """Tickets of a slow unit and a quick one, with limits of ten days."""
    random = np.random.default_rng(3)
    count = 20 * until
    sent = BEGUN + pd.to_timedelta(np.sort(random.random(count)) * until, unit="D")
    unit = np.where(random.random(count) < 0.5, "慢局", "快局")
    took = np.where(unit == "慢局", random.gamma(8.0, 11.0 / 8.0, count), random.random(count) * 10)
    frame = pd.DataFrame({
        "ticket_no": [f"t{n}" for n in range(count)], "unit": unit, "category": "01", "sent": sent,
        "deadline": sent.normalize() + pd.Timedelta(days=10, hours=23, minutes=59),
        "closed": sent + pd.to_timedelta(took, unit="D"), "is_closed": True,
    })  # fmt: skip
    open_now = frame["closed"] >= BEGUN + pd.Timedelta(days=until)
    return frame.assign(closed=frame["closed"].mask(open_now), is_closed=~open_now)


def evenings(days: range) -> list[pd.Timestamp]:
    return [BEGUN + pd.Timedelta(days=day + 1) for day in days]


def test_chances_are_scored_against_what_happened() -> None:
    found = score_deadlines(town(), evenings(DAYS), "cn")
    assert found is not None
    assert found["days"] == len(DAYS)
    assert set(found) == {"days", "by_hours", "called", "calibration"}
    assert all(set(row) == OF_HOURS for row in found["by_hours"])
    assert all(set(row) == {"from", "n", "late", "share", "found"} for row in found["called"])
    day, two = found["by_hours"]
    assert sum(r["n"] for r in found["calibration"]) == two["n"]
    assert (day["hours"], two["hours"]) == (24, 48)
    assert 0 < day["n"] < two["n"]
    assert two["auc"] > 0.55  # most that are still open are of the slow unit
    assert two["brier"] < two["brier_base"]
    assert two["calibration_error"] < 0.1
    called = {row["from"]: row for row in found["called"]}
    assert called[0.5]["share"] > 0.5
    assert called[0.3]["n"] >= called[0.5]["n"]


def test_a_score_does_not_depend_on_later_days() -> None:
    """What is sent, closed or falls due later changes nothing of the evenings before."""
    whole = town()
    until = BEGUN + pd.Timedelta(days=500)
    cut = whole[whole["sent"] < until]
    later = cut["closed"] >= until
    cut = cut.assign(closed=cut["closed"].mask(later), is_closed=cut["is_closed"] & ~later)
    days = evenings(range(470, 485))
    assert score_deadlines(whole, days, "cn") == score_deadlines(cut, days, "cn")


def test_evenings_whose_deadlines_are_not_over_are_left_out() -> None:
    found = score_deadlines(town(500), evenings(range(494, 500)), "cn")
    assert found is not None
    assert found["days"] == 4


def test_without_a_past_there_is_no_score() -> None:
    assert score_deadlines(town(), evenings(range(3, 9)), "cn") is None
    assert score_deadlines(town(), [], "cn") is None
    assert score_deadlines(town().head(0), evenings(DAYS), "cn") is None


def test_the_order_of_rows_changes_nothing() -> None:
    mixed = town().sample(frac=1.0, random_state=2)
    found, again = (score_deadlines(t, evenings(DAYS), "cn") for t in (town(), mixed))
    assert found is not None
    assert again is not None
    assert found["by_hours"][1]["brier"] == pytest.approx(again["by_hours"][1]["brier"])
    assert found["called"] == again["called"]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_figures_of_chances_lie_where_they_must(pairs: list[tuple[float, bool]]) -> None:
    p, y = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    found = quality(p, y)
    assert found["n"] == len(pairs)
    assert 0.0 <= found["brier"] <= 1.0
    assert 0.0 <= found["calibration_error"] <= 1.0
    assert found["auc"] is None or 0.0 <= found["auc"] <= 1.0
    sure = quality(y.astype(float), y)
    assert sure["brier"] == sure["calibration_error"] == 0.0
    assert sure["auc"] in (None, 1.0)
