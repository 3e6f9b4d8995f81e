"""Marks of pages in a browser: what each opens has as many tickets as the mark says."""

import re

import pytest
from playwright.sync_api import expect

from data_access.accounts.model import scope_of
from data_access.accounts.store import list_accounts
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import open_store
from data_access.types import Scope
from tests.e2e.browsing import finding, run, settled, unfold
from tests.support.marks import Mark, count_of, in_picture, in_text, sampled

MARKS = ".bars .point path, .scatterlayer .point"
SAYS = re.compile(r"点按查看([\d,]+)件工单")
PAGES = (
    "/today", "/compare", "/compare?metric=satisfaction_rate", "/hotspots", "/map", "/topic",
    "/repeats", "/forecast", "/warnings", "/tickets", "/tasks", "/progress", "/notices",
)  # fmt: skip
"""Every page that a leader opens."""
TRACES = """() => [...document.querySelectorAll(".js-plotly-plot")].map((plot) => ({
  where: (plot.closest("[class*=st-key-picture_], [class*=st-key-network_]") || plot).className,
  traces: plot.data.map((trace) => ({meta: trace.meta || {}})),
}))"""
LINKS = """() => [...document.querySelectorAll('a[href^="/tickets?"]')].map((a) => a.outerHTML)"""


def opened(page, plot, mark):
    """Click a mark; return how many tickets its hover said, and how many were listed."""
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    hover = plot.locator(".hoverlayer .hovertext").first
    expect(hover).to_contain_text("点按查看")
    said = figure(SAYS, hover.text_content())
    page.mouse.click(x, y)
    page.wait_for_url("**/tickets?*")
    return said, listed(page)


def listed(page):
    """Return how many tickets 查工单 lists."""
    expect(finding(page)).to_contain_text("的工单")
    settled(page)
    return figure(r"的工单共([\d,]+)件", finding(page).inner_text())


def figure(pattern, words):
    """Return the number that a pattern finds in words."""
    found = re.search(pattern, words)
    assert found, words
    return int(found.group(1).replace(",", ""))


def marks_of(page):
    """Return the marks of a page as they stand in the browser."""
    found: list[Mark] = []
    for number, picture in enumerate(run(page, TRACES)):
        key = re.search(r"st-key-([a-z_]+)", picture["where"])
        where = key.group(1) if key else f"picture {number}"
        found += in_picture(f"{where} {number}", picture["traces"])
    for link in run(page, LINKS):
        found += in_text("link", link)
    return found


def test_every_mark_of_every_page_opens_as_many_tickets_as_it_says(as_, site):
    settings = load_settings(home=site.home, database_url="")
    results = ResultStore.open(open_store(settings), settings)
    account = next(
        a for a in list_accounts(results.store, Scope.system("tests")) if a.login == "leader"
    )
    scope = scope_of(account, settings)
    page = as_("leader", PAGES[0])
    answers = []
    page.on("response", lambda r: answers.append((r.status, r.url)))
    wrong, kinds = [], set()
    for path in PAGES:
        page.goto(site.address + path)
        settled(page)
        unfold(page)
        for mark in sampled(marks_of(page), 2):
            kinds.add(f"{path} {mark.where}")
            count = count_of(results, scope, mark.address)
            if not count or mark.counted not in (None, count):
                wrong.append(f"{path} {mark.where}: {mark.counted} → {count} {mark.address}")
    assert wrong == []
    assert [answer for answer in answers if answer[0] >= 400] == []
    assert len(kinds) > 25, sorted(kinds)


@pytest.mark.parametrize(
    ("path", "picture", "mark"),
    [
        ("/compare", 0, 0),
        ("/compare?metric=on_time_rate", 0, 0),
        ("/compare", 1, 0),
        ("/forecast", 0, 9),
        ("/today", 0, 20),
        ("/today", 2, 0),  # the second is a map: see test_painted_areas
        ("/repeats", 0, 0),
    ],
)
def test_a_click_on_a_mark_opens_its_tickets(as_, path, picture, mark):
    page = as_("leader", path)
    plot = page.get_by_test_id("stPlotlyChart").nth(picture)
    expect(plot.locator("svg.main-svg").first).to_be_visible()
    plot.scroll_into_view_if_needed()
    said, count = opened(page, plot, plot.locator(MARKS).nth(mark))
    assert count == said
    page.go_back()  # the way back leads to the page as it was, without opening again
    expect(page.get_by_test_id("stPlotlyChart").nth(picture)).to_be_visible()
    settled(page)
    assert "/tickets" not in page.url


def test_a_number_in_a_list_and_a_word_open_their_tickets(as_):
    page = as_("leader", "/hotspots")
    number = page.locator(".weisu-hot td.weisu-hot-recent a").first
    said = int(number.get_attribute("data-counted"))
    number.click()
    page.wait_for_url("**/tickets?*")
    assert listed(page) == said
    page.go_back()
    settled(page)
    page.locator(".weisu-word a").first.click()
    page.wait_for_url("**/tickets?*")
    assert listed(page) > 0
