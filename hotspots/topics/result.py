"""What a topic run hands over: frames with fixed columns, and a note in words where data lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from hotspots.frames import TOPIC_DAILY, TOPIC_HEAT, TOPIC_HOURLY, TOPIC_TICKET, TOPICS

SCATTERED: Final = "零散诉求"
"""How names begin of topics that hold no matter but what is left over."""
DEPTHS: Final[dict[int, str]] = {1: "大类", 2: "中类", 3: "细类"}


@dataclass(frozen=True)
class TopicRun:
    """The topics as of a day.

    ``topics``, ``topic_ticket``, ``topic_daily``, ``topic_heat``, ``topic_hourly`` have the
    columns of the room's frames; JSON columns (words, places, into, typical) hold text.
    ``outlier_share`` is the share of the tickets that belong to no topic, ``note`` says in words
    what was missing.
    ``centroids`` (fine topics × dimensions, float32) with ``centroid_ids``, ``centroid_parents``
    (middle and coarse topic of each) and ``floor`` (the least cosine) place new tickets in the next
    night; ``model`` names the vectors they were made from.
    """

    as_of: date
    topics: pd.DataFrame = field(default_factory=TOPICS.shaped)
    topic_ticket: pd.DataFrame = field(default_factory=TOPIC_TICKET.shaped)
    topic_daily: pd.DataFrame = field(default_factory=TOPIC_DAILY.shaped)
    topic_heat: pd.DataFrame = field(default_factory=TOPIC_HEAT.shaped)
    topic_hourly: pd.DataFrame = field(default_factory=TOPIC_HOURLY.shaped)
    outlier_share: float = 0.0
    note: str = ""
    model: str = ""
    centroids: np.ndarray | None = None
    centroid_ids: tuple[str, ...] = ()
    centroid_parents: tuple[tuple[str, str], ...] = ()
    floor: float = 1.0
