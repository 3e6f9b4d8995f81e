"""A topic run from end to end."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hotspots.topics.edits import TopicEdits
from hotspots.topics.result import TopicRun
from hotspots.topics.settings import TopicSettings
from hotspots.words.names import Names


def find_topics(
    frame: pd.DataFrame,
    names: Names,
    *,
    as_of: date,
    seed: int = 0,
    vectors: np.ndarray | None = None,
    previous: TopicRun | None = None,
    edits: TopicEdits = TopicEdits(),
    settings: TopicSettings = TopicSettings(),
) -> TopicRun:
    """Return the topics of the tickets in ``frame`` as of a day."""
    raise NotImplementedError
