"""Late tickets: delays are learnt without the bias of recent days; bounds hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.delay.nowcast import delay_table, delays, nowcast, real_recordings

DAYS, TODAY = 90, 89
LATE = (np.array([0.55, 0.2, 0.1, 0.1, 0.05]), np.array([0.95, 0.05]))  # two channels' delays


def feed(random: np.random.Generator, rate: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Acceptance day, recording day and channel of all tickets there will be."""
    counts = random.poisson(rate, size=(2, DAYS))
    source = np.repeat([0, 1], counts.sum(axis=1))
    day = np.concatenate([np.repeat(np.arange(DAYS), c) for c in counts])
    delay = np.where(
        source == 0,
        random.choice(len(LATE[0]), len(day), p=LATE[0]),
        random.choice(len(LATE[1]), len(day), p=LATE[1]),
    )
    return day, day + delay, source


def test_recent_days_do_not_shorten_the_delay() -> None:
    day, recorded, source = feed(np.random.default_rng(1), 60.0)
    found = delays(delay_table(day, recorded, source, 2, today=TODAY, days=DAYS))
    assert found.share[0, :5] == pytest.approx(np.cumsum(LATE[0]), abs=0.03)
    assert found.share[1, :2] == pytest.approx(np.cumsum(LATE[1]), abs=0.03)
    assert found.share[:, -1].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("rate", [2.0, 20.0, 150.0])
def test_bounds_hold_and_the_mean_is_right(rate: float) -> None:
    inside, bias, raw, n = 0, 0.0, 0.0, 0
    for seed in range(60):
        day, recorded, source = feed(np.random.default_rng(seed), rate)
        table = delay_table(day, recorded, source, 2, today=TODAY, days=DAYS)
        found = nowcast(table, delays(table), last=3)
        truth = np.stack(
            [np.bincount(day[source == k], minlength=DAYS)[-3:] for k in (0, 1)]
        ).astype(float)  # fmt: skip
        inside += int(((found.low <= truth) & (truth <= found.high)).sum())
        bias += float((found.mean - truth).sum())
        raw += float((found.seen - truth).sum())
        n += truth.size
    print(f"{rate} a day: {inside / n:.3f} inside, bias {bias / n:.2f}, of the raw {raw / n:.2f}")
    assert 0.87 <= inside / n <= 1.0
    assert abs(bias) < 0.25 * abs(raw)
    assert raw < 0


def test_what_is_recorded_later_is_not_known_yet() -> None:
    day, recorded, source = feed(np.random.default_rng(3), 30.0)
    known = recorded <= TODAY
    whole = delay_table(day, recorded, source, 2, today=TODAY, days=DAYS)
    part = delay_table(day[known], recorded[known], source[known], 2, today=TODAY, days=DAYS)
    assert (whole == part).all()


def test_old_days_are_as_they_are() -> None:
    day, recorded, source = feed(np.random.default_rng(3), 30.0)
    table = delay_table(day, recorded, source, 2, today=TODAY, days=DAYS)
    found = nowcast(table, delays(table, longest=4), last=20)
    assert (found.low[:, :10] == found.seen[:, :10]).all()
    assert (found.high[:, :10] == found.seen[:, :10]).all()
    assert (found.low <= found.mean).all()
    assert (found.seen <= found.low).all()
    assert (found.mean <= found.high + 1.0).all()


def test_loads_are_no_recordings() -> None:
    day = np.repeat(np.arange(60), 5)
    assert real_recordings(day, day + 1)
    assert not real_recordings(day, np.full(len(day), 60))
    assert not real_recordings(day, day - 1)
    assert not real_recordings(day[:0], day[:0])
