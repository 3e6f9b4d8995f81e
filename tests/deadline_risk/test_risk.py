"""The chance of being late: drawn to the wider group, within bounds, better than the city alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadline_risk.evaluation import Held, held, judged
from deadline_risk.landmarks import counted
from deadline_risk.risk import TELLS, risks

LAST = date(2026, 9, 30)


def past(*rows: tuple[str, str, int, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit", "category", "length", "left", "n", "late"])


def asked(unit: str, category: str, length: int = 1, left: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        [(unit, category, length, left)], columns=["unit", "category", "length", "left"], index=[7]
    )


def chance(tickets: pd.DataFrame, known: pd.DataFrame) -> dict[str, Any]:
    """What is said of the only ticket."""
    (row,) = risks(tickets, known).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_a_unit_of_which_nothing_is_known_has_the_chance_of_its_like():
    found = chance(asked("乙局", "01"), past(("甲局", "01", 1, 2, 100, 25)))
    assert found["p_late"] == pytest.approx(0.25)
    assert (found["based_on"], found["n"], found["late"]) == ("limit", 100, 25)


def test_many_tickets_of_its_own_outweigh_the_others():
    known = past(("甲局", "01", 1, 2, 10_000, 8_000), ("乙局", "01", 1, 2, 10_000, 0))
    own, other = chance(asked("甲局", "01"), known), chance(asked("乙局", "01"), known)
    assert own["p_late"] > 0.79
    assert other["p_late"] < 0.01
    assert own["based_on"] == "unit_category"


def test_few_tickets_of_its_own_only_shade_and_are_not_named():
    known = past(("甲局", "01", 1, 2, 2, 2), ("乙局", "01", 1, 2, 998, 100))
    found = chance(asked("甲局", "01"), known)
    assert 0.1 < found["p_late"] < 0.2
    assert found["based_on"] == "limit"
    assert found["n"] == 1000 >= TELLS


def test_without_any_ticket_at_as_many_days_left_nothing_is_said():
    assert risks(asked("甲局", "01", left=9), past(("甲局", "01", 1, 2, 100, 25))).empty


ROW = st.tuples(
    st.sampled_from("甲乙丙"), st.sampled_from(["01", "02"]), st.integers(0, 4), st.integers(1, 10),
    st.integers(1, 500), st.integers(0, 500),
).map(lambda r: (*r[:5], min(r[4], r[5])))  # fmt: skip


@given(rows=st.lists(ROW, min_size=1, max_size=40), seed=st.integers(0, 99))
def test_a_chance_lies_in_its_interval_and_does_not_depend_on_order(rows, seed):
    known = past(*rows)
    tickets = known[["unit", "category", "length", "left"]].drop_duplicates()
    found = risks(tickets, known)
    assert len(found) == len(tickets)
    assert ((found["low"] <= found["p_late"]) & (found["p_late"] <= found["high"])).all()
    assert found[["low", "high"]].to_numpy().min() >= 0
    assert found[["low", "high"]].to_numpy().max() <= 1
    assert (found["late"] <= found["n"]).all()
    mixed = known.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(risks(tickets, mixed), found)


def city(rng: np.random.Generator, late: dict[str, float], count: int = 6000) -> pd.DataFrame:
    """Two years of tickets with limits of five days, of units that are late at these rates."""
    units = rng.choice(list(late), count)
    sent = pd.Timestamp(LAST) - pd.to_timedelta(rng.integers(1, 700, count), unit="D")
    given_days = pd.to_timedelta(7, unit="D")
    is_late = rng.random(count) < np.array([late[u] for u in units])
    days = np.where(is_late, rng.integers(9, 20, count), rng.integers(1, 8, count))
    frame = pd.DataFrame(
        {"ticket_no": [str(n) for n in range(count)], "unit": units, "category": "01",
         "sent": sent + pd.Timedelta(hours=9),
         "deadline": sent + given_days + pd.Timedelta(hours=23, minutes=59),
         "closed": sent + pd.to_timedelta(days, unit="D") + pd.Timedelta(hours=15)}
    )  # fmt: skip
    open_now = frame["closed"] > pd.Timestamp(LAST) + pd.Timedelta(days=1)
    return frame.assign(closed=frame["closed"].mask(open_now), is_closed=~open_now)


def over_by_now(tickets: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]:
    """What is over by the last day, its counts, and the day."""
    last = pd.Timestamp(LAST)
    over = tickets[tickets["deadline"] < last + pd.Timedelta(days=1)]
    return over, counted(over, "cn"), last


def look_back(tickets: pd.DataFrame) -> Held:
    return held(*over_by_now(tickets), "cn", 0.3)


def test_chances_of_earlier_days_hold_where_units_differ():
    found = look_back(city(np.random.default_rng(4), {"快局": 0.02, "慢局": 0.6}))
    assert found.judged > 200
    assert found.brier < 0.9 * found.brier_base
    assert found.flagged_late / found.flagged > 0.5
    bins = found.bins[found.bins["n"] >= 40]
    assert ((bins["low"] <= bins["expected"]) & (bins["expected"] <= bins["high"])).mean() >= 0.6


def test_where_units_do_not_differ_nothing_is_made_up():
    found = look_back(city(np.random.default_rng(5), {"甲局": 0.1, "乙局": 0.1}))
    assert found.brier < 1.05 * found.brier_base


def test_what_came_after_an_origin_changes_nothing_of_what_was_said_there():
    tickets = city(np.random.default_rng(6), {"甲局": 0.1, "乙局": 0.3})
    late = tickets["sent"] > pd.Timestamp(LAST) - pd.Timedelta(days=14)
    said = judged(*over_by_now(tickets), "cn")["p_late"]
    worse = tickets.assign(
        closed=tickets["closed"].mask(late), is_closed=tickets["is_closed"] & ~late
    )
    pd.testing.assert_series_equal(judged(*over_by_now(worse), "cn")["p_late"], said)


def test_too_young_a_city_has_nothing_to_look_back_on():
    found = look_back(city(np.random.default_rng(7), {"甲局": 0.1}, count=0))
    assert (found.judged, found.brier, len(found.bins)) == (0, 0.0, 0)
