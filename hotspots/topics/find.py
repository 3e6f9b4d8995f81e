"""A topic run from end to end."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_access.one_thread import use_one_thread
from hotspots.topics.describe import describe, word_shares, words_of
from hotspots.topics.edits import TopicEdits
from hotspots.topics.expectation import Due
from hotspots.topics.finished import finished
from hotspots.topics.levels import Levels, find_levels, new_id
from hotspots.topics.match import Matches, match
from hotspots.topics.naming import name_all
from hotspots.topics.prepare import Prepared, prepare
from hotspots.topics.replay import replay
from hotspots.topics.result import TopicRun
from hotspots.topics.said_words import said_json
from hotspots.topics.settings import TopicSettings
from hotspots.topics.titles import TitleBook
from hotspots.topics.update import update_topics
from hotspots.vectors.lsa import Lsa
from hotspots.words.names import Names

_NONE = TopicEdits()
_DEFAULT = TopicSettings()
_NOTHING_DUE = Due()


def find_topics(
    frame: pd.DataFrame,
    names: Names,
    *,
    as_of: date,
    seed: int = 0,
    vectors: np.ndarray | None = None,
    previous: TopicRun | None = None,
    edits: TopicEdits = _NONE,
    settings: TopicSettings = _DEFAULT,
    refit: bool = True,
    model: Lsa | None = None,
    anew: Collection[str] = (),
    due: Due = _NOTHING_DUE,
) -> TopicRun:
    """Return the topics of the tickets in ``frame`` as of a day.

    ``frame``: the ticket frame (a row per ticket; ticket_no and day are needed, anything else may
    be empty); ``vectors``: one per row, float, or None to train LSA on these texts; ``previous``:
    the last run, whose ids are kept where topics are recognised; ``edits``: what analysts changed.
    ``model``: the model that ``vectors`` are of, whose words are used too. With ``refit=False``
    tickets join the previous run's topics by text and only local matters of the last
    ``night_days`` are looked for: what a night does between two whole runs (``night``); ``anew``
    names tickets whose text changed since. ``due``: what is expected of the categories; empty: a
    topic's own past alone says what to expect. Too few or empty texts give a run without topics
    whose ``note`` says why.
    """
    use_one_thread()
    if not refit and previous is not None and previous.centroids is not None:
        return update_topics(
            frame,
            names,
            as_of=as_of,
            seed=seed,
            vectors=vectors,
            previous=previous,
            edits=edits,
            settings=settings,
            model=model,
            anew=anew,
            due=due,
        )
    data = prepare(
        frame, names, as_of=as_of, seed=seed, vectors=vectors, settings=settings, model=model
    )
    if not len(data.frame):
        return TopicRun(as_of, note=data.notes[0], model=data.model)
    levels = find_levels(data, seed=seed, settings=settings)
    if not (levels.labels[:, 2] >= 0).any():
        note = f"{' '.join(data.notes)} 没有找到主题：文本太少，或彼此没有共同之处。".strip()
        return TopicRun(as_of, outlier_share=1.0, note=note, model=data.model)
    words = [_words(data, levels, depth, settings) for depth in range(3)]
    matches = [_match(data, levels, depth, words[depth], previous) for depth in range(3)]
    named = _names(levels, matches, as_of)
    ids = replay(_ids(levels, named), data, edits, previous)
    found = finished(
        data, ids, levels.weight,
        _described(data, ids, levels, _stabilities(levels, named), settings),
        as_of=as_of, matches=matches, named=named, edits=edits, previous=previous,
        settings=settings, due=due,
    )  # fmt: skip
    return replace(
        found,
        centroids=levels.hierarchy.centroids,
        centroid_ids=tuple(named[2].get(k, "") for k in range(len(levels.hierarchy.centroids))),
        centroid_parents=tuple(
            (named[1].get(int(middle), ""), named[0].get(int(coarse), ""))
            for coarse, middle in levels.hierarchy.parents
        ),
        floor=levels.hierarchy.floor,
    )


def _words(
    data: Prepared, levels: Levels, depth: int, settings: TopicSettings
) -> list[list[tuple[str, float]]]:
    labels = levels.labels[:, depth]
    return words_of(data, labels, int(labels.max(initial=-1)) + 1, settings)


def _match(
    data: Prepared,
    levels: Levels,
    depth: int,
    words: list[list[tuple[str, float]]],
    previous: TopicRun | None,
) -> Matches:
    if previous is None or previous.topics.empty:
        return Matches()
    labels = levels.labels[:, depth]
    new = pd.Series(labels, index=data.frame["ticket_no"].astype(str))
    column = ("topic_coarse", "topic_mid", "topic_id")[depth]
    old = previous.topic_ticket.set_index("ticket_no")[column]
    alive = previous.topics[(previous.topics["depth"] == depth + 1) & (previous.topics["n"] > 0)]
    old_words = {
        str(topic): {str(word): float(w) for word, w in json.loads(text)}
        for topic, text in zip(alive["topic_id"], alive["words"], strict=True)
    }
    sizes = np.bincount(labels[labels >= 0], minlength=len(words))
    new_words = {number: dict(pairs) for number, pairs in enumerate(words) if sizes[number]}
    return match(new[new >= 0], old, new_words, old_words)


def _names(levels: Levels, matches: list[Matches], as_of: date) -> list[dict[int, str]]:
    """Return per depth: number → id; the number of a topic that the last run had keeps its id."""
    found = []
    for depth in range(3):
        labels = levels.labels[:, depth]
        sizes = np.bincount(labels[labels >= 0])
        order = np.lexsort((np.arange(len(sizes)), -sizes))
        taken = dict(matches[depth].same)
        used = set(taken.values())
        rank = 0
        for number in order[sizes[order] > 0]:
            if int(number) in taken:
                continue
            rank += 1
            while new_id(depth + 1, as_of, rank) in used:
                rank += 1
            taken[int(number)] = new_id(depth + 1, as_of, rank)
        found.append(taken)
    return found


def _ids(levels: Levels, named: list[dict[int, str]]) -> np.ndarray:
    """Return tickets × depths of topic ids, '' for an outlier."""
    columns = []
    for depth in range(3):
        top = int(levels.labels[:, depth].max(initial=-1)) + 1
        table = np.array([named[depth].get(k, "") for k in range(top)] + [""], dtype=object)
        columns.append(table[levels.labels[:, depth]])
    return np.column_stack(columns)


def _stabilities(levels: Levels, named: list[dict[int, str]]) -> dict[str, float]:
    shares = [*levels.upper, levels.stability]
    return {
        topic: float(shares[depth][number]) if number < len(shares[depth]) else 1.0
        for depth in range(3)
        for number, topic in named[depth].items()
    }


def _described(
    data: Prepared,
    ids: np.ndarray,
    levels: Levels,
    steady: dict[str, float],
    settings: TopicSettings,
) -> pd.DataFrame:
    """Return a row per topic: what it is about, where it hangs, how stable it is."""
    rows: list[dict[str, Any]] = []
    book, common = TitleBook.of(data.titles, data.segmenter), word_shares(data)
    for depth in range(3):
        keys = np.unique(ids[ids[:, depth] != "", depth])
        number = {key: index for index, key in enumerate(keys)}
        labels = np.array([number.get(key, -1) for key in ids[:, depth]], dtype=np.int64)
        words = words_of(data, labels, len(keys), settings)
        groups = pd.Series(np.arange(len(labels))).groupby(labels).indices
        at_depth: list[dict[str, Any]] = []
        for index, key in enumerate(keys):
            at = np.sort(np.asarray(groups[index]))
            row = describe(data, at, levels.weight, words[index], settings)
            row |= {
                "topic_id": key,
                "depth": depth + 1,
                "parent_id": ids[at[0], depth - 1] if depth else None,
                "stability": steady.get(key, 1.0),
            }
            at_depth.append(row)
        about = [row.pop("about") for row in at_depth]
        names = name_all(about, book, common, depth=depth + 1)
        for row, one, name in zip(at_depth, about, names, strict=True):
            rows.append({**row, "auto_name": name, "said": said_json(one, common)})
    return pd.DataFrame(rows)
