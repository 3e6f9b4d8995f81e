"""Character n-grams of many texts at once: sets of hashed n-grams, their rarity, what two share.

Everything is done on arrays of code points, so that a million texts cost a minute. Spaces and
punctuation are left out and letters are folded, so that two ways of writing are one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_CHUNK_TEXTS = 4_000
_CHUNK_GRAMS = 1_000_000
"""N-grams looked at in one go: what is worked out of them takes tens of bytes for each."""
_PLANE = 0x10000
_MIX = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)


@dataclass(frozen=True, slots=True)
class GramSets:
    """For each text the sorted distinct hashes of its n-grams (rows of a sparse matrix)."""

    starts: Ints
    grams: NDArray[np.int32]
    bits: int

    @property
    def texts(self) -> int:
        """Number of texts."""
        return len(self.starts) - 1

    @property
    def sizes(self) -> Ints:
        """Distinct n-grams of every text."""
        return np.diff(self.starts)

    def text_of(self) -> NDArray[np.int32]:
        """Return for every stored n-gram the text it belongs to."""
        return np.repeat(np.arange(self.texts, dtype=np.int32), self.sizes)

    def counts(self) -> Ints:
        """Return in how many texts each n-gram occurs."""
        return np.bincount(self.grams, minlength=1 << self.bits)

    def rows(self, wanted: Ints) -> tuple[Ints, NDArray[np.int32]]:
        """Return the rows of the wanted texts: starts and n-grams."""
        sizes = self.sizes[wanted]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        places = np.arange(starts[-1]) + np.repeat(self.starts[wanted] - starts[:-1], sizes)
        return starts, self.grams[places]

    def matrix(self) -> sparse.csr_matrix:
        """Return the sets as a sparse matrix of ones, texts × n-grams."""
        from scipy import sparse

        ones = np.ones(len(self.grams), dtype=np.int8)
        shape = (self.texts, 1 << self.bits)
        found = sparse.csr_matrix((ones, self.grams, self.starts), shape=shape)
        _in_order(found)
        return found

    def only(self, keep: NDArray[np.bool_]) -> GramSets:
        """Return the sets without the n-grams that ``keep`` (by hash) does not have."""
        parts = [(part, keep[part.grams]) for _, part in self.stretches()]
        held = [part.grams[mask] for part, mask in parts]
        sizes = [np.bincount(part.text_of()[mask], minlength=part.texts) for part, mask in parts]
        return _joined(sizes, held, self.bits)

    def stretches(self) -> Iterator[tuple[int, GramSets]]:
        """Yield the sets as views of a few texts each, with the first one's number."""
        bounds = np.arange(0, max(len(self.grams), 1), _CHUNK_GRAMS)
        cuts = [*np.searchsorted(self.starts[:-1], bounds).tolist(), self.texts]
        for first, last in itertools.pairwise(cuts):
            if first < last:
                start, end = self.starts[first], self.starts[last]
                starts = self.starts[first : last + 1] - start
                yield first, GramSets(starts, self.grams[start:end], self.bits)

    def sums(self, weight: Floats) -> NDArray[np.float64]:
        """Return for each text the sum of its n-grams' weights."""
        found = np.zeros(self.texts)
        for first, part in self.stretches():
            end = first + part.texts
            found[first:end] = np.bincount(part.text_of(), weight[part.grams], part.texts)
        return found


def gram_sets(texts: Iterable[str], n: int, *, bits: int, limit: int) -> GramSets:
    """Return the distinct ``n``-grams of each text's first ``limit`` characters, hashed.

    ``texts`` is read once, so that it may make the texts one after the other.
    """
    sizes: list[Ints] = []
    grams: list[NDArray[np.int32]] = []
    given = iter(texts)
    while part := [text[:limit] for text in itertools.islice(given, _CHUNK_TEXTS)]:
        owner, points = _points(part)
        keys = _distinct(_keys(owner, points, n, bits))
        sizes.append(np.bincount(keys >> bits, minlength=len(part)).astype(np.int64))
        grams.append((keys & ((1 << bits) - 1)).astype(np.int32))
    return _joined(sizes, grams, bits)


def _joined(sizes: list[Ints], grams: list[NDArray[np.int32]], bits: int) -> GramSets:
    starts = np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *sizes]))
    return GramSets(starts, np.concatenate(grams) if grams else np.zeros(0, np.int32), bits)


def _points(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    points = _FOLDED[np.minimum(raw, _PLANE - 1)]
    points = np.where(raw >= _PLANE, raw, points)
    kept = points > 0
    return owner[kept], points[kept]


def _keys(owner: NDArray[np.int32], points: NDArray[np.uint32], n: int, bits: int) -> Ints:
    count = len(points) - n + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    mixed = np.zeros(count, dtype=np.uint32)
    for k in range(n):
        mixed = (mixed ^ points[k : k + count]) * np.uint32(_MIX[k % len(_MIX)])
        mixed ^= mixed >> np.uint32(15)
    whole = owner[:count] == owner[n - 1 : n - 1 + count]
    hashed = (mixed >> np.uint32(32 - bits)).astype(np.int64)
    keys: Ints = ((owner[:count].astype(np.int64) << bits) | hashed)[whole]
    return keys


def _distinct(keys: Ints) -> Ints:
    # Sorting is several times faster here than numpy's own `unique`.
    keys.sort()
    return keys[np.diff(keys, prepend=-1) > 0]


def _fold_table() -> NDArray[np.uint32]:
    table = np.zeros(_PLANE, dtype=np.uint32)
    for point in range(_PLANE):
        letter = chr(point)
        full = chr(point - 0xFEE0) if 0xFF01 <= point <= 0xFF5E else letter
        if full.isalnum():
            table[point] = ord(full.lower()[0])
    return table


_FOLDED = _fold_table()


def rarity(counts: Ints, texts: int) -> Floats:
    """Return the inverse document frequency of every n-gram, smoothed: ln((1+N)/(1+df)) + 1."""
    return (np.log((1 + texts) / (1 + counts)) + 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Shared:
    """What pairs of texts have in common: ``grams[starts[k]:starts[k + 1]]`` for pair ``k``."""

    starts: Ints
    grams: NDArray[np.int32]

    def sums(self, weight: Floats) -> NDArray[np.float64]:
        """Return for each pair the sum of the weights of what it shares."""
        # Each sum by itself: it is the same whatever other pairs are compared with it.
        pairs = len(self.starts) - 1
        owner = np.repeat(np.arange(pairs), np.diff(self.starts))
        return np.bincount(owner, weight[self.grams], pairs).astype(np.float64, copy=False)

    def largest(self, weight: Floats) -> NDArray[np.float64]:
        """Return for each pair the largest weight of what it shares, 0 for nothing."""
        return self.told(weight[:, None])[1][:, 0].astype(np.float64)

    def told(self, weights: Floats) -> tuple[NDArray[np.float64], Floats]:
        """Return for each pair and column the sum and the largest weight of what it shares.

        ``weights``: n-grams × columns, which are looked up together: that is what takes the time.
        """
        shape = (len(self.starts) - 1, weights.shape[1])
        sums, most = np.zeros(shape), np.zeros(shape, dtype=np.float32)
        some = np.flatnonzero(np.diff(self.starts) > 0)
        if len(some):
            held = weights[self.grams]
            starts = self.starts[some]
            sums[some] = np.add.reduceat(held.astype(np.float64), starts, axis=0)
            most[some] = np.maximum.reduceat(held, starts, axis=0)
        return sums, most


def shared(sets: GramSets, a: Ints, b: Ints) -> Shared:
    """Return the n-grams that texts ``a[k]`` and ``b[k]`` both have."""
    return in_common(sets.matrix(), a, b)


def in_common(matrix: sparse.csr_matrix, a: Ints, b: Ints) -> Shared:
    """Return what texts ``a[k]`` and ``b[k]`` share by their ``GramSets.matrix``, made once."""
    both = [matrix[wanted] for wanted in (a, b)]
    for rows in both:
        _in_order(rows)
    product = both[0].multiply(both[1]).tocsr()
    return Shared(product.indptr.astype(np.int64), product.indices)


def _in_order(matrix: sparse.csr_matrix) -> None:
    """Say that a matrix holds each n-gram once and in rising order, which spares a look."""
    matrix.has_sorted_indices = True
    matrix.has_canonical_format = True


def chunks(count: int, size: int) -> Iterator[slice]:
    """Yield slices that cover ``count`` things, ``size`` at a time."""
    for first in range(0, count, size):
        yield slice(first, min(first + size, count))
