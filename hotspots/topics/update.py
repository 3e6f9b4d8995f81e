"""A night between two whole runs: new tickets join the topics there are, local matters are new.

Tickets that the last run knew stay where they are, outliers too, unless their text changed; new
ones join the nearest topic by text, or none where the cosine is below the floor or they do not name
what it is about. Local matters are looked for
anew in the tickets of the last ``night_days``, wherever these are placed (``matters``; vectors of
the earlier ones tell what is usual in a community), and keep their id where the last run knew them.
Topics keep the words and names that they had; counts, heat and states are made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from data_access.results.values import within
from data_access.types import WeisuError
from hotspots.topics.cluster import nearest
from hotspots.topics.describe import words_of
from hotspots.topics.edits import TopicEdits
from hotspots.topics.expectation import Due
from hotspots.topics.finished import finished
from hotspots.topics.heat_windows import WEEK
from hotspots.topics.levels import new_id
from hotspots.topics.match import Matches, match
from hotspots.topics.matters import local_matters
from hotspots.topics.prepare import Prepared, prepare
from hotspots.topics.refine import SURE
from hotspots.topics.replay import replay
from hotspots.topics.result import TopicRun
from hotspots.topics.settings import TopicSettings
from hotspots.topics.update_rows import topic_rows
from hotspots.vectors.lsa import Lsa
from hotspots.words.names import Names


@dataclass
class _Placed:
    """Where every ticket is: ``ids`` tickets × (coarse, middle, fine), '' none; its ``weight``."""

    ids: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class _ByText:
    """Where tickets' texts put them among the last run's topics; of a year few are ever asked."""

    data: Prepared
    previous: TopicRun

    def near(self, rows: np.ndarray) -> np.ndarray:
        """Return the nearest topic of some tickets, however far: rows × (coarse, middle, fine)."""
        return self._nearest(rows)[0]

    def place(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the nearest topic of some tickets, '' where it is too far, and how near it is."""
        near, cosine = self._nearest(rows)
        ids = near.copy()
        ids[(cosine < self.previous.floor) | (ids[:, 2] == "")] = ""
        ids[~_named(self.data, rows, ids[:, 2], cosine, self.previous)] = ""
        return ids, np.where(ids[:, 2] != "", cosine, 0.0).astype(np.float64)

    def _nearest(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        number, cosine = nearest(self.data.vectors[rows], np.asarray(self.previous.centroids))
        return self._topics[number], cosine

    @cached_property
    def _topics(self) -> np.ndarray:
        parents = np.array(self.previous.centroid_parents, dtype=object).reshape(-1, 2)
        table = np.column_stack([parents[:, 1], parents[:, 0], list(self.previous.centroid_ids)])
        return table.astype(object)


def update_topics(
    frame: pd.DataFrame,
    names: Names,
    *,
    as_of: date,
    seed: int,
    vectors: np.ndarray | None,
    previous: TopicRun,
    edits: TopicEdits,
    settings: TopicSettings,
    model: Lsa | None,
    anew: Collection[str],
    due: Due,
) -> TopicRun:
    """Return the topics of a night; see ``find_topics``.

    Errors: vectors are missing, or of another kind than the last run's.
    """
    _same_vectors(previous, vectors, model)
    data = prepare(
        frame,
        names,
        as_of=as_of,
        seed=seed,
        vectors=vectors,
        settings=settings,
        model=model,
        read_days=settings.night_days,
    )
    if not len(data.frame):
        return TopicRun(as_of, note=data.notes[0], model=data.model)
    by_text = _ByText(data, previous)
    placed = _as_before(data, previous, by_text, anew)
    matches, named, steady = _local(
        data, placed, by_text, previous, as_of=as_of, seed=seed, settings=settings
    )
    ids = replay(placed.ids, data, edits, previous)
    rows = topic_rows(
        data, ids, placed.weight, previous.topics, steady=steady, anew=anew, settings=settings
    )
    gone = [
        *(_gone(previous, ids, depth, Matches()) for depth in (0, 1)),
        _gone(previous, ids, 2, matches),
    ]
    found = finished(
        data, ids, placed.weight, rows,
        as_of=as_of, matches=gone, named=[{}, {}, named], edits=edits, previous=previous,
        settings=settings, due=due,
    )  # fmt: skip
    return replace(
        found,
        model=previous.model,
        centroids=previous.centroids,
        centroid_ids=previous.centroid_ids,
        centroid_parents=previous.centroid_parents,
        floor=previous.floor,
    )


def _same_vectors(previous: TopicRun, vectors: np.ndarray | None, model: Lsa | None) -> None:
    """Refuse to place tickets by vectors of another kind than the topics were found with."""
    width = np.asarray(previous.centroids).shape[1]
    same = vectors is not None and vectors.ndim == 2 and vectors.shape[1] == width
    if not same or (model is not None and previous.model not in ("given", model.version)):
        raise WeisuError(
            "新工单的文本向量与上次运行的模型不同，无法归入已有主题。"
            "已有主题没有变动；请用同一模型的向量，或完整重跑一次。"
        )


def _named(
    data: Prepared, rows: np.ndarray, topic: np.ndarray, cosine: np.ndarray, previous: TopicRun
) -> np.ndarray:
    """Return which of some tickets are near enough to their topic, or say one of its words.

    Texts that this night did not read count as saying one.
    """
    words = {
        str(key): {word for word, _ in json.loads(text)}
        for key, text in zip(previous.topics["topic_id"], previous.topics["words"], strict=True)
        if isinstance(text, str)
    }
    found = np.asarray(cosine >= SURE)
    for at in np.flatnonzero(~found & (topic != "")):
        said, own = data.cuts[rows[at]][0], words.get(topic[at])
        found[at] = not said or not own or not own.isdisjoint(said)
    return found


def _as_before(
    data: Prepared, previous: TopicRun, by_text: _ByText, anew: Collection[str]
) -> _Placed:
    """Keep every ticket where the last run had it; the others stand where their text puts them.

    What it left out stays out: its text is as far from every topic as it was.
    """
    held = previous.topic_ticket
    at = pd.Index(held["ticket_no"]).get_indexer(data.frame["ticket_no"].astype(str))
    known = ~within(data.frame["ticket_no"].astype("str"), anew)
    kept = (at >= 0) & known
    columns = ["topic_coarse", "topic_mid", "topic_id"]
    ids, weight = np.full((len(at), 3), "", dtype=object), np.zeros(len(at))
    out = (at < 0) & known & (data.frame["day"] <= pd.Timestamp(previous.as_of)).to_numpy()
    fresh = np.flatnonzero(~kept & ~out)
    ids[fresh], weight[fresh] = by_text.place(fresh)
    ids[kept] = held[columns].to_numpy(dtype=object)[at[kept]]
    weight[kept] = held["weight"].to_numpy()[at[kept]]
    return _Placed(ids, weight)


def _local(
    data: Prepared,
    placed: _Placed,
    by_text: _ByText,
    previous: TopicRun,
    *,
    as_of: date,
    seed: int,
    settings: TopicSettings,
) -> tuple[Matches, dict[int, str], dict[str, float]]:
    """Find the local matters of the last days and put their tickets there (in ``placed``).

    Returns what became of the last run's local matters, the id of each found one by number, and
    the stability of those.
    """
    if not settings.local or not len(previous.centroid_ids):
        return Matches(), {}, {}
    first = int(np.searchsorted(data.days, data.days[-1] - settings.night_days, side="right"))
    part = data.part(first)
    since = int(np.searchsorted(part.days, part.days[-1] - WEEK.days))
    upper = np.column_stack([_numbers(placed.ids[first:, depth]) for depth in (0, 1)])
    events, shares = local_matters(
        data, upper, seed=seed, settings=settings, first=first, since=since, night=True
    )
    known = set(previous.topics.loc[previous.topics["depth"] == 3, "topic_id"])
    local = known - set(previous.centroid_ids)
    matches = _match(
        part, placed.ids[first:], events, local=local, previous=previous, settings=settings
    )
    named = _names(matches, events, set(previous.topics["topic_id"]), as_of)
    held = pd.Series(placed.ids[:, 2])
    before = held[held.isin(local)].groupby(held).indices
    at = np.flatnonzero(held.isin(local))
    parents = dict(zip(previous.topics["topic_id"], previous.topics["parent_id"], strict=True))
    for number, topic in named.items():
        rows = first + np.flatnonzero(events == number)
        merged = [old for old, into in matches.merged.items() if into == [number]]
        for old in [topic, *merged]:
            rows = np.union1d(rows, at[before.get(old, [])])
        placed.ids[rows] = [*_hangs(placed, by_text, rows, topic, parents), topic]
        placed.weight[rows] = np.maximum(placed.weight[rows], 0.5)
    _dissolve(placed, by_text, local - set(named.values()), settings.min_size)
    return matches, named, {topic: float(shares[number]) for number, topic in named.items()}


def _numbers(ids: np.ndarray) -> np.ndarray:
    """Return a number per id, −1 for ''."""
    numbers, unique = pd.factorize(ids, sort=True)
    result: np.ndarray = numbers - int(len(unique) > 0 and unique[0] == "")
    return result


def _match(
    part: Prepared,
    ids: np.ndarray,
    events: np.ndarray,
    *,
    local: set[str],
    previous: TopicRun,
    settings: TopicSettings,
) -> Matches:
    """Match the local matters found with those of the last run, over the tickets of these days."""
    fine = _numbers(ids[:, 2])
    labels = np.where(events >= 0, int(fine.max(initial=-1)) + 1 + events, fine)
    words = words_of(part, labels, int(labels.max(initial=-1)) + 1, settings)
    numbers = part.frame["ticket_no"].astype(str).to_numpy()
    was = pd.Series(ids[:, 2], index=numbers)
    was = was[was.isin(local)]
    old = previous.topics[previous.topics["topic_id"].isin(set(was))]
    now = pd.Series(events, index=numbers)
    start = int(fine.max(initial=-1)) + 1
    return match(
        now[now >= 0],
        was,
        {number: dict(words[start + number]) for number in np.unique(events[events >= 0])},
        {
            str(topic): {str(word): float(w) for word, w in json.loads(text)}
            for topic, text in zip(old["topic_id"], old["words"], strict=True)
        },
    )


def _names(matches: Matches, events: np.ndarray, used: set[str], as_of: date) -> dict[int, str]:
    """Return the id of each matter: the last run's, or a new one by size."""
    named = {int(number): topic for number, topic in matches.same.items()}
    rank = 0
    for number in range(int(events.max(initial=-1)) + 1):
        if number in named or not (events == number).any():
            continue
        rank += 1
        while new_id(3, as_of, rank) in used:
            rank += 1
        named[number] = new_id(3, as_of, rank)
    return named


def _hangs(
    placed: _Placed, by_text: _ByText, rows: np.ndarray, topic: str, parents: Mapping[str, str]
) -> tuple[str, str]:
    """Return the coarse and middle topic of a matter: the last run's, or those of most tickets.

    ``parents``: the parent of every topic of the last run. ``by_text``: the nearest topic counts
    where all of a matter's tickets are outliers.
    """
    middle_id = parents.get(topic)
    if middle_id and parents.get(middle_id):
        return str(parents[middle_id]), str(middle_id)
    choices: tuple[Callable[[], np.ndarray], ...] = (
        lambda: placed.ids[rows],
        lambda: by_text.near(rows),
        lambda: by_text.near(np.arange(len(placed.ids))),
    )
    for ids in (choice() for choice in choices):
        inside = ids[ids[:, 1] != ""]
        if len(inside):
            middle, counts = np.unique(inside[:, 1].astype(str), return_counts=True)
            most = middle[int(counts.argmax())]
            return str(inside[inside[:, 1] == most][0, 0]), str(most)
    return "", ""


def _dissolve(placed: _Placed, by_text: _ByText, local: set[str], least: int) -> None:
    """Put the tickets of local matters that have become too small where their text puts them."""
    held = pd.Series(placed.ids[:, 2])
    counts = held.value_counts()
    small = [str(name) for name, n in counts.items() if name in local and n < least]
    rows = np.flatnonzero(held.isin(small))
    placed.ids[rows], placed.weight[rows] = by_text.place(rows)


def _gone(previous: TopicRun, ids: np.ndarray, depth: int, matches: Matches) -> Matches:
    """Return what became of the last run's topics of a depth that are no longer here."""
    old = previous.topics
    alive = old[(old["depth"] == depth + 1) & (old["n"] > 0)]["topic_id"]
    here = set(ids[:, depth])
    ends = [str(topic) for topic in alive if topic not in here]
    return Matches(
        merged={topic: into for topic, into in matches.merged.items() if topic in ends},
        split={topic: into for topic, into in matches.split.items() if topic in ends},
        gone=[t for t in ends if t not in matches.merged and t not in matches.split],
    )
