"""What a run takes over from the last one: its topics and repeats, the model of its vectors.

Between two whole runs a night computes the vectors of new and changed tickets only and places them
in the topics there are. A whole run is due after ``hotspots_refit_days``, and whenever what the
topics rest on has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data_access.results.store import ResultStore, RunInfo
from data_access.results.values import within
from data_access.types import Scope
from hotspots.frames import (
    ANCHORS,
    GROUPS,
    MEMBERS,
    PAIRS,
    ROOM,
    SUGGESTIONS,
    TOPIC_TICKET,
    TOPICS,
    Facts,
)
from hotspots.kept_vectors import Pieces, kept_model

if TYPE_CHECKING:
    from hotspots.repeat_frames import RepeatsBefore
    from hotspots.topics.result import TopicRun
    from hotspots.vectors.lsa import Lsa

NEW_SHARE = 0.3
"""With a larger share of new tickets (an import of old years) topics are found anew."""
OUTLIERS = (200, 0.25, 2.0)
"""Topics are found anew where of so many tickets since the last whole run a larger share than
this, and than so many times the share of that run, is in no topic: people speak of other things."""


@dataclass(frozen=True)
class Past:
    """What the last run left. ``topics`` None: nothing that could be used.

    ``whole``: why topics must be found anew, in words; empty where a night will do.
    """

    topics: TopicRun | None = None
    model: Lsa | None = None
    fitted: date | None = None
    outliers: float = 0.0
    whole: str = "首次分析"

    @property
    def usable(self) -> Lsa | None:
        """The model whose vectors hold on, None for a whole run."""
        return None if self.whole else self.model


def signature(
    seed: int, edits: Sequence[Mapping[str, Any]], taken_back: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Return a print of what a run rests on besides the tickets: settings, seed, merges, splits.

    ``taken_back``: judgements of repeats that were withdrawn, and which no longer hold.
    """
    from hotspots.repeats.types import RepeatSettings
    from hotspots.topics.settings import TopicSettings

    shaping = [
        (str(row["id"]), row["kind"], str(row["topic_id"]), str(row["payload"]))
        for row in edits
        if row["kind"] in ("merge", "split")
    ]
    gone = sorted(str(row["id"]) for row in taken_back)
    rests_on = (TopicSettings(), RepeatSettings(), seed, shaping, gone)
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()[:16]


def past_of(
    results: ResultStore, scope: Scope, jurisdiction: str, *, as_of: date, signed: str
) -> Past:
    """Return what the current run left, and whether a night can go on from it."""
    run = results.current(ROOM, jurisdiction)
    topics = previous_topics(results, scope, run, as_of)
    if run is None or topics is None:
        return Past()
    facts = results.facts(scope, run, Facts) or Facts()
    fitted = facts.fitted
    past = Past(topics, None, fitted, facts.fitted_outliers, "")
    if fitted is None or topics.centroids is None:
        return replace(past, whole="上次结果没有可沿用的主题向量")
    if (as_of - fitted).days >= results.settings.hotspots_refit_days:
        return replace(past, whole=f"距上次完整分析已满 {results.settings.hotspots_refit_days} 天")
    if facts.fitted_with != signed:
        return replace(past, whole="参数、主题的合并与拆分或撤回的判断有变化")
    model = kept_model(results, jurisdiction, topics.model)
    if model is None:
        return replace(past, whole="没有上次的文本向量模型")
    return replace(past, model=model)


def fitted_of(past: Past, topics: TopicRun, as_of: date, signed: str) -> dict[str, Any]:
    """Return the fields of ``Facts`` from which the next night goes on."""
    return {
        "fitted": past.fitted if not past.whole and past.fitted is not None else as_of,
        "fitted_outliers": topics.outlier_share if past.whole else past.outliers,
        "fitted_with": signed,
    }


def way_of(past: Past, pieces: Pieces) -> str:
    """Return how topics were found, in words for the run's message."""
    made = 0 if pieces.vectors is None else int(pieces.vectors.made.sum())
    if past.whole:
        return f"主题完整重算（{past.whole}），计算文本向量 {made:,} 件"
    return f"主题沿用 {past.fitted} 的完整分析，计算文本向量 {made:,} 件"


def too_new(pieces: Pieces) -> str:
    """Return why so many new tickets call for a whole run; empty where they don't."""
    made = pieces.vectors.made.mean() if pieces.vectors is not None else 1.0
    return f"新工单占 {made:.0%}" if made > NEW_SHARE else ""


def strange(past: Past, frame: pd.DataFrame, night: TopicRun) -> str:
    """Return why the tickets since the last whole run call for another; empty where they don't."""
    least, share, times = OUTLIERS
    if past.fitted is None:
        return ""
    since = frame["ticket_no"][frame["day"] > pd.Timestamp(past.fitted)].astype(str)
    out = float(np.mean(~within(since, night.topic_ticket["ticket_no"]))) if len(since) else 0.0
    if len(since) < least or out <= max(share, times * past.outliers):
        return ""
    return f"新工单中有 {out:.0%} 不属于任何主题"


def repeats_before(
    results: ResultStore, scope: Scope, jurisdiction: str, past: Past, pieces: Pieces
) -> RepeatsBefore | None:
    """Return the last run's repeats, from which a night goes on; None where all is searched."""
    from hotspots.repeat_frames import RepeatsBefore
    from hotspots.repeats.types import RepeatRun

    run = results.current(ROOM, jurisdiction)
    wanted = (GROUPS, MEMBERS, PAIRS, SUGGESTIONS)
    if past.whole or run is None or run.as_of is None or not all(map(run.has, wanted)):
        return None
    groups, members, pairs, suggestions = (results.read(scope, run, frame) for frame in wanted)
    found = RepeatRun(groups, members, pairs, suggestions)
    return RepeatsBefore(found, run.as_of, pieces.anew)


def previous_topics(
    results: ResultStore, scope: Scope, run: RunInfo | None, as_of: date
) -> TopicRun | None:
    """Return the topics of a run, where they are not from a later day; else None."""
    from hotspots.topics.result import TopicRun

    if run is None or run.as_of is None or run.as_of > as_of or not run.rows(TOPICS):
        return None
    topics = results.read(scope, run, TOPICS, order=["topic_id"])
    tickets = results.read(scope, run, TOPIC_TICKET, order=["ticket_no"])
    found = TopicRun(
        run.as_of, topics=TOPICS.shaped(topics), topic_ticket=TOPIC_TICKET.shaped(tickets)
    )
    if not run.rows(ANCHORS):
        return found
    anchors = results.read(scope, run, ANCHORS, order=["number"])
    return replace(
        found,
        model=str(anchors["model"].iloc[0]),
        centroids=np.array(anchors["vector"].tolist(), dtype=np.float32),
        centroid_ids=tuple(anchors["topic_id"].astype(str)),
        centroid_parents=tuple(
            zip(anchors["topic_mid"].astype(str), anchors["topic_coarse"].astype(str), strict=True)
        ),
        floor=float(anchors["floor"].iloc[0]),
    )
