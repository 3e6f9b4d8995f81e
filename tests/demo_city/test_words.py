"""Words: every category speaks for itself, in variety; personal data only where expected."""

from __future__ import annotations

import re

from demo_city.categories import leaves
from demo_city.words import leaf_words, phrases

PHONE = re.compile(r"1[3-9]\d{9}")
IDENTITY = re.compile(r"\d{17}[\dX]")
PERSONAL = {"诉求人姓名", "联系电话", "证件号码", "诉求人编号", "发生地址", "标题", "主要内容"}
NUMBERS = {"工单编号", "案件编号", "重复工单标记"}


def test_contents_differ(tickets):
    assert tickets["主要内容"].nunique() / len(tickets) > 0.97
    assert tickets["标题"].nunique() / len(tickets) > 0.4
    lengths = tickets["主要内容"].str.len()
    assert lengths.min() >= 8
    assert lengths.quantile(0.9) > 1.8 * lengths.quantile(0.1)


def test_no_two_categories_read_the_same():
    owner: dict[str, int] = {}
    for at, words in enumerate(leaf_words()):
        assert len(words.facts) >= 3
        assert words.titles
        assert words.asks
        assert words.questions
        for text in words.facts:
            assert owner.setdefault(text, at) == at, text
    assert len(leaf_words()) == len(leaves().codes) == 181


def test_no_slot_is_left_open(tickets):
    for column in ("标题", "主要内容", "公开答复", "发生地址"):
        assert not tickets[column].dropna().str.contains(r"[{}]|None|nan").any(), column
    assert not tickets["主要内容"].str.contains("，，|。。|，。").any()
    assert all(phrases().values())


def test_personal_data_stands_only_where_it_belongs(year, tickets):
    for column in tickets.columns.difference([*PERSONAL, *NUMBERS, "day", "hour"]):
        values = tickets[column].dropna().astype(str)
        assert not values.str.contains(PHONE).any(), column
    for column in year["ticket_events"].columns.difference(["工单编号"]):
        values = year["ticket_events"][column].dropna().astype(str)
        assert not values.str.contains(PHONE).any(), column
    inside = tickets["主要内容"].str.contains(PHONE)
    assert 0.02 < inside.mean() < 0.15
    assert tickets["主要内容"].str.contains(IDENTITY).any()
    anonymous = tickets[tickets["诉求人类型"] == "匿名"]
    assert anonymous["联系电话"].isna().all()
    assert not anonymous["主要内容"].str.contains(PHONE).any()


def test_people_are_fictional_and_well_formed(tickets):
    assert tickets["联系电话"].dropna().str.fullmatch(r"1(?:54|6[013489])\d{8}").all()
    identities = tickets["证件号码"].dropna()
    assert identities.str.startswith("990181").all()
    weights = [pow(2, 17 - k, 11) for k in range(17)]
    for number in identities.iloc[:200]:
        total = sum(int(d) * w for d, w in zip(number[:17], weights, strict=True))
        assert number[17] == "10X98765432"[total % 11]


def test_one_caller_is_one_person(tickets):
    known = tickets.dropna(subset=["联系电话", "诉求人姓名"])
    assert known.groupby("联系电话")["诉求人姓名"].nunique().max() == 1


def test_a_returning_caller_speaks_of_the_same_place(tickets):
    numbers = tickets.set_index("工单编号")
    again = tickets[tickets["重复工单标记"].isin(numbers.index)]
    before = numbers.loc[again["重复工单标记"]]
    assert (again["发生地址"].to_numpy() == before["发生地址"].to_numpy()).all()
    # All but what clerks filed under another category for a while, or what was renamed meanwhile.
    assert (again["分类编码"].to_numpy() == before["分类编码"].to_numpy()).mean() > 0.98
    assert (again["主要内容"].to_numpy() != before["主要内容"].to_numpy()).all()
