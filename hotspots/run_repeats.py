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
    from hotspots.repeats.run import find_repeats
    from hotspots.repeats.types import Decisions

    found = find_repeats(frame, names, as_of=as_of, decisions=Decisions.from_rows(decided))
    frames = {
        "groups": found.groups,
        "members": found.members,
        "pairs": found.pairs,
        "suggestions": found.suggestions,
    }
    return RepeatFrames(frames, found.notes)
