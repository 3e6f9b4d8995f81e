"""The grammar: alternatives, slots, synonyms; every pattern in the data can be spoken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_city.categories import leaves
from demo_city.words.errors import dialects, half_width, homophones, in_dialect, misspell
from demo_city.words.gather import ADDED
from demo_city.words.grammar import Slot, Stream, expand, pattern, split_top
from demo_city.words.pieces import Phone, Place, spans
from demo_city.words.sources import sections
from demo_city.words.teller import FRESH, KEPT, LISTS, NESTED, PAIRS
from demo_city.words.vocabulary import groups, leaf_words, shared

KNOWN = {*FRESH, *KEPT, *LISTS, *NESTED, *PAIRS, "小区", "路", "社区", "村", "楼", "时长"}


def test_alternatives_may_contain_others():
    assert expand("甲[乙|丙[丁|]]戊") == ["甲乙戊", "甲丙丁戊", "甲丙戊"]
    assert split_top("一[二|三]|四", "|") == ["一[二|三]", "四"]


@pytest.mark.parametrize("broken", ["甲[乙", "甲{乙"])
def test_a_bracket_left_open_is_refused(broken):
    with pytest.raises(ValueError, match="never closed"):
        pattern(broken)


def test_the_speaker_is_a_slot():
    assert pattern("我家漏水") == ((Slot("家"), "漏水"),)
    assert type(pattern("我家漏水")[0][0]) is Slot


def every_pattern():
    for words in leaf_words():
        yield from (*words.title, *words.effects, *words.causes, *words.wishes, *words.advice)
        for fact in words.situations:
            yield from (fact.what, *fact.details)
        for question in words.asked:
            yield from (question.what, *question.background)
    for kind in sections("shared"):
        yield from shared(kind)


def test_every_pattern_speaks_plain_text_and_known_slots():
    count = 0
    for spoken in every_pattern():
        count += len(spoken)
        for variant in spoken:
            assert variant
            for part in variant:
                if type(part) is Slot:
                    assert part in KNOWN, part
                else:
                    assert not re.search(r"[\[\]{}|<>a-z\ue000-\uf8ff]", part), part
    assert count > 12_000


def test_every_leaf_has_a_vocabulary_of_its_own():
    facts: dict[str, int] = {}
    for at, words in enumerate(leaf_words()):
        assert len(words.situations) >= 4
        assert len(words.effects) >= 3
        assert len(words.asked) >= 2
        assert words.causes
        assert words.wishes
        assert words.advice
        assert all(f.details for f in words.situations)
        for fact in words.situations:
            assert facts.setdefault(fact.text, at) == at, fact.text
        assert leaves().codes[at][:4] in groups()


def test_what_callers_add_has_its_phrases():
    special = {"detail", "fact", "history", "effect", "cause", "persona", "law", "more"}
    for kind in set(ADDED) - special:
        found = [k for k in sections("shared") if k == kind or k.startswith(f"{kind}_")]
        assert found, kind
    for top in {code[:2] for code in leaves().codes}:
        assert shared(f"law_{top}")


@given(st.integers(0, 2**64 - 1), st.integers(1, 500))
def test_a_stream_repeats_itself_and_stays_below(seed, count):
    first, second = Stream(seed), Stream(seed)
    drawn = [first.below(count) for _ in range(20)]
    assert drawn == [second.below(count) for _ in range(20)]
    assert all(0 <= d < count for d in drawn)


TEXT = st.text("的在做账那已像坐他反定，。孩子什么怎么特别", min_size=1, max_size=30)


@given(st.lists(st.one_of(TEXT, st.builds(Place, TEXT), st.just(Phone("15400001111")))), st.data())
def test_slips_leave_marked_pieces_alone(pieces, data):
    before = [str(p) for p in pieces if isinstance(p, Place | Phone)]
    work = list(pieces)
    misspell(work, 4, Stream(data.draw(st.integers(0, 2**32))))
    in_dialect(work, data.draw(st.integers(0, len(dialects()) - 1)))
    assert [str(p) for p in work if isinstance(p, Place | Phone)] == before
    text = "".join(work)
    for _, start, end, kind in spans("content", work):
        assert text[start:end]
        assert kind in ("place", "phone")
    assert len(half_width(text, 0)) == len(text)


@given(st.integers(0, 2**32))
def test_many_slips_in_a_short_piece_do_no_harm(seed):
    work = ["坐他反定"]
    misspell(work, 60, Stream(seed))
    assert set(work[0]) <= set("坐他反定").union(*homophones().values())


def test_homophones_are_single_other_characters():
    assert len(homophones()) > 40
    for char, others in homophones().items():
        assert char not in others
        assert others
