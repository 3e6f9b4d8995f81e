"""Peers run in an environment of their own: what they are told, and what is said where it lacks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import weisu.forecast_peers as peers
from data_access.types import CallError, WeisuError
from forecasting.evaluation.bank import PeersAsked
from weisu.peer_forecasts import PEERS, SHORTEST, main


def asked(days: int = 200) -> PeersAsked:
    rng = np.random.default_rng(1)
    counts = rng.poisson(10, (5, days)).astype(float)
    design = rng.normal(size=(days + 7, 3))
    return PeersAsked(counts, design, np.array([1, 3]), (days - 14, days - 7), 7)


def test_names_and_environment_are_checked_before_anything_is_read(monkeypatch, tmp_path) -> None:
    assert peers.peers_of(()) is None
    with pytest.raises(CallError, match=r"arima.*autoets"):
        peers.peers_of(("arima",))
    monkeypatch.setattr(peers, "interpreter", lambda: tmp_path / "none")
    with pytest.raises(CallError, match="make setup-peers"):
        peers.peers_of(("autoets",))


def test_a_peer_is_asked_from_every_origin_and_sees_only_the_past(monkeypatch, tmp_path) -> None:
    seen = []

    def mean(counts, design, rows, h):
        seen.append((counts.shape, design.shape))
        return np.repeat(counts[rows].mean(axis=1)[:, None], h, axis=1)

    monkeypatch.setitem(PEERS, "autoets", mean)
    given, made, what = tmp_path / "a.npz", tmp_path / "b.npz", asked()
    np.savez(
        given, counts=what.counts, design=what.design, rows=what.rows,
        origins=np.array(what.origins), reach=what.reach, names=json.dumps(["autoets"]),
    )  # fmt: skip
    main(str(given), str(made))
    with np.load(made) as found:
        assert found["autoets"].shape == (2, 2, 7)
    assert seen == [((5, 186), (193, 3)), ((5, 193), (200, 3))]


def test_what_fails_there_is_told_here(monkeypatch) -> None:
    monkeypatch.setattr(peers, "interpreter", lambda: Path(sys.executable))
    run = peers.peers_of(("autoets",))
    assert run is not None
    with pytest.raises(WeisuError, match="对照模型没有算出"):  # statsforecast is not here
        run(asked())


@pytest.mark.skipif(not peers.interpreter().exists(), reason="needs make setup-peers")
def test_both_peers_forecast_a_week_that_repeats() -> None:
    days = np.arange(SHORTEST + 400)
    week = np.array([1.3, 1.1, 1.0, 1.0, 1.0, 0.8, 0.8])[days % 7]
    counts = np.random.default_rng(2).poisson(np.outer([20, 40, 80, 160], week)).astype(float)
    reach = 14
    design = np.eye(7)[np.arange(len(days) + reach) % 7]
    run = peers.peers_of(tuple(PEERS))
    assert run is not None
    found = run(PeersAsked(counts, design, np.array([2, 3]), (len(days),), reach))
    due = np.outer([80, 160], np.array([1.3, 1.1, 1.0, 1.0, 1.0, 0.8, 0.8])[
        (len(days) + np.arange(reach)) % 7])  # fmt: skip
    for name in PEERS:
        assert found[name][0] == pytest.approx(due, rel=0.2), name
