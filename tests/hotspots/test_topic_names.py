"""Names of topics: what a person would write, whatever the titles are."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.hotspots_data import NO_NAMES
from hotspots.topics.features import words_once
from hotspots.topics.find import find_topics
from hotspots.topics.joining import join_same
from hotspots.topics.naming import LONGEST, About, name_all
from hotspots.topics.settings import TopicSettings
from hotspots.topics.spans import SHORTEST
from hotspots.topics.titles import TitleBook
from hotspots.words.segment import Segmenter

PLACES = ["金水湾小区", "丽发新城", "东方家园"]
MATTERS = ["电梯连续故障困人", "搅拌站噪音扰民", "自来水发黄", "物业乱收费", "路灯长期不亮"]
FORMS = ["关于{}{}的问题", "投诉{}{}", "请问{}{}怎么办", "王先生反映{}{}", "A7县A7县{}{}，急！"]
LOOSE = ("的", "了", "和", "与", "在", "及", "是", "、", "，", "因", "对")


def about(titles, place=None, size=None, words=(), **more):
    shares = dict.fromkeys(["电梯", "故障", "困人", "搅拌站", "噪音", "扰民"], 0.8)
    return About(titles, shares, size or len(titles), place=place, words=words, **more)


@cache
def segmenter():
    return Segmenter(PLACES, ["电梯", "困人", "故障"])


def names_of(topics, depth=3):
    titles = [title for topic in topics for title in topic.titles]
    return name_all(topics, TitleBook.of(titles, segmenter()), {}, depth=depth)


def test_a_name_is_place_and_matter():
    titles = ["投诉金水湾小区电梯连续故障困人问题", "金水湾小区电梯连续故障困人，急！", "求助"]
    assert names_of([about(titles, "金水湾小区")]) == ["金水湾小区电梯连续故障困人"]


def test_a_place_that_only_one_ticket_names_is_left_out():
    titles = [f"{place}电梯连续故障" for place in (*PLACES, "甲村", "乙村", "丙村")]
    (name,) = names_of([about(titles)])
    assert name == "电梯连续故障"


def test_a_word_that_was_cut_apart_is_whole_again():
    book = TitleBook.of([f"伊滨河苑捆绑销售{n}号车位" for n in range(5)], Segmenter(["滨河苑"], []))
    first = next(iter(book.clauses.values()))[0][0]
    assert first.text == "伊滨河苑"


def test_topics_without_titles_are_named_by_category_or_words():
    one = about([], categories=[("住房", 1.0), ("电梯故障", 0.9)], key="a")
    two = about([], words=["电梯", "困人"], key="b")
    assert names_of([one, two]) == ["电梯故障", "电梯、困人等"]


def test_what_only_one_ticket_says_is_left_out_of_its_middle():
    titles = [f"建议增加{n}路公交车班次" for n in (145, 912, 20, 3, 702, 418)]
    assert names_of([about(titles)]) == ["增加公交车班次"]


def test_a_name_is_not_what_is_asked():
    titles = ["公共场所吸烟由谁处罚", "送检的钱由谁出", "冷了可否提前供热"] * 3
    (name,) = names_of([about(titles, categories=[("咨询", 1.0), ("办事规定咨询", 0.9)])])
    assert name == "办事规定咨询"


@pytest.mark.parametrize("depth", [2, 3])
def test_a_detail_is_of_the_category_that_it_explains(depth):
    titles = ["公交车班次太少"] * 4 + ["网约车司机取消订单"] * 6
    filed = [("交通运输", "公共交通", "公交线路")] * 4 + [("交通运输", "出租", "网约车")] * 6
    levels = [("交通运输", 1.0), ("公共交通", 0.7), ("公交线路", 0.7)]
    (name,) = names_of([about(titles, categories=levels, filed=filed)], depth)
    assert "公交" in name or depth == 3
    assert not (name.startswith("公交线路") and "网约车" in name)


@pytest.mark.parametrize("depth", [2, 3])
def test_mixed_topics_are_called_by_both_halves_or_left_over(depth):
    titles = [f"{chr(0x4E00 + 31 * n)}{chr(0x5E00 + 29 * n)}情况" for n in range(30)]
    levels = [("城建", 0.4), ("道路", 0.3), ("坑洼", 0.3)]
    two = [("城建、环保等", 0.6), ("道路、噪声等", 0.6), ("坑洼、施工噪声等", 0.6)]
    few = [(name, 0.2) for name, _ in two]
    assert names_of([about(titles, categories=levels, pairs=two)], depth) == ["坑洼、施工噪声等"]
    left = names_of([about(titles, categories=levels, pairs=few)], depth)
    assert left == ["零散诉求：道路、噪声等"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(FORMS), st.sampled_from(PLACES), st.sampled_from(MATTERS)),
            min_size=1,
            max_size=6,
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([1, 2, 3]),
)
def test_names_hold_what_a_reader_expects(groups, depth):
    topics = [
        about(
            [form.format(place, matter) for form, place, matter in group],
            group[0][1] if len({place for _, place, _ in group}) == 1 else None,
            key=str(index),
        )
        for index, group in enumerate(groups)
    ]
    names = names_of(topics, depth)
    assert names == names_of(topics, depth)
    assert len(set(names)) == len(names)
    for name in names:
        assert SHORTEST <= len(name) <= LONGEST
        assert not name.startswith(LOOSE)
        assert not name.removesuffix("等").endswith(LOOSE)
        assert "先生" not in name
        assert "A7县" not in name
        assert all(name.count(place) <= 1 for place in PLACES)


def test_numbers_of_telephones_and_persons_never_stay():
    titles = [
        "李女士13912345678反映电梯连续故障",
        "[诉求人]电梯连续故障[电话]",
        "张某某电梯连续故障",
    ]
    (name,) = names_of([about(titles)])
    assert name == "电梯连续故障"


@pytest.mark.parametrize(
    "texts",
    [
        [""] * 8,
        ["电梯坏了"],
        ["电梯坏了没人修，老人上不了楼"] * 40,
        ["The elevator is broken again", "Water pressure is low", "Street lamp is out"] * 10,
        ["长" * 1_000_000, "停水" * 500_000, "电梯坏了"],
        [f"{chr(0x4E00 + 97 * n)}{chr(0x5E00 + 89 * n)}" for n in range(60)],
    ],
    ids=["empty", "one", "all the same", "English", "huge", "nothing in common"],
)
def test_odd_texts_give_a_run_with_names_or_a_note_in_words(texts):
    last = date(2026, 6, 30)
    frame = pd.DataFrame(
        {
            "ticket_no": [f"t{n}" for n in range(len(texts))],
            "day": [pd.Timestamp(last - timedelta(days=n % 30)) for n in range(len(texts))],
            "title": None,
            "content": texts,
        }
    )
    run = find_topics(frame, NO_NAMES, as_of=last, settings=TopicSettings(samples=0))
    if run.topics.empty:
        assert any("\u4e00" <= c <= "\u9fff" for c in run.note)
    for _, names in run.topics.groupby("depth")["name"]:
        assert names.is_unique
        assert names.str.len().between(SHORTEST, LONGEST).all()


@pytest.mark.parametrize(("gap", "joined"), [(2, True), (60, False)])
def test_parts_of_one_matter_are_joined_where_place_words_and_time_meet(gap, joined):
    one = (["搅拌站", "噪音", "扰民"], ["丽发新城"])
    other = (["电梯", "困人"], ["东方家园"])
    rest: list[tuple[list[str], list[str]]] = [(["路灯", f"甲{n}"], []) for n in range(60)]
    cuts = [one] * 6 + [one] * 5 + [other] * 5 + rest
    event = np.array([0] * 6 + [1] * 5 + [2] * 5 + [-1] * 60)
    days = np.array([10] * 6 + [10 + gap] * 5 + [11] * 5 + [20] * 60)
    found = join_same(event, cuts, [""] * len(cuts), days, said=words_once(cuts).tickets())
    assert (found[0] == found[6]) == joined
    assert found[11] not in {found[0], found[6], -1}
    assert (found[16:] == -1).all()
