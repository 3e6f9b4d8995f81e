"""Topics of three depths that nest: one hierarchy, cut three times.

Tickets are first gathered into a few thousand small cells (mini-batch k-means, Sculley 2010), and
the cells into a tree by Ward's method (1963). Cutting the tree at three heights gives topics that
nest. Nothing is compiled at run time, and for a seed the result is always the same. Up to
``EXACT`` tickets the cells are the tickets themselves, so no seed matters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_access.one_thread import use_one_thread
from hotspots.vectors.embedder import unit_rows

EXACT = 6_000
CELLS = 2_000
_NOISE = 2_000
_CHUNK = 50_000
_HIGHEST_FLOOR = 0.5


@dataclass(frozen=True)
class Hierarchy:
    """``labels``: tickets × depths (coarse, middle, fine), −1 for an outlier.

    ``centroids``: fine topics × dimensions, of length one; ``cosine``: of each ticket with its
    fine topic; ``floor``: the cosine that noise seldom reaches, below which a ticket is left out;
    ``parents``: fine topics × (coarse, middle), where each fine topic hangs in the tree.
    """

    labels: np.ndarray
    centroids: np.ndarray
    cosine: np.ndarray
    floor: float
    parents: np.ndarray


def cluster(
    vectors: np.ndarray,
    depths: tuple[int, int, int],
    *,
    seed: int,
    min_size: int = 5,
    noise_share: float = 0.05,
) -> Hierarchy:
    """Return the topics of ``vectors`` (tickets × dimensions, rows of length one or zero).

    Outliers are tickets without a vector, in fine topics of fewer than ``min_size``, and those
    less like their topic than all but ``noise_share`` of noise is like its nearest topic; noise
    has each dimension's own values, drawn independently.
    """
    known = np.flatnonzero(np.linalg.norm(vectors, axis=1) > 0)
    labels = np.full((len(vectors), 3), -1, dtype=np.int64)
    cosine = np.zeros(len(vectors), dtype=np.float32)
    if len(known) < 2 * min_size:
        return _whole(vectors, known, labels, cosine, min_size)
    points = vectors[known]
    cells, centres = _cells(points, seed)
    cuts = _cut(centres, depths, len(known), min_size)
    fine = cuts[2][cells]
    large = np.flatnonzero(np.bincount(fine) >= min_size)
    if not len(large):
        return _nothing(vectors, labels, cosine)
    number = np.full(int(fine.max()) + 1, -1, dtype=np.int64)
    number[large] = np.arange(len(large))
    centroids = _centroids(points, number[fine], len(large))
    floor = _floor(points, centroids, noise_share, seed)
    fine = number[fine]
    own = np.einsum("ij,ij->i", points, centroids[fine])
    parents = np.zeros((len(large), 2), dtype=np.int64)
    for depth in (0, 1):
        upper = np.full(len(fine), -1, dtype=np.int64)
        upper[fine >= 0] = np.unique(cuts[depth][cells[fine >= 0]], return_inverse=True)[1]
        parents[fine[fine >= 0], depth] = upper[fine >= 0]
    fine = np.where((fine >= 0) & (own >= floor), fine, -1)
    inside = known[fine >= 0]
    labels[inside, 2] = fine[fine >= 0]
    labels[inside, :2] = parents[fine[fine >= 0]]
    cosine[known] = np.where(fine >= 0, own, 0.0)
    return Hierarchy(labels, centroids, cosine, floor, parents)


def nearest(vectors: np.ndarray, centroids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for every vector the nearest centroid's number and the cosine with it."""
    number = np.zeros(len(vectors), dtype=np.int64)
    cosine = np.zeros(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), _CHUNK):
        part = slice(start, start + _CHUNK)
        alike = np.asarray(vectors[part], dtype=np.float32) @ centroids.T
        number[part] = alike.argmax(axis=1)
        cosine[part] = alike.max(axis=1)
    return number, cosine


def _whole(
    vectors: np.ndarray, known: np.ndarray, labels: np.ndarray, cosine: np.ndarray, least: int
) -> Hierarchy:
    """Too few to part: one topic when they are alike and enough, otherwise outliers."""
    centre = unit_rows(vectors[known].sum(axis=0, keepdims=True))
    alike = vectors[known] @ centre[0]
    if len(known) < least or float(alike.min(initial=1.0)) < 0.7:
        return _nothing(vectors, labels, cosine)
    labels[known] = 0
    cosine[known] = alike
    return Hierarchy(labels, centre, cosine, 0.7, np.zeros((1, 2), dtype=np.int64))


def _nothing(vectors: np.ndarray, labels: np.ndarray, cosine: np.ndarray) -> Hierarchy:
    none = np.zeros((0, vectors.shape[1]), np.float32)
    return Hierarchy(labels, none, cosine, 1.0, np.zeros((0, 2), dtype=np.int64))


def _cells(points: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the cell of each point and the cells' centres, of length one."""
    unique, inverse = np.unique(points.round(5), axis=0, return_inverse=True)
    if len(unique) <= EXACT:
        return inverse.ravel(), unit_rows(unique)
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(
        CELLS, init="random", n_init=1, max_iter=20, batch_size=8_192, random_state=seed
    )
    use_one_thread()
    model.fit(points)
    used, cells = np.unique(model.labels_, return_inverse=True)
    return cells, unit_rows(model.cluster_centers_[used])


def _cut(
    centres: np.ndarray,
    depths: tuple[int, int, int],
    tickets: int,
    min_size: int,
) -> list[np.ndarray]:
    """Return the cells' topic numbers at the three depths."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(centres) == 1:
        return [np.zeros(1, dtype=np.int64)] * 3
    tree = linkage(centres.astype(np.float64), "ward")
    most = max(1, min(len(centres), tickets // (2 * min_size)))
    numbers = [fcluster(tree, min(depth, most), "maxclust") - 1 for depth in depths]
    return [np.asarray(cut, dtype=np.int64) for cut in numbers]


def _centroids(points: np.ndarray, fine: np.ndarray, topics: int) -> np.ndarray:
    from scipy import sparse

    inside = np.flatnonzero(fine >= 0)
    members = sparse.csr_matrix(
        (np.ones(len(inside), np.float32), (fine[inside], inside)), shape=(topics, len(points))
    )
    return unit_rows(members @ points)


def _floor(points: np.ndarray, centroids: np.ndarray, noise_share: float, seed: int) -> float:
    random = np.random.default_rng(seed)
    rows = random.integers(0, len(points), size=(_NOISE, points.shape[1]))
    noise = unit_rows(points[rows, np.arange(points.shape[1])])
    floor = float(np.quantile(nearest(noise, centroids)[1], 1.0 - noise_share))
    # Where few dimensions carry everything, noise comes near to topics too.
    return min(floor, _HIGHEST_FLOOR)
