"""What people say of warnings moves thresholds, and shows how good each rule is.

Each rule and cell has a factor on its p-values: false alarms make it stricter, hits bring it back.
Classes that threaten life have a floor: nothing makes them stricter than they are shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from data_access.metrics.intervals import wilson

Verdict = Literal["true", "false", "known"]
STEP = 2.0
STRICTEST = 1e4
LOOSEST = 0.25


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict on one warning. ``life``: the warning is of a class that threatens life."""

    detector: str
    area: str
    category: str
    verdict: Verdict
    life: bool = False


def factor_for(
    judgements: Sequence[Judgement], detector: str, area: str, category: str, *, life: bool = False
) -> float:
    """Return what a detector's p-values in a cell are multiplied by; 1 without judgements.

    "false" doubles it, "true" halves it, "known" (right but no news) moves it half a step up.
    Verdicts on the same second-level category and street count in full, on the detector elsewhere
    a quarter.
    """
    power = 0.0
    for one in judgements:
        if one.detector != detector:
            continue
        near = one.category[:4] == category[:4] and one.area[:9] == area[:9]
        weight = 1.0 if near else 0.25
        power += weight * {"false": 1.0, "true": -1.0, "known": 0.5}[one.verdict]
    value = float(min(max(STEP**power, LOOSEST), STRICTEST))
    return min(value, 1.0) if life else value


def precision_by_rule(judgements: Sequence[Judgement]) -> pd.DataFrame:
    """Return by detector how many warnings were judged right, with a 95 % Wilson interval.

    "known" counts as right: the warning was true.
    """
    frame = pd.DataFrame(
        [(j.detector, j.verdict != "false") for j in judgements], columns=["detector", "right"]
    )
    found = frame.groupby("detector")["right"].agg(["size", "sum"]).reset_index()
    found.columns = pd.Index(["detector", "judged", "right"])
    low, high = wilson(found["right"], found["judged"])
    return found.assign(precision=found["right"] / found["judged"], low=low, high=high)
