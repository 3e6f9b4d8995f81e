"""One run of the room over a jurisdiction: tickets in, topics, repeats and their network stored.

Everything is read and written through ``data_access``; the analyses themselves are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from data_access.extract.texts import Names, has_texts, ticket_frame
from data_access.results import decisions
from data_access.results.keep import lease_name
from data_access.results.store import ResultStore, RunInfo
from data_access.store import lease
from data_access.store.ticket_events import ticket_events
from data_access.types import Period, Scope, WeisuError
from hotspots.night_words import WordsBefore, keep_words, words_before
from hotspots.nights import (
    ROOM,
    Past,
    Pieces,
    facts_of,
    keep,
    past_of,
    pieces_of,
    previous_topics,
    repeats_before,
    signature,
    strange,
    too_new,
    vector_store,
    way_of,
)
from hotspots.run_repeats import HANDLED, RETURNED, RepeatFrames, find

if TYPE_CHECKING:
    from hotspots.topics.result import TopicRun
    from hotspots.vectors.store import VectorStore

DAYS = 365
SEED = 20251
_NOTHING = Past()
Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run looks at. ``period`` None: the year that ends with the as-of day."""

    jurisdiction: str
    as_of: date | None = None
    period: Period | None = None
    seed: int = SEED
    keep_ids: bool = True
    """Whether topics that the last run knew keep their ids and the analysts' edits hold."""


@dataclass(frozen=True)
class Findings:
    """What a run found. ``frames``: by the name under which they are stored."""

    as_of: date
    period: Period
    tickets: int
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    pieces: Pieces | None = None
    way: str = ""
    words: WordsBefore | None = None
    """The vectors and counts to keep once the run counts; how it was found, in words."""


def _silent(_what: str, _share: float) -> None:
    return None


def run_hotspots(
    results: ResultStore, scope: Scope, asked: Asked, *, report: Report = _silent
) -> RunInfo:
    """Analyse a jurisdiction's tickets, store what was found and make it current.

    Raises ``WeisuError`` where there are no tickets or no texts; what was current stays then, as
    after any other error. One run of a jurisdiction at a time.
    """
    last, period = _span(results, scope, asked)
    vectors = vector_store(results, asked.jurisdiction)
    with lease.held(results.store, lease_name(ROOM, asked.jurisdiction), "热点分析"):
        run_id = results.begin(
            ROOM,
            asked.jurisdiction,
            as_of=last,
            settings={
                "from": period.start.isoformat(),
                "to": period.end.isoformat(),
                "seed": asked.seed,
            },
        )

        def say(what: str, share: float) -> None:
            results.report(run_id, share, what)
            report(what, share)

        try:
            found = analyse(results, scope, asked, report=say, vectors=vectors)
            for name, frame in found.frames.items():
                results.write(run_id, name, frame)
        except BaseException as error:
            results.fail(run_id, str(error) or type(error).__name__)
            raise
        done = results.complete(run_id, found.way)
        if found.pieces is not None:
            keep(vectors, found.pieces)
        if found.words is not None:
            keep_words(vectors, found.words)
        return done


def analyse(
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    *,
    report: Report = _silent,
    vectors: VectorStore | None = None,
) -> Findings:
    """Return what is found, storing nothing.

    With ``vectors`` the run goes on from the last one where it may (``nights``): only new and
    changed tickets are placed, local matters are looked for anew. Without, or for a period that
    was asked for, everything is found anew.
    """
    last, period = _span(results, scope, asked)
    code = asked.jurisdiction
    report("读取工单", 0.0)
    frame = ticket_frame(results.extract, scope, code, period, as_of=last)
    names = Names.of(results.extract.directory(scope, code))
    report(f"从 {len(frame):,} 件工单中找主题", 0.05)
    store = results.store
    edits = decisions.topic_edits(store, scope, code) if asked.keep_ids else []
    nightly = asked.keep_ids and asked.period is None
    judged = (
        decisions.repeat_decisions(store, scope, code, withdrawn=True) if asked.keep_ids else []
    )
    decided = [row for row in judged if row["withdrawn_at"] is None]
    signed = signature(asked.seed, edits, [r for r in judged if r["withdrawn_at"] is not None])
    found = _topics(
        results, scope, frame, names, asked=asked, as_of=last, edits=edits, signed=signed,
        vectors=vectors if nightly else None,
    )  # fmt: skip
    topics = found.topics
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
    facts = [*_facts(topics, repeats), *found.facts]
    frames = {
        **topic_frames(topics),
        **repeats.frames,
        "facts": pd.DataFrame(facts).astype({"value": "float64"}),
    }
    way = found.way + (words.way if words is not None else "")
    return Findings(last, period, len(frame), frames, found.pieces, way, words)


@dataclass(frozen=True)
class _Topics:
    """Topics; with what they were found, how in words, the facts the next night goes on from."""

    topics: TopicRun
    pieces: Pieces | None = None
    past: Past = _NOTHING
    way: str = ""
    facts: Sequence[Mapping[str, Any]] = ()


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
) -> _Topics:
    """Find the topics: all anew, or as a night that goes on from the last run."""
    from hotspots.topics.edits import TopicEdits
    from hotspots.topics.run import find_topics

    code, said = asked.jurisdiction, TopicEdits.from_rows(edits)
    if vectors is None:
        run = results.current(ROOM, code)
        before = previous_topics(results, scope, run, as_of) if asked.keep_ids else None
        found = find_topics(frame, names, as_of=as_of, seed=asked.seed, previous=before, edits=said)
        return _Topics(still_born(found, before))
    past = past_of(results, scope, code, as_of=as_of, signed=signed)
    pieces = pieces_of(vectors, frame, names, past=past, seed=asked.seed)
    why = past.whole or too_new(pieces)
    while True:
        if why and not past.whole:
            past = replace(past, whole=why)
            pieces = pieces_of(vectors, frame, names, past=past, seed=asked.seed)
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
        )
        why = "" if past.whole else strange(past, frame, found)
        if not why:
            break
    return _Topics(
        still_born(found, past.topics),
        pieces,
        past,
        way_of(past, pieces),
        facts_of(past, found, as_of, signed),
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


def _span(results: ResultStore, scope: Scope, asked: Asked) -> tuple[date, Period]:
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


def topic_frames(run: TopicRun) -> dict[str, pd.DataFrame]:
    """Return the frames of a topic run under the names that they are stored by."""
    frames = {
        "topics": run.topics,
        "topic_ticket": run.topic_ticket,
        "topic_daily": run.topic_daily,
        "topic_scope": run.topic_scope,
        "topic_hourly": run.topic_hourly,
    }
    if run.centroids is not None:
        frames["anchors"] = pd.DataFrame(
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


def _facts(topics: TopicRun, repeats: RepeatFrames) -> list[dict[str, Any]]:
    return [
        {"name": "outlier_share", "value": topics.outlier_share, "words": None},
        {"name": "topic_note", "value": None, "words": topics.note or None},
        {"name": "repeat_note", "value": None, "words": " ".join(repeats.notes) or None},
    ]
