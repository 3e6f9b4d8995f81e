"""The scan against SaTScan's printed results, and on clusters with known place and onset."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from early_warning.space_time.scan import prospective_scan, spatial_scan
from early_warning.space_time.statistic import gumbel_p_value, rank_p_value
from early_warning.space_time.windows import adjacency, circles, ellipses


@pytest.fixture(scope="module")
def new_york(data_folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, Path]:
    folder = data_folder.parent / "oracles" / "satscan_ny"
    cases = np.loadtxt(folder / "satscan_ny_cases.txt")[:, 1]
    population = np.loadtxt(folder / "satscan_ny_pop.txt")[:, 2]
    points = np.loadtxt(folder / "satscan_ny_coords.txt")[:, 1:]
    return cases, population, points, folder


def printed(path: Path) -> list[tuple[set[int], float]]:
    """Places (numbered from 1) and log-likelihood ratio of each cluster that SaTScan prints."""
    found = []
    for block in re.split(r"\n\d+\.Location IDs included\.: ", path.read_text("utf-8"))[1:]:
        ids = re.split(r"\n +(?:Overlap|Coordinates)", block)[0]
        ratio = float(re.findall(r"Log likelihood ratio\.\.: ([\d.]+)", block)[0])
        found.append(({int(k) for k in re.findall(r"\d+", ids)}, ratio))
    return found


@pytest.mark.parametrize(
    ("name", "cap"),
    [
        ("scan_test_ny_poisson_circular_cartesian.txt", 0.5),
        ("scan_test_ny_poisson_circular_cartesian_ubpop_10percent.txt", 0.1),
    ],
)
def test_circles_are_satscans(name: str, cap: float, new_york: Any) -> None:
    cases, population, points, folder = new_york
    ours = spatial_scan(cases, population, circles(points, population, cap=cap), most=3)
    theirs = printed(folder / name)[:3]
    for one, (places, ratio) in zip(ours, theirs, strict=True):
        assert {k + 1 for k in one.places} == places
        assert one.ratio == pytest.approx(ratio, abs=1e-4)


def test_ellipses_are_satscans(new_york: Any) -> None:
    cases, population, points, folder = new_york
    zones = ellipses(points[:, ::-1], population, exponent=1.0)
    ours = spatial_scan(cases, population, zones, most=2)
    theirs = printed(folder / "scan_test_ny_poisson_ellipse_a=1.txt")[:2]
    assert {k + 1 for k in ours[0].places} == theirs[0][0]
    assert ours[0].ratio == pytest.approx(theirs[0][1], abs=1e-4)
    assert ours[0].statistic == pytest.approx(15.504490, abs=1e-4)
    assert ours[1].ratio == pytest.approx(theirs[1][1], abs=1e-4)


def test_p_values_are_near_satscans(new_york: Any) -> None:
    cases, population, points, _ = new_york
    zones = circles(points, population)
    found = spatial_scan(cases, population, zones, replicates=99, seed=4, most=2)
    assert found[0].p_value < 0.002  # SaTScan: 0.00015
    assert 0.003 < found[1].p_value < 0.06  # SaTScan: 0.016


def test_gumbel_agrees_with_ranks_where_ranks_can_speak() -> None:
    maxima = np.random.default_rng(3).gumbel(8.0, 1.2, size=999)
    for found in (8.0, 10.0, 12.0):
        assert gumbel_p_value(found, maxima[:99]) == pytest.approx(
            rank_p_value(found, maxima), rel=0.5
        )


@pytest.mark.parametrize("model", ["permutation", "poisson"])
def test_power_and_false_alarms_in_space_and_time(model: str) -> None:
    """A rise in five neighbouring places over the last days is found; nothing is found in noise."""
    random = np.random.default_rng(11)
    points = random.uniform(size=(40, 2))
    population = random.uniform(0.5, 2.0, size=40)
    zones = circles(points, population, cap=0.3)
    mean = np.outer(population, np.full(90, 0.15))
    centre = int(np.argmin(((points - 0.5) ** 2).sum(axis=1)))
    inside = zones.order[centre, :5]
    hits = alarms = right = 0
    runs = 40
    for run in range(runs):
        quiet = random.poisson(mean).astype(float)
        loud = quiet.copy()
        loud[inside, -4:] += random.poisson(0.9, size=(5, 4))
        options: dict[str, Any] = {"model": model, "baseline": mean, "seed": run, "replicates": 39}
        noise = prospective_scan(quiet, zones, **options)
        alarms += bool(noise) and noise[0].p_value < 0.01
        found = prospective_scan(loud, zones, **options)
        if found and found[0].p_value < 0.01:
            hits += 1
            right += len(set(found[0].places) & set(inside.tolist())) >= 3
    print(f"{model}: power {hits / runs:.2f}, right place {right / runs:.2f}, ", end="")
    print(f"false alarms {alarms / runs:.3f} at p < 0.01")
    # The permutation model knows no baseline: the rise itself raises what it expects.
    power, place = (0.85, 0.75) if model == "poisson" else (0.6, 0.5)
    assert hits / runs >= power
    assert right / runs >= place
    assert alarms <= 2


def test_adjacency_grows_over_borders() -> None:
    near = {"a": {"b"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c"}}
    zones = adjacency(["a", "b", "c", "d"], near, np.ones(4), cap=0.75)
    assert zones.order[0].tolist() == [0, 1, 2, -1]
    assert zones.order[1].tolist() == [1, 0, 2, -1]
