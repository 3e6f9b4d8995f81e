"""What a whole run over a million tickets would leave behind, made in little time.

Sizes are those of a real run; what is in the older part is not: topics are found from every eighth
ticket and the others join the nearest, four vectors of five are copies, repeats before the last
sixty days are told by caller, matter and month.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.loading import LAST_DAY, opened

SEEDS = tuple(range(401, 417))
FEW, ENCODED, SEARCHED = 8, 5, 60


class Known:
    """Passes for a model that has made the vectors already."""

    def __init__(self, version: str, vectors: np.ndarray) -> None:
        """Take the version and all vectors, in the order in which they will be asked for."""
        self.version, self.dimensions = version, vectors.shape[1]
        self._vectors = vectors

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors."""
        return self._vectors[: len(texts)]


def quick_base(work: Path, ago: int, year: int) -> dict[str, Any]:
    """Store a run as of ``ago`` days before the last, make it current and keep its vectors."""
    from data_access.extract.texts import Names, ticket_frame
    from data_access.results.store import ResultStore
    from data_access.types import Period, Scope
    from demo_city import CITY_CODE
    from hotspots import frames as declared
    from hotspots import kept_vectors
    from hotspots.analysis import SEED, topic_frames
    from hotspots.last_run import Past, fitted_of, signature
    from hotspots.repeat_frames import RepeatsBefore, find

    start, day = time.process_time(), LAST_DAY - timedelta(days=ago)
    settings, store, _ = opened(work / "home")
    results, scope = ResultStore.open(store, settings), Scope.system("benchmarks")
    period = Period.last_days(day, year)
    frame = ticket_frame(results.extract, scope, CITY_CODE, period, as_of=day)
    frame = frame.drop_duplicates("ticket_no", ignore_index=True)
    names = Names.of(results.extract.directory(scope, CITY_CODE))
    vectors = kept_vectors.vector_store(results, CITY_CODE)
    topics, pieces = _topics(frame, names, vectors, day)
    late = frame["day"] > pd.Timestamp(day - timedelta(days=SEARCHED))
    since, new = day - timedelta(days=SEARCHED - 45), frame.loc[late, "ticket_no"].tolist()
    before = RepeatsBefore(_by_caller(frame[~late]), since, new)
    repeats = find(frame, names, pd.DataFrame(), as_of=day, seed=0, decided=(), before=before)
    fitted = fitted_of(Past(), topics, day, signature(SEED, []))
    facts = declared.Facts(outlier_share=topics.outlier_share, **fitted)
    frames = {
        **topic_frames(topics),
        **repeats.frames,
    }
    number = results.begin(declared.ROOM, CITY_CODE, as_of=day)
    for name, table in frames.items():
        results.write(number, name, table)
    results.write_facts(number, facts)
    results.complete(number)
    kept_vectors.keep(vectors, pieces)
    store.close()
    return {"base": len(frame), "cpu_s": round(time.process_time() - start, 1)}


def _topics(frame: pd.DataFrame, names: Any, vectors: Any, day: Any) -> tuple[Any, Any]:
    from hotspots.analysis import SEED
    from hotspots.frames import TOPIC_TICKET
    from hotspots.kept_vectors import Pieces
    from hotspots.topics.cluster import nearest
    from hotspots.topics.find import find_topics
    from hotspots.topics.settings import TopicSettings
    from hotspots.vectors.embedder import joined
    from hotspots.vectors.lsa import Lsa

    texts = [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]
    model = Lsa.fit(texts, names, seed=SEED)
    some = np.arange(0, len(texts), ENCODED)
    made = np.repeat(model.encode([texts[k] for k in some.tolist()]), ENCODED, axis=0)
    known: Any = Known(model.version, made[: len(texts)])
    kept = vectors.look(known, frame["ticket_no"].tolist(), texts)
    few = some[:: max(1, FEW // ENCODED)]
    rows = kept.rows
    found = find_topics(
        frame.iloc[few].reset_index(drop=True), names, as_of=day, seed=SEED,
        vectors=rows[few], model=model, settings=TopicSettings(samples=0),
    )  # fmt: skip
    others = np.setdiff1d(np.arange(len(texts)), few)
    number, cosine = nearest(rows[others], np.asarray(found.centroids))
    parents = np.array(found.centroid_parents, dtype=object)
    inside = cosine >= found.floor
    table = pd.DataFrame(
        {
            "ticket_no": frame["ticket_no"].to_numpy(object)[others],
            "topic_id": np.array(found.centroid_ids, dtype=object)[number],
            "topic_mid": parents[number, 0],
            "topic_coarse": parents[number, 1],
            "weight": cosine.astype(np.float64),
        }
    )[inside & (np.array(found.centroid_ids, dtype=object)[number] != "")]
    held = pd.concat([found.topic_ticket, table], ignore_index=True)
    found = replace(found, topic_ticket=TOPIC_TICKET.shaped(held))
    return found, Pieces(model, kept)


def _by_caller(frame: pd.DataFrame) -> Any:
    """Return groups of one caller's tickets of one matter in a month."""
    from hotspots.repeats.types import RepeatRun

    keys = ["caller_key", "category_code", frame["day"].dt.to_period("M").rename("month")]
    rows = frame[frame["caller_key"].notna()].sort_values(["day", "ticket_no"])
    by = rows.groupby(keys, sort=False)["ticket_no"]
    rows = rows[by.transform("size") > 1]
    by = rows.groupby(keys, sort=False)["ticket_no"]
    rows = rows.assign(group_id=by.transform("first"), rank=by.cumcount() + 1)
    members = rows[["ticket_no", "group_id", "rank"]].assign(probability=0.9)
    first = rows[rows["rank"] == 1].set_index("group_id")
    size = rows.groupby("group_id", sort=False).size()
    span = rows.groupby("group_id", sort=False)["day"]
    groups = pd.DataFrame(
        {
            "kind": "一人多诉", "n": size, "callers": 1, "places": 1, "first": span.min(),
            "last": span.max(), "name": first["title"], "category_code": first["category_code"],
            "area_code": first["area_code"], "units": "[]", "score": 0.9, "returns": 0,
        }
    ).rename_axis("group_id").reset_index()  # fmt: skip
    others = members[members["rank"] > 1]
    pairs = pd.DataFrame(
        {"a": others["group_id"], "b": others["ticket_no"], "probability": 0.9, "evidence": "[]"}
    )
    suggestions = pd.DataFrame(
        {
            "suggestion_id": "s" + groups["group_id"], "group_id": groups["group_id"],
            "tickets": "[]", "probability": 0.9, "reason": "同一诉求人",
        }
    ).head(len(groups) // 2)  # fmt: skip
    return RepeatRun(groups, members.reset_index(drop=True), pairs, suggestions)
