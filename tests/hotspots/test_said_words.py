"""Words for readers: many people's, particular to the matter, each once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotspots.topics.said_words import LEAST_SHARE, said_words

_SHARES = st.dictionaries(st.text("供热暖气不停水管", min_size=2, max_size=4), st.floats(0, 1))


def test_what_many_say_comes_before_what_one_or_two_say():
    shares = {"暖气": 0.56, "不热": 0.54, "血压": 0.02, "电话": 0.5, "测温": 0.4, "测温员": 0.39}
    common = {"暖气": 0.02, "不热": 0.02, "血压": 0.0001, "电话": 0.45, "测温": 0.01}
    assert [w for w, _ in said_words(shares, common, 98)] == ["测温员", "暖气", "不热"]


def test_words_of_a_small_topic_need_three_tickets():
    assert said_words({"电梯": 0.4}, {}, 5) == []
    assert said_words({"电梯": 0.6}, {}, 5) == [("电梯", 0.6)]


@given(_SHARES, _SHARES, st.integers(1, 500), st.integers(1, 12))
def test_all_are_common_in_the_topic_and_rare_elsewhere(shares, common, size, most):
    found = said_words(shares, common, size, most)
    assert len(found) <= most
    for word, share in found:
        assert share == shares[word] >= LEAST_SHARE
        assert share >= 2 * common.get(word, 0)
