"""A day so far: honest against days like it, within a day's budget, and only ever adding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from early_warning.detection import Detection
from early_warning.engine import fit_city
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.history import History
from early_warning.hourly.boards import Told, keep_told, spent
from early_warning.hourly.evening import Evening, evening_of
from early_warning.hourly.hour_boards import Limits, look_on
from early_warning.hourly.kept import KeptEvening, keep, kept
from early_warning.hourly.like_days import LEAST_SHARE, QUARTERS, profile, share_by
from early_warning.hourly.so_far import DaySoFar
from early_warning.live.state import Live
from early_warning.replay.hour_by_hour import replay_hours
from early_warning.settings import EngineSettings
from early_warning.text.shared_words import SharedWords
from tests.early_warning.test_engine import BURST, FIRST, tickets

PLACES = ("990181001001", "990181001002", "990181004003", "990181004004")
CATEGORIES = ("010101", "010102", "020201", "030101")


# ---------------------------------------------------------------- days of the same kind


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=60), st.floats(0, 1440))
@settings(max_examples=60)
def test_shares_rise_from_nothing_to_all(minutes: list[int], minute: float) -> None:
    at = np.array([FIRST + np.timedelta64(20 * 1440 + m, "m") for m in minutes])
    shares = profile(at, FIRST, 21)
    assert len(shares) == QUARTERS
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] == pytest.approx(1.0)
    assert LEAST_SHARE <= share_by(shares, minute) <= share_by(shares, 1440) == 1.0


def test_a_workday_is_measured_by_workdays() -> None:
    # 2023-03-06 is a Monday: weekends' tickets come at night, workdays' at noon.
    days = pd.date_range("2023-02-20", "2023-03-19")
    at = [d + pd.Timedelta(hours=23 if d.day_of_week > 4 else 12) for d in days for _ in range(5)]
    first = np.datetime64("2023-02-20")
    monday, saturday = (profile(np.array(at, dtype="datetime64[ns]"), first, d) for d in (21, 26))
    assert share_by(monday, 13 * 60) == 1.0
    assert share_by(saturday, 22 * 60) == LEAST_SHARE


# ---------------------------------------------------------------- boards and the budget


def surge(place: str, category: str, n: int, *, day: int = 100, p: float = 1e-9) -> Detection:
    return Detection("local", "event", day, 1, float(n), 0.5, p, area=place, category=category)


surges = st.builds(
    surge, st.sampled_from(PLACES), st.sampled_from(CATEGORIES), st.integers(3, 40),
    p=st.sampled_from([1e-7, 1e-9, 1e-12]),
)  # fmt: skip
dangers = st.builds(
    lambda place, n: Detection(
        "risk_words", "risk", 100, 3, float(n), 0.05, 1e-6, area=place[:9], category="0101",
        note="fire_gas", evidence=(place, str(n)),
    ),
    st.sampled_from(PLACES), st.integers(3, 9),
)  # fmt: skip
hours = st.lists(st.lists(st.one_of(surges, dangers), max_size=3), max_size=8)


def day_of(found: list[list[Detection]], budget: int) -> tuple[Live, Told]:
    live, told = Live(), nothing_told()
    for part in found:
        looked = look_on(live, part, 100, told, limits=Limits(budget), first=FIRST)
        live, told = looked.live, looked.told
    return live, told


def nothing_told() -> Told:
    return Told(100)


@given(hours, st.integers(0, 6))
@settings(max_examples=80)
def test_hours_and_their_night_stay_within_one_days_budget(
    found: list[list[Detection]], budget: int
) -> None:
    live, told = day_of(found, budget)
    early = sum(w.pushed == 100 for b in live.boards.values() for w in b.warnings)
    assert early == told.count() <= budget
    events = [d for part in found for d in part if d.kind == "event"]
    others = told.pushed("event")
    limits = LifeSettings(budget=max(budget - len(told.pushed("risk")), 0))
    board, opened = advance(Board(), merge(events), 100, limits, told=others)
    assert spent(opened, others, 100, limits, {}) <= max(limits.budget, len(others))
    # The same groups open the same warnings, whatever was told before.
    alone, _ = advance(Board(), merge(events), 100, LifeSettings(budget=budget))
    assert [w.lead for w in board.warnings] == [w.lead for w in alone.warnings]


@given(hours)
@settings(max_examples=60)
def test_an_hour_closes_nothing(found: list[list[Detection]]) -> None:
    old = surge(PLACES[3], "030101", 9, day=90)
    quiet = EarlyWarning(1, old, 90, 90, "opened", 90, 9.0, (old,))
    live = Live({**Live().boards, "event": Board((quiet,), 2)}, {("event", 1): "old"})
    for part in found:
        after = look_on(live, part, 100, nothing_told(), limits=Limits(5), first=FIRST).live
        assert {w.number for w in live.boards["event"].warnings} <= {
            w.number for w in after.boards["event"].warnings
        }
        live = after
    (one,) = (w for w in live.boards["event"].warnings if w.number == 1)
    assert one.state != "closed"
    assert one == quiet or one.seen == 100


def test_the_night_keeps_numbers_and_closes_what_it_does_not_find() -> None:
    told = [
        ("a", EarlyWarning(1, surge(PLACES[0], "0101", 4), 100, 100, "opened", 100, 9.0)),
        ("b", EarlyWarning(2, surge(PLACES[2], "020201", 4), 100, 100, "opened", None, 9.0)),
    ]
    found = EarlyWarning(7, surge(PLACES[0], "010101", 9), 100, 100, "opened", None, 12.0)
    other = EarlyWarning(8, surge(PLACES[3], "030101", 9), 100, 100, "opened", None, 12.0)
    board, ids, gone = keep_told(
        Board((found, other), 9), {7: "x", 8: "y"}, told, 100, LifeSettings(), {}
    )
    assert ids == {7: "a", 8: "y"}
    assert [w.pushed for w in board.warnings] == [100, None]
    assert [(key, w.state) for key, w in gone] == [("b", "closed")]


# ---------------------------------------------------------------- the day itself


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return tickets()


@pytest.fixture(scope="module")
def evening(frame: pd.DataFrame) -> Evening:
    before = frame[frame["t_accept"] < pd.Timestamp(FIRST) + pd.Timedelta(days=BURST + 1)]
    history = History(before, FIRST)
    return evening_of(history, BURST + 1, fit_city(history, BURST - 10), EngineSettings())


def today(frame: pd.DataFrame) -> pd.DataFrame:
    start = pd.Timestamp(FIRST) + pd.Timedelta(days=BURST + 1)
    inside = (frame["t_accept"] >= start) & (frame["t_accept"] < start + pd.Timedelta(days=1))
    return frame[inside].sort_values("t_accept").reset_index(drop=True)


def so_far(evening: Evening, rows: pd.DataFrame) -> DaySoFar:
    return DaySoFar(evening, rows, None, rows, np.arange(len(rows)), EngineSettings())


def test_a_burst_is_found_before_the_day_is_over(frame: pd.DataFrame, evening: Evening) -> None:
    rows = today(frame)
    day = so_far(evening, rows)
    first = None
    for hour in range(1, 25):
        known = day.minute < hour * 60
        found = day.look(known, known & (day.minute >= (hour - 1) * 60))
        mine = [d for d in found if d.category == "020103" and d.area == "990181002003"]
        if mine and first is None:
            first = hour
    assert first is not None
    assert first < 24


def test_nothing_of_a_later_hour_is_read(frame: pd.DataFrame, evening: Evening) -> None:
    rows = today(frame)
    whole, noon = so_far(evening, rows), rows[rows["t_accept"].dt.hour < 12]
    known = whole.minute < 720
    every = np.ones(len(noon), dtype=bool)
    assert whole.look(known, known) == so_far(evening, noon).look(every, every)


def test_a_look_without_anything_new_finds_nothing(frame: pd.DataFrame, evening: Evening) -> None:
    rows = today(frame)
    every = np.ones(len(rows), dtype=bool)
    assert so_far(evening, rows).look(every, ~every) == []


def test_an_evening_is_kept_and_read_as_it_was(
    frame: pd.DataFrame, evening: Evening, tmp_path: Any
) -> None:
    rows = today(frame)
    every = np.ones(len(rows), dtype=bool)
    keep(tmp_path, "990181", "run1", KeptEvening(evening, None))
    keep(tmp_path, "990181", "run2", KeptEvening(evening, None))
    assert kept(tmp_path, "990181", "run1") is None
    again = kept(tmp_path, "990181", "run2")
    assert again is not None
    assert so_far(again.evening, rows).look(every, every) == so_far(evening, rows).look(
        every, every
    )


def test_what_was_read_before_is_taken_over() -> None:
    random = np.random.default_rng(5)
    letters = [chr(0x4E00 + k) for k in range(900)]
    said = ["".join(random.choice(letters, 40)) for _ in range(600)]
    news = "紫薇塔楼顶蓄水箱昨夜突然爆裂倾泻整栋住户家中进水没过脚踝"
    texts = [*said, *(news + str(k) for k in range(5))]
    day = np.append(np.repeat(np.arange(200), 3), [200] * 5)
    caller, where = np.arange(len(texts)), ["990181001001"] * len(texts)
    whole = SharedWords(texts, day, caller, where)
    whole.matters(199)
    rows = np.flatnonzero(day == 200)
    found = whole.matters_so_far(200, rows, rows[-2:], share=0.4, looks=24)
    before = whole.read_before(200)
    assert before is not None
    kept_rows = np.flatnonzero(day >= 170)
    place = np.full(len(day), -1)
    place[kept_rows] = np.arange(len(kept_rows))
    part = SharedWords(
        [texts[k] if day[k] == 200 else "" for k in kept_rows], day[kept_rows],
        caller[kept_rows], [where[k] for k in kept_rows],
    )  # fmt: skip
    part.go_on_from(replace(before, owner=place[before.owner]))
    mine = np.flatnonzero(day[kept_rows] == 200)
    again = part.matters_so_far(200, mine, mine[-2:], share=0.4, looks=24)
    assert found
    assert [(m.callers, m.p_value, m.local) for m in again] == [
        (m.callers, m.p_value, m.local) for m in found
    ]


def test_both_ways_find_the_burst_and_hours_find_it_sooner(frame: pd.DataFrame) -> None:
    nightly, hourly = replay_hours(History(frame, FIRST), 485, 496, warm_up=30)

    def first(found: Any) -> float:
        return min(
            found.hour[w.number]
            for w in found.replay.pushed
            if w.lead.category == "020103" and w.opened >= BURST
        )

    assert first(hourly) < first(nightly)
    assert hourly.unborne == 0
