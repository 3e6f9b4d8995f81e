"""What a run of the pipeline takes over from the last one: vectors, the model, the topics.

Between two whole runs a night computes the vectors of new and changed tickets only and places them
in the topics there are. A whole run is due after ``hotspots_refit_days``, and whenever what the
topics rest on has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope, WeisuError

if TYPE_CHECKING:
    from hotspots.run_repeats import RepeatsBefore
    from hotspots.topics.result import TopicRun
    from hotspots.vectors.lsa import Lsa
    from hotspots.vectors.store import Vectors, VectorStore
    from hotspots.words.names import Names

ROOM = "hotspots"
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


@dataclass(frozen=True)
class Pieces:
    """What topics are found with; both None where texts are too few for a model."""

    model: Lsa | None
    vectors: Vectors | None

    @property
    def anew(self) -> list[str]:
        """Tickets whose vector was computed now: new ones, and those whose text changed."""
        if self.vectors is None:
            return []
        return self.vectors.tickets[self.vectors.made].tolist()


def vector_store(results: ResultStore, jurisdiction: str) -> VectorStore:
    """Return the vectors of a jurisdiction: a folder of its own under the data folder."""
    from hotspots.vectors.store import VectorStore

    return VectorStore(vector_folder(results.settings.home) / _folder(jurisdiction))


def vector_folder(home: Path) -> Path:
    """Return the folder that holds the vectors of all jurisdictions."""
    return home / "vectors"


def sweep_vectors(home: Path, jurisdictions: Sequence[str]) -> int:
    """Remove the vectors of jurisdictions that have no tickets any more; return of how many."""
    import shutil

    folder = vector_folder(home)
    kept = {_folder(code) for code in jurisdictions}
    gone = [f for f in folder.iterdir() if f.name not in kept] if folder.is_dir() else []
    for place in gone:
        shutil.rmtree(place)
    return len(gone)


def _folder(jurisdiction: str) -> str:
    return f"jurisdiction={quote(jurisdiction, safe='')}"


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
    facts = results.read(scope, run, "facts").drop_duplicates("name").set_index("name")
    fitted = _day(facts, "fitted")
    past = Past(topics, None, fitted, _number(facts, "fitted_outliers"), "")
    if fitted is None or topics.centroids is None:
        return replace(past, whole="上次结果没有可沿用的主题向量")
    if (as_of - fitted).days >= results.settings.hotspots_refit_days:
        return replace(past, whole=f"距上次完整分析已满 {results.settings.hotspots_refit_days} 天")
    if _words(facts, "fitted_with") != signed:
        return replace(past, whole="参数、主题的合并与拆分或撤回的判断有变化")
    model = _model(results, jurisdiction, topics.model)
    if model is None:
        return replace(past, whole="没有上次的文本向量模型")
    return replace(past, model=model)


def facts_of(past: Past, topics: TopicRun, as_of: date, signed: str) -> list[dict[str, Any]]:
    """Return the rows of the frame ``facts`` from which the next night goes on."""
    fitted = past.fitted if not past.whole and past.fitted is not None else as_of
    share = topics.outlier_share if past.whole else past.outliers
    return [
        {"name": "fitted", "value": None, "words": fitted.isoformat()},
        {"name": "fitted_outliers", "value": share, "words": None},
        {"name": "fitted_with", "value": None, "words": signed},
    ]


def pieces_of(
    store: VectorStore, frame: pd.DataFrame, names: Names, *, past: Past, seed: int
) -> Pieces:
    """Return the vectors of the tickets in ``frame``; with a whole run a model is trained for them.

    Nothing is written: ``keep`` does so once the run counts.
    """
    from hotspots.topics.settings import TopicSettings
    from hotspots.vectors.embedder import joined
    from hotspots.vectors.lsa import Lsa

    settings = TopicSettings()
    texts = [
        joined(title, content, settings.text_limit)
        for title, content in zip(_texts(frame, "title"), _texts(frame, "content"), strict=True)
    ]
    model = past.model if not past.whole else None
    if model is None:
        try:
            model = Lsa.fit(texts, names, seed=seed, dimensions=settings.dimensions)
        except WeisuError:
            # Too few words for a model: the topic run says so itself.
            return Pieces(None, None)
    return Pieces(model, store.look(model, frame["ticket_no"].tolist(), texts))


def keep(store: VectorStore, pieces: Pieces) -> None:
    """Keep the model and exactly the vectors of this run's tickets: what has gone, is gone.

    Called when the run has become current. Cut off before, the next night computes again what is
    missing and takes those tickets for changed: it finds the same.
    """
    if pieces.vectors is None or pieces.model is None:
        return
    store.save(pieces.vectors, only=True)
    place = store.folder / pieces.model.version
    if not (place / "lsa.json").is_file():
        pieces.model.save(place)


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
    out = float(np.mean(~since.isin(night.topic_ticket["ticket_no"]))) if len(since) else 0.0
    if len(since) < least or out <= max(share, times * past.outliers):
        return ""
    return f"新工单中有 {out:.0%} 不属于任何主题"


def repeats_before(
    results: ResultStore, scope: Scope, jurisdiction: str, past: Past, pieces: Pieces
) -> RepeatsBefore | None:
    """Return the last run's repeats, from which a night goes on; None where all is searched."""
    from hotspots.repeats.types import RepeatRun
    from hotspots.run_repeats import RepeatsBefore

    run = results.current(ROOM, jurisdiction)
    names = ("groups", "members", "pairs", "suggestions")
    if past.whole or run is None or run.as_of is None or not all(map(run.has, names)):
        return None
    groups, members, pairs, suggestions = (results.read(scope, run, name) for name in names)
    found = RepeatRun(groups, members, pairs, suggestions)
    return RepeatsBefore(found, run.as_of, pieces.anew)


def previous_topics(
    results: ResultStore, scope: Scope, run: RunInfo | None, as_of: date
) -> TopicRun | None:
    """Return the topics of a run, where they are not from a later day; else None."""
    from hotspots.topics.result import TICKET_COLUMNS, TOPIC_COLUMNS, TopicRun, shaped

    if run is None or run.as_of is None or run.as_of > as_of or not run.rows("topics"):
        return None
    topics = results.read(scope, run, "topics", order=["topic_id"])
    tickets = results.read(scope, run, "topic_ticket", order=["ticket_no"])
    found = TopicRun(
        run.as_of,
        topics=shaped(topics, TOPIC_COLUMNS),
        topic_ticket=shaped(tickets, TICKET_COLUMNS),
    )
    if not run.rows("anchors"):
        return found
    anchors = results.read(scope, run, "anchors", order=["number"])
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


def _model(results: ResultStore, jurisdiction: str, version: str) -> Lsa | None:
    """Return the model of a version, where it is there and whole."""
    from hotspots.vectors.lsa import Lsa

    place = vector_store(results, jurisdiction).folder / version
    try:
        model = Lsa.load(place)
    except WeisuError:
        return None
    return model if model.version == version else None


def _texts(frame: pd.DataFrame, name: str) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in frame[name].to_numpy(object)]


def _day(facts: pd.DataFrame, name: str) -> date | None:
    words = _words(facts, name)
    return date.fromisoformat(words) if words else None


def _words(facts: pd.DataFrame, name: str) -> str:
    value = facts["words"].get(name)
    return value if isinstance(value, str) else ""


def _number(facts: pd.DataFrame, name: str) -> float:
    return float(facts["value"].get(name, 0.0))
