"""Light, dark or as the system: all that a page shows follows, paper stays light."""

from __future__ import annotations

import pytest

from style.palette import palette, rgb
from tests.e2e.browsing import on_today, settled, sign_in

SEEN = """() => {
  const of = (place, part) => getComputedStyle(document.querySelector(place))[part];
  const marks = [...document.querySelectorAll(".js-plotly-plot .main-svg :is(text, path, rect)")];
  return {
    app: of(".stApp", "backgroundColor"),
    sidebar: of('[data-testid="stSidebar"]', "backgroundColor"),
    finding: of(".weisu-finding", "color"),
    picture: of(".js-plotly-plot .main-svg", "backgroundColor"),
    marks: [...new Set(marks.flatMap((mark) => {
      const { fill, stroke } = getComputedStyle(mark);
      return [fill, stroke];
    }))],
  };
}"""


def rgbs(appearance):
    """The colours of an appearance as browsers write them."""
    return {name: rgb(colour) for name, colour in palette(appearance).items()}


def wears(page, appearance, *, parts=("app", "sidebar", "finding", "picture")):
    """Look at 今日要情: its frame, its words and all marks of its pictures."""
    here, there = rgbs(appearance), rgbs("dark" if appearance == "light" else "light")
    seen = page.evaluate(SEEN)
    ours = {
        "app": here["paper"],
        "sidebar": here["ground"],
        "finding": here["ink"],
        "picture": here["paper"],
    }
    assert {part: seen[part] for part in parts} == {part: ours[part] for part in parts}
    assert {here[name] for name in ("ink", "muted", "blue", "grey", "rule")} <= set(seen["marks"])
    assert set(seen["marks"]) & set(there.values()) == set()


@pytest.fixture
def today(fresh, site):
    """今日要情 in a browser in which nothing has been chosen."""
    page = fresh()
    sign_in(page.context, site.address, "leader")
    page.goto(f"{site.address}/today")
    on_today(page)
    return page


def choose(page, name):
    """Choose an appearance; the page loads anew."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    on_today(page)


def test_all_parts_follow_the_choice_and_it_is_kept(today):
    wears(today, "light")
    address = today.url
    choose(today, "深色")
    assert today.url == address
    wears(today, "dark")
    pressed = today.locator(".weisu-appearance button[aria-pressed=true]")
    assert pressed.all_inner_texts() == ["深色"]
    today.locator('[data-testid="stSidebarNavLink"]', has_text="指标对比").click()
    today.wait_for_url("**/compare*")
    today.reload()
    settled(today)
    wears(today, "dark")
    today.emulate_media(media="print")
    wears(today, "light", parts=("app", "finding", "picture"))


def test_a_page_follows_the_system_where_that_is_chosen(today):
    choose(today, "跟随系统")
    wears(today, "light")
    today.emulate_media(color_scheme="dark")
    today.wait_for_function(
        "dark => getComputedStyle(document.querySelector('.stApp')).backgroundColor === dark",
        arg=rgbs("dark")["paper"],
    )
    wears(today, "dark")
    today.goto(today.url.partition("/today")[0] + "/password")
    paper = today.locator("main").evaluate("e => getComputedStyle(e).backgroundColor")
    assert paper == rgbs("dark")["paper"]
