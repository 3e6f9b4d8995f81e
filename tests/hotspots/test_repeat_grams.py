"""Sets of n-grams: what plain Python would say, for any text."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.repeats.bursts import surges
from hotspots.repeats.candidates import min_hashes
from hotspots.repeats.grams import gram_sets, rarity, shared

TEXTS = st.lists(st.text(max_size=40), min_size=1, max_size=12)
BITS = 22


def plain(text: str, n: int) -> set[str]:
    """The n-grams of letters and digits, folded as the arrays fold them."""
    letters = []
    for letter in text:
        point = ord(letter)
        full = chr(point - 0xFEE0) if 0xFF01 <= point <= 0xFF5E else letter
        if point >= 0x10000:
            letters.append(letter)
        elif full.isalnum():
            letters.append(full.lower()[0])
    return {"".join(letters[i : i + n]) for i in range(len(letters) - n + 1)}


@given(TEXTS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_sizes_are_those_of_plain_sets(texts: list[str], n: int) -> None:
    sets = gram_sets(texts, n, bits=BITS, limit=1000)
    assert sets.texts == len(texts)
    for size, text in zip(sets.sizes, texts, strict=True):
        # Two grams may share a hash; none is lost or made up.
        assert len(plain(text, n)) - 1 <= size <= len(plain(text, n))


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_two_texts_share(first: str, second: str) -> None:
    sets = gram_sets([first, second], 2, bits=BITS, limit=1000)
    found = shared(sets, np.array([0, 0]), np.array([1, 0]))
    sizes = np.diff(found.starts)
    assert abs(sizes[0] - len(plain(first, 2) & plain(second, 2))) <= 1
    assert sizes[1] == sets.sizes[0]
    weight = rarity(sets.counts(), 2)
    assert found.sums(weight)[1] >= found.largest(weight)[1] >= 0


def test_chunks_do_not_show() -> None:
    texts = [f"第{k}号路灯不亮" for k in range(45_000)]
    whole = gram_sets(texts, 2, bits=18, limit=100)
    alone = gram_sets(texts[44_000:44_010], 2, bits=18, limit=100)
    found = whole.rows(np.arange(44_000, 44_010))
    assert (found[1] == alone.grams).all()


def test_equal_sets_have_equal_min_hashes() -> None:
    sets = gram_sets(
        ["路灯不亮请维修", "路灯不亮，请维修！", "", "物业费上涨"], 2, bits=18, limit=99
    )
    hashes = min_hashes(sets, 8)
    assert (hashes[:, 0] == hashes[:, 1]).all()
    assert (hashes[:, 0] != hashes[:, 3]).any()
    assert not hashes[:, 2].any()


def test_a_surge_is_what_came_all_at_once() -> None:
    texts = ["启航教育停课"] * 20 + ["路灯不亮"] * 20
    day = np.concatenate([np.full(20, 60), np.arange(0, 200, 10)])
    sets = gram_sets(texts, 4, bits=18, limit=99)
    table = surges(sets, day)
    assert table[sets.rows(np.array([0]))[1]].min() > 8
    assert table[sets.rows(np.array([25]))[1]].max() < 2
    assert not surges(sets, np.zeros(40, dtype=np.int64)).any()
