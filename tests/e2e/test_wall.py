"""The screen of a hall at its two sizes: nothing cut, small or overlapping; it turns by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from dashboards.wall_app.content import Alert, Fresh, Line, Number, Screen, Topic
from dashboards.wall_app.scenes import scenes_of
from demo_city import CITY_CODE
from style.palette import palette, rgb
from style.texts import text
from tests.e2e.browsing import faults, new_profile
from tests.e2e.site import ROOT

SIZES = {"one": {"width": 1920, "height": 1080}, "beside": {"width": 3840, "height": 1080}}
LEAST_PX = 28
NOON = datetime.fromisoformat("2026-11-30T12:00:00+08:00")
SCENES = ["今日要情", "每日诉求", "各区域诉求", "预警与督办", "近7天热点"]

# Every piece of text with its box and its size as it is seen, enlarged pictures included.
PIECES = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement, words = node.data.trim();
    if (!words || parent.closest('style, script, noscript') || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const scale = parent.ownerSVGElement ? parent.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
    for (const { left, right, top, bottom } of range.getClientRects())
      found.push({ words, size, left, right, top, bottom });
  }
  return found;
}"""
FILLS = "texts => texts.map(text => getComputedStyle(text).fill)"
OVERFLOW = """() => [...document.querySelectorAll(
    '.inside, .message, .number, .alerts, .tasks, li')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 8)
  .map(e => `${e.className || e.tagName}: ${e.textContent}`)"""


def weisu(site, *words):
    done = subprocess.run(
        [sys.executable, "-m", "weisu", "wall-screen", *words, "--json"],
        cwd=site.home.parent,
        env={**os.environ, "WEISU_HOME": str(site.home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def hall(site):
    return weisu(site, "create", "一楼指挥大厅", "--jurisdiction", CITY_CODE, "--event-names")


@pytest.fixture
def screen(browser, watch, site, hall):
    """Open the screen at a size, with a clock that only the test turns: a browser profile keeps
    such a clock as long as it lives.
    """
    contexts = []

    def open_screen(size):
        contexts.append(new_profile(browser, size))
        page = watch.over(contexts[-1].new_page())
        page.clock.install(time=NOON)
        page.clock.pause_at(NOON + timedelta(seconds=1))
        page.goto(f"{site.address}/wall#{hall['token']}")
        expect(page.locator("section").first).to_be_visible()
        return page

    yield open_screen
    for context in contexts:
        context.close()


def overlapping(pieces):
    """Return pairs of texts that share more than a hair's breadth."""
    found = []
    for n, one in enumerate(pieces):
        for other in pieces[n + 1 :]:
            wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
            # Lines of a large type have boxes higher than their signs.
            slack = 0.3 * max(one["bottom"] - one["top"], other["bottom"] - other["top"])
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if wide > 2 and high > slack:
                found.append((one["words"], other["words"]))
    return found


def looked_at(page, size):
    pieces = page.evaluate(PIECES)
    assert len(pieces) > 10
    assert [p for p in pieces if p["size"] < LEAST_PX - 0.5] == []
    outside = [
        p
        for p in pieces
        if min(p["left"], p["top"]) < 0
        or p["right"] > size["width"]
        or p["bottom"] > size["height"]
    ]
    assert outside == []
    assert overlapping(pieces) == []
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("kind", SIZES)
def test_every_scene_can_be_read_from_afar_and_turns_by_itself(screen, screenshot, kind):
    size = SIZES[kind]
    page = screen(size)
    turning = SCENES if kind == "one" else SCENES[1:]
    expect(page.locator("#steps li")).to_have_text(turning)
    for number, name in enumerate([*turning, turning[0]]):
        expect(page.locator("#steps li[aria-current]")).to_have_text(name)
        expect(page.locator("section")).to_have_count(1 if kind == "one" else 2)
        expect(page.locator("section h2").last).to_have_text(name)
        if page.locator(".picture").count():
            expect(page.locator(".picture svg.main-svg").first).to_be_visible()
            fills = page.locator(".picture text").evaluate_all(FILLS)
            assert set(fills) <= {rgb(colour) for colour in palette("dark").values()}
        looked_at(page, size)
        if number < len(turning):
            screenshot(page, f"wall-{kind}-{number}")
        page.clock.run_for(20_000)
    page.clock.resume()
    assert faults(page) == {}


def longest():
    """A screen on which everything is as long as it gets."""
    against = (
        Line("较去年同期下降12.34%，为近三年同期最低", "better", "down", "当时12,345件"),
    ) * 2
    numbers = (
        Number("按时办结率（28天）", "1.23万件", "目标不低于85%，与目标没有明显差异", against),
    ) * 3
    few = (Number("按期办结率（近90天）", "不足5项", "样本不足，不计算比率"),) * 3
    alerts = (Alert("橙", "经济技术开发区第二街道道路交通安全设施损坏与信号灯故障：诉求骤增"),) * 5
    topics = (
        Topic(
            "公共交通线路调整与站点设置、候车设施损坏等",
            "1,234件",
            "往常约1,234件",
            "平稳，季节性高峰",
            1.0,
            True,
        ),
    ) * 6
    return Screen(
        "市民服务中心一楼指挥大厅", "内蒙古自治区锡林郭勒盟",
        Fresh("数据截至 2026-11-28（周六）", "更新于 2026-11-29 02:43",
              "本屏 2026-11-30 05:11 取数"),
        "最要紧：经济技术开发区第二街道道路交通安全设施损坏：诉求骤增，11月20日至28日共123件，平时约45件。",
        "近7天（11月22日至28日）集中供热诉求1,234件，比预期（约567件）多118%，集中在清河街道（567件，"
        "占46%）；全部诉求1.23万件，比预期多23%。满意率88.48%，较前28天下降2.66个百分点。",
        True, numbers, None, None, alerts, 12, few, topics,
        "按热度排列；不足5件或不足5人反映的不列出。",
    )  # fmt: skip


@pytest.mark.parametrize("kind", SIZES)
def test_what_does_not_fit_is_smaller_or_left_out_and_never_cut(screen, screenshot, kind):
    size = SIZES[kind]
    page = screen(size)
    long = longest()

    def answer(route):
        real = route.fetch().json()
        told = {"scenes": scenes_of(long), "head": text("wall.head", place=long.place)}
        route.fulfill(json={**real, **told, "hall": long.hall})

    page.route("**/wall/data", answer)
    page.clock.run_for(60_000)
    expect(page.locator("#head")).to_contain_text(long.place)
    for number in range(3):
        if page.locator(".alerts").count():
            listed = page.locator(".alerts li").count()
            expect(page.locator(".more")).to_have_text(f"另有{17 - listed}条")
        looked_at(page, size)
        screenshot(page, f"wall-long-{kind}-{number}")
        page.keyboard.press("ArrowRight")


def test_keys_pause_it_and_turn_it(screen):
    page = screen(SIZES["one"])
    current = page.locator("#steps li[aria-current]")
    page.keyboard.press("ArrowRight")
    expect(current).to_have_text(SCENES[1])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(current).to_have_text(SCENES[4])
    page.keyboard.press("Space")
    expect(page.locator("#paused")).to_be_visible()
    page.clock.run_for(45_000)
    expect(current).to_have_text(SCENES[4])
    page.keyboard.press("Space")
    page.clock.run_for(20_000)
    expect(current).to_have_text(SCENES[0])


def test_it_refreshes_and_says_since_when_it_stands_still(screen, watch, hall):
    page = screen(SIZES["one"])
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    read = page.locator("#read").text_content()
    with page.expect_request("**/wall/data"):
        page.clock.run_for(60_000)
    assert not [url for url in asked if hall["token"] in url]
    expect(page.locator("#alarm")).not_to_contain_text("画面停在")
    watch.expect("Failed to load resource")
    page.route("**/wall/data", lambda route: route.abort())
    page.clock.run_for(60_000)
    expect(page.locator("#alarm")).to_contain_text("画面停在")
    expect(page.locator("#alarm")).to_contain_text((read or "").split()[1])
    expect(page.locator("section")).to_have_count(1)
    looked_at(page, SIZES["one"])
    page.unroute("**/wall/data")
    page.clock.run_for(10_000)
    expect(page.locator("#alarm")).not_to_contain_text("画面停在")


def test_an_ended_screen_says_what_to_do_and_forgets_what_it_showed(screen, site, watch):
    watch.expect("401")
    made = weisu(site, "create", "二楼", "--jurisdiction", CITY_CODE)
    page = screen(SIZES["one"])
    page.goto("about:blank")
    page.goto(f"{site.address}/wall#{made['token']}")
    expect(page.locator("#hall")).to_have_text("二楼")
    weisu(site, "end", str(made["id"]))
    page.clock.run_for(60_000)
    expect(page.locator("main")).to_contain_text("本屏已停用")
    assert "诉求" not in page.locator("body").inner_text()


def test_an_address_without_a_token_asks_for_nothing(fresh, site):
    page = fresh(SIZES["one"])
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/wall")
    expect(page.locator("main")).to_contain_text("没有口令")
    assert not [url for url in asked if url.endswith("/wall/data")]
