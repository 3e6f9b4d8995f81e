"""The engine on small histories: nothing from later days is read; events live as one warning."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from early_warning.cells import first_tickets
from early_warning.detection import Detection
from early_warning.events.discovery import discoveries
from early_warning.events.life import Board, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.history import History
from early_warning.replay.day_by_day import replay
from early_warning.replay.score import score
from early_warning.settings import EngineSettings

FIRST = np.datetime64("2023-01-01")
DAYS = 520
BURST = 490


def tickets(seed: int = 1) -> pd.DataFrame:
    """Seventeen months of a small town, with a burst in one community on three days."""
    random = np.random.default_rng(seed)
    communities = [f"990181{s:03d}{c:03d}" for s in range(1, 5) for c in range(1, 6)]
    categories = [f"{a:02d}{b:02d}{c:02d}" for a in (1, 2, 3) for b in (1, 2) for c in (1, 2, 3)]
    rows = []
    for day in range(DAYS):
        rows += [
            (day, random.choice(communities), random.choice(categories))
            for _ in range(random.poisson(40))
        ]
        if BURST <= day < BURST + 3:
            rows += [(day, communities[7], "020103")] * (6, 12, 5)[day - BURST]
    frame = pd.DataFrame(rows, columns=["day", "area", "category"])
    at = FIRST + frame["day"].to_numpy().astype("timedelta64[D]")
    frame["t_accept"] = at + random.integers(0, 86_000, len(frame)).astype("timedelta64[s]")
    frame["caller"] = [f"c{k}" for k in range(len(frame))]
    frame["channel"] = "电话"
    frame["ticket_no"] = [str(k) for k in range(len(frame))]
    return frame.drop(columns="day")


def summary(found: Any) -> list[Any]:
    return [(w.opened, w.lead.detector, w.lead.area, w.lead.category, w.pushed) for w in found]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return tickets()


@pytest.fixture(scope="module")
def whole(frame: pd.DataFrame) -> Any:
    return replay(History(frame, FIRST), 470, 515, warm_up=30).opened


def test_a_burst_is_one_pushed_warning(whole: Any) -> None:
    about = [w for w in whole if w.lead.category.startswith("02") and w.opened >= BURST]
    assert len([w for w in about if w.pushed is not None]) == 1
    first = about[0]
    assert first.lead.area == "990181002003"
    assert first.lead.category == "020103"
    assert BURST <= first.opened <= BURST + 1


@pytest.mark.parametrize("last", [489, BURST, BURST + 4])
def test_nothing_later_than_the_day_is_read(last: int, frame: pd.DataFrame, whole: Any) -> None:
    cut = frame[frame["t_accept"] < pd.Timestamp(FIRST) + pd.Timedelta(days=last + 1)]
    part = replay(History(cut, FIRST), 470, last, warm_up=30).opened
    assert summary(part) == [row for row in summary(whole) if row[0] <= last]


def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, whole: Any) -> None:
    mixed = frame.sample(frac=1.0, random_state=4).reset_index(drop=True)
    part = replay(History(mixed, FIRST), 470, 515, warm_up=30).opened
    assert summary(part) == summary(whole)


def test_a_score_counts_right_pushes_and_lead(frame: pd.DataFrame) -> None:
    replayed = replay(History(frame, FIRST), 470, 515, warm_up=30)
    truth = pd.DataFrame([{
        "id": "1", "shape": "burst", "mode": "", "category": "020103", "category_to": "",
        "areas": "990181002003", "channel": "", "unit": "", "start": "2024-05-05",
        "peak": "2024-05-06", "end": "2024-05-07", "n": "23",
    }])  # fmt: skip
    found = score(replayed, truth, FIRST)
    assert found.recall == 1.0
    assert found.median_lead >= 0
    assert found.right >= 1


def test_a_silent_street_is_data_watch() -> None:
    frame = tickets(3)
    day = (frame["t_accept"].to_numpy() - FIRST).astype("timedelta64[D]").astype(int)
    gone = frame["area"].str.startswith("990181003") & (day >= 500) & (day < 506)
    found = replay(History(frame[~gone.to_numpy()], FIRST), 480, 508, warm_up=30).opened
    silent = [w for w in found if w.lead.detector == "silent"]
    assert [w.lead.area for w in silent] == ["990181003"]
    assert 500 <= silent[0].opened <= 503


def detection(p: float, area: str = "", category: str = "0101", **more: Any) -> Detection:
    values: dict[str, Any] = {"observed": 9.0, "expected": 1.0, **more}
    return Detection("local", "event", 10, 3, p_value=p, area=area, category=category, **values)


@given(st.lists(st.floats(0, 1), max_size=40), st.floats(0.001, 0.2))
@settings(max_examples=60, deadline=None)
def test_more_strictness_never_finds_more(p_values: list[float], rate: float) -> None:
    found = [detection(p, area=f"{k:012d}") for k, p in enumerate(p_values)]
    strict, loose = discoveries(found, 100, rate / 2), discoveries(found, 100, rate)
    assert {d.area for d in strict} <= {d.area for d in loose}


def test_nested_cells_merge_and_keep_their_evidence() -> None:
    found = [
        detection(1e-12, "990181001001", "010101"),
        detection(1e-9, "990181001", "0101"),
        detection(1e-5, "", "0101"),
        detection(1e-8, "990181009001", "020101"),
    ]
    groups = merge(found)
    assert [len(g.parts) for g in groups] == [3, 1]
    assert groups[0].lead.area == "990181001001"


def test_a_warning_lives_and_is_pushed_once_within_the_budget() -> None:
    board, life = Board(), LifeSettings(budget=2)
    many = merge([detection(1e-9, f"99018100{k}001", f"0{k}0101") for k in range(1, 6)])
    board, new = advance(board, many, 10, life)
    assert len(new) == 5
    assert sum(w.pushed is not None for w in new) == 2
    board, new = advance(board, many, 11, life)
    assert sum(w.pushed == 11 for w in new) == 2
    board, new = advance(board, [], 14, life)
    assert not new
    assert {w.state for w in board.warnings} == {"fading"}
    board, _ = advance(board, [], 19, life)
    assert {w.state for w in board.warnings} == {"closed"}
    board, _ = advance(board, [], 40, life)
    assert not board.warnings


def test_who_comes_back_does_not_make_a_surge() -> None:
    frame = pd.DataFrame({
        "t_accept": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-03-01", "2024-01-06"]),
        "caller": ["a", "a", "a", None], "category": ["010101", "010102", "010101", "010101"],
    })  # fmt: skip
    assert first_tickets(frame).tolist() == [True, False, True, True]


def test_settings_are_values() -> None:
    assert EngineSettings() == EngineSettings()
