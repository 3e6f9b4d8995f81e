"""Who reports less than areas of the kind: found where need is alike, and where it is not, why not.

The demo city is written by ``demo_city`` and read as any city's files are; its truth is looked at
only to judge.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from demo_city import write_city
from geo.statistics.expected_reports import Index, cells, first_reports, reporting_index
from geo.statistics.shared_events import LEAST, readiness
from tests.geo.city import codes


def index_of(folder: Path, days: int | None = None) -> tuple[Index, pd.DataFrame]:
    """The index of the communities from a city's files, and the areas."""
    areas = pd.read_csv(folder / "areas.csv", dtype={"区划编码": str})
    areas = areas[areas["区划级别"] == "community"].sort_values("区划编码").reset_index(drop=True)
    read = pd.read_csv(
        folder / "tickets.csv", dtype=str, usecols=["行政区划", "分类编码", "联系电话", "受理时间"]
    )
    day = pd.to_datetime(read["受理时间"]).dt.floor("D")
    tickets = pd.DataFrame(
        {
            "area": read["行政区划"], "caller": read["联系电话"],
            "matter": read["分类编码"].str[:4], "day": day,
        }
    )  # fmt: skip
    if days:
        tickets = tickets[day > day.max() - pd.Timedelta(days=days)]
    found = cells(first_reports(tickets), areas["区划编码"].tolist())
    kind = ["village" if name.endswith("村") else "town" for name in areas["区划名称"]]
    return reporting_index(found, areas["常住人口"].to_numpy(dtype=float), kind), areas


def truth(folder: Path, areas: pd.DataFrame) -> np.ndarray:
    held = pd.read_csv(folder / "truth" / "communities.csv", dtype={"code": str}).set_index("code")
    return held["propensity"].reindex(areas["区划编码"]).to_numpy(copy=True)


@pytest.fixture(scope="module", params=[71, 72, 73])
def demo(request, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("city")
    write_city(out, last_day=date(2026, 6, 30), seed=request.param, days=100, words=False)
    return out


def test_the_order_of_the_true_propensity_is_found(demo):
    found, areas = index_of(demo)
    assert spearmanr(found.smoothed, truth(demo, areas))[0] > 0.87


def test_of_a_few_tickets_fewer_are_called_quiet(demo):
    found, areas = index_of(demo, 12)
    few, whole = found, index_of(demo)[0]
    told = np.array([k == "quiet" for k in few.kind])
    assert told.sum() < sum(k == "quiet" for k in whole.kind)
    assert spearmanr(few.smoothed, truth(demo, areas))[0] > 0.5


def test_who_is_called_quiet_is_quiet(demo):
    found, areas = index_of(demo)
    true, people = truth(demo, areas), areas["常住人口"].to_numpy(dtype=float)
    town = ~areas["区划名称"].str.endswith("村").to_numpy()
    for kind in (town, ~town):
        true[kind] /= (true * people)[kind].sum() / people[kind].sum()
    quiet = np.array([k == "quiet" for k in found.kind])
    assert quiet.sum() > 15
    assert (true[quiet] < 0.9).mean() > 0.9
    assert (((found.low <= true) & (true <= found.high)).mean()) > 0.85


def reports(need: np.ndarray, readily: np.ndarray, seed: int = 4) -> pd.DataFrame:
    """Events of each area by need, each reported by a Poisson number of people in 20 days."""
    random = np.random.default_rng(seed)
    rows = []
    for area, (many, ready) in enumerate(zip(need, readily, strict=True)):
        for event in range(random.poisson(many)):
            times = np.sort(random.uniform(0, 20, random.poisson(ready)))
            rows += [
                (codes(len(need))[area], f"{area}-{event}", f"{area}-{event}-{k}", t)
                for k, t in enumerate(times)
            ]
    found = pd.DataFrame(rows, columns=["area", "event", "caller", "since"])
    start = pd.Timestamp("2026-01-01")
    return found.assign(
        day=start + pd.to_timedelta(found["since"], unit="D"),
        kind="路灯",
        over=start + pd.Timedelta(days=20),
        matter=found["event"],
    )


def test_where_need_differs_counts_mislead_and_shared_events_do_not():
    random = np.random.default_rng(6)
    readily = np.exp(random.uniform(-0.7, 0.7, 60))
    # Who reports least has most to report: the quiet are not fine.
    need = 120 / readily**1.2
    found, people = reports(need, readily), np.full(60, 5000.0)
    counted = reporting_index(
        cells(first_reports(found.assign(matter="路灯")), codes(60)), people, ["town"] * 60
    )
    shared = readiness(found, codes(60), people)
    assert spearmanr(counted.smoothed, readily)[0] < 0.5
    assert spearmanr(shared.smoothed, readily)[0] > 0.8
    assert (shared.low < shared.high).all()


def test_a_storm_over_one_place_is_no_readiness_to_report():
    random = np.random.default_rng(1)
    day = pd.Timestamp("2026-01-01")
    rows = [
        (area, f"{area}{k}", f"m{k % 5}", day + pd.Timedelta(days=int(random.integers(100))))
        for area in codes(40)
        for k in range(100)
    ]
    rows += [(codes(40)[0], f"storm{k}", "m0", day + pd.Timedelta(days=50)) for k in range(100)]
    tickets = pd.DataFrame(rows, columns=["area", "caller", "matter", "day"])
    found = reporting_index(
        cells(first_reports(tickets), codes(40)), np.full(40, 5000.0), ["town"] * 40
    )
    assert found.ratio[0] < 1.15
    assert set(found.kind) == {""}


def test_who_calls_again_does_not_speak_for_others():
    day = pd.Timestamp("2026-01-01")
    tickets = pd.DataFrame(
        [("a", "x", "m", day), ("a", "x", "m", day), ("a", "x", "n", day), ("a", None, "m", day),
         ("a", None, "m", day), (None, "y", "m", day)],
        columns=["area", "caller", "matter", "day"],
    )  # fmt: skip
    assert len(first_reports(tickets)) == 4


def test_kinds_are_not_compared_with_each_other():
    people = np.array([5000.0, 5000, 2000, 2000, 100, 0])
    day = pd.Timestamp("2026-01-01")
    many = {"000": 100, "001": 100, "002": 10, "003": 10, "004": 9, "005": 9}
    rows = [
        (f"990181000{area}", f"{area}{k}", f"m{k}", day)
        for area, n in many.items()
        for k in range(n)
    ]
    tickets = pd.DataFrame(rows, columns=["area", "caller", "matter", "day"])
    kind = ["town", "town", "village", "village", "port", "town"]
    found = reporting_index(cells(first_reports(tickets), codes(6)), people, kind)
    assert found.ratio[:4] == pytest.approx(1.0)
    assert np.isnan(found.ratio[4:]).all()
    assert found.kind == ("",) * 6


def test_few_events_say_nothing():
    shared = readiness(reports(np.array([LEAST - 4, 200.0]), np.array([3.0, 3.0])), codes(2),
                       np.full(2, 5000.0))  # fmt: skip
    assert np.isnan(shared.smoothed[0])
    assert np.isfinite(shared.smoothed[1])
