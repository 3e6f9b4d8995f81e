"""Counts of words: documents × words, sparse."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

import numpy as np
from scipy import sparse


def count_matrix(
    documents: Iterable[Sequence[str]], vocabulary: Mapping[str, int] | None = None
) -> tuple[sparse.csr_matrix, list[str]]:
    """Return (documents × words counts as float32, the words by column).

    Without a ``vocabulary`` the words are those that occur, sorted; with one, others are left out.
    """
    grow = vocabulary is None
    known: dict[str, int] = defaultdict(count().__next__) if grow else dict(vocabulary or {})
    indices = array("i")
    ends = [0]
    for words in documents:
        if grow:
            indices.extend(map(known.__getitem__, words))
        else:
            indices.extend([known[word] for word in words if word in known])
        ends.append(len(indices))
    columns = np.asarray(indices, dtype=np.int32)
    terms = list(known)
    if grow:
        order = sorted(range(len(terms)), key=terms.__getitem__)
        place = np.empty(len(terms), dtype=np.int32)
        place[order] = np.arange(len(terms), dtype=np.int32)
        columns = place[columns] if len(columns) else columns
        terms = [terms[index] for index in order]
    data = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((data, columns, np.asarray(ends)), shape=(len(ends) - 1, len(terms)))
    matrix.sum_duplicates()
    return matrix, terms


def tf_idf(counts: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """Return rows of (1 + log count) × idf, each of length one."""
    weighted = counts.copy()
    weighted.data = (1.0 + np.log(weighted.data)) * idf[weighted.indices]
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    weighted.data *= np.repeat(scale, np.diff(weighted.indptr)).astype(np.float32)
    return weighted


def inverse_frequency(counts: sparse.csr_matrix) -> np.ndarray:
    """Return log((1 + documents) / (1 + documents with the word)) + 1 for every word (float32)."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    idf: np.ndarray = np.log((1 + counts.shape[0]) / (1 + documents)) + 1
    return idf.astype(np.float32)
