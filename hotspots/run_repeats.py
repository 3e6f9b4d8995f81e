"""The part of a run that looks for repeats and ties them into a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from data_access.extract.texts import Names


@dataclass(frozen=True)
class RepeatFrames:
    """Frames by the name under which they are stored; ``notes``: what was missing, in words."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def find(
    frame: pd.DataFrame, names: Names, *, as_of: date, decided: Sequence[Mapping[str, Any]]
) -> RepeatFrames:
    """Return the repeats among tickets and their network; ``decided``: what people judged."""
    del frame, names, as_of, decided
    return RepeatFrames()
