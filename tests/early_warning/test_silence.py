"""Silence at every level: the city, a county, a street, a channel; and what is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from early_warning.engine import fit_city, look, select
from early_warning.events.life import Board, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.history import History
from early_warning.rules.silence import quiet_days, shares_of_day
from early_warning.settings import EngineSettings

FIRST = np.datetime64("2023-01-01")
DAYS = 900
STOP = 820
SMALL = "990182009"  # one ticket a day
CHANNELS = ("电话", "微信", "网站")


def town(seed: int = 3) -> pd.DataFrame:
    """Two and a half years of 70 tickets a day in two counties; on holidays a third of them."""
    random = np.random.default_rng(seed)
    days = FIRST + np.arange(DAYS)
    level = np.where(quiet_days(days), 0.35, 1.0)
    rows = []
    streets = [f"99018{c}00{s}" for c in (1, 2) for s in range(1, 6)]
    for number, rate in enumerate(level):
        rows += [(number, street) for street in streets for _ in range(random.poisson(7 * rate))]
        rows += [(number, SMALL)] * random.poisson(1.0 * rate)
    frame = pd.DataFrame(rows, columns=["day", "street"])
    minutes = random.integers(7 * 60, 23 * 60, len(frame))
    frame["t_accept"] = (
        FIRST.astype("datetime64[m]")
        + (frame["day"].to_numpy() * 1440 + minutes).astype("timedelta64[m]")
    ).astype("datetime64[ns]")
    frame["area"] = frame["street"] + "001"
    frame["category"] = random.choice(["010101", "020101", "030202"], len(frame))
    frame["channel"] = random.choice(CHANNELS, len(frame), p=[0.8, 0.15, 0.05])
    frame["caller"] = [f"c{k}" for k in range(len(frame))]
    frame["ticket_no"] = [f"T{k}" for k in range(len(frame))]
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return town()


def found_on(frame: pd.DataFrame, days: range, last: int | None = None) -> list[tuple[int, str]]:
    """The silences of the days: day, and who fell silent (a city without a name is "city")."""
    end = None if last is None else FIRST + np.timedelta64(last, "D")
    history, settings = History(frame, FIRST, last=end), EngineSettings()
    model = fit_city(history, 800)
    return [
        (day, f"{d.detector}:{d.area or d.channel or 'city'}")
        for day in days
        for d in look(history, day, model, settings).data
        if d.detector in ("silent", "incomplete")
    ]


def test_a_city_that_stops_is_told_within_a_day(frame: pd.DataFrame) -> None:
    cut = frame[(frame["day"] < STOP) | (frame["day"] >= STOP + 3)]
    found = found_on(cut, range(STOP - 3, STOP + 3))
    assert found[0][0] == STOP
    # Once, not for each of its counties, streets and channels.
    assert {what for _, what in found} == {"silent:city"}
    assert [day for day, _ in found] == [STOP, STOP + 1, STOP + 2]


def test_tickets_may_stop_before_the_last_day_looked_at(frame: pd.DataFrame) -> None:
    cut = frame[frame["day"] < STOP]
    assert (STOP, "silent:city") in found_on(cut, range(STOP, STOP + 1), last=STOP)


def test_a_silent_city_is_pushed_as_a_data_matter(frame: pd.DataFrame) -> None:
    cut = frame[(frame["day"] < STOP) | (frame["day"] >= STOP + 3)]
    history, settings = History(cut, FIRST), EngineSettings()
    model, board = fit_city(history, STOP), Board()
    pushed = []
    for day in range(STOP - 3, STOP + 3):
        groups = merge(select(look(history, day, model, settings), settings))
        board, new = advance(board, groups, day, LifeSettings())
        pushed += [w for w in new if w.pushed == day]
    city = [w for w in pushed if not w.lead.area]
    assert [(w.pushed, w.lead.kind, w.lead.detector) for w in city] == [(STOP, "data", "silent")]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [("county", "990182", "silent:990182"), ("street", "990181003", "silent:990181003"),
     ("channel", "电话", "silent:电话")],
)  # fmt: skip
def test_a_part_that_stops_is_named(
    column: str, value: str, told: str, frame: pd.DataFrame
) -> None:
    source = frame["area"].str[:6] if column == "county" else frame[column]
    gone = frame["day"].between(STOP, STOP + 2) & (source == value)
    found = found_on(frame[~gone], range(STOP, STOP + 3))
    first = min(day for day, what in found if what == told)
    assert first <= STOP + 1
    inside = {what for _, what in found if value in what and what != told}
    assert not inside, "a county speaks for its streets"


def test_days_loaded_by_a_third_are_named_as_incomplete(frame: pd.DataFrame) -> None:
    inside = frame["day"].between(STOP, STOP + 2)
    kept = ~inside | (np.random.default_rng(1).random(len(frame)) < 0.3)
    found = found_on(frame[kept], range(STOP, STOP + 3))
    assert (STOP, "incomplete:city") in found


def test_a_day_loaded_at_noon_is_not_missing_its_afternoon(frame: pd.DataFrame) -> None:
    noon = pd.Timestamp(FIRST) + pd.Timedelta(days=STOP, hours=11)
    assert not found_on(frame[frame["t_accept"] < noon], range(STOP, STOP + 1))


def test_holidays_weekends_and_small_places_are_no_silence(frame: pd.DataFrame) -> None:
    """A quarter of a year with Spring Festival and Qingming, and a street of one a day."""
    assert not found_on(frame, range(720, 840))


def test_a_small_place_may_bring_nothing_for_days(frame: pd.DataFrame) -> None:
    gone = frame["day"].between(STOP, STOP + 4) & (frame["street"] == SMALL)
    assert not found_on(frame[~gone], range(STOP, STOP + 5))


def test_the_share_of_a_day_is_told_by_the_days_before() -> None:
    at = FIRST.astype("datetime64[m]") + (
        np.repeat(np.arange(30), 24) * 1440 + np.tile(np.arange(24) * 60, 30)
    ).astype("timedelta64[m]")
    at = at[at <= FIRST + np.timedelta64(29 * 1440 + 11 * 60, "m")]
    share = shares_of_day(at, FIRST, 31, 20)
    assert share[29] == pytest.approx(0.5)
    assert share[30] == 1.0  # no ticket at all: the day is over
    assert share[10] == 1.0
