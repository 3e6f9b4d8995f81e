"""Maps of areas on 今日要情 and 预警 in a browser: painted, clicked, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from data_access.results.store import ResultStore
from data_access.store.engine import open_store
from early_warning.warning_reads import warning_list
from tests.dashboards.map_frames import CODE, STREETS, import_streets
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
    store.close()
    return settings


@pytest.fixture(scope="module")
def warning(settings):
    """A warning that goes on."""
    store = open_store(settings)
    results = ResultStore.open(store, settings)
    current = results.current("warnings", CODE)
    assert current is not None
    frame = warning_list(results, small_city.SYSTEM, current)
    store.close()
    live = frame[(frame["state"] != "closed") & (frame["n"] > 1)]
    return str(live["warning_id"].iloc[0])


@pytest.fixture(scope="module")
def own_site(settings):
    with serving(settings.home) as site:
        yield site


@pytest.fixture
def watch(own_site):
    watch = Watch(own_site.address)
    yield watch
    assert watch.complaints == []


def drawn(page, box):
    """Wait for the areas of a part's map; return them."""
    areas = page.locator(f".{box} {AREAS}")
    expect(areas).to_have_count(len(STREETS))
    settled(page)
    return areas


def opened(page, plot, areas):
    """Click the first area that opens something; return what its hover said and what is listed."""
    for k in range(len(STREETS)):
        areas.nth(k).scroll_into_view_if_needed()
        box = areas.nth(k).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
        page.mouse.move(x, y)
        hover = plot.locator(".hoverlayer .hovertext").first
        expect(hover).to_be_visible()
        if "点按查看" in hover.text_content():
            said = figure(SAYS, hover.text_content())
            page.mouse.click(x, y)
            page.wait_for_url("**/tickets?*")
            return said, listed(page)
    raise AssertionError("no area opens anything")


def test_an_area_of_a_warning_opens_as_many_tickets_as_it_says(as_, own_site, warning):
    page = as_("lead", "/start")
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(f"{own_site.address}/warnings?warning={warning}")
    box = f"st-key-map_{warning}"
    areas = drawn(page, box)
    assert [url for url in asked if f"/outlines/{CODE}/street/" in url]
    assert not [u for u in asked if not u.startswith((own_site.address, "data:", "blob:"))]
    said, found = opened(page, page.locator(f".{box} .js-plotly-plot"), areas)
    assert said == found


def test_an_area_of_today_opens_as_many_tickets_as_it_says(as_):
    page = as_("lead", "/today")
    areas = drawn(page, "st-key-part_areas")
    plot = page.locator(".st-key-part_areas .js-plotly-plot")
    said, found = opened(page, plot, areas)
    assert said == found


def test_a_phone_has_the_map_without_scrolling_sideways(as_, warning):
    page = as_("lead", f"/warnings?warning={warning}", PHONE)
    drawn(page, f"st-key-map_{warning}")
    assert run(page, "() => document.querySelector('.stMain').scrollWidth") <= PHONE["width"]
