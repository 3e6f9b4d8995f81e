"""Features of tickets: which there are, and that a night looks only at what is said of late."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.topics.features import features_of, words_once

# 甲 + 乙丙 and 甲乙 + 丙 are one text.
WORDS = st.lists(st.sampled_from(["甲", "乙丙", "甲乙", "丙", "丁"]), max_size=6)
PLACES = st.lists(st.sampled_from(["东湖", "西湖", "a1"]), max_size=2)
TICKETS = st.lists(
    st.tuples(WORDS, PLACES, st.sampled_from(["", "a1", "a2"]), st.integers(-1, 1)), max_size=12
)


def expected(words: list[str], places: list[str], area: str, topic: int) -> set[str]:
    pairs = {f"b:{a}{b}" for a, b in pairwise(words) if a != b}
    within = {f"@{at}#0.{topic}" for at in {*places, area} - {""}}
    return {f"w:{word}" for word in words} | pairs | {f"p:{place}" for place in places} | within


@given(TICKETS, st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_every_ticket_has_its_features_once(tickets, share: float) -> None:
    since = int(share * len(tickets))
    cuts = [(words, places) for words, places, _, _ in tickets]
    topic = np.array([number for *_, number in tickets], dtype=np.int64)
    found = features_of(cuts, [area for _, _, area, _ in tickets], [topic], since=since)
    assert len(set(found.features)) == len(found.features)
    own: list[set[str]] = [set() for _ in tickets]
    for row, column in zip(found.rows.tolist(), found.columns.tolist(), strict=True):
        assert found.features[column] not in own[row]
        own[row].add(found.features[column])
    told = [expected(*ticket) for ticket in tickets]
    late = Counter(feature for each in told[since:] for feature in each)
    for has, each in zip(own, told, strict=True):
        assert has == {feature for feature in each if not since or late[feature] >= 3}


@pytest.mark.parametrize("rows", [[], [1], [0, 2]])
def test_some_tickets_have_the_same_words_as_among_all(rows: list[int]) -> None:
    cuts = [(["漏水", "楼道", "漏水"], []), ([], ["东湖"]), (["漏水", "停电"], [])]
    found = words_once(cuts).of(np.array(rows, dtype=np.int64), len(cuts))
    part = words_once([cuts[row] for row in rows])
    counts = {word: n for word, n in found.tickets().items() if n}
    assert counts == part.tickets() == Counter(w for row in rows for w in {*cuts[row][0]})
