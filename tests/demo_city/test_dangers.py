"""The option that lets callers speak of danger to life, and in words that only sound like it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from demo_city import write_city
from early_warning.text.risk_words import risks, shipped


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folders = []
    for dangers in (False, True):
        folder = tmp_path_factory.mktemp("city")
        write_city(
            folder, seed=8, days=60, per_day=120, last_day=date(2026, 1, 31), dangers=dangers
        )
        folders.append(folder)
    return folders


def table(folder, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str).fillna("")


def test_only_contents_grow_by_a_sentence(two) -> None:
    plain, dangerous = (table(folder, "tickets") for folder in two)
    truth = table(two[1] / "truth", "danger_tickets")
    assert not (two[0] / "truth" / "danger_tickets.csv").exists()
    others = [c for c in plain if c != "主要内容"]
    pd.testing.assert_frame_equal(plain[others], dangerous[others])
    grown = plain["主要内容"] != dangerous["主要内容"]
    assert set(dangerous["工单编号"][grown]) == set(truth["ticket_no"])
    said = dict(zip(truth["ticket_no"], truth["words"], strict=True))
    for number, before, after in zip(
        plain["工单编号"][grown], plain["主要内容"][grown], dangerous["主要内容"][grown],
        strict=True,
    ):  # fmt: skip
        assert after.startswith(before)
        assert after.endswith(f"{said[number]}。")
    assert set(truth["class"][truth["is_risk"] == "1"]) == {
        c.name for c in shipped().classes if c.life
    }
    assert set(truth["class"][truth["is_risk"] == "0"]) == {""}


def test_words_of_danger_are_told_from_look_alikes(two) -> None:
    truth = table(two[1] / "truth", "danger_tickets")
    life = {one.name for one in shipped().classes if one.life}
    said = truth["words"].map(lambda words: bool(risks(words) & life))
    risk = truth["is_risk"] == "1"
    print(f"precision {(said & risk).sum() / said.sum():.3f}, recall {said[risk].mean():.3f}")
    assert (said & risk).sum() / said.sum() >= 0.9
    assert said[risk].mean() >= 0.95
