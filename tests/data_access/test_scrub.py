"""Masking: what is personal goes in every spelling, what isn't stays."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_access.store.vault.scrub import (
    TOKENS,
    digits_of,
    find,
    find_known,
    id_checksum,
    luhn,
    scrub,
    scrub_many,
)

FULL = str.maketrans("0123456789", "".join(chr(0xFF10 + i) for i in range(10)))
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
BACK = {ord(c): str(i) for i, c in enumerate("零一二三四五六七八九")} | {
    0xFF10 + i: str(i) for i in range(10)
}

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
areas = st.sampled_from(["010", "020", "021", "0755", "0731", "0591", "0311"])
landlines = st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True)
# What names, doors and numbers are made of, and what stands around them.
PIECES = [
    "王", "李", "张", "欧阳", "于", "高", "方", "建国", "明", "强", "某", "某某", "老", "小",
    "先生", "师傅", "老师", "经理", "业主", "老板", "我叫", "本人", "姓", "姓名", "联系人", "找",
    "我是", "楼上", "的", "和", "反映", "说", "，", "。", "：", "(", ")", "[电话]", "[姓名]",
    "[门牌]", "[诉求人]", "男", "13812345678", "幺三九", "一二三四", "五六七八", "3栋", "2单元",
    "501室", "501", "5号楼", "1203", "号", "住", "小区", "村", "5组", "32号", "东户", "微信", "V",
    "QQ", "abc123", "护照", "E12345678", "粤", "B12345", "@", "qq.com", "点com", "艾特",
    "中山路128号", "医院", "公司", "总", "·", "古丽", "买买提", "哥", "12345",
]  # fmt: skip
# Words of a complaint, without anything that belongs to a number.
words = st.text(st.sampled_from("我是业主反映小区噪音扰民请尽快处理谢谢,。:“”()!、 "), max_size=12)


@st.composite
def mobile_shapes(draw: st.DrawFn) -> tuple[str, str]:
    number = draw(mobiles)
    sep = draw(
        st.sampled_from(["", " ", "-", "\u2014", "\u00b7", "  ", "\u3000", "\u200b", ".", " - "])
    )
    cuts = draw(st.sampled_from([(3, 7), (3, 6), (4, 7), (3, 11), (7, 11), (4, 8)]))
    text = sep.join(
        p for p in (number[: cuts[0]], number[cuts[0] : cuts[1]], number[cuts[1] :]) if p
    )
    text = draw(st.sampled_from(["", "+86", "+86 ", "0086", "86-", "(+86)"])) + text
    how = draw(st.sampled_from(["plain", "full", "chinese"]))
    return number, text.translate({"full": FULL, "chinese": CHINESE}.get(how, {}))


@st.composite
def id_numbers(draw: st.DrawFn) -> tuple[str, str]:
    year = draw(st.integers(1930, 2025))
    body = f"{draw(st.integers(110101, 659004))}{year}{draw(st.integers(1, 12)):02d}"
    body += f"{draw(st.integers(1, 28)):02d}{draw(st.integers(0, 999)):03d}"
    end = next(c for c in "0123456789X" if id_checksum(body + c))
    number = body + draw(st.sampled_from([end, end.lower(), "7"]))
    sep = draw(st.sampled_from(["", " ", "-", "\u3000"]))
    text = sep.join((number[:6], number[6:14], number[14:]))
    return number, text.translate(FULL) if draw(st.booleans()) else text


def digits_left(text: str) -> str:
    return digits_of(scrub(text).translate(BACK))


@given(words, mobile_shapes(), words)
def test_every_spelling_of_a_mobile_number_goes(before, mobile, after):
    number, text = mobile
    assert number not in digits_left(before + text + after)
    assert len(digits_left(before + text + after)) < 5


@given(words, areas, st.sampled_from(["", "-", " ", "\u2014", ")"]), landlines, words)
def test_every_spelling_of_a_landline_goes(before, area, sep, number, after):
    text = f"({area}){number}" if sep == ")" else area + sep + number
    assert digits_left(before + text + after) == ""
    assert digits_left(before + text + "转8012" + after) == ""


@given(words, id_numbers(), words)
def test_every_spelling_of_an_id_number_goes(before, identity, after):
    number, text = identity
    assert digits_left(before + text + after) == ""
    assert number not in scrub("身份证号" + text)


@given(words, st.from_regex(r"[1-9][0-9]{5}[0-9]{2}0[1-9][12][0-9][0-9]{3}", fullmatch=True))
def test_old_id_numbers_go(before, number):
    assert number not in scrub(before + number + "。")


@given(st.from_regex(r"62[0-9]{14,16}", fullmatch=True), st.sampled_from(["", " "]))
def test_bank_cards_go(body, sep):
    number = body + next(c for c in "0123456789" if luhn(body + c))
    text = sep.join(number[i : i + 4] for i in range(0, len(number), 4))
    assert digits_left("转到我的" + text + "里") == ""
    assert digits_left("账号:" + text[:-1] + "里") == ""


@given(
    st.text(
        st.sampled_from(
            "0123456789\uff10\uff18一二三八零粤BX电话微信QQ号码账:[] -.@a转+86()工单编号\n"
        )
    )
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)
@example("13812345678 88331234")
@example("电话1381234567888331234")
@example("微信abcdefg1234567")
def test_masking_twice_changes_nothing_more(text):
    once = scrub(text)
    assert scrub(once) == once


@given(
    st.text(
        st.characters(categories=["Lo", "Po", "Zs"]).filter(
            lambda c: c not in "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖@\uff20"
        )
    )
)
def test_text_without_digits_is_left_alone(text):
    assert scrub(text) == text


@given(st.text())
def test_spans_are_in_order_and_apart(text):
    spans = find(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345热线和110、119、120",
        "客服400-820-8820,800-810-1234",
        "工单编号:250912101108115409",
        "工单编号为440301199001011230,请查",
        "订单号4403011990010112",
        "2018-07-04 17:24:41至2018-11-15 09:00:00",
        "2019年11月13日,1998-2003年,2018.11.13-2019.12.15",
        "合计13800元,贷款1380000.00元,1,380,012,345元",
        "15栋1单元,13-2-1301、13-2-1302",
        "十一二三楼,一三五限行,二四六不限",
        "每天8:00-22:00,共300人",
        "微信公众号:weixinhao88,用微信支付100元",
        "二〇一九年一月一日",
        "坐标119.2965,26.0745",
        "A3区新A小区,川A区",
        "邮编350001",
        "第13、14、15、16、17号楼",
    ],
)
def test_what_is_not_personal_stays(text):
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("一三八零零一三八零零零一直打不通", "[电话]一直打不通"),
        ("幺三八零零幺三八零零零", "[电话]"),
        ("138一二三四5678", "[电话]"),
        ("我住3-13812345678", "我住3-[电话]"),
        ("1381234567813912345678", "[电话]"),
        ("13812345678/13912345678", "[电话]/[电话]"),
        ("座机2833 1234", "座机[电话]"),
        ("联系电话:88331234", "联系电话:[电话]"),
        ("工单编号:13812345678", "工单编号:[电话]"),
        ("工单编号440301199001011234", "工单编号[证件号]"),
        ("香港+852 9123 4567", "香港[电话]"),
        ("邮箱zhang.san_1@qq.com。", "邮箱[邮箱]。"),
        ("微信号:abc_123456,QQ:1234567", "微信号:[账号],QQ:[账号]"),
        ("加V信abcdef1", "加V信[账号]"),
        ("车牌粤B12345和粤bd12345、京A\u00b7F0236", "车牌[车牌]和[车牌]、[车牌]"),
        ("沪A1234警鸣笛", "[车牌]鸣笛"),
    ],
)
def test_examples(text, masked):
    assert scrub(text) == masked


def test_kinds_and_tokens_agree():
    text = "13812345678,a1@b.cn"
    assert [(text[s.start : s.end], s.kind) for s in find(text)] == [
        ("13812345678", "phone"),
        ("a1@b.cn", "email"),
    ]
    assert all(find(token) == [] for token in TOKENS.values())
    assert scrub_many(["13812345678", None, ""]) == ["[电话]", None, ""]


def test_what_a_row_says_of_its_caller_goes_where_its_text_repeats_it():
    text = "网友UU0081234(张三丰)您好,张三丰来电13812345678反映"
    assert scrub(text, ["UU0081234", "张三丰", "13812345678", "", "您"]) == (
        "网友[诉求人]([诉求人])您好,[诉求人]来电[电话]反映"
    )


@given(
    st.text(st.sampled_from("张三丰aA.*+(\n"), max_size=40),
    st.lists(st.text(st.sampled_from("张三丰aA.*+("), max_size=4), max_size=4),
)
@example("张张张", ["张张"])
@example("a.a+a.a", ["a.a"])
def test_what_is_known_is_found_as_a_pattern_finds_it(text, known):
    masked = bytearray(len(text))
    for value in known:
        for match in re.finditer(re.escape(value), text) if len(value) > 1 else ():
            masked[match.start() : match.end()] = b"x" * len(value)
    spans = find_known(text, known)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert {i for s in spans for i in range(s.start, s.end)} == {
        i for i, hit in enumerate(masked) if hit
    }
