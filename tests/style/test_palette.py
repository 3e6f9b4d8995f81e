"""Colours stay readable for everyone, also in a grey print."""

import pytest

from style import palette
from style.variables import PICTURE_COLOURS


def test_contrast_of_black_on_white_is_21():
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


TEXTS = {
    "paper": ("ink", "muted", "blue", "accent"),
    "ground": ("ink", "muted", "blue"),
    "band": ("ink", "muted"),
    "accent-ground": ("ink",),
    "blue": ("paper",),
    "blue-dark": ("paper",),
    **dict.fromkeys(palette.SHADE_GROUNDS, ("ink",)),
}
"""Which texts stand on which ground (the sheets under ``style/css``, Streamlit's own parts)."""
MARKS = ("blue", "grey", "accent", "field", "level-0", "level-1", "level-3")
APPEARANCES = ("light", "dark")


@pytest.mark.parametrize("appearance", APPEARANCES)
@pytest.mark.parametrize("ground", TEXTS)
def test_texts_reach_wcag_aa_on_their_grounds(appearance, ground):
    colours = palette.palette(appearance)
    seen = {name: palette.contrast(colours[name], colours[ground]) for name in TEXTS[ground]}
    assert {name: ratio for name, ratio in seen.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_marks_and_edges_of_fields_are_seen_on_paper(appearance):
    colours = palette.palette(appearance)
    assert min(palette.contrast(colours[name], colours["paper"]) for name in MARKS) >= 2.9


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_our_data_comparison_and_band_differ_without_hue(appearance):
    blue, grey, band = (palette.palette(appearance)[name] for name in ("blue", "grey", "band"))
    greys = [palette.luminance(colour) for colour in (blue, grey, band)]
    assert greys == sorted(greys, reverse=appearance == "dark")
    assert palette.contrast(blue, grey) >= 1.9
    assert palette.contrast(grey, band) >= 1.9


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_shades_and_bands_go_one_way(appearance):
    colours = palette.palette(appearance)
    shades = [palette.luminance(colours[name]) for name in palette.SHADE_GROUNDS]
    bands = [palette.luminance(colours[name]) for name in ("band", "band-middle", "blue-soft")]
    assert shades == sorted(shades, reverse=appearance == "light")
    assert bands == sorted(bands, reverse=appearance == "light")


def test_a_picture_can_change_its_colours_with_the_page():
    drawn = [palette.palette("light")[name] for name in PICTURE_COLOURS]
    assert len(set(drawn)) == len(drawn)


def test_areas_of_a_map_have_a_colour_each_and_names_are_read_on_all_of_them():
    assert len(set(palette.MAP_COLOURS.values())) == len(palette.MAP_COLOURS)
    dark = palette.palette("dark")
    for name, colour in palette.MAP_COLOURS.items():
        assert palette.contrast(palette.MAP_NAME, colour) >= 4.5
        assert palette.contrast(palette.INK, colour) >= 4.5
        assert palette.contrast(dark["ink"], dark[name]) >= 4.5
    shades = [palette.luminance(dark[f"map-{n}"]) for n in range(len(palette.MAP_SHADES))]
    assert shades == sorted(shades)
    assert palette.luminance(dark["map-bare"]) < shades[0]


def test_colours_are_written_as_browsers_do():
    assert palette.rgb("#1B2733") == "rgb(27, 39, 51)"


def test_warning_levels_are_the_four_words():
    assert list(palette.WARNING_LEVELS) == ["红", "橙", "黄", "蓝"]
