"""The pages on a phone, on paper, and as pictures for the documents."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from dashboards.shell.pages import NOTICES, PAGES
from data_access.accounts.rights import ROLES
from style.texts import text
from tests.e2e import pdf_text
from tests.e2e.browsing import DESKTOP, PHONE, faults, finding, on_import, on_today, run, settled
from tests.e2e.city import KEEP_SCREENSHOTS, UNIT

LEAST_PX = 12

# What sticks out of the screen sideways, and texts too small to read on it.
STICKS_OUT = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return e.checkVisibility({visibilityProperty: true}) && box.width > 0
    && (box.right > innerWidth + 1 || box.left < -1)
    && !e.closest('[data-testid=stSidebar], [data-testid=stDataFrame], #js-plotly-tester');
}).map(e => `${e.tagName} ${e.dataset.testid ?? e.getAttribute('class')}`)"""
TOO_SMALL = """least => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement, words = walk.currentNode.data.trim();
    if (!words || parent.closest('style, script, canvas') || !parent.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < least) found.push(`${words}: ${size}px`);
  }
  return found;
}"""
OVERFLOW = """() => [document.documentElement, ...document.querySelectorAll('.stMain')]
  .map(e => e.scrollWidth - e.clientWidth)"""
OPEN_MENU = "[data-testid=stSidebar][data-collapsed=false]"


# Every page for the first role that opens it, and whoever sees more or less of one.
LOOKS = [
    *(
        (next(name for name, role in ROLES.items() if set(page.rights) & role.rights), page.path)
        for page in PAGES
    ),
    ("leader", NOTICES.path),
    ("system_admin", "readiness"),
    ("leader", "today?span=30d"),
    ("leader", "compare?span=30d&metric=on_time_rate"),
    ("department", "compare"),
    ("analyst", "hotspots"),
    ("governance", "repeats"),
    ("department", "repeats"),
    ("department", "forecast"),
    ("system_admin", "import"),
    ("security_admin", ""),
    ("elsewhere", "today"),
]


@pytest.mark.parametrize(("login", "path"), LOOKS)
def test_nothing_sticks_out_on_a_phone_and_keeps_nobody_out(as_, login, path):
    page = as_(login, f"/{path}", PHONE)
    if path:
        assert urlsplit(page.url).path == f"/{path.partition('?')[0]}"
    expect(page.locator(OPEN_MENU)).to_have_count(0)
    assert max(run(page, OVERFLOW)) <= 0
    assert run(page, STICKS_OUT) == []
    assert run(page, TOO_SMALL, LEAST_PX) == []
    assert faults(page) == {}


def test_the_menu_of_a_phone_closes_after_a_choice(as_):
    page = as_("leader", "/today", PHONE)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.locator(OPEN_MENU)).to_have_count(1)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="热点").first.click()
    page.wait_for_url("**/hotspots**")
    expect(page.locator(OPEN_MENU)).to_have_count(0)
    settled(page)
    menu = page.get_by_test_id("stSidebar").bounding_box()
    assert menu is None or menu["x"] + menu["width"] <= 0


def test_the_menu_of_a_wide_screen_stays(as_):
    page = as_("leader", "/today")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="热点").first.click()
    page.wait_for_url("**/hotspots**")
    settled(page)
    expect(page.locator(OPEN_MENU)).to_have_count(1)


@pytest.mark.parametrize(
    ("login", "reach"), [("leader", "澄川市"), ("department", UNIT), ("street", "临澄街道")]
)
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_whose_part_of_the_city_is_seen_stays_in_view(as_, login, reach, size):
    page = as_(login, "/today", size)
    on_today(page)
    run(page, "() => document.querySelector('.stMain').scrollTo(0, 900)")
    expect(page.locator(".weisu-reach b")).to_have_text(reach)
    expect(page.locator(".weisu-reach")).to_be_in_viewport()


def test_pictures_fit_a_phone(as_, screenshot):
    page = as_("leader", "/today", PHONE)
    on_today(page)
    charts = page.get_by_test_id("stPlotlyChart")
    expect(charts.first).to_be_visible()
    expect(charts.last).to_be_hidden()  # the first page of a phone is the message
    page.get_by_test_id("stCheckbox").filter(has_text=text("today.more_pictures")).click()
    expect(charts.last).to_be_visible()
    settled(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        chart.scroll_into_view_if_needed()
        for texts in chart.locator("svg.main-svg text").all():
            box, frame = texts.bounding_box(), chart.bounding_box()
            assert frame is not None
            if box is not None and box["width"]:
                assert box["x"] >= frame["x"] - 1, texts.text_content()
                right = box["x"] + box["width"]
                assert right <= frame["x"] + frame["width"] + 1, texts.text_content()
    finding(page).scroll_into_view_if_needed()
    run(page, "() => document.querySelector('.stMain').scrollTo(0, 0)")
    screenshot(page, "today-phone")


def test_the_sign_in_page_fits_a_phone(fresh, site):
    page = fresh(PHONE)
    page.goto(site.address)
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert run(page, STICKS_OUT) == []
    assert run(page, TOO_SMALL, LEAST_PX) == []


def test_print_has_the_whole_page(as_):
    page = as_("leader", "/today")
    on_today(page)
    shown = [finding(page).inner_text(), page.get_by_test_id("stMetricValue").last.inner_text()]
    pictures = page.locator("[data-testid=stPlotlyChart][aria-label*=单位]")
    titles = [(p.get_attribute("aria-label") or "").split("。单位")[0] for p in pictures.all()]
    assert len(titles) >= 3
    source = "数据截至2025-11-23"
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    words = pdf_text.words(pdf)
    for said in (*shown, *titles, "按时办结率", "满意率"):
        assert pdf_text.plain(said) in words, said
    assert words.count(source) >= 3
    for control in ("退出登录", "更多筛选", "自定义", "下载 Excel"):
        assert control not in words
    assert 1 <= pdf_text.pages(pdf) <= 4


@pytest.mark.parametrize("path", ["/today", "/hotspots", "/repeats"])
def test_pictures_are_whole_in_print(as_, path):
    """The print is laid out anew, the pictures in it are those of the screen."""
    page = as_("leader", path)
    shown = page.locator(".st-key-pictures [data-testid=stPlotlyChart] svg.main-svg text")
    texts = [words for t in shown.all() if (words := pdf_text.plain(t.text_content() or ""))]
    assert texts
    words = pdf_text.words(page.pdf(prefer_css_page_size=True))
    # Lines that plotly wrapped and characters of another form are read otherwise from a PDF; what
    # is cut off loses half of its texts.
    missing = [said for said in texts if said not in words]
    assert len(missing) <= len(texts) / 10, missing
    for control in ("退出登录", "更多筛选", "下载 Excel", "请选择"):
        assert control not in words


def test_the_pages_for_the_documents(as_, screenshot):
    page = as_("leader", "/today", {"width": 1280, "height": 1500})
    on_today(page)
    box = page.locator(".st-key-pictures").bounding_box()
    assert box is not None
    page.set_viewport_size({"width": 1280, "height": round(box["y"] + box["height"]) + 16})
    settled(page)
    screenshot(page, "today")
    longer = "/compare?from=2025-08-01&to=2025-11-01&metric=on_time_rate"
    page = as_("leader", longer, {"width": 1280, "height": 1500})
    expect(page.locator("[data-testid=stPlotlyChart]").first).to_be_visible()
    box = page.locator(".st-key-pictures").bounding_box()
    assert box is not None
    page.set_viewport_size({"width": 1280, "height": round(box["y"] + box["height"]) + 16})
    settled(page)
    screenshot(page, "compare")
    page = as_("leader", "/hotspots", {"width": 1280, "height": 1500})
    settled(page)
    box = page.locator(".st-key-part_hot_places").bounding_box()
    assert box is not None
    page.set_viewport_size({"width": 1280, "height": round(box["y"] + box["height"]) + 16})
    settled(page)
    screenshot(page, "hotspots")
    page = as_("leader", "/forecast", {"width": 1280, "height": 1500})
    expect(page.locator(".weisu-month")).to_be_visible()
    box = page.locator(".st-key-part_fc_items").bounding_box()
    assert box is not None
    page.set_viewport_size({"width": 1280, "height": round(box["y"] + box["height"]) + 16})
    settled(page)
    screenshot(page, "forecast")
    if KEEP_SCREENSHOTS:  # the shorter city of the tests has no warnings
        page = as_("governance", "/warnings", {"width": 1280, "height": 900})
        page.get_by_text("查看依据").first.click()
        settled(page)
        box = page.locator("[class*=st-key-part_warning_]").first.bounding_box()
        assert box is not None
        page.set_viewport_size({"width": 1280, "height": round(box["y"] + box["height"]) + 20})
        settled(page)
        screenshot(page, "warnings")
    page = as_("system_admin", "/import", {"width": 1280, "height": 700})
    on_import(page)
    screenshot(page, "import")
