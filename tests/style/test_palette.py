"""Colours stay readable for everyone, also in a grey print."""

import pytest

from style import palette


def test_contrast_of_black_on_white_is_21():
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED, palette.BLUE, palette.ACCENT])
def test_text_colours_reach_wcag_aa_on_paper(colour):
    assert palette.contrast(colour, palette.PAPER) >= 4.5


def test_our_data_comparison_and_band_differ_in_a_grey_print():
    greys = [palette.luminance(c) for c in (palette.BLUE, palette.GREY, palette.BAND)]
    assert greys == sorted(greys)
    assert palette.contrast(palette.BLUE, palette.GREY) >= 1.9
    assert palette.contrast(palette.GREY, palette.BAND) >= 1.9


def test_warning_levels_are_the_four_words():
    assert list(palette.WARNING_LEVELS) == ["红", "橙", "黄", "蓝"]
