"""The sentence on top claims what the figures carry and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.leader_app.sentences import (
    Part,
    PressingFacts,
    RiseFacts,
    SeasonFacts,
    VolumeFacts,
    compose,
    with_pressing,
)
from style.wording import punctuate

USUAL = VolumeFacts("近7天", 1600, 1590, 1400, 1780)
HEAT = RiseFacts(
    "集中供热",
    312,
    221,
    place=Part("清河街道", 128, 0.41, 0.20),
    unit=Part("县供热公司", 275, 0.88),
)


def test_a_rise_is_named_with_its_place_and_unit():
    found = compose(USUAL, (HEAT,), rises_known=True)
    assert found.acts
    assert punctuate(found.sentence) == found.sentence
    for words in ("集中供热诉求312件", "预期（约221件）", "多41%", "清河街道", "128件"):
        assert words in found.sentence
    assert "在预期范围内" in found.context
    assert "县供热公司" in found.advice
    assert "清河街道的集中供热" in found.advice


def test_a_place_with_its_usual_share_is_not_called_a_concentration():
    spread = RiseFacts("集中供热", 312, 221, place=Part("清河街道", 128, 0.41, 0.40))
    found = compose(USUAL, (spread,), rises_known=True)
    assert "清河街道" not in found.sentence + found.advice


def test_few_cases_do_not_name_a_place():
    few = RiseFacts("电梯", 12, 3, place=Part("清河街道", 6, 0.5, 0.1))
    assert "清河街道" not in compose(USUAL, (few,), rises_known=True).sentence


def test_no_unit_is_named_that_handles_less_than_half():
    shared = RiseFacts("噪声", 50, 20, unit=Part("城管局", 20, 0.4))
    assert "城管局" not in compose(USUAL, (shared,), rises_known=True).advice


def test_nothing_stands_out():
    found = compose(USUAL, (), rises_known=True)
    assert not found.acts
    assert "预期范围" in found.sentence
    assert "没有明显上升" in found.sentence


def test_short_history_is_said_instead_of_a_judgement():
    found = compose(VolumeFacts("近7天", 50), (), rises_known=False)
    assert "暂不能判断" in found.advice
    assert "预期" not in found.sentence


@pytest.mark.parametrize(("observed", "word"), [(2200, "多38%"), (1100, "少31%")])
def test_volume_outside_the_usual_range(observed, word):
    facts = VolumeFacts("近7天", observed, 1590, 1400, 1780)
    assert word in compose(facts, (), rises_known=True).sentence


def test_a_rate_that_got_worse_is_said_and_acted_upon():
    worse = ("满意率87.76%，较前28天下降3.76个百分点",)
    quiet = compose(USUAL, (), rises_known=True, concerns=worse)
    assert quiet.acts
    assert "满意率87.76%" in quiet.context
    busy = compose(USUAL, (HEAT,), rises_known=True, concerns=worse)
    assert "满意率87.76%" in busy.context
    assert "县供热公司" in busy.advice


def test_an_empty_period_is_not_called_good_news():
    found = compose(VolumeFacts("近7天", 0, 10, 5, 15), (), rises_known=True)
    assert "没有诉求记录" in found.sentence
    assert not found.acts


@given(
    st.integers(0, 10**6),
    st.none() | st.floats(1, 10**6),
    st.lists(
        st.builds(RiseFacts, st.just("噪声"), st.integers(1, 999), st.floats(0.1, 999)), max_size=5
    ),
)
def test_every_case_gives_complete_chinese_sentences(observed, expected, rises):
    low = None if expected is None else expected * 0.9
    high = None if expected is None else expected * 1.1
    facts = VolumeFacts("近7天", observed, expected, low, high)
    found = compose(facts, tuple(rises), rises_known=True)
    for words in (found.sentence, found.advice, found.context or "。"):
        assert words.endswith("。")
        assert "nan" not in words
        assert "None" not in words


def test_a_matter_that_hardly_ever_came_gets_no_percentage() -> None:
    rise = RiseFacts("飞絮虫害", 12, 0.06)
    found = compose(VolumeFacts("近7天", 300), (rise,), rises_known=True)
    assert "往常几乎没有" in found.sentence
    assert "%" not in found.sentence


def test_the_season_is_no_news_but_told_with_last_year() -> None:
    found = compose(USUAL, (), rises_known=True, season=SeasonFacts("供热质量", 191, 165))
    assert not found.acts
    assert "供热质量191件，属季节性高峰（去年同期165件）" in found.context
    first = compose(USUAL, (HEAT,), rises_known=True, season=SeasonFacts("供热质量", 191))
    assert "集中供热" in first.sentence
    assert "去年" not in first.context


@pytest.mark.parametrize("observed", [1600, 2200, 1100])
def test_one_matter_is_not_said_to_be_spread_over_its_kinds(observed: int) -> None:
    facts = VolumeFacts("近7天", observed, 1590, 1400, 1780)
    found = compose(facts, (), rises_known=None)
    assert "分类" not in found.sentence
    assert "没有集中于某一类" not in found.advice


LIFT = PressingFacts("清河街道 电梯困人：涉险诉求", "10月30日 4 件", "0203", "县住建局", first=True)
HEATED = PressingFacts("清河街道 集中供热：突增", "10月29日 30 件", "0101", "", first=False)


def test_what_threatens_life_is_said_before_what_is_usual() -> None:
    quiet = compose(USUAL, (), rises_known=True)
    found = with_pressing(quiet, (LIFT, HEATED))
    assert found.acts
    assert "电梯困人" in found.sentence
    assert "县住建局" in found.advice
    assert "另有1条" in found.context
    assert "1,600件" in found.context
    assert "无需专门部署" not in found.sentence + found.context + found.advice


def test_other_warnings_follow_and_one_matter_is_told_once() -> None:
    quiet = with_pressing(compose(USUAL, (), rises_known=True), (HEATED,))
    assert "集中供热" in quiet.context
    assert "无需专门部署" not in quiet.advice
    risen = compose(USUAL, (HEAT,), rises_known=True)
    assert with_pressing(risen, (HEATED,), ("0101",)) == risen
    assert with_pressing(risen, ()) == risen


@pytest.mark.parametrize(("observed", "asks"), [(500, True), (1100, False), (0, False)])
def test_the_import_is_doubted_only_where_half_is_missing(observed: int, asks: bool) -> None:
    facts = VolumeFacts("近7天", observed, 1590, 1400, 1780)
    found = compose(facts, (), rises_known=True)
    assert ("如完整" in found.advice) == asks
    few = compose(VolumeFacts("近7天", 2, 20, 11, 30), (), rises_known=True)
    assert "导入" not in few.advice
