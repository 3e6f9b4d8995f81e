"""Risk words are scored against what happened, by the past alone."""

from __future__ import annotations

import pandas as pd
import pytest

from early_warning.replay.risks import Span, risk_warnings, score_risks
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
    found = score_risks(opened, signals, truth, Span(BEGUN, DAYS), members=members)
    # The second is an artefact, and artefacts make no risk right; two tickets are no case.
    assert (found["warnings"], found["right"]) == (2, 1)
    assert (found["events"], found["found"]) == (1, 1)
    assert found["low"] < 0.5 < found["high"]
    assert [(r["risk"], r["life"]) for r in found["by_class"]] == [("fire_and_gas", True)]
    bare = score_risks(opened, signals, truth, Span(BEGUN, DAYS), members=None)
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
    found = score_risks(opened, signals, risks[3], Span(BEGUN, DAYS), members=risks[4])
    assert found["precision"] is None
    assert (found["warnings"], found["events"], found["recall"]) == (0, 0, None)
