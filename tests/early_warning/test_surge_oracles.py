"""The same alarms and upper bounds as R's ``surveillance`` on the series it publishes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from early_warning.surge.cusum import Scale, cusum
from early_warning.surge.ears import Kind, ears
from early_warning.surge.farrington import IMPROVED, ORIGINAL, FarringtonSettings, farrington
from early_warning.surge.thresholds import Power, delta_bounds, negative_binomial_bounds

ORACLES = Path(__file__).parent / "oracles"
NEWPORT = range(365, 417)
AGONA = range(281, 312)
Series = dict[str, tuple[np.ndarray, np.ndarray | None]]

CASES = {
    "algo_farrington_agona_last43": (
        "agona", range(269, 312), replace(ORIGINAL, years=4, tail=0.005),
    ),
    "farringtonFlexible_agona_control1": (
        "agona", AGONA, replace(ORIGINAL, years=4, tail=0.1, like_r=True),
    ),
    "farringtonFlexible_agona_control2": (
        "agona", AGONA, replace(IMPROVED, years=4, tail=0.1, method="delta", like_r=True),
    ),
    "farringtonFlexible_farrington_limit0_50_newport2011": (
        "newport", NEWPORT, replace(ORIGINAL, years=4, tail=0.05, at_least=(0, 50), like_r=True),
    ),
    "farringtonFlexible_noufaily_muan_limit0_50_newport2011": (
        "newport", NEWPORT, replace(IMPROVED, years=4, tail=0.05, at_least=(0, 50), like_r=True),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def series(data_folder: Path) -> Series:
    folder = data_folder.parent / "oracles"
    newport = pd.read_csv(folder / "salmNewport_germany.csv")
    agona = pd.read_csv(folder / "salmonella_agona.csv")
    return {
        "newport": (
            newport["count"].to_numpy(float)[None],
            newport["date"].to_numpy("datetime64[D]"),
        ),
        "agona": (agona["count"].to_numpy(float)[None], None),
    }


@pytest.mark.parametrize("name", CASES)
def test_farrington_is_rs(name: str, series: Series) -> None:
    which, at, settings = CASES[name]
    counts, dates = series[which]
    ours = farrington(counts, at, settings, dates)
    theirs = pd.read_csv(ORACLES / f"{name}.csv")
    assert ours.alarm[0].tolist() == theirs["alarm"].astype(bool).tolist()
    said = (theirs["upperbound"] > 0).to_numpy()  # R prints 0 where it looks no further
    assert np.allclose(ours.upper[0][said], theirs["upperbound"][said], rtol=1e-4)
    for column in {"expected", "phi"} & set(theirs):
        found = getattr(ours, column)[0]
        assert np.allclose(found, theirs[column], rtol=1e-4), column


@pytest.mark.parametrize("kind", ["C1", "C2", "C3"])
def test_ears_is_rs(kind: Kind, series: Series) -> None:
    ours = ears(series["newport"][0], kind, like_r=True)
    theirs = pd.read_csv(ORACLES / f"ears_{kind}_default_newport2011.csv")
    at = theirs["idx"].to_numpy() - 1
    assert np.allclose(ours.upper[0][at], theirs["upperbound"])
    assert ours.alarm[0][at].tolist() == theirs["alarm"].astype(bool).tolist()


def test_the_papers_c3_starts_from_the_mean(series: Series) -> None:
    counts = series["newport"][0]
    paper, as_r = ears(counts, "C3"), ears(counts, "C3", like_r=True)
    assert paper.alarm[0, 365:417].sum() == 12
    assert as_r.alarm[0, 365:417].sum() == 6


@pytest.mark.parametrize(("scale", "alarms"), [("standard", 11), ("rossi", 7), ("anscombe", 5)])
def test_cusum_has_as_many_alarms_as_rs(scale: Scale, alarms: int, series: Series) -> None:
    counts = series["agona"][0]
    found = cusum(counts[:, 261:], counts[0, :261].mean(), scale=scale)
    assert int(found.alarm.sum()) == alarms


@pytest.mark.parametrize(
    ("power", "low", "high"),
    [("none", 1.3073128, 8.6926872), ("1/2", 1.9891097, 9.3744842), ("2/3", 1.8084477, 9.1154825)],
)
def test_bounds_are_those_of_rs_own_test(power: Power, low: float, high: float) -> None:
    mean, error, phi = np.array([5.0]), np.array([0.2]), np.array([1.0])
    found = delta_bounds(mean, error, phi, tail=0.05, power=power)
    assert found[0][0] == pytest.approx(low, abs=1e-6)
    assert found[1][0] == pytest.approx(high, abs=1e-6)


def test_negative_binomial_bounds_are_those_of_rs_own_test() -> None:
    low, high = negative_binomial_bounds(np.array([5.0]), np.array([1.5]), tail=0.05)
    assert (low[0], high[0]) == (1, 10)


def test_cells_do_not_know_each_other() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(rng.uniform(0.1, 20, size=(12, 1)), size=(12, 330)).astype(float)
    counts[3] = 0.0
    together = farrington(counts, [329], FarringtonSettings())
    for cell in range(12):
        alone = farrington(counts[cell : cell + 1], [329], FarringtonSettings())
        assert alone.upper[0, 0] == pytest.approx(together.upper[cell, 0])
        assert alone.alarm[0, 0] == together.alarm[cell, 0]
