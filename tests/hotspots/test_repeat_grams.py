"""Sets of n-grams: what plain Python would say, for any text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.repeats import grams
from hotspots.repeats.bursts import LEAST_CONFINED, concentrated, gatherings, surges
from hotspots.repeats.candidates import min_hashes
from hotspots.repeats.grams import gram_sets, rarity, shared

TEXTS = st.lists(st.text(max_size=40), min_size=1, max_size=12)
BITS = 18


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
        # Grams may share a hash; none is made up.
        assert len(plain(text, n)) - 2 <= size <= len(plain(text, n))


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_two_texts_share(first: str, second: str) -> None:
    sets = gram_sets([first, second], 2, bits=BITS, limit=1000)
    found = shared(sets, np.array([0, 0]), np.array([1, 0]))
    sizes = np.diff(found.starts)
    assert abs(sizes[0] - len(plain(first, 2) & plain(second, 2))) <= 2
    assert sizes[1] == sets.sizes[0]
    weight = rarity(sets.counts(), 2)
    assert found.sums(weight)[1] >= found.largest(weight)[1] >= 0


def test_chunks_do_not_show() -> None:
    texts = [f"第{k}号路灯不亮" for k in range(45_000)]
    whole = gram_sets(texts, 2, bits=18, limit=100)
    alone = gram_sets(texts[44_000:44_010], 2, bits=18, limit=100)
    found = whole.rows(np.arange(44_000, 44_010))
    assert (found[1] == alone.grams).all()


@given(TEXTS, st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_stretches_are_the_whole(texts: list[str], size: int) -> None:
    sets = gram_sets(iter(texts), 2, bits=BITS, limit=99)
    weight = rarity(sets.counts(), len(texts))
    keep = np.arange(1 << BITS) % 3 > 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grams, "_CHUNK_GRAMS", size)
        parts = list(sets.stretches())
        sums, kept = sets.sums(weight), sets.only(keep)
    assert np.concatenate([part.sizes for _, part in parts]).tolist() == sets.sizes.tolist()
    plain = [weight[sets.rows(np.array([k]))[1]] for k in range(len(texts))]
    assert np.allclose(sums, [values.sum(dtype=float) for values in plain])
    assert kept.texts == len(texts)
    assert kept.grams.tolist() == sets.grams[keep[sets.grams]].tolist()
    for k in range(len(texts)):
        own = sets.rows(np.array([k]))[1]
        assert kept.rows(np.array([k]))[1].tolist() == own[keep[own]].tolist()


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


def test_confined_is_what_was_said_in_no_other_days() -> None:
    """A word of every day that comes oftener for a while surges, and is not confined."""
    texts = ["惠民超市后厨曝光"] * 20 + ["路灯一直不亮"] * 80
    often = np.concatenate([np.full(40, 60), np.arange(0, 400, 10)])
    day = np.concatenate([np.full(20, 60), often])
    sets = gram_sets(texts, 4, bits=18, limit=99)
    (found,) = gatherings(sets, day, (7,))
    story, lamps = (sets.rows(np.array([k]))[1] for k in (0, 30))
    assert found.surge[lamps].min() > 8
    assert found.confined[lamps].max() < 0.6
    assert found.confined[story].min() == 1


@given(
    st.lists(
        st.sampled_from(["路灯不亮", "水管爆裂", "路灯不亮水管爆裂"]), min_size=1, max_size=30
    ),
    st.integers(0, 10_000),
)
@settings(max_examples=60, deadline=None)
def test_shares_of_windows_and_blocks_are_shares(texts: list[str], seed: int) -> None:
    """Between 0 and 1, a wider window never holds less, and the order of texts says nothing."""
    draw = np.random.Generator(np.random.PCG64(seed))
    day, block = draw.integers(0, 120, len(texts)), draw.integers(-1, 3, len(texts))
    sets = gram_sets(texts, 4, bits=BITS, limit=99)
    found = gatherings(sets, day, (2, 7))
    share = concentrated(sets, block)
    for values in (*(f.confined for f in found), share):
        assert ((values >= 0) & (values <= 1)).all()
        assert not values[sets.counts() < LEAST_CONFINED].any()
    if np.ptp(day) >= 100:
        # Without what an even spread gives, the wider window holds at least the narrow one's.
        span = np.ptp(day) + 1
        narrow, wide = (
            (1 - f.confined) * (1 - w / span) for f, w in zip(found, (5, 15), strict=True)
        )
        some = found[0].confined > 0
        assert (wide[some] <= narrow[some] + 1e-6).all()
    turned = draw.permutation(len(texts))
    again = gram_sets([texts[k] for k in turned], 4, bits=BITS, limit=99)
    assert (concentrated(again, block[turned]) == share).all()
    for one, other in zip(gatherings(again, day[turned], (2, 7)), found, strict=True):
        assert (one.surge == other.surge).all()
        assert (one.confined == other.confined).all()


def test_concentrated_is_the_share_of_the_fullest_block() -> None:
    sets = gram_sets(["西山村路灯"] * 8 + ["路灯不亮"] * 3, 4, bits=18, limit=99)
    share = concentrated(sets, np.array([5, 5, 5, 5, 5, 5, 1, -1, 2, 2, 2]))
    assert share[sets.rows(np.array([0]))[1]].tolist() == [0.75, 0.75]
    assert not concentrated(sets, np.full(11, -1)).any()
    # Three tickets lie somewhere: nothing follows from it.
    assert not share[sets.rows(np.array([9]))[1]].any()
