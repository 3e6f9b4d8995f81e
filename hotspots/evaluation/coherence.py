"""Coherence and diversity of topics' words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from hotspots.words.matrix import count_matrix
from hotspots.words.topic_words import npmi_of


def npmi(topics: Sequence[Sequence[str]], documents: Sequence[Sequence[str]]) -> np.ndarray:
    """Return each topic's mean normalised pointwise mutual information, −1 … 1.

    Over all pairs of its words, from whole documents in which they occur together (Bouma 2009;
    Röder, Both and Hinneburg 2015). Pairs that never do count as −1. Topics with fewer than two
    words that occur get −1.
    """
    vocabulary = {
        word: index for index, word in enumerate(sorted(set(chain.from_iterable(topics))))
    }
    counts, _ = count_matrix(documents, vocabulary)
    counts.data[:] = 1.0
    gram = (counts.T @ counts).tocsr()
    frequency = gram.diagonal()
    result = []
    for topic in topics:
        columns = [vocabulary[word] for word in dict.fromkeys(topic)]
        if len(columns) < 2:
            result.append(-1.0)
            continue
        values = npmi_of(gram[columns][:, columns].toarray(), frequency[columns], len(documents))
        result.append(float(values[np.triu_indices(len(columns), 1)].mean()))
    return np.asarray(result)


def diversity(topics: Sequence[Sequence[str]]) -> float:
    """Return the share of different words among all topics' words (Dieng, Ruiz and Blei 2020)."""
    words = list(chain.from_iterable(topics))
    return len(set(words)) / len(words) if words else 0.0
