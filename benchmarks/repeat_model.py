"""Trains the shipped pair score anew: ``python -m benchmarks.repeat_model --out pair_model.json``.

Fits on demo cities of some seeds, calibrates on another, and measures whole searches on seeds that
neither has seen; all of it goes into the model's card.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from benchmarks.repeat_frames import city_frame
from demo_city import write_city
from hotspots.evaluation.repeat_scores import score_run
from hotspots.evaluation.repeat_truth import RepeatTruth, read_truth
from hotspots.repeats.find import find_repeats
from hotspots.repeats.model import PairModel
from hotspots.repeats.train import LabelledPairs, labelled_pairs, train

LAST_DAY = date(2026, 6, 30)
YEAR, HALF = 365, 180
FIT = dict.fromkeys((1, 2, 11, 12, 13, 14, 15, 21, 23, 24, 26, 28), YEAR) | dict.fromkeys(
    (20, 22, 25), HALF
)
"""Days of each seed's city: shorter ones teach what a surge is where there is less before it."""
CALIBRATE = 16
UNSEEN = {231: YEAR, 232: YEAR, 233: YEAR, 234: YEAR, 303: YEAR, 302: HALF}


def main(arguments: list[str] | None = None) -> int:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    model = train([_pairs(seed, days) for seed, days in FIT.items()], _pairs(CALIBRATE, YEAR))
    unseen = {f"{seed}, {days} days": measure(model, seed, days) for seed, days in UNSEEN.items()}
    model = replace(model, card=card(unseen))
    given.out.write_text(model.to_json() + "\n", encoding="utf-8")
    sys.stdout.write(f"{unseen}\n")
    return 0


def card(unseen: dict[str, Any]) -> dict[str, Any]:
    """Return what the model says about itself."""
    return {
        "trained_on": f"demo cities, last day {LAST_DAY}, seeds and days {FIT}",
        "calibrated_on": f"seed {CALIBRATE}, {YEAR} days",
        "unseen": unseen,
        "meant_for": "tickets of one hotline; a source without text or callers should be trained "
        "on its own marks (hotspots.repeats.marks)",
    }


def measure(model: PairModel, seed: int, days: int) -> dict[str, float]:
    """Return pairwise precision, recall and F1 of a whole search on a city, and recall by kind."""
    frame, truth = _city(seed, days)
    names = SimpleNamespace(categories={}, areas={})
    run = find_repeats(frame, names, as_of=LAST_DAY, model=model)
    scores = score_run(run, frame["ticket_no"], truth)
    whole = scores.pop("all")
    found = {"precision": whole.precision, "recall": whole.recall, "f1": whole.f1}
    found |= {f"recall_{kind}": score.recall for kind, score in scores.items()}
    return {name: round(value, 4) for name, value in found.items()}


def _city(seed: int, days: int) -> tuple[pd.DataFrame, RepeatTruth]:
    with tempfile.TemporaryDirectory(prefix="weisu-repeats-") as name:
        write_city(Path(name), last_day=LAST_DAY, seed=seed, days=days)
        return city_frame(Path(name)), read_truth(Path(name))


def _pairs(seed: int, days: int) -> LabelledPairs:
    frame, truth = _city(seed, days)
    return labelled_pairs(frame, lambda number: truth.codes("all", number))


if __name__ == "__main__":
    sys.exit(main())
