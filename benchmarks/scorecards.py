"""Scorecards where the truth is known: who is called different, and who only looks it.

60 units with different matters, channels, areas and sizes over 24 months. Either all are equally
good (whatever they reach is their tickets' doing and chance), or ten of them are worse by three
points on every ticket; or all are as good, and something that no column tells makes their tickets
harder or easier by 1.5 points (standard deviation). Judged is the last year. Beside ours: a league
table (the worst ten by their raw rate), raw Wilson intervals that don't hold the mean of all, and
the oracle that knows each ticket's chance and tests every unit at 5 %, two-sided: nobody can see
more.

Run: ``python -m benchmarks.scorecards [--replicates 20] [--seed 1]``: one JSON document.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pandas as pd

from data_access.metrics.intervals import wilson
from supervision.scorecards.case_mix import expect
from supervision.scorecards.comparison import compare_units

UNITS, MONTHS, JUDGED, WORSE = 60, 24, 12, 10
POINTS = 0.03
HIDDEN = 0.015
SIZES = (0, 400, 800, 1600, 10**9)
_LEVELS = {"category_1": 8, "category_2": 30, "ticket_type": 3, "channel": 4, "area": 6}
_EFFECTS = {"category_1": 0.5, "category_2": 0.3, "ticket_type": 0.5, "channel": 0.2, "area": 0.2}
_BASE = 2.4  # logit of some 0.91


def city(random: np.random.Generator, worse: int, hidden: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Return cells (with the true chance ``p``) and which units are truly worse.

    ``hidden``: spread among units of what no column tells of their tickets.
    """
    effects = {k: random.normal(0, _EFFECTS[k], size) for k, size in _LEVELS.items()}
    parent = random.integers(0, _LEVELS["category_1"], _LEVELS["category_2"])
    season = random.normal(0, 0.15, 12)
    sizes = np.exp(random.normal(np.log(700), 1.0, UNITS)).clip(60, 8000) * MONTHS / JUDGED
    bad = np.zeros(UNITS, dtype=bool)
    bad[random.permutation(UNITS)[:worse]] = True
    parts = []
    for unit in range(UNITS):
        mix = {
            k: random.dirichlet(np.full(size, 0.5 if k.startswith("cat") else 2.0))
            for k, size in _LEVELS.items()
        }
        count = random.poisson(sizes[unit])
        rows = {k: random.choice(len(m), count, p=m) for k, m in mix.items()}
        rows["category_1"] = parent[rows["category_2"]]
        month = random.integers(0, MONTHS, count)
        p = 1 / (1 + np.exp(-_BASE - season[month % 12] - sum(effects[k][rows[k]] for k in rows)))
        p = np.clip(p - POINTS * bad[unit] + random.normal(0, 1) * hidden, 0.01, 0.995)
        told = {"unit": unit, "month": month, "season": month % 12, "load": 0, "p": p, "n": 1}
        parts.append(pd.DataFrame({**rows, **told, "hits": random.random(count) < p}))
    return pd.concat(parts, ignore_index=True), bad


def one(random: np.random.Generator, worse: int, hidden: float, sums: dict[str, float]) -> None:
    """Add a city's outcome to the sums."""
    cells, bad = city(random, worse, hidden)
    inside = (cells["month"] >= MONTHS - JUDGED).to_numpy()
    found = compare_units(expect(cells, inside).units)
    units, mine = found.units, cells[inside].groupby("unit")
    n, hits = mine["n"].sum().to_numpy(), mine["hits"].sum().to_numpy()
    low, high = wilson(hits, n)
    raw = (high < hits.sum() / n.sum()) | (low > hits.sum() / n.sum())
    truth = cells[inside].assign(p=cells["p"] + POINTS * bad[cells["unit"]])
    fair = truth.groupby("unit")["p"].sum().to_numpy()
    spread = truth.assign(v=truth["p"] * (1 - truth["p"])).groupby("unit")["v"].sum().to_numpy()
    oracle = np.abs(hits - fair) > 1.96 * np.sqrt(spread)
    league = np.isin(np.arange(UNITS), np.argsort(hits / n)[:WORSE])
    said = units["verdict"]
    verdicts = {
        "sure": said.isin(["worse", "better"]).to_numpy(),
        "sure_worse": (said == "worse").to_numpy(),
        "limits": ~said.isin(["same", "small_n"]).to_numpy(),
        "limits_worse": said.str.endswith("worse").to_numpy(),
        "league": league,
        "wilson": raw,
        "wilson_worse": high < hits.sum() / n.sum(),
        "oracle": oracle,
    }
    judged = n >= 30
    sums["cities"] += 1
    sums["units"] += judged.sum()
    sums["good"] += (judged & ~bad).sum()
    for name, told in verdicts.items():
        sums[f"{name}_false"] += (told & judged & ~bad).sum()
        sums[f"{name}_any_false"] += (told & judged & ~bad).any()
        for least, most in (*pairwise(SIZES), (400, 10**9)):
            band = bad & (n >= least) & (n < most)
            sums[f"{name}_found_{least}_{most}"] += (told & band).sum()
            sums[f"bad_{least}_{most}"] += band.sum() / len(verdicts)
    error = (hits / n - fair / n)[~bad]
    sums["raw_error"] += np.abs(hits / n - hits.sum() / n.sum())[~bad].sum()
    sums["ours_error"] += np.abs(units["shrunk"].to_numpy())[~bad].sum()
    sums["oracle_error"] += np.abs(error).sum()


def measure(seed: int, replicates: int, worse: int, hidden: float) -> dict[str, object]:
    """Return shares over so many cities."""
    sums: dict[str, float] = defaultdict(float)
    for k in range(replicates):
        one(np.random.default_rng([seed, k, worse]), worse, hidden, sums)
    out: dict[str, object] = {
        "seed": seed, "cities": replicates, "worse": worse, "hidden": hidden
    }  # fmt: skip
    for name in ("sure", "limits", "wilson", "league", "oracle"):
        said: dict[str, object] = {
            "wrongly_called": round(sums[f"{name}_false"] / sums["good"], 4),
            "cities_with_a_wrong_call": round(sums[f"{name}_any_false"] / sums["cities"], 3),
        }
        which = f"{name}_worse" if name in {"sure", "limits", "wilson"} else name
        for least, most in (*pairwise(SIZES), (400, 10**9)):
            there = sums[f"bad_{least}_{most}"]
            if worse and there:
                hit = sums[f"{which}_found_{least}_{most}"]
                top = "" if most == 10**9 else most
                said[f"found_n_{least}_{top}"] = f"{hit / there:.3f} of {there:.0f}"
        out[name] = said
    out["mean_error_points"] = {
        name: round(100 * sums[f"{name}_error"] / sums["good"], 2)
        for name in ("raw", "ours", "oracle")
    }
    return out


def main() -> None:
    """Print the three cases."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scorecards", description=__doc__)
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    cases = ((0, 0.0), (WORSE, 0.0), (0, HIDDEN))
    found = [measure(given.seed, given.replicates, *case) for case in cases]
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
