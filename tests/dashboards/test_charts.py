"""Pictures that stand alone: words inside, bars from zero, nothing that needs the network."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.bars import Bar, Mark, PairBar, observed_expected, ranking
from dashboards.charts.clear_of_lines import clear_place
from dashboards.charts.panels import Panel, RatePoint, panels, span_of
from dashboards.charts.picture import Caption, config
from dashboards.charts.street_map import Spot, street_map
from dashboards.charts.trend import DailyPoint, date_ticks, trend
from style.palette import ACCENT, BLUE, GREY
from tests.support.pictures import checked

AS_OF = date(2026, 10, 31)
CAPTION = Caption(
    "集中供热上升最多:312件,预期221件,建议提前排查", "件", "青山县12345热线工单", AS_OF
)
DAYS = [AS_OF - timedelta(days=i) for i in range(55, -1, -1)]


SPOTS = [
    Spot("清河街道", 120.1, 30.2, 9, acts=True),
    Spot("城关街道", 120.3, 30.3, 4, rings=(((120.2, 30.2), (120.4, 30.2), (120.3, 30.4)),)),
    Spot("幸福镇", 120.2, 30.1),
]


def all_pictures():
    points = [DailyPoint(d, 200 + i, 205, 180, 230) for i, d in enumerate(DAYS)]
    rates = (
        RatePoint("09-28", 0.95, 0.93, 0.97),
        RatePoint("10-05", None),
        RatePoint("10-12", 0.1),
    )
    return {
        "trend": trend(CAPTION, points, AS_OF - timedelta(days=6)),
        "bare trend": trend(CAPTION, [DailyPoint(d, None) for d in DAYS]),
        "ranking": ranking(
            CAPTION, [Bar("清河街道", 15.2, "15.20", acts=True)], Mark(8.4, "全县 8.40")
        ),
        "empty ranking": ranking(CAPTION, []),
        "pairs": observed_expected(CAPTION, [PairBar("集中供热", 312, 221, "312件", "预期221件")]),
        "map": street_map(CAPTION, SPOTS),
        "panels": panels(
            CAPTION, [Panel("按时办结率", rates), Panel("满意率", (), "数据源没有评价")]
        ),
    }


@pytest.mark.parametrize("name", list(all_pictures()))
def test_finding_unit_source_and_as_of_are_inside_the_picture(name):
    picture = all_pictures()[name]
    words = "".join(a.text for a in checked(picture).layout.annotations).replace("<br>", "")
    words = words.replace("<b>", "").replace("</b>", "")
    assert "集中供热上升最多\uff1a312件" in words
    assert "单位\uff1a件" in words
    assert "青山县12345热线工单" in words
    assert "2026-10-31" in words
    assert picture.alt


@pytest.mark.parametrize("name", list(all_pictures()))
def test_a_picture_keeps_its_height_and_has_room_for_its_words(name):
    layout = checked(all_pictures()[name]).layout
    assert layout.height > layout.margin.t + layout.margin.b
    assert layout.margin.t >= 60
    assert layout.margin.b >= 20


def test_bars_start_at_zero():
    pictures = all_pictures()
    for name in ("ranking", "pairs"):
        assert checked(pictures[name]).layout.xaxis.range[0] == 0
    assert checked(pictures["trend"]).layout.yaxis.range[0] == 0


def test_rates_are_lines_on_an_axis_that_is_cut_and_says_so():
    months = (RatePoint("9月", 0.973), RatePoint("10月", None), RatePoint("11月", 0.983))
    panel = Panel("按时办结率", months, last_year=(0.97, 0.96, 0.99), target=0.98)
    figure = checked(panels(CAPTION, [panel]))
    low, high = figure.layout.yaxis.range
    assert 0.9 < low < 0.96
    assert 0.99 < high <= 1
    assert list(figure.layout.yaxis.ticktext) == [f"{low:.0%}", f"{high:.0%}"]
    assert [trace.line.dash for trace in figure.data] == ["dash", None]
    assert [trace.line.color for trace in figure.data] == [GREY, BLUE]
    target, *strokes = figure.layout.shapes
    assert (target.y0, target.label.text) == (0.98, "目标98%")
    assert len(strokes) == 2
    texts = [a.text for a in figure.layout.annotations]
    assert "97.3%" in texts
    assert "<b>98.3%</b>" in texts


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.none() | st.floats(0, 1))
def test_the_axis_of_rates_holds_all_that_it_shows(values, target):
    panel = Panel("满意率", tuple(RatePoint("1月", v) for v in values), target=target)
    low, high = span_of(panel)
    assert 0 <= low < high <= 1
    for shown in (*values, *([] if target is None else [target])):
        assert low - 1e-9 <= shown <= high + 1e-9


def test_ours_is_blue_comparison_grey_and_what_needs_action_accented():
    pair = observed_expected(
        CAPTION, [PairBar("甲", 2, 1, "", "", acts=True), PairBar("乙", 2, 1, "", "")]
    )
    assert list(checked(pair).data[0].marker.color) == [ACCENT, BLUE]
    assert checked(pair).data[1].marker.color == GREY


def test_a_day_above_its_usual_range_differs_in_shape_too():
    points = [
        DailyPoint(AS_OF - timedelta(days=1), 100, 50, 40, 60),
        DailyPoint(AS_OF, 50, 50, 40, 60),
    ]
    marker = checked(trend(CAPTION, points)).data[-1].marker
    assert list(marker.symbol) == ["diamond", "circle"]


def test_no_button_but_the_image_and_no_english():
    settings = config(all_pictures()["trend"])
    assert settings["modeBarButtons"] == [["toImage"]]
    assert settings["displaylogo"] is False
    assert settings["locales"]["zh-CN"]["format"]["shortMonths"][9] == "10月"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 900))
def test_date_ticks_are_few_in_order_and_within_the_days(first, count):
    days = [first + timedelta(days=i) for i in range(count)]
    places, texts = date_ticks(days)
    assert len(places) == len(texts) <= 7
    assert places == sorted(places)
    assert all(date.fromisoformat(p) in days for p in places)
    assert count < 40 or len(places) >= 2


def test_ticks_are_dates_as_sentences_write_them_and_say_a_month_once():
    days = [date(2026, 10, 25) + timedelta(days=i) for i in range(35)]
    assert date_ticks(days)[1] == ["10月31日", "11月7日", "14日", "21日", "28日"]
    years = [date(2025, 9, 1) + timedelta(days=i) for i in range(400)]
    assert date_ticks(years)[1] == ["2025年9月", "12月", "2026年3月", "6月", "9月"]


def test_names_on_a_map_stand_where_they_cover_no_circle():
    """A place in the east half whose west neighbour lies on the same latitude."""
    spots = [
        Spot("桃园街道", 120.22, 30.20, 27, acts=True),
        Spot("望岳街道", 120.20, 30.20, 18),
        Spot("北庄乡", 120.10, 30.30),
        Spot("南屯乡", 120.24, 30.10),
    ]
    figure = checked(street_map(CAPTION, spots))
    names = {a.text: a for a in figure.layout.annotations if "街道" in a.text}
    assert set(names) == {"桃园街道 27", "望岳街道 18"}
    assert names["桃园街道 27"].xanchor == "left"
    assert names["望岳街道 18"].xanchor == "right"


def test_a_map_marks_by_area_and_names_the_most():
    figure = checked(street_map(CAPTION, SPOTS, named=1))
    outline, ground, circles = figure.data
    assert list(outline.x) == [120.2, 120.4, 120.3, None]
    assert list(ground.customdata) == ["幸福镇 "] or list(ground.customdata) == ["幸福镇"]
    assert circles.marker.size[0] / circles.marker.size[1] == pytest.approx(1.5)
    assert list(circles.marker.color) == [ACCENT, BLUE]
    assert "清河街道 9" in [a.text for a in figure.layout.annotations]
    assert not any("城关街道" in a.text for a in figure.layout.annotations)
    assert figure.layout.xaxis.range[1] > 120.4
    with pytest.raises(ValueError, match="place"):
        street_map(CAPTION, [])
    street_map(CAPTION, [SPOTS[2]])


def test_marks_that_open_something_say_so_and_others_open_nothing():
    bars = [Bar("供热", 9, "9", "供热 9件", opens="/tickets?category=04"), Bar("城管", 4, "4")]
    drawn = ranking(CAPTION, bars)
    trace = drawn.figure.to_dict()["data"][0]
    assert trace["meta"] == {"opens": ["/tickets?category=04", ""], "counts": [9, 4]}
    assert [hover.endswith("点按查看9件工单") for hover in trace["customdata"]] == [True, False]
    assert checked(drawn).data[0].meta["opens"][1] == ""
    nothing = ranking(CAPTION, [Bar("供热", 0, "0", opens="/tickets?category=04")])
    assert "meta" not in nothing.figure.to_dict()["data"][0]
    assert "meta" not in all_pictures()["ranking"].figure.to_dict()["data"][0]


def test_a_value_stands_where_no_line_runs_through_it():
    # A line that falls steeply is left of what stands to the right above its point.
    falling = [0.98, 0.94, 0.90, 0.86]
    assert clear_place(1, 0.94, [falling], 36, 0.001) == ("left", True)
    assert clear_place(2, 0.90, [falling[::-1]], 36, 0.001)[0] != "left"
    level = [0.9, 0.9, 0.9]
    assert clear_place(1, 0.9, [level], 36, 0.001) == ("center", True)
    # At the ends words stay over their point.
    assert clear_place(0, 0.98, [falling], 36, 0.001)[0] == "center"
    assert clear_place(3, 0.86, [falling], 36, 0.001)[0] == "center"
