"""Risk words are scored against what happened, by the past alone."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from early_warning.replay.risk_hours import (
    median_interval,
    replay_risk_hours,
    score_risk_hours,
)
from early_warning.replay.risks import Span, Truths, risk_warnings, score_risks
from tests.early_warning.test_engine import FIRST, tickets

BEGUN = pd.Timestamp(FIRST)
DAYS = range(470, 500)


def risky() -> pd.DataFrame:
    """A town in which one community speaks of gas on two days, another once too rarely."""
    frame = tickets(4).assign(text="请问怎么办理")
    rows = [
        {"t_accept": BEGUN + pd.Timedelta(days=day, hours=9 + k), "area": area,
         "category": "020103", "text": "楼道里燃气泄漏，味道很大", "channel": "电话",
         "caller": f"{area}{day}{k}", "ticket_no": f"r{area}{day}{k}"}
        for area, day, n in (("990181002003", 480, 4), ("990181002003", 481, 3),
                             ("990181004001", 485, 2), ("990181001001", 490, 4))
        for k in range(n)
    ]  # fmt: skip
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True)


def event(identity: str, area: str, start: str, end: str, shape: str = "burst") -> dict[str, str]:
    return {
        "id": identity, "shape": shape, "mode": "", "category": "020103", "category_to": "",
        "areas": area, "channel": "", "unit": "", "start": start, "peak": start, "end": end,
        "n": "7",
    }  # fmt: skip


@pytest.fixture(scope="module")
def risks():
    frame = risky()
    opened, signals = risk_warnings(frame, BEGUN, DAYS, {})
    truth = pd.DataFrame([
        event("gas", "990181002003", "2024-04-25", "2024-04-26"),
        event("still", "990181004001", "2024-04-29", "2024-04-30"),
        event("watch", "990181001001", "2024-05-05", "2024-05-06", "artefact"),
    ])  # fmt: skip
    members = pd.DataFrame([
        (n, {"990181002003": "gas", "990181004001": "still"}.get(n[1:13], "watch"))
        for n in frame["ticket_no"] if n.startswith("r")
    ], columns=["ticket_no", "event_id"])  # fmt: skip
    return frame, opened, signals, truth, members


def test_risk_words_are_scored_by_the_events_they_meet(risks) -> None:
    _, opened, signals, truth, members = risks
    assert [w.lead.area for w in opened] == ["990181002", "990181001"]
    found = score_risks(opened, signals, Truths(truth, members), Span(BEGUN, DAYS))
    # The second is an artefact, and artefacts make no risk right; two tickets are no case.
    assert (found["warnings"], found["right"]) == (2, 1)
    assert (found["events"], found["found"]) == (1, 1)
    assert found["low"] < 0.5 < found["high"]
    assert [(r["risk"], r["life"]) for r in found["by_class"]] == [("fire_and_gas", True)]
    bare = score_risks(opened, signals, Truths(truth), Span(BEGUN, DAYS))
    assert bare["recall"] is None
    assert bare["precision"] == found["precision"]


def test_risk_warnings_read_nothing_later(risks) -> None:
    frame, opened, _, _, _ = risks
    until = range(470, 484)
    cut = frame[frame["t_accept"] < BEGUN + pd.Timedelta(days=484)]
    then = [w for w in opened if w.opened < 484]
    assert risk_warnings(cut, BEGUN, until, {})[0] == then
    mixed = frame.sample(frac=1.0, random_state=2)
    assert risk_warnings(mixed, BEGUN, DAYS, {})[0] == opened


def test_nothing_said_is_no_score(risks) -> None:
    frame, *_ = risks
    calm = frame.assign(text="请问怎么办理")
    opened, signals = risk_warnings(calm, BEGUN, DAYS, {})
    found = score_risks(opened, signals, Truths(risks[3], risks[4]), Span(BEGUN, DAYS))
    assert found["precision"] is None
    assert (found["warnings"], found["events"], found["recall"]) == (0, 0, None)


def test_hours_come_before_the_night_which_stays_as_it_was(risks) -> None:
    frame, opened, _, truth, members = risks
    span = Span(BEGUN, DAYS)
    nightly, hourly, signals = replay_risk_hours(frame, span, {})
    assert nightly.opened == opened
    assert nightly.hour == [(w.opened + 1) * 24 + 2.5 for w in opened]
    # The third caller of the day comes at eleven: told at noon, and once.
    assert [w.lead.area for w in hourly.opened] == [w.lead.area for w in opened]
    assert hourly.hour == [w.opened * 24.0 + 12 for w in opened]
    assert (hourly.early, hourly.unborne) == (2, 0)
    found = score_risk_hours(nightly, hourly, signals, Truths(truth, members), span)
    assert found["has_truth"]
    assert (found["hourly"]["right"], found["hourly"]["warnings"]) == (1, 2)
    gained = found["lead_gained"]
    assert (gained["n"], gained["median"], gained["sooner"]) == (1, 14.5, 1)
    assert (gained["low"], gained["high"]) == (None, None)
    assert found["by_hours"] == {"warnings": 2, "not_borne_out": 0}


def test_where_no_event_speaks_of_risk_there_is_no_truth(risks) -> None:
    frame, _, _, truth, members = risks
    span = Span(BEGUN, DAYS)
    nightly, hourly, signals = replay_risk_hours(frame, span, {})
    others = members[members["event_id"] == "still"]
    truths = Truths(truth[truth["id"] == "still"], others)
    found = score_risk_hours(nightly, hourly, signals, truths, span)
    assert not found["has_truth"]
    assert (found["nightly"]["events"], found["lead_gained"]["n"]) == (0, 0)


@given(st.lists(st.floats(-100, 100), max_size=60))
def test_an_interval_of_a_median_holds_it(values: list[float]) -> None:
    low, high = median_interval(values)
    assert (low is None) is (len(values) < 6)
    if low is not None:
        assert low <= sorted(values)[len(values) // 2] <= high
