"""Maps on paper: well-formed, within their sheet, told apart in grey, safe against any name."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps import Area, Ground, Shown
from geo.maps.paper import Sheet, area_svg
from style.palette import BAND, MAP_SHADES, luminance

GROUND = Ground("", (123.0, 35.8, 123.4, 36.0))
SHEET = Sheet(600, 400, "各街道每万人诉求量")
OUTLINES = {
    str(n): [[(123.0 + n / 10, 35.8), (123.1 + n / 10, 35.8), (123.1 + n / 10, 36.0)]]
    for n in range(4)
}
SVG = "{http://www.w3.org/2000/svg}"


def _areas(*paints, name="北关街道"):
    return [
        Area(str(n), f"{name}{n}", float(n), f"{n} 件", 123.05 + n / 10, 35.9, paint)
        for n, paint in enumerate(paints)
    ]


def _drawn(shown):
    return ET.fromstring(area_svg(SHEET, GROUND, OUTLINES, shown))


def _shapes(root):
    return [p for p in root.iter(f"{SVG}path") if p.get("fill-rule")]


def test_every_area_is_drawn_within_the_sheet():
    root = _drawn(Shown(_areas(*["shade"] * 4), [1, 2, 3]))
    paths = _shapes(root)
    assert len(paths) == 4
    wide, high = map(float, root.get("viewBox").split()[2:])
    for path in paths:
        points = re.findall(r"([\d.]+) ([\d.]+)", path.get("d"))
        assert len(points) >= 3
        assert all(0 <= float(x) <= wide and 0 <= float(y) <= high for x, y in points)
    assert len({p.get("fill") for p in paths}) == 4
    assert root.get("aria-label") == SHEET.alt


def test_what_stands_out_is_hatched_two_ways():
    fills = [p.get("fill") for p in _shapes(_drawn(Shown(_areas("high", "low", "plain"))))]
    assert fills == ["url(#rising)", "url(#falling)", BAND]


def test_shades_are_told_apart_in_grey():
    greys = [luminance(shade) for shade in MAP_SHADES]
    assert all(pale > dark * 1.15 for pale, dark in pairwise(greys))


def test_a_map_without_outlines_is_refused():
    with pytest.raises(ValueError, match="outline"):
        area_svg(SHEET, GROUND, {}, Shown(_areas("shade")))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30))
def test_any_name_is_printed_as_text(name):
    root = _drawn(Shown(_areas("high", name=name)))
    assert f"{name}0 0 件" in {t.text for t in root.iter(f"{SVG}title")}
    assert not list(root.iter(f"{SVG}script"))
