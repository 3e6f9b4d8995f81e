"""The topic of every ticket at each depth, with ids that stay from run to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from hotspots.topics.cluster import Hierarchy, cluster, nearest
from hotspots.topics.kinds import of_their_kind
from hotspots.topics.matters import local_matters
from hotspots.topics.prepare import Prepared
from hotspots.topics.refine import Texts, refined, shed
from hotspots.topics.settings import TopicSettings
from hotspots.topics.stability import stability

_PREFIX = {1: "A", 2: "B", 3: "C"}


@dataclass
class Levels:
    """The topic of every ticket at each depth.

    ``labels``: tickets × 3 (coarse, middle, fine), −1 outlier. Fine numbers below ``texts`` are
    topics by text, the others local matters. ``stability``: per fine topic; ``upper``: per depth
    coarse and middle.
    """

    labels: np.ndarray
    weight: np.ndarray
    texts: int
    hierarchy: Hierarchy
    stability: np.ndarray
    upper: list[np.ndarray]


def find_levels(data: Prepared, *, seed: int, settings: TopicSettings) -> Levels:
    """Find topics by text at three depths, and local matters as fine topics of their own."""
    texts = _texts(data)
    hierarchy = _hierarchy(data.vectors, texts, seed, settings)
    labels = hierarchy.labels.copy()
    by_text = len(hierarchy.centroids)
    weight = hierarchy.cosine.astype(np.float64).copy()
    steady, upper = _stability(data, texts, hierarchy, seed, settings)
    if settings.local and by_text:
        events, local = local_matters(data, labels[:, :2], seed=seed, settings=settings)
        if not texts.is_filed:
            # Without categories a matter gathers what only shares its days.
            events = shed(events, data.vectors, texts)
        inside = events >= 0
        labels[inside, 2] = by_text + events[inside]
        weight[inside] = np.maximum(weight[inside], 0.5)
        steady = np.concatenate([steady, local])
        _hang(labels, by_text, hierarchy, data.vectors)
    _drop_small(labels, settings.min_size)
    codes = [str(code or "") for code in data.frame["category_code"]]
    labels = of_their_kind(labels, codes)
    return Levels(labels, weight, by_text, _rehung(hierarchy, labels), steady, upper)


def _rehung(hierarchy: Hierarchy, labels: np.ndarray) -> Hierarchy:
    """Return the hierarchy with parents as the labels have them."""
    parents = hierarchy.parents.copy()
    inside = np.flatnonzero((labels[:, 2] >= 0) & (labels[:, 2] < len(parents)))
    parents[labels[inside, 2]] = labels[inside, :2]
    return replace(hierarchy, parents=parents)


def new_id(depth: int, as_of: date, rank: int) -> str:
    """Return a new topic's id: depth, day of birth, rank of that day."""
    return f"{_PREFIX[depth]}{as_of:%y%m%d}-{rank:03d}"


def _texts(data: Prepared) -> Texts:
    codes = data.frame["category_code"]
    return Texts.of(data.counts, pd.factorize(codes.where(codes != "", None))[0])


def _hierarchy(vectors: np.ndarray, texts: Texts, seed: int, settings: TopicSettings) -> Hierarchy:
    coarse, middle, fine = settings.depths
    # Filed tickets have local matters beside topics by text, and a category to be told apart by: a
    # finer cut breaks what has just begun into pieces too small to be noticed. Without categories
    # only the cut keeps matters apart.
    filed = settings.local and texts.is_filed
    by_text = max(middle, int(fine * settings.text_share)) if filed else fine
    found = cluster(
        vectors,
        (coarse, middle, by_text),
        seed=seed,
        min_size=settings.min_size,
        noise_share=settings.noise_share,
    )
    return refined(found, vectors, texts, settings.min_size)


def _stability(
    data: Prepared, texts: Texts, hierarchy: Hierarchy, seed: int, settings: TopicSettings
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the share of samples in which the fine, and the coarse and middle topics come back."""
    sizes = [int(hierarchy.labels[:, depth].max(initial=-1)) + 1 for depth in (0, 1)]
    if not len(hierarchy.centroids):
        return np.ones(len(hierarchy.centroids)), [np.ones(size) for size in sizes]
    cached: dict[int, np.ndarray] = {}

    def at(depth: int) -> Callable[[np.ndarray, int], np.ndarray]:
        def again(rows: np.ndarray, other: int) -> np.ndarray:
            if other not in cached:
                part = texts.part(rows)
                cached[other] = _hierarchy(data.vectors[rows], part, other, settings).labels
            return cached[other][:, depth]

        return again

    shares = [
        stability(hierarchy.labels[:, depth], at(depth), samples=settings.samples, seed=seed)
        for depth in range(3)
    ]
    fine = np.zeros(len(hierarchy.centroids))
    fine[: len(shares[2])] = shares[2]
    return fine, shares[:2]


def _hang(labels: np.ndarray, texts: int, hierarchy: Hierarchy, vectors: np.ndarray) -> None:
    """Hang every local matter under the coarse and middle topic of most of its tickets.

    Where all of them were outliers (a matter nobody spoke of before), the nearest ones count.
    """
    parents = hierarchy.parents
    for number in np.unique(labels[labels[:, 2] >= texts, 2]):
        rows = np.flatnonzero(labels[:, 2] == number)
        middle = labels[rows, 1][labels[rows, 1] >= 0]
        if not len(middle):
            middle = parents[nearest(vectors[rows], hierarchy.centroids)[0], 1]
        most = int(np.bincount(middle).argmax())
        coarse = int(parents[parents[:, 1] == most][0, 0])
        labels[rows, 0], labels[rows, 1] = coarse, most


def _drop_small(labels: np.ndarray, least: int) -> None:
    """Make outliers of what is left of a topic by text when local matters took most of it, and of
    a matter whose tickets mostly spoke of other things.
    """
    sizes = np.bincount(labels[labels[:, 2] >= 0, 2])
    small = np.flatnonzero(sizes < least)
    if len(small):
        labels[np.isin(labels[:, 2], small)] = -1
