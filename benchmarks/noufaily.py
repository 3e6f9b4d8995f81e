"""Noufaily's simulation scenarios: detection, false alarms and delay of several detectors.

After Noufaily et al. (2013), Statistics in Medicine 32:1206: weekly counts from a negative binomial
with mean exp(θ + βt + seasonal terms) and over-dispersion φ over 624 weeks; an outbreak of size
k × standard deviation of the baseline in the last 49 weeks, spread by a lognormal. Their 42
scenarios are reduced to the twelve corners below (fewer replicates, so figures are rougher).

Run: ``python -m benchmarks.noufaily [--replicates 60]``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from early_warning.surge.ears import ears
from early_warning.surge.farrington import IMPROVED, ORIGINAL, farrington

WEEKS, TESTED = 624, 49


@dataclass(frozen=True)
class Scenario:
    """Level, trend a week, harmonics of the year, over-dispersion."""

    theta: float
    beta: float
    harmonics: int
    phi: float


SCENARIOS = tuple(
    Scenario(theta, beta, harmonics, phi)
    for theta in (0.1, 1.5, 3.75)
    for beta, harmonics in ((0.0, 0), (0.0, 1), (0.0025, 0), (0.0025, 1))
    for phi in (1.5,)
)


def baseline(scenario: Scenario) -> np.ndarray:
    """Mean counts a week."""
    t = np.arange(1, WEEKS + 1)
    season = scenario.harmonics * (
        0.6 * np.cos(2 * np.pi * t / 52) + 0.6 * np.sin(2 * np.pi * t / 52)
    )
    return np.exp(scenario.theta + scenario.beta * (t - WEEKS) + season)


def simulate(scenario: Scenario, replicates: int, k: float, random: np.random.Generator):
    """Counts (replicates × weeks) and outbreak cases, which begin in the tested weeks."""
    mean = baseline(scenario)
    size = mean / (scenario.phi - 1.0)
    counts = random.negative_binomial(size, 1.0 / scenario.phi, size=(replicates, WEEKS))
    cases = np.zeros_like(counts)
    for row in range(replicates):
        for old in range(4):  # past outbreaks, which a robust method must hold down
            _outbreak(
                counts[row],
                mean,
                scenario,
                start=random.integers(312 + old, 560),
                k=3.0,
                random=random,
            )
        start = random.integers(WEEKS - TESTED, WEEKS - 10)
        _outbreak(cases[row], mean, scenario, start=start, k=k, random=random)
    return counts.astype(float), cases.astype(float)


def _outbreak(into, mean, scenario, *, start, k, random) -> None:
    total = random.poisson(k * np.sqrt(mean[start] * scenario.phi))
    days = np.floor(random.lognormal(0.0, 0.5, size=total)).astype(int)
    np.add.at(into, np.minimum(start + days, WEEKS - 1), 1)


def detectors(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Alarms in the tested weeks by method."""
    at = range(WEEKS - TESTED, WEEKS)
    quick = {"years": 5, "at_least": (0, 4)}
    return {
        "farrington": farrington(counts, at, replace(ORIGINAL, **quick)).alarm,
        "improved (muan)": farrington(counts, at, replace(IMPROVED, **quick)).alarm,
        "improved (delta)": farrington(
            counts, at, replace(IMPROVED, method="delta", **quick)
        ).alarm,
        "EARS C2": ears(counts, "C2").alarm[:, WEEKS - TESTED :],
    }


def table(replicates: int, seed: int = 2013) -> pd.DataFrame:
    """One row a method, scenario and size: detection, false-positive rate and delay in weeks."""
    random = np.random.default_rng(seed)
    rows = []
    for number, scenario in enumerate(SCENARIOS):
        for k in (2, 5, 10):
            quiet, cases = simulate(scenario, replicates, k, random)
            ill = cases[:, WEEKS - TESTED :] > 0
            for name, alarms in detectors(quiet + cases).items():
                found = (alarms & ill).any(axis=1)
                first = np.argmax(alarms & ill, axis=1) - np.argmax(ill, axis=1)
                rows.append({
                    "scenario": number, "level": scenario.theta, "k": k, "method": name,
                    "detected": found[ill.any(axis=1)].mean(),
                    "delay": first[found].mean() if found.any() else np.nan,
                })  # fmt: skip
        for name, alarms in detectors(quiet).items():
            rows.append({"scenario": number, "level": scenario.theta, "k": 0, "method": name,
                         "false_positive_rate": alarms.mean()})  # fmt: skip
    return pd.DataFrame(rows)


def main() -> None:
    """Print the table by method and size, and by level."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicates", type=int, default=60)
    found = table(parser.parse_args().replicates)
    false = found.groupby("method")["false_positive_rate"].mean()
    wide = found[found["k"] > 0].pivot_table(index="method", columns="k", values="detected")
    delay = found[found["k"] > 0].groupby("method")["delay"].mean()
    print(pd.concat([false, wide, delay], axis=1).round(4).to_string())
    by_level = found.pivot_table(index="method", columns="level", values="false_positive_rate")
    print(by_level.round(4).to_string())


if __name__ == "__main__":
    main()
