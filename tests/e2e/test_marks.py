"""Marks of pictures in a browser: a click opens the tickets, as many as the mark says."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import finding, settled

MARKS = ".bars .point path, .scatterlayer .point"


def opened(page, plot, mark):
    """Click a mark; return what its hover said and how many tickets were listed."""
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    hover = plot.locator(".hoverlayer .hovertext").first
    expect(hover).to_contain_text("查看工单")
    said = hover.text_content()
    page.mouse.click(x, y)
    page.wait_for_url("**/tickets?*")
    expect(finding(page)).to_contain_text("的工单")
    settled(page)
    return said, figure(r"的工单共([\d,]+)件", finding(page).inner_text())


def figure(pattern, words):
    """Return the number that a pattern finds in words."""
    found = re.search(pattern, words)
    assert found, words
    return int(found.group(1).replace(",", ""))


@pytest.mark.parametrize(
    ("path", "picture", "mark", "says"),
    [
        ("/compare", 0, 0, r"）([\d,]+)件"),
        ("/compare?metric=on_time_rate", 0, 0, r"依据 ([\d,]+) 件"),
        ("/compare", 1, 0, ""),
        ("/compare", 2, 0, ""),
        ("/forecast", 0, 9, r"实际([\d,]+)件"),
        ("/today", 0, 20, r"周.(?:\D*)([\d,]+)"),
        ("/today", 1, 0, ""),
    ],
)
def test_a_click_on_a_mark_opens_its_tickets(as_, path, picture, mark, says):
    page = as_("leader", path)
    plot = page.get_by_test_id("stPlotlyChart").nth(picture)
    expect(plot.locator("svg.main-svg").first).to_be_visible()
    plot.scroll_into_view_if_needed()
    said, count = opened(page, plot, plot.locator(MARKS).nth(mark))
    assert count == figure(says, said) if says else count > 0
    page.go_back()  # the way back leads to the page as it was, without opening again
    expect(page.get_by_test_id("stPlotlyChart").nth(picture)).to_be_visible()
    settled(page)
    assert "/tickets" not in page.url
