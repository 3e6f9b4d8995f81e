"""Topics made whole and clean: pieces joined, tails cut off, parents of their own kind."""

import numpy as np
import pytest
from scipy import sparse

from hotspots.topics.cluster import Hierarchy
from hotspots.topics.kinds import of_their_kind
from hotspots.topics.refine import Texts, refined, shed

KINDS = ("gas", "lift", "noise", "water", "bus", "road", "shop", "school")
AXES = 12


def told(kinds: list[str], *, spread: float = 0.2) -> tuple[np.ndarray, sparse.csr_matrix]:
    """Return vectors around an axis a kind, and who says the kind's three words."""
    rng = np.random.default_rng(1)
    vectors = np.zeros((len(kinds), AXES), dtype=np.float32)
    words = np.zeros((len(kinds), 3 * len(KINDS)))
    for row, kind in enumerate(kinds):
        at = KINDS.index(kind)
        vectors[row, at] = 1.0
        vectors[row] += spread * rng.normal(size=AXES) / AXES**0.5
        words[row, 3 * at : 3 * at + 3] = 1.0
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors, sparse.csr_matrix(words)


def hierarchy(vectors: np.ndarray, fine: np.ndarray, parents: list[tuple[int, int]]) -> Hierarchy:
    centroids = np.stack([vectors[fine == k].mean(axis=0) for k in range(fine.max() + 1)])
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    hung = np.array(parents)
    labels = np.column_stack([hung[fine], fine])
    cosine = np.einsum("ij,ij->i", vectors, centroids[fine]).astype(np.float32)
    return Hierarchy(labels, centroids.astype(np.float32), cosine, 0.3, hung)


@pytest.fixture
def pieces():
    kinds = ["gas"] * 20 + [kind for kind in KINDS[1:] for _ in range(15)]
    vectors, words = told(kinds)
    # The gas leaks came out in two pieces, the larger of which hangs under 1.
    fine = np.array([0] * 8 + [1] * 12 + [2 + n // 15 for n in range(105)])
    return (
        vectors,
        words,
        hierarchy(vectors, fine, [(0, 0), (0, 1), *((1, 2 + n) for n in range(7))]),
    )


def test_pieces_of_one_matter_are_joined_under_the_larger_ones_parent(pieces):
    vectors, words, found = pieces
    filed = np.full(len(vectors), -1)
    whole = refined(found, vectors, Texts.of(words, filed), 5)
    assert sorted(np.bincount(whole.labels[:, 2])) == [*([15] * 7), 20]
    assert len(set(whole.labels[:20, 2])) == 1
    assert whole.labels[0, :2].tolist() == [0, 1]
    assert np.linalg.norm(whole.centroids, axis=1) == pytest.approx(1.0)


def test_pieces_of_two_categories_stay_two(pieces):
    vectors, words, found = pieces
    filed = np.array([0] * 8 + [1] * 12 + [2 + n // 15 for n in range(105)])
    whole = refined(found, vectors, Texts.of(words, filed), 5)
    assert sorted(np.bincount(whole.labels[:, 2])) == [8, 12, *([15] * 7)]


def test_what_does_not_name_the_subject_leaves_and_goes_where_it_is_named(pieces):
    vectors, words, found = pieces
    vectors, words = vectors.copy(), words.tolil()
    # Far from its topic, without its words, near to no other: out.
    vectors[0] = 0
    vectors[0, [0, 11]] = 0.5, 0.87
    words[0] = 0
    # A lift's ticket that came among the gas leaks.
    vectors[1], words[1] = vectors[25], words[25]
    said = words.tocsr()
    said.eliminate_zeros()
    texts = Texts.of(said, np.full(len(vectors), -1))
    whole = refined(found, vectors, texts, 5)
    assert whole.labels[0].tolist() == [-1, -1, -1]
    assert whole.labels[1, 2] == whole.labels[25, 2]
    assert whole.cosine[0] == 0


def test_a_matter_sheds_strangers(pieces):
    vectors, words, _ = pieces
    matter = np.full(len(vectors), -1)
    matter[:12] = 0
    matter[25] = 0
    kept = shed(matter, vectors, Texts.of(words, np.full(len(vectors), -1)))
    assert (kept[:12] == 0).all()
    assert kept[25] == -1


def test_without_words_nothing_is_joined(pieces):
    vectors, _, found = pieces
    empty = Texts.of(sparse.csr_matrix((len(vectors), 0)), np.full(len(vectors), -1))
    assert refined(found, vectors, empty, 5) is found


def test_a_topic_hangs_under_a_parent_of_its_kind():
    codes = ["0101"] * 6 + ["0102"] * 4 + ["0201"] * 6 + ["0101"] * 3 + ["0301"] * 2
    fine = np.array([0] * 6 + [1] * 4 + [2] * 6 + [3] * 3 + [4] * 2)
    # Topics 3 and 4 hang beside the water of 2, under whatever is left over.
    middle = np.array([0] * 6 + [0] * 4 + [1] * 6 + [1] * 3 + [1] * 2)
    coarse = np.where(middle == 0, 0, 1)
    labels = of_their_kind(np.column_stack([coarse, middle, fine]), codes)
    assert labels[:, 2].tolist() == fine.tolist()
    assert set(labels[fine == 3, 1]) == {0}
    assert set(labels[fine == 3, 0]) == {0}
    # Nobody else speaks of 03: a parent of its own, and one above it.
    assert set(labels[fine == 4, 1]) == {2}
    assert set(labels[fine == 4, 0]) == {2}
    assert set(labels[fine == 2, 1]) == {1}


def test_without_categories_the_tree_stays():
    labels = np.array([[0, 0, 0], [0, 1, 1], [-1, -1, -1]])
    assert of_their_kind(labels, ["", "", ""]).tolist() == labels.tolist()
