"""Numbers, dates and durations read the way officials write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style import wording as w


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"), (float("nan"), "—"), (0, "0"), (312, "312"), (9999, "9,999"),
        (9999.6, "1万"), (10_000, "1万"), (12_345, "1.23万"), (1_000_000, "100万"),
        (99_999_999, "1亿"), (123_456_789, "1.23亿"), (-12_345, "−1.23万"), (-3, "−3"),
    ],
)  # fmt: skip
def test_count(value, text):
    assert w.count(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234567, 0, "1,234,567"), (-1.5, 1, "−1.5"), (-0.001, 1, "0.0"), (None, 0, "—")],
)
def test_number(value, decimals, text):
    assert w.number(value, decimals) == text


def test_rates_have_two_decimals_and_differences_are_points():
    assert w.rate(0.95123) == "95.12%"
    assert w.rate(1) == "100.00%"
    assert w.points(0.0125) == "+1.25个百分点"
    assert w.points(-0.0125) == "−1.25个百分点"
    assert w.points(-0.0125, signed=False) == "1.25个百分点"
    assert w.points(0.00001) == "0.00个百分点"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.41, "+41%"), (-0.083, "−8.3%"), (0.0996, "+10%"), (0.05, "+5%"), (12.5, "+1,250%"),
     (0.0001, "0%"), (None, "—")],
)  # fmt: skip
def test_change(ratio, text):
    assert w.change(ratio) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [(0.6, "36分钟"), (0.999, "1小时"), (5.24, "5.2小时"), (47.9, "47.9小时"), (74.4, "3.1天"),
     (-5, "−5小时"), (None, "—")],
)  # fmt: skip
def test_duration(hours, text):
    assert w.duration(hours) == text


@pytest.mark.parametrize(
    ("due", "text"),
    [("2026-11-24T08", "剩余23小时"), ("2026-11-27T09", "剩余4天"), ("2026-11-23T09", "剩余0分钟"),
     ("2026-11-23T04", "已超5小时"), ("2026-11-20T09", "已超3天"),
     ("2026-11-13T09", "应于11月13日前处置"), ("2025-11-13T09", "应于2025年11月13日前处置")],
)  # fmt: skip
def test_a_deadline_is_told_from_now(due, text):
    assert w.time_left(datetime.fromisoformat(due), datetime.fromisoformat("2026-11-23T09")) == text


def test_quantity_follows_the_unit():
    assert w.quantity(0.9512, "%") == "95.12%"
    assert w.quantity(12345, "件") == "1.23万件"
    assert w.quantity(30, "小时") == "30小时"
    assert w.quantity(3.456, "分") == "3.46分"
    assert w.quantity(None, "%") == "—"


def test_days():
    assert w.day_table(date(2026, 10, 31)) == "2026-10-31"
    assert w.moment_table(datetime(2026, 10, 31, 8, 5, tzinfo=UTC)) == "2026-10-31 08:05"
    assert w.day_words(date(2026, 10, 31)) == "10月31日"
    assert w.day_words(date(2025, 1, 2), date(2026, 1, 1)) == "2025年1月2日"
    assert w.weekday(date(2026, 10, 31)) == "周六"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 10, 31), date(2026, 10, 31), "10月31日"),
        (date(2026, 10, 25), date(2026, 10, 31), "10月25日至31日"),
        (date(2026, 10, 25), date(2026, 11, 1), "10月25日至11月1日"),
        (date(2026, 10, 1), date(2026, 10, 31), "10月"),
        (date(2025, 12, 30), date(2026, 1, 5), "2025年12月30日至2026年1月5日"),
    ],
)
def test_spans(first, last, text):
    assert w.span_words(first, last, date(2026, 10, 31)) == text


def test_listing_says_how_many_are_left_out():
    assert w.listing(["甲", "乙"]) == "甲、乙"
    assert w.listing(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等4项"


def test_wrap_breaks_after_punctuation_and_keeps_numbers_whole():
    lines = w.wrap("供热投诉312件,比预期多41%,集中在清河街道和幸福街道", 16)
    assert lines == ["供热投诉312件,比预期多41%,", "集中在清河街道和幸福街道"]
    assert w.wrap("甲" * 19 + "1,234件", 20) == ["甲" * 19, "1,234件"]
    assert w.wrap("", 10) == [""]


def test_wrap_leaves_a_figure_with_its_measure():
    lines = w.wrap("交通秩序截至11月18日的每日件数：11月2日至11月5日 68 人说同一件事", 22)
    assert not any(line.startswith(("日", "月", "人", "件")) for line in lines), lines


def test_wrap_leaves_no_line_of_one_letter():
    lines = w.wrap("排水上升最明显：30件，按往常应为14件左右", 20)
    assert len(lines) == 2
    assert len(lines[-1]) > 3


@given(st.text(alphabet="甲乙丙,。、(1234.%a ", max_size=80), st.integers(4, 30))
def test_wrap_loses_nothing_but_spaces(text, width):
    assert "".join(w.wrap(text, width)).replace(" ", "") == text.replace(" ", "")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_every_wording_is_free_of_english_and_exponents(value):
    for text in (w.number(value), w.count(value), w.duration(value)):
        assert "e" not in text
        assert text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("共1,234件,比上周多", "共1,234件\uff0c比上周多"),
        ("时间:08:05", "时间\uff1a08:05"),
        ("样本不足(12 件)", "样本不足\uff0812 件\uff09"),
        ("上升41%,集中在", "上升41%\uff0c集中在"),
        ("f(x), a:b", "f(x), a:b"),
        ("来源(a);截至", "来源\uff08a\uff09\uff1b截至"),
        ("重复率(考核口径):30 日内", "重复率\uff08考核口径\uff09\uff1a30 日内"),
    ],
)
def test_punctuate(typed, printed):
    assert w.punctuate(typed) == printed
    assert w.punctuate(printed) == printed


@pytest.mark.parametrize(
    ("value", "said"),
    [(195.5, "约196"), (44.4, "约44"), (1.2, "约1"), (0.96, "约1"), (0.4, "不足1"), (0.0, "不足1"),
     (12_345.6, "约1.23万"), (None, "—"), (float("nan"), "—")],
)  # fmt: skip
def test_expected_tickets_are_whole_in_words(value, said):
    assert w.about(value) == said


@given(st.text(min_size=0, max_size=80), st.integers(8, 40))
def test_a_quotation_is_a_beginning_and_says_where_it_was_cut(words, most):
    said = w.quoted(words, most)
    assert len(said) <= most
    assert said == words or (said.endswith("…") and words.startswith(said[:-1]))


def test_a_quotation_ends_with_a_clause():
    assert w.quoted("暖气不热，测温人员来了三四趟，没有结果", 17) == "暖气不热，测温人员来了三四趟…"
