"""Stability: does a topic come back when the tickets or the seed were others?

Cluster-wise assessment by resampling (Hennig 2007): topics are found again in samples of the
tickets; a topic reappears in a sample where one of the sample's topics has at least half of their
union in common (Jaccard ≥ 0.5).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

REAPPEARS = 0.5


def stability(
    labels: np.ndarray,
    again: Callable[[np.ndarray, int], np.ndarray],
    *,
    samples: int,
    seed: int,
    share: float = 0.8,
) -> np.ndarray:
    """Return per topic the share of samples in which it reappears (1.0 without samples).

    ``labels``: topic per ticket, −1 none. ``again(rows, seed)`` finds the topics of the tickets
    ``rows`` (sorted row numbers) with another seed and returns their labels.
    """
    topics = int(labels.max(initial=-1)) + 1
    random = np.random.default_rng(seed)
    seen = np.zeros(topics)
    for sample in range(samples):
        size = max(1, int(share * len(labels)))
        rows = np.sort(random.choice(len(labels), size=size, replace=False))
        seen += best_jaccard(labels[rows], again(rows, seed + 1 + sample), topics) >= REAPPEARS
    return seen / samples if samples else np.ones(topics)


def best_jaccard(labels: np.ndarray, others: np.ndarray, topics: int) -> np.ndarray:
    """Return for each topic in ``labels`` its largest Jaccard with a topic of ``others``."""
    from scipy import sparse

    both = (labels >= 0) & (others >= 0)
    width = int(others.max(initial=-1)) + 1
    if not both.any():
        return np.zeros(topics)
    table = sparse.coo_matrix(
        (np.ones(int(both.sum())), (labels[both], others[both])), shape=(topics, width)
    ).tocsr()
    mine = np.bincount(labels[labels >= 0], minlength=topics)
    theirs = np.bincount(others[others >= 0], minlength=width)
    pairs = table.tocoo()
    jaccard = pairs.data / (mine[pairs.row] + theirs[pairs.col] - pairs.data)
    best = np.zeros(topics)
    np.maximum.at(best, pairs.row, jaccard)
    return best
