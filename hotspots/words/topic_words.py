"""The words of topics: class-based TF-IDF, and from its best words those that belong together."""

from __future__ import annotations

import numpy as np
from scipy import sparse


def class_counts(counts: sparse.csr_matrix, labels: np.ndarray, topics: int) -> sparse.csr_matrix:
    """Return topics × words: the documents' counts (documents × words) summed by topic.

    ``labels``: topic per document, −1 for none.
    """
    inside = np.flatnonzero(labels >= 0)
    ones = np.ones(len(inside), dtype=np.float32)
    members = sparse.csr_matrix((ones, (labels[inside], inside)), shape=(topics, len(labels)))
    return sparse.csr_matrix(members @ counts)


def c_tf_idf(per_topic: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return BERTopic's class-based TF-IDF of topics × words counts (Grootendorst 2022).

    With its BM25 weighting and square-rooted frequencies, so that a word that one long text
    repeats says no more than it should.
    """
    from bertopic.vectorizers import ClassTfidfTransformer

    model = ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)
    return sparse.csr_matrix(model.fit_transform(per_topic.copy()))


def top_words(
    weights: sparse.csr_matrix,
    binary: sparse.csr_matrix,
    carried: sparse.csr_matrix,
    sizes: np.ndarray,
    *,
    words: int = 10,
    candidates: int = 30,
    together: bool = True,
) -> list[list[tuple[int, float]]]:
    """Return per topic the (column, weight) of its words, most telling first.

    ``weights``: topics × words; ``binary``: documents × words (0/1); ``carried``: topics × words,
    in how many of the topic's documents; ``sizes``: documents per topic. A word must be in three
    and in a twelfth of a topic's documents: rarer ones are one person's, not the topic's (where
    too few are left, the commonest fill up). Of a topic's ``candidates``
    best words those stay that also occur together in the documents (normalised pointwise mutual
    information, Bouma 2009): each next word is the one with the largest weight × (1 + mean NPMI
    with the words chosen so far). ``together=False`` keeps the plain order of the weights.
    """
    best = [
        _largest(
            weights,
            carried,
            topic,
            least=max(3.0, sizes[topic] / 12),
            words=words,
            most=candidates,
        )
        for topic in range(weights.shape[0])
    ]
    if not together:
        return [pairs[:words] for pairs in best]
    columns = np.unique([column for pairs in best for column, _ in pairs]).astype(np.int64)
    if not len(columns):
        return [[] for _ in best]
    used = binary[:, columns].astype(np.float32)
    gram = sparse.csr_matrix(used.T @ used)
    frequency = gram.diagonal()
    place = {int(column): index for index, column in enumerate(columns)}
    return [
        _greedy(
            pairs,
            [place[c] for c, _ in pairs],
            gram,
            frequency,
            documents=binary.shape[0],
            words=words,
        )
        for pairs in best
    ]


def _largest(
    weights: sparse.csr_matrix,
    carried: sparse.csr_matrix,
    topic: int,
    *,
    least: float,
    words: int,
    most: int,
) -> list[tuple[int, float]]:
    row = slice(weights.indptr[topic], weights.indptr[topic + 1])
    columns, values = weights.indices[row], weights.data[row]
    inside = slice(carried.indptr[topic], carried.indptr[topic + 1])
    n = np.zeros(weights.shape[1], dtype=np.float32)
    n[carried.indices[inside]] = carried.data[inside]
    n = n[columns]
    enough = n >= least
    if enough.sum() < words:
        order = np.lexsort((columns, -values, -n))
        enough = np.zeros(len(columns), dtype=bool)
        enough[order[:words]] = True
    columns, values = columns[enough & (values > 0)], values[enough & (values > 0)]
    order = np.lexsort((columns, -values))[:most]
    return [(int(columns[k]), float(values[k])) for k in order]


def _greedy(
    pairs: list[tuple[int, float]],
    places: list[int],
    gram: sparse.csr_matrix,
    frequency: np.ndarray,
    *,
    documents: int,
    words: int,
) -> list[tuple[int, float]]:
    if not pairs:
        return []
    both = gram[places][:, places].toarray()
    npmi = npmi_of(both, frequency[places], documents)
    weight = np.asarray([value for _, value in pairs])
    chosen = [int(np.argmax(weight * (1 + np.clip(npmi, 0, None).mean(axis=1))))]
    while len(chosen) < min(words, len(pairs)):
        score = weight * np.clip(1 + npmi[:, chosen].mean(axis=1), 0.01, None)
        score[chosen] = -1.0
        chosen.append(int(np.argmax(score)))
    return [pairs[index] for index in sorted(chosen, key=lambda k: (-weight[k], k))]


def npmi_of(both: np.ndarray, frequency: np.ndarray, documents: int) -> np.ndarray:
    """Return words × words NPMI from document counts; −1 where two never occur together."""
    share = np.maximum(both, 1e-12) / documents
    alone = np.maximum(frequency, 1e-12) / documents
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(share / np.outer(alone, alone)) / -np.log(share)
    value = np.where(both >= documents, 1.0, value)
    return np.where(both > 0, value, -1.0)
