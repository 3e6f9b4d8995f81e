"""Topics by text made whole and clean: pieces of one matter joined, tails that name it not cut off.

A tree that is cut fine enough to hold one matter a branch also cuts some matters in two. Branches
that are near, say the same particular words and are of one category are joined again. What a
branch gathered only because it was nowhere nearer does not name the branch's subject; it stays
out rather than swell the topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from hotspots.topics.cluster import Hierarchy
from hotspots.vectors.embedder import unit_rows
from hotspots.words.topic_words import class_counts

_SHARE, _LIFT = 0.15, 4.0
"""A word is particular to a topic where such a share of its tickets has it, so many times the share
of all tickets."""
_NEAR, _SAME_WORDS = 0.75, 0.5
_NEAR_FILED = 0.6
_FILED = 0.6
"""Share of a topic's tickets from which on its category says what it is about."""
_TOLD, _TOLD_ALONE = 0.2, 0.4
"""A ticket names the subject with so large a part of what half of the topic's tickets tell; where
no category speaks for it as well, with so much.
"""
FILED = 0.5
"""Share of tickets with a category from which on a source counts as filed."""
SURE: Final = 0.8
_LEAST = 0.55
"""Cosines with the topic's middle: from ``SURE`` on a ticket need not name the subject, below
``_LEAST`` its words are no help."""
_SURE = 0.85


@dataclass(frozen=True)
class Texts:
    """What the tickets say: ``binary`` tickets × words, 0 or 1; ``filed``: the number of each one's
    category, −1 none.
    """

    binary: sparse.csr_matrix
    filed: np.ndarray

    @classmethod
    def of(cls, counts: sparse.csr_matrix, filed: np.ndarray) -> Texts:
        """Return the texts of counted words."""
        binary = counts.copy()
        binary.data[:] = 1.0
        return cls(binary, filed)

    @property
    def is_filed(self) -> bool:
        """Whether enough tickets have a category for it to help telling matters apart."""
        return bool(len(self.filed)) and float((self.filed >= 0).mean()) >= FILED

    def part(self, rows: np.ndarray) -> Texts:
        """Return some tickets' texts."""
        return Texts(self.binary[rows], self.filed[rows])


def refined(found: Hierarchy, vectors: np.ndarray, texts: Texts, least: int) -> Hierarchy:
    """Return the hierarchy with close pieces joined and tails cut off.

    ``least``: tickets of a topic; what is left of a smaller one is an outlier. A ticket that does
    not name its topic's subject goes where it names the nearest other topic's, or nowhere.
    """
    if len(found.centroids) < 2 or not texts.binary.shape[1]:
        return found
    joined = _joined(found, texts)
    labels = np.where(found.labels[:, 2] >= 0, joined[found.labels[:, 2]], -1)
    fine = _named(labels, vectors, texts)
    sizes = np.bincount(fine[fine >= 0], minlength=int(joined.max()) + 1)
    large = np.flatnonzero(sizes >= least)
    number = np.full(len(sizes), -1, dtype=np.int64)
    number[large] = np.arange(len(large))
    fine = np.where(fine >= 0, number[fine], -1)
    hangs = [_parent(found, joined, depth)[large] for depth in (0, 1)]
    return _placed(found, vectors, fine, np.stack(hangs, axis=1))


def _placed(
    found: Hierarchy, vectors: np.ndarray, fine: np.ndarray, parents: np.ndarray
) -> Hierarchy:
    """Return the hierarchy of new fine topics."""
    labels = np.full_like(found.labels, -1)
    inside = np.flatnonzero(fine >= 0)
    labels[inside, 2], labels[inside, :2] = fine[inside], parents[fine[inside]]
    centroids = _centroids(vectors, fine, len(parents))
    cosine = np.zeros(len(fine), dtype=np.float32)
    cosine[inside] = np.einsum("ij,ij->i", vectors[inside], centroids[fine[inside]])
    floor = max(found.floor, _LEAST)
    return Hierarchy(labels, centroids, cosine, floor, parents)


def subjects(labels: np.ndarray, topics: int, binary: sparse.csr_matrix) -> np.ndarray:
    """Return topics × words: how much a word is particular to a topic, 0 where it is not."""
    sizes = np.maximum(np.bincount(labels[labels >= 0], minlength=topics), 1)
    carried = class_counts(binary, labels, topics)
    share = np.asarray(carried.todense(), dtype=np.float64) / sizes[:, None]
    common = np.asarray(binary.sum(axis=0)).ravel() / binary.shape[0]
    lift = share / np.maximum(common, 1e-9)
    told: np.ndarray = np.where(
        (share >= _SHARE) & (lift >= _LIFT), share * np.log(np.maximum(lift, 1.0)), 0.0
    )
    return told


def _joined(found: Hierarchy, texts: Texts) -> np.ndarray:
    """Return the number of the joined topic of each fine topic."""
    topics = len(found.centroids)
    told = subjects(found.labels[:, 2], topics, texts.binary)
    filed = _filed(found.labels[:, 2], texts.filed, topics)
    near = found.centroids @ found.centroids.T
    first, second = np.nonzero(np.triu(near >= _NEAR_FILED, k=1))
    root = np.arange(topics)
    order = np.lexsort((second, first, -near[first, second]))
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if filed[a] >= 0 and filed[b] >= 0:
            same = filed[a] == filed[b]
        else:
            less = min(told[a].sum(), told[b].sum())
            both = np.minimum(told[a], told[b]).sum()
            same = near[a, b] >= _NEAR and less > 0 and both >= _SAME_WORDS * less
            same = same and (filed[a] < 0) == (filed[b] < 0)
        if same:
            root[root == root[b]] = root[a]
    return np.unique(root, return_inverse=True)[1]


def _filed(labels: np.ndarray, filed: np.ndarray, topics: int) -> np.ndarray:
    """Return the category that most of a topic's tickets share, −1 none."""
    inside = (labels >= 0) & (filed >= 0)
    result = np.full(topics, -1, dtype=np.int64)
    if not inside.any():
        return result
    width = int(filed.max()) + 1
    table = np.zeros((topics, width), dtype=np.int64)
    np.add.at(table, (labels[inside], filed[inside]), 1)
    most, whole = (
        table.max(axis=1),
        np.maximum(np.bincount(labels[labels >= 0], minlength=topics), 1),
    )
    held = most >= _FILED * whole
    result[held] = table.argmax(axis=1)[held]
    return result


def _parent(found: Hierarchy, joined: np.ndarray, depth: int) -> np.ndarray:
    """Return where joined topics hang: where the largest of their pieces did."""
    inside = found.labels[found.labels[:, 2] >= 0, 2]
    order = np.argsort(np.bincount(inside, minlength=len(joined)), kind="stable")
    result = np.zeros(int(joined.max()) + 1, dtype=np.int64)
    result[joined[order]] = found.parents[order, depth]
    return result


def _named(labels: np.ndarray, vectors: np.ndarray, texts: Texts) -> np.ndarray:
    """Return the labels with every ticket where it names the subject, −1 where it is nowhere."""
    subject = _Subjects.of(labels, vectors, texts)
    inside = np.flatnonzero(labels >= 0)
    rest = inside[~subject.fit(inside, labels[inside], vectors, texts)]
    result = labels.copy()
    result[rest] = -1
    if len(rest):
        alike = np.asarray(vectors[rest] @ subject.centroids.T)
        alike[np.arange(len(rest)), labels[rest]] = -1.0
        other = alike.argmax(axis=1)
        result[rest] = np.where(subject.fit(rest, other, vectors, texts), other, -1)
    return result


def shed(labels: np.ndarray, vectors: np.ndarray, texts: Texts) -> np.ndarray:
    """Return the labels without the tickets that do not name their topic's subject."""
    if not (labels >= 0).any() or not texts.binary.shape[1]:
        return labels
    inside = np.flatnonzero(labels >= 0)
    fits = _Subjects.of(labels, vectors, texts).fit(inside, labels[inside], vectors, texts)
    result = labels.copy()
    result[inside[~fits]] = -1
    return result


@dataclass(frozen=True)
class _Subjects:
    """What topics are about: ``weight`` of words and ``usual``, the median of what tickets tell;
    ``centroids`` of length one.
    """

    weight: sparse.csr_matrix
    usual: np.ndarray
    centroids: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, vectors: np.ndarray, texts: Texts) -> _Subjects:
        topics = int(labels.max(initial=-1)) + 1
        weight = sparse.csr_matrix(subjects(labels, topics, texts.binary))
        inside = np.flatnonzero(labels >= 0)
        told = _told(inside, labels[inside], weight, texts)
        usual = np.zeros(topics)
        order = np.argsort(labels[inside], kind="stable")
        ends = np.searchsorted(labels[inside][order], np.arange(topics + 1))
        for topic in np.flatnonzero(np.diff(ends)):
            usual[topic] = np.median(told[order[ends[topic] : ends[topic + 1]]])
        return cls(weight, usual, _centroids(vectors, labels, topics))

    def fit(
        self, rows: np.ndarray, topic: np.ndarray, vectors: np.ndarray, texts: Texts
    ) -> np.ndarray:
        """Return which of the tickets ``rows`` belong to the topic given for each."""
        told = _told(rows, topic, self.weight, texts)
        least = _TOLD if texts.is_filed else _TOLD_ALONE
        cosine = np.einsum("ij,ij->i", vectors[rows], self.centroids[topic])
        fits: np.ndarray = (cosine >= SURE) | (
            (cosine >= _LEAST) & (told >= least * self.usual[topic])
        )
        return fits


def _told(
    rows: np.ndarray, topic: np.ndarray, weight: sparse.csr_matrix, texts: Texts
) -> np.ndarray:
    """Return how much each ticket tells of its topic's subject."""
    told: np.ndarray = np.asarray(texts.binary[rows].multiply(weight[topic]).sum(axis=1)).ravel()
    return told


def _centroids(vectors: np.ndarray, labels: np.ndarray, topics: int) -> np.ndarray:
    inside = np.flatnonzero(labels >= 0)
    members = sparse.csr_matrix(
        (np.ones(len(inside), np.float32), (labels[inside], inside)), shape=(topics, len(labels))
    )
    return unit_rows(members @ np.asarray(vectors, dtype=np.float32))
