"""The map of areas: what is painted, what a click opens, which names are written."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly import graph_objects as go

from dashboards.charts.area_map import area_map
from dashboards.charts.picture import Caption, config
from geo.maps import Area, Ground, Shown, even_bounds, key, shade_bounds, shade_of
from style.chart_style import NOTE_SIZE, text_width
from style.palette import (
    BAND,
    MAP_HIGH,
    MAP_LEVELS,
    MAP_LOW,
    MAP_NAME,
    MAP_SHADES,
    WARNING_LEVELS,
    contrast,
    luminance,
)

CAPTION = Caption("北关街道每万人诉求最多", "件/万人", "澄川市12345热线工单", date(2026, 11, 29))
GROUND = Ground("/outlines/990181/street/1.json", (123.0, 35.8, 123.3, 36.0))
AREAS = [
    Area("1", "北关街道", 80.0, "80.0", 123.05, 35.9, opens="/tickets?area=1", n=8),
    Area("2", "南关街道", 10.0, "10.0", 123.15, 35.9, opens="/tickets?area=2", n=1),
    Area("3", "西关街道", None, "无数据", 123.25, 35.9),
]


def _drawn(areas, bounds=()):
    parts = area_map(CAPTION, GROUND, Shown(areas, bounds)).figure.to_dict()
    go.Figure(parts)
    return parts


def test_shades_open_the_tickets_of_their_areas():
    traces = _drawn(AREAS, [50])["data"]
    fills = [t for t in traces if t["type"] == "choropleth"]
    opened = {
        code: (to, n)
        for t in fills
        for code, to, n in zip(
            t["locations"],
            t.get("meta", {}).get("opens", [""] * len(t["locations"])),
            t.get("meta", {}).get("counts", [None] * len(t["locations"])),
            strict=True,
        )
    }
    assert opened == {"1": ("/tickets?area=1", 8), "2": ("/tickets?area=2", 1), "3": ("", None)}
    assert {t["geojson"] for t in fills} == {GROUND.address}
    colour = {code: t["colorscale"][0][1] for t in fills for code in t["locations"]}
    assert colour["3"] == BAND
    assert MAP_SHADES.index(colour["1"]) > MAP_SHADES.index(colour["2"])


def test_what_stands_out_has_a_sign_beside_its_colour_and_a_key():
    areas = [
        Area("1", "北关街道", 80.0, "80.0", 123.05, 35.9, "high"),
        Area("2", "南关街道", 10.0, "10.0", 123.15, 35.9, "low"),
        Area("3", "西关街道", 40.0, "40.0", 123.25, 35.9, "plain"),
    ]
    parts = _drawn(areas)
    colour = {
        code: t["colorscale"][0][1]
        for t in parts["data"]
        if t["type"] == "choropleth"
        for code in t["locations"]
    }
    assert colour == {"1": MAP_HIGH, "2": MAP_LOW, "3": BAND}
    (names,) = (t for t in parts["data"] if t["type"] == "scattergeo")
    assert set(names["text"]) == {"▲北关街道", "▼南关街道", "西关街道"}
    said = "".join(a["text"] for a in parts["layout"]["annotations"])
    assert all(shade in said for shade in (MAP_HIGH, MAP_LOW, BAND))


def test_own_colours_are_said_in_the_key_with_a_sign_before_the_name():
    areas = [
        Area("1", "北关街道", 4.0, "红色1条", 123.05, 35.9, colour=MAP_LEVELS["红"], sign="红 "),
        Area("2", "南关街道", None, "没有预警", 123.15, 35.9),
    ]
    own = [(colour, f"{level}色预警") for level, colour in MAP_LEVELS.items()]
    shown = Shown(areas, colours=own, bare="没有预警")
    assert key(shown) == [(MAP_LEVELS["红"], "红色预警"), (BAND, "没有预警")]
    parts = area_map(CAPTION, GROUND, shown).figure.to_dict()
    colour = {
        code: t["colorscale"][0][1]
        for t in parts["data"]
        if t["type"] == "choropleth"
        for code in t["locations"]
    }
    assert colour == {"1": MAP_LEVELS["红"], "2": BAND}
    (names,) = (t for t in parts["data"] if t["type"] == "scattergeo")
    assert names["text"] == ["红 北关街道"]


def test_levels_keep_their_order_in_a_grey_print():
    greys = [luminance(colour) for colour in (*MAP_LEVELS.values(), BAND)]
    assert greys == sorted(greys)
    assert list(MAP_LEVELS) == list(WARNING_LEVELS)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1], ["1"]),
        ([1, 2], ["1", "2"]),
        ([1, 1, 11], ["1–2", "3–5", "6–8", "9–11"]),
        ([5], ["5"]),
    ],
)
def test_counts_are_told_from_one_whole_number_to_another(values, words):
    areas = [Area(str(k), "街道", v, "", 123.1, 35.9) for k, v in enumerate(values)]
    bounds = even_bounds(max(values)) if len(values) > 1 else []
    told = key(Shown(areas, bounds, whole=True))
    assert [w for _, w in told] == words
    assert len({colour for colour, _ in told}) == len(told)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=40))
def test_every_count_lies_in_a_step_of_the_key(values):
    bounds = even_bounds(max(values))
    areas = [Area(str(k), "街道", v, "", 123.1, 35.9) for k, v in enumerate(values)]
    told = key(Shown(areas, bounds, lambda v: f"{v:.0f}", whole=True))
    assert len({colour for colour, _ in told}) == len(told) == len(bounds) + 1
    for value in values:
        low, _, to = told[shade_of(value, bounds)][1].partition("–")
        assert int(low) <= value <= int(to or low)


@pytest.mark.parametrize("ground", [*MAP_SHADES, *MAP_LEVELS.values(), MAP_HIGH, MAP_LOW, BAND])
def test_names_are_read_on_every_shade(ground):
    assert contrast(MAP_NAME, ground) >= 4.5


def test_a_map_needs_an_area():
    with pytest.raises(ValueError, match="area"):
        area_map(CAPTION, GROUND, Shown([]))


def test_nothing_is_asked_for_outside():
    picture = area_map(CAPTION, GROUND, Shown(AREAS))
    address = config(picture)["topojsonURL"]
    stub = Path("dashboards/static") / address.removeprefix("/app/static/") / "world_110m.json"
    assert json.loads(stub.read_text(encoding="utf-8"))["arcs"] == []


_POINTS = st.lists(
    st.tuples(
        st.floats(123.0, 123.3), st.floats(35.8, 36.0), st.floats(0, 1000), st.integers(2, 8)
    ),
    min_size=1,
    max_size=40,
)


@given(_POINTS)
def test_names_never_overlap_on_a_phone(points):
    areas = [
        Area(str(k), "街" * size, value, "", lon, lat)
        for k, (lon, lat, value, size) in enumerate(points)
    ]
    (names,) = (t for t in _drawn(areas)["data"] if t["type"] == "scattergeo")
    # A phone's 340 px hold the box and its air.
    scale = 340 / (0.3 * 1.06)
    boxes = [
        (lon * scale, lat * scale * 1.236, text_width(words, NOTE_SIZE) / 2)
        for lon, lat, words in zip(names["lon"], names["lat"], names["text"], strict=True)
    ]
    for (x, y, half), (at, up, other) in combinations(boxes, 2):
        assert abs(x - at) >= half + other or abs(y - up) >= NOTE_SIZE


@given(st.lists(st.floats(0, 1e6), max_size=60), st.floats(0, 1e6))
def test_shades_part_all_numbers(values, value):
    bounds = shade_bounds(values)
    assert bounds == sorted(set(bounds))
    assert 0 <= shade_of(value, bounds) <= len(bounds) < len(MAP_SHADES)
