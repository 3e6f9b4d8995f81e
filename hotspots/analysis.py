"""What is found in a jurisdiction's tickets: topics, repeats and their network. Stores nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from data_access.extract.texts import Names, has_texts, ticket_frame
from data_access.results.declared import Frame
from data_access.results.room_run import Report, silent
from data_access.results.store import ResultStore
from data_access.store.ticket_events import ticket_events
from data_access.types import Period, Scope, WeisuError
from hotspots import store_tables as stored
from hotspots.frames import (
    ANCHORS,
    ROOM,
    TOPIC_DAILY,
    TOPIC_HEAT,
    TOPIC_HOURLY,
    TOPIC_TICKET,
    TOPICS,
    Facts,
)
from hotspots.kept_vectors import Pieces, pieces_of
from hotspots.kept_words import WordsBefore, words_before
from hotspots.last_run import (
    Past,
    fitted_of,
    past_of,
    previous_topics,
    repeats_before,
    signature,
    strange,
    too_new,
    way_of,
)
from hotspots.network.returns import HANDLED, RETURNED
from hotspots.repeat_frames import RepeatFrames, find
from hotspots.topics.expectation import Due
from hotspots.words.labels import without_labels

if TYPE_CHECKING:
    from hotspots.topics.result import TopicRun
    from hotspots.vectors.store import VectorStore

DAYS = 365
SEED = 20251
_NOTHING = Past()
NOTHING_DUE = Due()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at. ``period`` None: the year that ends with the as-of day."""

    jurisdiction: str
    as_of: date | None = None
    period: Period | None = None
    seed: int = SEED
    keep_ids: bool = True
    """Whether topics that the last run knew keep their ids and the analysts' edits hold."""


@dataclass(frozen=True)
class Findings:
    """What was found. ``way``: how, in words."""

    as_of: date
    period: Period
    tickets: int
    frames: Mapping[Frame, pd.DataFrame] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    way: str = ""
    pieces: Pieces | None = None
    words: WordsBefore | None = None
    """The vectors and counts to keep once the run counts."""


def analyse(
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    *,
    report: Report = silent,
    vectors: VectorStore | None = None,
    due: Due = NOTHING_DUE,
) -> Findings:
    """Return what is found, storing nothing.

    With ``vectors`` it goes on from the last run where it may (``last_run``): only new and changed
    tickets are placed, local matters are looked for anew. Without, or for a period that was asked
    for, everything is found anew. ``due``: what is expected of categories on these days.
    """
    last, period = span_of(results, scope, asked)
    code, store = asked.jurisdiction, results.store
    report("读取工单", 0.0)
    frame = ticket_frame(results.extract, scope, code, period, as_of=last)
    frame, labelled = without_labels(frame)
    names = Names.of(results.extract.directory(scope, code))
    report(f"从 {len(frame):,} 件工单中找主题", 0.05)
    edits = stored.topic_edits(store, scope, code) if asked.keep_ids else []
    nightly = asked.keep_ids and asked.period is None
    judged = stored.repeat_decisions(store, scope, code, withdrawn=True) if asked.keep_ids else []
    decided = [row for row in judged if row["withdrawn_at"] is None]
    signed = signature(asked.seed, edits, [r for r in judged if r["withdrawn_at"] is not None])
    found = _topics(
        results, scope, frame, names, asked=asked, as_of=last, edits=edits, signed=signed,
        vectors=vectors if nightly else None, due=due,
    )  # fmt: skip
    report("查找重复诉求", 0.5)
    before = (
        repeats_before(results, scope, code, found.past, found.pieces) if found.pieces else None
    )
    words = None
    if vectors is not None and nightly:
        since = None if before is None else before.as_of
        words = words_before(vectors, frame, as_of=last, since=since)
        before = None if before is None else replace(before, words=words.days)
    events = ticket_events(store, scope, code, as_of=last, ops=HANDLED, having=RETURNED)
    try:
        repeats = find(
            frame, names, events, as_of=last, seed=asked.seed, decided=decided, before=before
        )
    except WeisuError as error:
        # Topics are worth having without repeats; the pages say what is missing.
        repeats = RepeatFrames(notes=(f"没有重复诉求的结果：{error}",))
    report("整理结果", 0.95)
    topics = found.topics
    facts = Facts(
        outlier_share=topics.outlier_share,
        topic_note=f"{labelled} {topics.note}".strip(),
        repeat_note=" ".join(repeats.notes),
        **found.fitted,
    )
    frames = {**topic_frames(topics), **repeats.frames}
    way = found.way + (words.way if words is not None else "")
    return Findings(last, period, len(frame), frames, facts, way, found.pieces, words)


@dataclass(frozen=True)
class _Topics:
    """Topics; with what they were found, how in words, and what the next night goes on from."""

    topics: TopicRun
    pieces: Pieces | None = None
    past: Past = _NOTHING
    way: str = ""
    fitted: Mapping[str, Any] = field(default_factory=dict)


def _topics(
    results: ResultStore,
    scope: Scope,
    frame: pd.DataFrame,
    names: Names,
    *,
    asked: Asked,
    as_of: date,
    edits: Sequence[Mapping[str, Any]],
    signed: str,
    vectors: VectorStore | None,
    due: Due,
) -> _Topics:
    """Find the topics: all anew, or as a night that goes on from the last run."""
    from hotspots.topics.edits import TopicEdits
    from hotspots.topics.find import find_topics
    from hotspots.topics.heat_windows import ASKED, HeatWindow
    from hotspots.topics.settings import TopicSettings

    code, said = asked.jurisdiction, TopicEdits.from_rows(edits)
    settings = TopicSettings()
    if asked.period is not None:
        whole = HeatWindow(ASKED, asked.period.days, 0)
        settings = replace(settings, windows=(*settings.windows, whole))
    if vectors is None:
        run = results.current(ROOM, code)
        before = previous_topics(results, scope, run, as_of) if asked.keep_ids else None
        found = find_topics(
            frame, names, as_of=as_of, seed=asked.seed, previous=before, edits=said,
            settings=settings, due=due,
        )  # fmt: skip
        return _Topics(still_born(found, before))
    past = past_of(results, scope, code, as_of=as_of, signed=signed)
    pieces = pieces_of(vectors, frame, names, model=past.usable, seed=asked.seed)
    why = past.whole or too_new(pieces)
    while True:
        if why and not past.whole:
            past = replace(past, whole=why)
            pieces = pieces_of(vectors, frame, names, model=past.usable, seed=asked.seed)
        found = find_topics(
            frame,
            names,
            as_of=as_of,
            seed=asked.seed,
            # As they are kept, in half precision: a copy of them all is large.
            vectors=None if pieces.vectors is None else pieces.vectors.halves,
            model=pieces.model,
            previous=past.topics,
            edits=said,
            refit=bool(past.whole),
            anew=pieces.anew,
            due=due,
        )
        why = "" if past.whole else strange(past, frame, found)
        if not why:
            break
    return _Topics(
        still_born(found, past.topics),
        pieces,
        past,
        way_of(past, pieces),
        fitted_of(past, found, as_of, signed),
    )


def still_born(topics: TopicRun, previous: TopicRun | None) -> TopicRun:
    """Return the topics of a second look at the same day with those that were new still new."""
    if previous is None or previous.as_of != topics.as_of or topics.topics.empty:
        return topics
    old = previous.topics
    new = set(old.loc[old["state"] == "born", "topic_id"])
    here = topics.topics.copy()
    here.loc[here["topic_id"].isin(new) & here["state"].isin(("growing", "steady")), "state"] = (
        "born"
    )
    return replace(topics, topics=here)


def span_of(results: ResultStore, scope: Scope, asked: Asked) -> tuple[date, Period]:
    """Return the as-of day and the period; ``WeisuError`` where there is nothing to analyse."""
    code, extract = asked.jurisdiction, results.extract
    scope.require_jurisdiction(code)
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        known = "、".join(extract.manifest.jurisdictions) or "（还没有）"
        raise WeisuError(f"地区 {code} 还没有可分析的数据。现有：{known}。")
    if not has_texts(extract, code):
        raise WeisuError(
            f"地区 {code} 没有标题或正文，无法从文字中找出主题。现有结果没有改动；"
            "请在导入模板中对应“标题”或“主要内容”后重新导入。"
        )
    if asked.period is not None:
        return asked.as_of or min(asked.period.last, summary.last_day), asked.period
    last = asked.as_of or summary.last_day
    year = Period.last_days(last, DAYS)
    return last, Period(min(max(summary.first_day, year.start), last), year.end)


def topic_frames(run: TopicRun) -> dict[Frame, pd.DataFrame]:
    """Return a topic run as the frames that are stored."""
    frames = {
        TOPICS: run.topics,
        TOPIC_TICKET: run.topic_ticket,
        TOPIC_DAILY: run.topic_daily,
        TOPIC_HEAT: run.topic_heat,
        TOPIC_HOURLY: run.topic_hourly,
    }
    if run.centroids is not None:
        frames[ANCHORS] = pd.DataFrame(
            {
                "number": range(len(run.centroids)),
                "topic_id": list(run.centroid_ids),
                "topic_mid": [middle for middle, _ in run.centroid_parents],
                "topic_coarse": [coarse for _, coarse in run.centroid_parents],
                "model": run.model,
                "floor": run.floor,
                "vector": [row.tolist() for row in run.centroids],
            }
        )
    return frames
