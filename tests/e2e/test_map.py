"""热点地图 in a browser: outlines from our own server, painted, clicked, on a phone."""

import io
from collections import Counter

import pytest
from PIL import Image
from playwright.sync_api import expect

from data_access.store.engine import open_store
from style.palette import MAP_SHADES
from tests.dashboards.map_frames import STREETS, import_streets, store_map
from tests.e2e import small_city
from tests.e2e.browsing import PHONE, Watch, run, settled
from tests.e2e.site import serving
from tests.e2e.test_marks import figure, listed

SAYS = r"点按查看([\d,]+)件工单"
AREAS = ".choroplethlayer path.choroplethlocation"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    settings = small_city.build(tmp_path_factory, (("lead", "leader", None),))
    store = open_store(settings)
    import_streets(store, tmp_path_factory.mktemp("outlines"))
    store_map(store, settings)
    store.close()
    return settings


@pytest.fixture(scope="module")
def own_site(settings):
    with serving(settings.home) as site:
        yield site


@pytest.fixture
def watch(own_site):
    watch = Watch(own_site.address)
    yield watch
    assert watch.complaints == []


def drawn(page):
    """Wait for the map's areas; return them."""
    areas = page.locator(AREAS)
    expect(areas).to_have_count(len(STREETS))
    settled(page)
    return areas


def colours(page):
    """Return the colours that the map has, as often as there are pixels of them."""
    plot = page.locator(".st-key-map_parts .js-plotly-plot").first
    image = Image.open(io.BytesIO(plot.screenshot())).convert("RGB")
    found = Counter(zip(*[iter(image.tobytes())] * 3, strict=True))
    return {f"#{r:02X}{g:02X}{b:02X}": n for (r, g, b), n in found.items()}


def test_areas_are_painted_from_our_own_server_and_a_click_lists_their_tickets(
    as_, settings, own_site
):
    page = as_("lead", "/start")
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(f"{own_site.address}/map?measure=count")
    areas = drawn(page)
    outside = [url for url in asked if not url.startswith((own_site.address, "data:", "blob:"))]
    assert outside == []
    assert [url for url in asked if "/outlines/330199/street/" in url]
    painted = colours(page)
    assert [c for c in MAP_SHADES if painted.get(c, 0) > 500]
    # Painted inside and not outside: no shade takes more than the map's own part.
    assert painted["#FFFFFF"] > sum(painted.get(c, 0) for c in MAP_SHADES)
    box = areas.first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
    page.mouse.move(x, y)
    hover = page.locator(".hoverlayer .hovertext").first
    expect(hover).to_contain_text("点按查看")
    said = figure(SAYS, hover.text_content())
    page.mouse.click(x, y)
    page.wait_for_url("**/tickets?*")
    assert listed(page) == said


def test_a_phone_shows_all_of_it_without_scrolling_sideways(as_):
    page = as_("lead", "/map", PHONE)
    drawn(page)
    wide = run(page, "() => document.querySelector('.stMain').scrollWidth")
    assert wide <= PHONE["width"]


def test_a_reader_who_wants_no_movement_is_offered_none_and_others_see_the_months(as_):
    page = as_("lead", "/map?month=2026-08")
    drawn(page)
    expect(page.locator(".st-key-map_play")).to_be_hidden()
    page.emulate_media(reduced_motion="no-preference")
    page.locator(".st-key-map_play button").click()
    expect(page.locator(".st-key-part_map_playing")).to_contain_text("2026年9月")
    expect(page.locator("h1.weisu-finding")).to_contain_text("2026年10月", timeout=30_000)
