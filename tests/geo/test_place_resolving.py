"""The place a ticket speaks of: names, roles, variants, mistakes, facts, and what stays open."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places import NONE, OPEN, PLACE_FRAME, PLACED, UNKNOWN, Place, Resolver, resolve
from tests.geo import small_town as town

RESOLVER = Resolver(town.gazetteer())


def place_of(text: str, **facts: str) -> Place:
    return RESOLVER.resolve({"content": text}, facts)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("向阳社区的路灯不亮", town.SUNNY),
        ("向阳村的路灯不亮", town.SUNNY_VILLAGE),
        ("向阳社区居委会没人上班", town.SUNNY),
        ("三官沟村委会不公开账目", town.TEMPLE),
        ("城关街道办事处门口摊贩占道", town.CENTRE),
        ("城关街办一带停水", town.CENTRE),
        ("永安里垃圾成堆", town.YONGAN),
        ("翠湖花园3栋电梯坏了", town.PEACE),
        ("翠湖小区停水", town.PEACE),
        ("人民广场对面烧烤扰民", town.BUILDING),
        ("和平路与建国路交叉口红绿灯坏了", town.BUILDING),
        ("柳沟镇卫生院门口堵车", town.WILLOW),
    ],
)
def test_a_name_gives_its_area(text: str, code: str) -> None:
    place = place_of(text)
    assert (place.state, place.weighed.code) == (PLACED, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我住在和平社区，投诉清泉社区工地噪音", town.SPRING),
        ("家住翠湖花园，反映丽景名城夜间施工", town.SPRING),
        ("不是丽景名城，是翠湖花园漏水", town.PEACE),
        ("隔壁丽景名城早就修好了，翠湖花园还没修", town.PEACE),
        ("跑到桃园街道办反映过，翠湖花园垃圾没人清", town.PEACE),
        ("离翠湖花园不远的丽景名城停水", town.SPRING),
        ("以前住在丽景名城，现在翠湖花园漏水", town.PEACE),
    ],
)
def test_the_place_of_the_matter_goes_before_others(text: str, code: str) -> None:
    place = place_of(text)
    assert (place.state, place.weighed.code) == (PLACED, code)


def test_where_the_caller_lives_is_the_place_where_nothing_else_is_named() -> None:
    home, told = place_of("我住在翠湖花园，想问医保怎么办"), place_of("翠湖花园停水")
    assert home.weighed.code == told.weighed.code == town.PEACE
    assert home.weighed.share < told.weighed.share
    assert "来电人住处" in home.reason


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("三观沟村路灯坏了", town.TEMPLE, "同音"),
        ("翠胡花园停水", town.PEACE, "同音"),
        ("丽晶名城停气", town.SPRING, "同音"),
        ("永安理社区停水", town.YONGAN, "同音"),
        ("三宫沟村停水", town.TEMPLE, "一字之差"),
    ],
)
def test_a_name_written_wrongly_is_found_and_told(text: str, code: str, how: str) -> None:
    place = place_of(text)
    assert (place.state, place.weighed.code) == (PLACED, code)
    assert how in place.reason


def test_a_mistake_is_never_read_into_another_ending() -> None:
    assert place_of("翠湖家园停水").weighed.code == ""


@pytest.mark.parametrize("text", ["希望社会和平，建设家乡", "向阳的房间很暖", "清泉石上流"])
def test_short_names_without_their_ending_need_support(text: str) -> None:
    assert place_of(text).state == NONE


def test_a_short_name_with_support_is_a_place() -> None:
    assert place_of("和平这边停电了").weighed.code == town.PEACE


def test_a_road_through_two_streets_stays_open_with_both() -> None:
    place = place_of("和平路井盖坏了")
    assert place.state == OPEN
    assert {code for code, _ in place.weighed.candidates} == {town.CENTRE, town.ORCHARD}
    assert "不能确定" in place.reason


@pytest.mark.parametrize(
    "facts", [{"street": "桃园街道"}, {"area_code": town.ORCHARD}, {"org_lead": "桃园街道办事处"}]
)
def test_a_fact_of_the_ticket_decides_between_two(facts: dict[str, str]) -> None:
    place = place_of("和平路井盖坏了", **facts)
    assert (place.state, place.weighed.code) == (PLACED, town.ORCHARD)


def test_a_fact_alone_places_and_says_so() -> None:
    place = place_of("医保怎么办", area_code=town.SPRING)
    assert (place.state, place.weighed.code) == (PLACED, town.SPRING)
    assert "登记的区划" in place.reason


def test_a_fact_against_the_text_lowers_confidence_and_is_told() -> None:
    agreed = place_of("翠湖花园停水", area_code=town.PEACE)
    against = place_of("翠湖花园停水", area_code=town.TEMPLE)
    assert against.weighed.share < 0.9 < agreed.weighed.share
    assert "与登记的区划不一致" in against.reason
    assert "不一致" not in agreed.reason


def test_street_and_community_together_are_one_area() -> None:
    assert place_of("停水", street="桃园街道", community="清泉社区").weighed.code == town.SPRING


def test_only_the_county_is_no_street() -> None:
    place = place_of("江城区什么时候发补贴")
    assert (place.state, place.weighed.level) == (PLACED, "county")


def test_a_named_street_gives_no_community() -> None:
    assert place_of("桃园街道停水").weighed.level == "street"


def test_an_unknown_place_has_a_name_and_no_code() -> None:
    place = place_of("海天小区停水")
    assert (place.state, place.weighed.code, place.name) == (UNKNOWN, "", "海天小区")


def test_house_numbers_and_crossings_are_in_the_name() -> None:
    assert place_of("建国路29号门口积水").name == "建国路29号"
    assert place_of("和平路与建国路交叉口堵车").name == "和平路与建国路路口"


def test_the_span_is_where_the_name_stands() -> None:
    text = "您好！翠湖花园3栋停水"
    row = resolve(pd.DataFrame({"content": [text]}), town.gazetteer()).iloc[0]
    assert text[row["start"] : row["end"]] == "翠湖花园"
    assert (row["field"], row["building"]) == ("content", "3栋")


STRANGE = [
    "", " ", "😀😀😀", "123456789", "１２３４", "<div><p>&nbsp;</p></div>", "路", "社区", "A1区A市",
    "街道村镇小区", "市" * 5_000, "路口" * 2_500, "\x00\ufffd", "区" + "\n" * 100, "村村村村",
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts_name_no_place_of_the_town(text: str) -> None:
    assert place_of(text).weighed.code == ""


@pytest.mark.parametrize(
    "text",
    [
        "😀翠湖花园😀停水",
        "<p>翠湖花园</p>停水",
        "翠湖花园" + "，没人管" * 1_250,
        "　翠湖花园　停水",
    ],
)
def test_a_place_is_found_in_strange_texts(text: str) -> None:
    assert place_of(text).weighed.code == town.PEACE


UNRELATED = st.lists(
    st.sampled_from(
        ["没人管", "反映多次", "请尽快解决", "谢谢", "电话打不通", "😀", "3天了", "太吵"]
    ),
    max_size=6,
).map("，".join)


@settings(max_examples=60, deadline=None)
@given(
    before=UNRELATED,
    after=UNRELATED,
    name=st.sampled_from(["翠湖花园", "清泉社区", "三官沟村", "建国路", "桃园街道"]),
)
def test_unrelated_text_does_not_change_the_code(before: str, after: str, name: str) -> None:
    plain = place_of(f"{name}停水").weighed
    assert place_of(f"{before}。{name}停水。{after}").weighed == plain


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gives_a_code_of_the_directory_or_none(text: str) -> None:
    weighed = place_of(text).weighed
    assert weighed.code in {"", *town.gazetteer().areas.names}
    assert 0.0 <= weighed.share <= 1.0


TEXTS = pd.DataFrame(
    {
        "title": ["翠湖花园停水", None, "和平路堵车", "", "清泉社区噪音", "三观沟村"],
        "content": ["3栋", "永安里社区垃圾", "天天堵", "医保", None, "路灯坏了"],
    },
    index=list("abcdef"),
)


@settings(max_examples=20, deadline=None)
@given(st.permutations(list("abcdef")))
def test_the_order_of_rows_makes_no_difference(order: list[str]) -> None:
    whole = resolve(TEXTS, town.gazetteer())
    pd.testing.assert_frame_equal(resolve(TEXTS.loc[order], town.gazetteer()), whole.loc[order])


def test_arrow_and_pandas_give_the_same() -> None:
    table = pa.Table.from_pandas(TEXTS.reset_index(drop=True))
    places = resolve(table, town.gazetteer())
    assert list(places.columns) == list(PLACE_FRAME)
    pd.testing.assert_frame_equal(places, resolve(TEXTS, town.gazetteer()).reset_index(drop=True))


def test_facts_of_other_tickets_are_refused() -> None:
    with pytest.raises(ValueError, match="same tickets"):
        resolve(TEXTS, town.gazetteer(), pd.DataFrame({"street": ["城关街道"]}))


def test_no_rows_give_an_empty_frame() -> None:
    assert list(resolve(TEXTS.iloc[:0], town.gazetteer()).columns) == list(PLACE_FRAME)
