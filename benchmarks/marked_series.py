"""The running detector of counts beside those of the literature, at equal false alarms.

Weekly series of the RKI in which outbreaks are marked (``surveillance_*.csv``: week, count, state),
and the same series with outbreaks planted into unmarked weeks: k standard deviations of the series
large, spread over weeks by a lognormal (Noufaily et al. 2013, Statistics in Medicine 32:1206).
Each method gets a threshold at which the unmarked weeks alarm at the same rate; then detection
within eight weeks of the start and the delay are compared. Most marked outbreaks lie in the first
two years, in which no method that needs a past can be asked; two are left. The running detector
(``surge/daily.py``) counts days: the cases of a week are spread over its days, and the week's
surest day counts. ``surge/local.py`` compares a place with all other places of a city on the same
days, which single series don't have.

Bayes 1: Höhle (2007), Computational Statistics 22:571: the posterior of the last six weeks.

Run: ``python -m benchmarks.marked_series FOLDER``.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from early_warning.surge.covariates import design
from early_warning.surge.daily import fit_daily, window_tests
from early_warning.surge.ears import Kind, ears
from early_warning.surge.farrington import IMPROVED, ORIGINAL, farrington

WEEKS, FIRST = 209, 105  # tested from the third year on
REACH = 8  # weeks after an outbreak's start within which it is to be found
ORIGIN = np.datetime64("2001-01-01")  # a Monday
WINDOWS = (1, 2, 3, 5, 7, 14)
REFIT = 28
Floats = np.ndarray


def read(folder: Path) -> tuple[list[str], Floats, np.ndarray]:
    """Return names, weekly counts and marks (series × weeks)."""
    names, counts, marks = [], [], []
    for path in sorted(folder.glob("surveillance_*.csv")):
        frame = pd.read_csv(path).head(WEEKS)
        names.append(path.stem.removeprefix("surveillance_"))
        counts.append(frame.iloc[:, 1].to_numpy(dtype=float))
        marks.append(frame["state"].fillna(0).to_numpy(dtype=float) > 0)
    return names, np.stack(counts), np.stack(marks)


def planted(counts: Floats, marks: np.ndarray, k: float, number: int) -> tuple[Floats, list[int]]:
    """Return ``number`` series (the given ones in turn) with an outbreak each in weeks that are not
    marked, and the weeks in which they start.
    """
    random = np.random.default_rng(round(10 * k))
    rows, starts = [], []
    for turn in range(number):
        row, mark = counts[turn % len(counts)].copy(), marks[turn % len(counts)]
        free = [w for w in range(FIRST + 4, WEEKS - REACH) if not mark[w - 4 : w + REACH].any()]
        start = int(random.choice(free))
        cases = max(int(random.poisson(k * max(float(row[~mark].std()), 0.5))), 2)
        late = np.minimum(np.floor(random.lognormal(0.0, 0.5, cases)).astype(int), REACH - 1)
        np.add.at(row, start + late, 1)
        rows.append(row)
        starts.append(start)
    return np.stack(rows), starts


def scores(counts: Floats) -> dict[str, Floats]:
    """Return by method how alarming each week from ``FIRST`` on is (series × weeks)."""
    at = list(range(FIRST, WEEKS))
    found = {
        "Farrington, original": _sure(farrington(counts, at, replace(ORIGINAL, years=3)).p_value),
        "Farrington, improved": _sure(farrington(counts, at, replace(IMPROVED, years=3)).p_value),
    }
    kinds: tuple[Kind, ...] = ("C1", "C2", "C3")
    for kind in kinds:
        middle = ears(counts, kind, tail=0.5, min_sigma=0.5).upper
        one = ears(counts, kind, tail=float(stats.norm.sf(1.0)), min_sigma=0.5).upper
        found[f"EARS {kind}"] = ((counts - middle) / (one - middle))[:, FIRST:]
    past = np.stack([counts[:, w - 6 : w].sum(axis=1) for w in at], axis=1)
    found["Bayes 1"] = _sure(stats.nbinom.sf(counts[:, FIRST:] - 1, past + 0.5, 6 / 7))
    found["daily (runs)"] = daily_scores(spread_over_days(counts))
    return found


def _sure(p: Floats) -> Floats:
    return -np.log10(np.clip(np.nan_to_num(p, nan=1.0), 1e-300, 1.0))


def spread_over_days(counts: Floats) -> Floats:
    """Return counts by day: each case of a week on a day of it drawn at random."""
    random = np.random.default_rng(7)
    days = random.multinomial(counts.astype(int), np.full(7, 1 / 7))
    return days.reshape(len(counts), -1).astype(float)


def daily_scores(by_day: Floats) -> Floats:
    """Return the week's surest day of the city's detector, fitted anew every four weeks."""
    rows = design(ORIGIN + np.arange(by_day.shape[1]), origin=ORIGIN, calendar="weekday")
    found = np.zeros((len(by_day), WEEKS - FIRST))
    for week in range(FIRST, WEEKS):
        anchor = FIRST * 7 + (week - FIRST) * 7 // REFIT * REFIT
        if anchor == week * 7:
            model = fit_daily(by_day[:, :anchor], rows.rows[:anchor], rows.penalty)
        for day in range(week * 7, week * 7 + 7):
            tests = window_tests(
                by_day[:, : day + 1], model.mean(rows.rows[: day + 1]), WINDOWS, least_phi=1.0
            )
            p = np.where(tests.observed > tests.expected, tests.p_value, 1.0).min(axis=1)
            found[:, week - FIRST] = np.maximum(found[:, week - FIRST], _sure(p))
    return found


def threshold(values: Floats, quiet: np.ndarray, a_year: float) -> float:
    """Return the score above which the quiet weeks alarm ``a_year`` times a series and year."""
    mine = np.sort(values[quiet])[::-1]
    return float(mine[min(int(a_year * len(mine) / 52.0), len(mine) - 1)])


def main() -> None:
    """Print by method the share found, the mean weeks until then, and the marked ones' weeks."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--planted", type=int, default=160)
    given = parser.parse_args()
    names, counts, marks = read(given.folder)
    quiet = ~marks[:, FIRST:]
    plain = scores(counts)
    print(f"{len(names)} series, {quiet.sum() / 52:.1f} series-years without a mark")
    sets = {k: planted(counts, marks, k, given.planted) for k in (3.0, 5.0, 10.0)}
    again = {k: scores(rows) for k, (rows, _) in sets.items()}
    for a_year in (0.5, 1.0, 2.0):
        print(f"\nfalse alarms a series-year: {a_year}")
        for method, values in plain.items():
            limit = threshold(values, quiet, a_year)
            cells = [f"{method:20}"]
            for k, (_, starts) in sets.items():
                late = np.array([
                    _weeks_late(again[k][method][row, start - FIRST :], limit)
                    for row, start in enumerate(starts)
                ])  # fmt: skip
                cells.append(f"k={k:g}: {(late < REACH).mean():.2f} in {late.mean():.2f}")
            for name in ("h1_nrwrp", "s2"):
                row = names.index(name)
                over = (values[row] > limit) & marks[row, FIRST:]
                start = max(int(marks[row].argmax()), FIRST) - FIRST
                cells.append(f"{name}: {int(over.argmax()) - start if over.any() else '-'}")
            print("  ".join(cells))


def _weeks_late(values: Floats, limit: float) -> int:
    """Return the weeks until the first alarm, ``REACH`` where it comes no sooner."""
    over = values[:REACH] > limit
    return int(over.argmax()) if over.any() else REACH


if __name__ == "__main__":
    main()
