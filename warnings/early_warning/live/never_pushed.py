"""What is listed each night and never pushed: deadlines, feelings, moved levels, scanned places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from early_warning.detection import Detection
from early_warning.events.life import Board
from early_warning.events.related import same_subtree
from early_warning.history import History
from early_warning.rules.feelings import FEELINGS, unusual_feelings
from early_warning.rules.late_tickets import late_detections
from early_warning.rules.moved_levels import moved_levels
from early_warning.surge.daily import DailyModel
from early_warning.text.emotion import lexicon_scores

KNOWN_DAYS = 400  # a category whose code is younger has no level that could have moved


@dataclass(frozen=True)
class Listed:
    """What the listed findings are made from. ``texts``: see ``with_feelings``; ``late``: the
    ``likely_late`` of ``last_day``, the only day that deadlines are told of.
    """

    history: History
    texts: pd.DataFrame
    late: pd.DataFrame | None
    last_day: int
    scan: bool = False


def with_feelings(texts: pd.DataFrame) -> pd.DataFrame:
    """Return texts with their words of each feeling counted once for all days, as
    ``unusual_feelings`` takes them.
    """
    scores = lexicon_scores(list(texts["text"].fillna("").astype(str)))
    named = scores[list(FEELINGS)] if len(texts) else pd.DataFrame(columns=list(FEELINGS))
    named.index = texts.index
    return texts.rename(columns={"day": "t_accept"}).join(named)


def find_listed(
    told: Listed, day: int, model: DailyModel, events: Board
) -> Mapping[str, Sequence[Detection]]:
    """Return the findings of one day by board; nothing later than the day is read.

    ``events``: the board of events of the evening before: a category that was filed under another
    code has not moved.
    """
    history = told.history
    stamp = pd.Timestamp(history.first) + pd.Timedelta(days=day)
    late = told.late if day == told.last_day else None
    return {
        "deadline": () if late is None else late_detections(late, day),
        "emotion": unusual_feelings(told.texts, stamp, day) if len(told.texts) else (),
        "shift": _moved(history, day, model, events),
        "scan": _scanned(history, day) if told.scan else (),
    }


def _scanned(history: History, day: int) -> list[Detection]:
    if history.areas is None or not {"lon", "lat"} <= set(history.areas):
        return []
    from early_warning.space_time.daily import scan_day

    found = scan_day(history.coded, history.areas, day)
    return [replace(d, figures=(("places", float(len(d.evidence))),)) for d in found]


def _moved(history: History, day: int, model: DailyModel, events: Board) -> list[Detection]:
    coded = history.coded
    known = np.concatenate([coded.known(level, day, KNOWN_DAYS) for level in (1, 2)])
    recoded = {w.lead.category for w in events.warnings if w.lead.detector == "recode"}
    found = moved_levels(
        np.where(known[:, None], history.city_counts[:, : day + 1], 0.0), model,
        history.design.rows[: day + 1], history.categories, day,
    )  # fmt: skip
    return [d for d in found if not any(same_subtree(d.category, c) for c in recoded)]
