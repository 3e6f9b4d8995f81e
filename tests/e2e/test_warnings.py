"""预警, in a browser, over a small city with a burst: seen, judged, taken back, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e import small_city
from tests.e2e.browsing import DESKTOP, PHONE, Watch, run, settled
from tests.e2e.site import Site, serving
from tests.e2e.test_screens import LEAST_PX, OVERFLOW, STICKS_OUT, TOO_SMALL

PEOPLE: tuple[small_city.Person, ...] = (
    ("governance", "governance", None),
    ("leader", "leader", None),
    ("department", "department", ["县城管局"]),
)


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the small city with its warnings, and three accounts."""
    settings = small_city.build(tmp_path_factory, PEOPLE)
    with serving(settings.home, web_processes=1) as site:
        yield site


@pytest.fixture
def watch(warned):
    """What must not happen, on this server."""
    watch = Watch(warned.address)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def enter(as_):
    """Opens 预警 as an account."""
    return lambda login, size=DESKTOP, query="": as_(login, f"/warnings{query}", size)


def first(page):
    return page.locator("[class*=st-key-part_warning_]").first


def test_a_warning_is_opened_judged_and_taken_back(enter):
    page = enter("governance")
    expect(page.locator(".weisu-finding")).to_contain_text("供暖不热")
    expect(first(page)).to_contain_text("定级规则：")
    first(page).get_by_text("查看依据").click()
    settled(page)
    expect(first(page).get_by_test_id("stPlotlyChart")).to_have_count(2)  # the curve and the map
    expect(first(page)).to_contain_text("典型诉求")
    expect(page.locator("body")).not_to_contain_text("13812345678")
    first(page).get_by_role("button", name="标记属实").click()
    settled(page)
    expect(page.get_by_text("已记录。判断会影响")).to_be_visible()
    expect(first(page)).to_contain_text("判断：属实")
    first(page).get_by_role("button", name="撤回判断").click()
    settled(page)
    expect(first(page).get_by_role("button", name="标记属实")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_link_of_a_notice_shows_its_warning_on_top(enter, size):
    page = enter("governance", size)
    cards = page.locator("[class*=st-key-part_warning_]").all()
    keys = [re.findall(r"st-key-part_warning_(\S+)", c.get_attribute("class") or "") for c in cards]
    wanted = keys[-1][0]
    page.goto(f"{page.url.partition('?')[0]}?warning={wanted}")
    settled(page)
    top = first(page)
    expect(top).to_have_class(re.compile(rf"st-key-part_warning_{wanted}"))
    expect(top.locator(".weisu-warning-head")).to_be_in_viewport()
    expect(top).to_contain_text("典型诉求")
    expect(page.locator(f".st-key-part_warning_{wanted}")).to_have_count(1)


def test_a_warning_is_issued_as_a_task(enter):
    page = enter("governance")
    first(page).get_by_role("button", name="交办").click()
    expect(page.get_by_role("combobox", name="牵头单位")).to_have_value("县供热公司")
    page.get_by_test_id("stFormSubmitButton").get_by_role("button", name="签发").click()
    expect(first(page)).to_contain_text("1号已签发")
    expect(first(page).get_by_role("link", name="1号：待签收")).to_be_visible()


def test_a_leader_reads_and_does_not_judge(enter):
    page = enter("leader")
    expect(first(page)).to_contain_text("供暖不热")
    expect(page.get_by_role("button", name="标记属实")).to_have_count(0)


def test_another_units_warning_is_not_to_be_had(enter):
    page = enter("leader")
    key = (first(page).get_attribute("class") or "").split("part_warning_")[1].split()[0]
    other = enter("department", query=f"?warning={key}")
    expect(other.get_by_text("不在您能看到的预警里")).to_be_visible()
    expect(other.locator("body")).not_to_contain_text("供暖不热")


@pytest.mark.parametrize("login", ["governance", "leader", "department"])
def test_nothing_sticks_out_on_a_phone(enter, login):
    page = enter(login, PHONE)
    if login != "department":
        first(page).get_by_text("查看依据").click()
        settled(page)
    assert max(run(page, OVERFLOW)) <= 0
    assert run(page, STICKS_OUT) == []
    assert run(page, TOO_SMALL, LEAST_PX) == []
