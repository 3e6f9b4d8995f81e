"""The scan against SaTScan's printed results, and on clusters with known place and onset."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from early_warning.space_time.retrospective import retrospective_scan, standardised
from early_warning.space_time.scan import prospective_scan, spatial_scan
from early_warning.space_time.statistic import (
    gumbel_p_value,
    log_likelihood_ratio,
    rank_p_value,
)
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


def windows_of(zones: Any) -> set[frozenset[int]]:
    return {
        frozenset(zones.order[k, : j + 1].tolist()) for k, j in np.argwhere(zones.ends).tolist()
    }


def test_places_at_the_same_distance_enter_together() -> None:
    twins = circles(np.array([[0.0, 0.0], [0.0, 0.0]]), np.ones(2), cap=1.0)
    assert windows_of(twins) == {frozenset({0, 1})}
    cross = np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    zones = circles(cross, np.ones(5), cap=1.0)
    assert np.flatnonzero(zones.ends[0]).tolist() == [0, 4]
    assert np.flatnonzero(zones.ends[1]).tolist() == [0, 1, 3, 4]
    # A limit that would cut equal places apart lets none of them in.
    tight = circles(cross, np.ones(5), cap=0.6)
    assert windows_of(tight) == {frozenset({k}) for k in range(5)} | {
        frozenset({0, k}) for k in range(1, 5)
    }


def test_equal_places_are_one_place_to_the_scan() -> None:
    """Two communities at one point never make a cluster of one of them."""
    random = np.random.default_rng(2)
    points = np.repeat(random.uniform(size=(20, 2)), 2, axis=0)
    cases = random.poisson(5.0, size=40).astype(float)
    cases[6] += 30
    found = spatial_scan(cases, np.ones(40), circles(points, np.ones(40)), most=1)
    assert {6, 7} <= set(found[0].places)


def test_a_published_ratio() -> None:
    """New Mexico, brain cancer 1973-1991, 1,175 cases: nine counties, 1985-1989 (SaTScan)."""
    ratio = log_likelihood_ratio(np.array([236.0]), np.array([176.22]), 1175.0)
    assert ratio[0] == pytest.approx(10.98, abs=0.01)


def test_expected_counts_follow_the_mix_of_cases(new_york: Any) -> None:
    """Strata of one rate change nothing; a place whose strata call more often is no cluster."""
    cases, population, points, _ = new_york
    share = np.random.default_rng(7).uniform(0.1, 0.6, size=len(cases))
    strata = np.stack([population * share, population * (1.0 - share)], axis=1)
    alike = standardised(cases.sum() * strata.sum(axis=0) / strata.sum(), strata)
    assert np.allclose(alike, population * cases.sum() / population.sum())
    zones = circles(points, population)
    found = spatial_scan(cases, alike, zones, most=1)
    assert found[0].ratio == pytest.approx(14.083511, abs=1e-4)
    # Twenty tracts of old people, who fall ill ten times as often.
    near = zones.order[30][:20]
    old = np.where(np.isin(np.arange(len(cases)), near), 0.8, 0.1)
    strata = np.stack([population * old, population * (1.0 - old)], axis=1)
    mean = strata @ np.array([1e-3, 1e-4])
    by_stratum = np.random.default_rng(1).poisson(strata * np.array([1e-3, 1e-4])).astype(float)
    ill = by_stratum.sum(axis=1)
    options: dict[str, Any] = {"replicates": 39, "seed": 2, "most": 1}
    raw = spatial_scan(ill, population, zones, **options)[0]
    fair = spatial_scan(ill, standardised(by_stratum, strata), zones, **options)[0]
    assert standardised(by_stratum, strata).sum() == pytest.approx(ill.sum())
    assert raw.p_value < 1e-6
    assert set(raw.places) & set(near.tolist())
    assert fair.p_value > 0.02
    assert mean.sum() == pytest.approx(ill.sum(), rel=0.15)


def test_a_cluster_of_the_past_is_found_with_its_time(new_york: Any) -> None:
    cases, population, points, _ = new_york
    zones = circles(points, population)
    flat = retrospective_scan(cases[:, None], population[:, None], zones, longest=1.0, most=1)
    assert flat[0].ratio == pytest.approx(14.083511, abs=1e-4)
    random = np.random.default_rng(4)
    points, people = random.uniform(size=(32, 2)), random.uniform(1.0, 3.0, size=32)
    zones = circles(points, people)
    inside = zones.order[5][:6]
    due = np.outer(people, np.linspace(1.0, 1.5, 19))
    seen = random.poisson(due).astype(float)
    quiet = retrospective_scan(seen, due, zones, replicates=39, seed=1, most=1)
    assert quiet[0].p_value > 0.01
    seen[inside, 12:17] += random.poisson(due[inside, 12:17] * 0.8)
    found = retrospective_scan(seen, due, zones, replicates=39, seed=1, most=1)[0]
    assert found.p_value < 0.001
    assert len(set(found.places) & set(inside.tolist())) >= 5
    assert abs(found.first - 12) <= 1
    assert abs(found.last - 16) <= 1
