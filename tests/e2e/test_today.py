"""今日要情: its numbers are those of the file, for everyone their own."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import (
    choose,
    finding,
    more_filters,
    on_today,
    open_list,
    settled,
    unfold_filters,
    volume,
)
from tests.e2e.city import STREET, UNIT, accepted


def counted(page):
    """The number in the first tile."""
    return int(re.sub(r"\D", "", volume(page).inner_text()))


def chosen(page):
    """The parameters of the page's address."""
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize(("span", "days"), [("7d", 7), ("30d", 30)])
def test_the_number_is_that_of_the_file(as_, rows, span, days):
    page = as_("leader", f"/today?span={span}")
    on_today(page)
    assert counted(page) == len(accepted(rows, days))


def test_a_filter_changes_address_and_numbers(as_, rows):
    page = as_("leader", "/today")
    on_today(page)
    week = accepted(rows, 7)
    unfold_filters(page)
    page.get_by_role("radio", name="近30天").click()
    page.wait_for_url("**span=30d**")
    month = accepted(rows, 30)
    expect(volume(page)).to_have_text(f"{len(month):,}件")
    assert len(month) != len(week)
    more_filters(page, "来源渠道")
    choose(page, "来源渠道", "电话")
    by_phone = [r for r in month if r["来源渠道"] == "电话"]
    expect(volume(page)).to_have_text(f"{len(by_phone):,}件")
    assert chosen(page) == {"span": "30d", "channel": "电话"}
    expect(page.get_by_text("当前只看：电话")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(volume(page)).to_have_text(f"{len(month):,}件")
    assert chosen(page) == {"span": "30d"}


def test_going_back_goes_back_to_the_filters_before(as_, rows):
    page = as_("leader", "/today")
    on_today(page)
    unfold_filters(page)
    page.get_by_role("radio", name="近30天").click()
    expect(volume(page)).to_have_text(f"{len(accepted(rows, 30)):,}件")
    page.go_back()
    expect(volume(page)).to_have_text(f"{len(accepted(rows, 7)):,}件")
    assert "span" not in chosen(page)


def test_a_link_with_every_filter_opens_so(as_, rows):
    cuts = {"department": UNIT, "area": STREET[:6], "from": "2025-10-01", "to": "2025-11-01"}
    page = as_("leader", "/today?" + "&".join(f"{k}={quote(v)}" for k, v in cuts.items()))
    on_today(page)
    mine = [
        r
        for r in rows
        if r["主办单位"] == UNIT and "2025-10-01" <= r["受理时间"][:10] < "2025-11-01"
    ]
    assert counted(page) == len(mine)
    assert chosen(page) == cuts


@pytest.mark.parametrize(
    "query", ["?span=year", "?area=1%27%20OR%201=1", "?category=%3Cscript%3E", "?from=x&to=y"]
)
def test_a_link_that_says_nonsense_is_told_so(as_, rows, query):
    page = as_("leader", f"/today{query}")
    on_today(page)
    expect(page.get_by_text("链接中的")).to_be_visible()
    assert counted(page) == len(accepted(rows, 7))
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_department_sees_its_own_tickets_whatever_the_address_says(as_, rows):
    page = as_("department", "/today?span=30d")
    on_today(page)
    month = accepted(rows, 30)
    own = len([r for r in month if r["主办单位"] == UNIT])
    other = next(r["主办单位"] for r in month if r["主办单位"] not in {"", UNIT})
    assert counted(page) == own
    page.goto(f"{page.url}&department={quote(other)}")
    on_today(page)
    assert counted(page) == own
    expect(page.get_by_text("链接中的")).to_be_visible()
    unfold_filters(page)
    more_filters(page, "承办单位")
    open_list(page, "承办单位")
    options = page.get_by_role("option")
    expect(options).to_have_text(["全部", UNIT])


def test_a_street_sees_its_own_tickets_whatever_the_address_says(as_, rows):
    page = as_("street", "/today?span=30d")
    on_today(page)
    own = len([r for r in accepted(rows, 30) if r["行政区划"].startswith(STREET)])
    assert counted(page) == own
    page.goto(f"{page.url}&area={STREET[:-1]}1")
    on_today(page)
    assert counted(page) == own


def test_another_citys_account_sees_nothing_of_this_one(as_, rows):
    page = as_("elsewhere", "/today?jurisdiction=990181")
    expect(page.get_by_role("heading", name="还没有可以展示的数据")).to_be_visible()
    expect(page.get_by_test_id("stMetricValue")).to_have_count(0)
    assert "澄川" not in page.inner_text("body")


def test_a_table_is_shown_and_taken_away(as_):
    page = as_("leader", "/today")
    on_today(page)
    part = page.locator(".st-key-part_trend")
    part.get_by_text("查看数据").click()
    expect(part.get_by_test_id("stDataFrame")).to_be_visible()
    with page.expect_download() as waiting:
        # By keyboard: the table above is still finding its size.
        part.get_by_role("button", name="CSV 文件").press("Enter")
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, first = content.decode("utf-8-sig").splitlines()[:2]
    assert head.startswith("日期,节日,诉求量（件）,预期（件）")
    assert re.match(r"\d{4}-\d\d-\d\d,", first)
    settled(page)
    assert finding(page).inner_text()
