"""The sentence on top claims what the figures carry and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.leader_app.content import Amount, Matter
from dashboards.leader_app.matters import first_matters
from dashboards.leader_app.sentences import (
    Part,
    PressingFacts,
    RiseFacts,
    VolumeFacts,
    amount_words,
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


@pytest.mark.parametrize("observed", [1600, 2200, 1100])
def test_one_matter_is_not_said_to_be_spread_over_its_kinds(observed: int) -> None:
    facts = VolumeFacts("近7天", observed, 1590, 1400, 1780)
    found = compose(facts, (), rises_known=None)
    assert "分类" not in found.sentence
    assert "没有集中于某一类" not in found.advice


LIFT = PressingFacts("清河街道 电梯困人：涉险诉求", "10月30日 4 件", "县住建局", first=True)
HEATED = PressingFacts("清河街道 集中供热：突增", "10月29日 30 件", "", first=False)


def test_what_threatens_life_is_said_before_what_is_usual() -> None:
    quiet = compose(USUAL, (), rises_known=True)
    found = with_pressing(quiet, (LIFT, HEATED))
    assert found.acts
    assert "电梯困人" in found.sentence
    assert "县住建局" in found.advice
    assert "1,600件" in found.context
    assert "无需专门部署" not in found.sentence + found.context + found.advice


def test_other_warnings_are_listed_below_and_leave_the_sentence_as_it_is() -> None:
    usual = compose(USUAL, (), rises_known=True)
    quiet = with_pressing(usual, (HEATED,))
    assert (quiet.sentence, quiet.context) == (usual.sentence, usual.context)
    assert quiet.acts
    assert "无需专门部署" not in quiet.advice
    risen = compose(USUAL, (HEAT,), rises_known=True)
    assert with_pressing(risen, (HEATED,)) == risen
    assert with_pressing(risen, ()) == risen


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Amount(57, 44.4, "within", 65), "近7天57件，与预期（约44件）相当，去年同期65件"),
        (Amount(117, 18.9, "above", 20), "近7天117件，为预期（约19件）的6.2倍，去年同期20件"),
        (Amount(30, 19.6, "above", None), "近7天30件，较预期（约20件）多53%"),
        (Amount(5, 0.3, "above", 0), "近7天5件，高于预期（不足1件），去年同期0件"),
        (Amount(3, 195.5, "below", 200), "近7天3件，低于预期（约196件），去年同期200件"),
        (Amount(4, None, "unknown", None), "近7天4件"),
    ],
)
def test_a_matter_is_told_against_the_season_and_last_year_in_whole_tickets(amount, said) -> None:
    assert amount_words("近7天", amount) == said


def _matter(what: str, **more: str) -> Matter:
    return Matter(what, None, "", **more)  # type: ignore[arg-type]


def test_three_matters_at_most_what_presses_first_and_each_once() -> None:
    asked: list[tuple[str, str]] = []

    def amount(area: str, category: str) -> Amount:
        asked.append((area, category))
        return Amount(9, 3.0, "above", 2)

    pressing = [_matter("电梯困人", category="0203", event="SJ1", said="共4件")]
    told = [
        _matter("电梯明显上升", category="02"),
        _matter("供热：季节性高峰", category="0101"),
        _matter("电梯困人", category="0203", event="SJ1"),
        _matter("燃气泄漏", event="SJ2"),
        _matter("噪声", category="0302", event="SJ3"),
    ]
    shown = first_matters(pressing, told, amount)
    assert [m.what for m in shown] == ["电梯困人", "供热：季节性高峰", "燃气泄漏"]
    assert asked == [("", "0203"), ("", "0101")]
    assert shown[2].amount is None
    assert first_matters([], [], amount) == ()


@pytest.mark.parametrize(("observed", "asks"), [(500, True), (1100, False), (0, False)])
def test_the_import_is_doubted_only_where_half_is_missing(observed: int, asks: bool) -> None:
    facts = VolumeFacts("近7天", observed, 1590, 1400, 1780)
    found = compose(facts, (), rises_known=True)
    assert ("如完整" in found.advice) == asks
    few = compose(VolumeFacts("近7天", 2, 20, 11, 30), (), rises_known=True)
    assert "导入" not in few.advice
