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
from hotspots.repeats.model import PairModel
from hotspots.repeats.run import find_repeats
from hotspots.repeats.train import LabelledPairs, labelled_pairs, train

LAST_DAY = date(2026, 6, 30)
FIT = (1, 2, 11, 12, 13, 14, 15)
CALIBRATE = 16
UNSEEN = (201, 202)


def main(arguments: list[str] | None = None) -> int:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    model = train([_pairs(seed) for seed in FIT], _pairs(CALIBRATE))
    unseen = {str(seed): measure(model, seed) for seed in UNSEEN}
    model = replace(model, card=card(unseen))
    given.out.write_text(model.to_json() + "\n", encoding="utf-8")
    sys.stdout.write(f"{unseen}\n")
    return 0


def card(unseen: dict[str, Any]) -> dict[str, Any]:
    """Return what the model says about itself."""
    return {
        "trained_on": f"demo cities of a year, last day {LAST_DAY}, seeds {FIT}",
        "calibrated_on": f"seed {CALIBRATE}",
        "unseen": unseen,
        "meant_for": "tickets of one hotline; a source without text or callers should be trained "
        "on its own marks (hotspots.repeats.marks)",
    }


def measure(model: PairModel, seed: int) -> dict[str, float]:
    """Return pairwise precision, recall and F1 of a whole search on a city, and recall by kind."""
    frame, truth = _city(seed)
    names = SimpleNamespace(categories={}, areas={})
    run = find_repeats(frame, names, as_of=LAST_DAY, model=model)
    scores = score_run(run, frame["ticket_no"], truth)
    whole = scores.pop("all")
    found = {"precision": whole.precision, "recall": whole.recall, "f1": whole.f1}
    found |= {f"recall_{kind}": score.recall for kind, score in scores.items()}
    return {name: round(value, 4) for name, value in found.items()}


def _city(seed: int) -> tuple[pd.DataFrame, RepeatTruth]:
    with tempfile.TemporaryDirectory(prefix="weisu-repeats-") as name:
        write_city(Path(name), last_day=LAST_DAY, seed=seed, days=365)
        return city_frame(Path(name)), read_truth(Path(name))


def _pairs(seed: int) -> LabelledPairs:
    frame, truth = _city(seed)
    return labelled_pairs(frame, lambda number: truth.codes("all", number))


if __name__ == "__main__":
    sys.exit(main())
