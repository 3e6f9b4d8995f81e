"""What pages are drawn of: columns that have room, facts, timelines, notes, lists."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards.components import column_widths, tables
from dashboards.components.chips import chips
from dashboards.components.column_widths import PAGE, ROW, TALL_ROW, fitted
from dashboards.components.entries import entries, entry
from dashboards.components.facts import facts
from dashboards.components.list_with_detail import Columns
from dashboards.components.map_frame import by_street, spots_of
from dashboards.components.notes import note, note_of, small, title
from dashboards.components.tables import table_options
from dashboards.components.written_table import written_table
from data_access.store.reference import PlacePoint

LONG = "关于城关街道工地干活拿不到钱望有关部门尽快核实并予以解决的诉求"


def _frame(columns: int, words: str, rows: int = 5) -> pd.DataFrame:
    return pd.DataFrame({f"列{n}": [words] * rows for n in range(columns)})


def test_a_table_that_fits_keeps_the_widths_of_its_words():
    found = fitted(_frame(4, "市人社局"), PAGE, {})
    assert found.widths == {}
    assert (found.row, found.scrolls) == (ROW, False)


def test_the_longest_columns_give_way_and_their_words_wrap():
    frame = pd.DataFrame({"日期": ["2026-11-17"] * 5, "事项": [LONG] * 5, "要求": [LONG] * 5})
    found = fitted(frame, 600, {})
    assert sum(found.widths.values()) <= 600
    assert found.widths["日期"] == fitted(frame, 700, {}).widths["日期"]  # it keeps its words
    assert (found.row, found.scrolls) == (TALL_ROW, False)


def test_who_has_most_to_say_gets_most():
    frame = pd.DataFrame(
        {"标题": [LONG] * 5, **{f"列{n}": ["市人社局某某科室"] * 5 for n in range(6)}}
    )
    found = fitted(frame, 720, {}).widths
    assert found["标题"] > 1.5 * found["列0"]
    assert sum(found.values()) <= 720


def test_a_few_long_cells_do_not_make_every_row_tall():
    frame = pd.DataFrame({"事项": [LONG * 2] + ["诉求"] * 40, "说明": ["短"] * 41})
    assert fitted(frame, 400, {}).row == ROW


def test_a_list_of_one_line_cuts_its_longest_cells_and_leaves_the_last_columns_to_wider_screens():
    frame = pd.DataFrame({
        "日期": ["2026-11-17"] * 5, "事项": [LONG] * 5, "单位": ["市人社局"] * 5,
        "更新": ["2026-12-18 23:59"] * 5,
    })  # fmt: skip
    wide = fitted(frame, 900, {}, line=True)
    assert (wide.row, wide.scrolls) == (ROW, False)
    narrow = fitted(frame, 420, {}, line=True)
    assert (narrow.row, narrow.scrolls) == (ROW, True)
    inside = [narrow.widths[head] for head in ("日期", "事项", "单位")]
    assert sum(inside) <= 420 < sum(narrow.widths.values())
    assert narrow.widths["事项"] >= 200
    one_long = pd.DataFrame({"事项": [LONG] * 20, "单位": ["市人社局"] * 19 + [LONG]})
    widths = fitted(one_long, 500, {}, line=True).widths
    assert widths["事项"] > 2 * widths["单位"]  # one long cell takes no room from all others
    columns = table_options(frame, room=420, line=True)["column_config"]
    assert not any(one["pinned"] for one in columns.values())


def test_expected_numbers_have_their_thousands_apart_and_keep_their_digits(monkeypatch):
    shown = []
    monkeypatch.setattr("streamlit.dataframe", lambda frame, **said: shown.append((frame, said)))
    tables.show_table(pd.DataFrame({"预期": [12345.67, None]}), config={"预期": tables.WHOLE})
    ((frame, said),) = shown
    assert frame["预期"][0] == 12345.67
    assert said["column_config"]["预期"]["type_config"]["format"] == "%,.0f"
    assert said["placeholder"] == "—"


def test_where_heads_have_no_room_the_first_column_stays():
    options = table_options(_frame(20, "市人社局"))
    columns = options["column_config"]
    assert [head for head, one in columns.items() if one["pinned"]] == ["列0"]
    assert not any(c["pinned"] for c in table_options(_frame(3, "短"))["column_config"].values())


def test_a_width_that_is_given_stays_and_no_head_is_cut():
    config = {"列1": {"width": 64, "label": None}}
    columns = table_options(_frame(6, LONG), config=config)["column_config"]
    assert columns["列1"]["width"] == 64
    least = column_widths.fitted(_frame(6, ""), 100, {}).widths
    assert all(columns[f"列{n}"]["width"] >= least[f"列{n}"] for n in (0, 2, 3, 4, 5))


def test_numbers_and_gaps_are_measured_as_they_are_read():
    frame = pd.DataFrame({"件数": [1234567, 2], "占比": [0.123456789, None]})
    assert fitted(frame, 400, {}).widths == {}
    assert fitted(pd.DataFrame({"空": []}), 400, {}).widths == {}


@pytest.mark.parametrize(("rows", "high"), [(5, "content"), (50, 420)])
def test_a_long_table_scrolls_under_its_head(rows, high):
    assert table_options(_frame(2, "短", rows))["height"] == high


def test_facts_without_words_are_left_out_and_lines_are_kept():
    said = facts([("要求", "一\n二"), ("依据", ""), ("区域", "<b>")])
    assert said.count("<dt>") == 2
    assert "<dd>一<br>二</dd>" in said
    assert "&lt;b&gt;" in said


def test_notes_of_no_words_are_nothing():
    assert (note(""), note_of(""), small("")) == ("", "", "")
    assert note("<甲>", screen=True) == '<p class="weisu-note weisu-screen">&lt;甲&gt;</p>'
    assert "&amp;" in title("甲&乙")


def test_entries_have_their_small_line_below():
    said = entries([entry("甲", "乙"), entry("丙")], "weisu-timeline")
    assert said.startswith('<ul class="weisu-evidence weisu-timeline"><li>甲<span')
    assert "<li>丙</li>" in said


def test_a_written_table_labels_each_cell():
    said = written_table({"a": "甲", "b": "乙"}, [("1", "<b>2</b>")], kind="weisu-hot")
    assert '<td class="weisu-hot-b" data-label="乙"><b>2</b></td>' in said
    with pytest.raises(ValueError, match="zip"):
        written_table({"a": "甲"}, [("1", "2")])


def test_a_list_shows_fewer_columns_beside_what_is_open():
    columns = Columns(str.upper, ("a", "b", "c"), ("a", "c"))
    frame = columns.frame({"c": [3], "b": [2], "a": [1]})
    assert list(frame) == ["A", "B", "C"]
    assert list(columns.shown(frame, beside=True)) == ["A", "C"]
    assert list(columns.shown(frame, beside=False, but=("b",))) == ["A", "C"]


def test_a_map_shows_the_streets_or_the_communities_of_one():
    points = (
        PlacePoint("110101001", "一街", "street", 1.0, 1.0),
        PlacePoint("110101002", "二街", "street", 2.0, 2.0),
        PlacePoint("110101001001", "一社区", "community", 1.1, 1.1),
    )
    counts = {"110101001001": 3}
    inside = spots_of(points, counts, street="110101001")
    assert [(s.name, s.value, s.acts) for s in inside] == [("一街", 0, False), ("一社区", 3, True)]
    whole = spots_of(points, by_street(counts), opens=lambda code: f"/{code}")
    assert [(s.name, s.value) for s in whole] == [("一街", 3), ("二街", 0)]
    assert whole[0].opens == "/110101001"


def test_chips_return_what_is_chosen(monkeypatch):
    monkeypatch.setattr("dashboards.components.chips.st.pills", lambda *_, **__: None)
    assert chips("按类别", {"": "全部 3", "task": "任务 3"}, "", "kind") == ""


def test_moments_and_links_of_a_narrow_table_stay_on_one_line():
    frame = pd.DataFrame({
        "工单": ["/tickets?" + "x" * 200] * 5, "截止": ["2026-12-18 23:59"] * 5, "数": [1] * 5,
    })  # fmt: skip
    whole = fitted(frame[["截止"]], 1, {}).widths["截止"]
    found = fitted(frame, 200, {"工单": 64})
    assert found.widths["截止"] == whole > 120
    assert (found.row, found.scrolls) == (ROW, True)


@pytest.mark.parametrize(("rows", "folded"), [(1, 0), (8, 0), (10, 0), (11, 3), (48, 40)])
def test_a_phone_folds_a_long_list_and_paper_has_all_of_it(monkeypatch, rows, folded):
    said: list[str] = []
    monkeypatch.setattr("streamlit.html", said.append)
    frame = pd.DataFrame({"事项": [f"第{n}件" for n in range(rows)]})
    tables.on_paper_and_phone(frame, "事项", [f"?task={n}" for n in range(rows)])
    assert said[0].count("?task=") == rows
    assert said[0].count('class="weisu-rest"') == folded
    assert ("<summary>" in said[0]) == bool(folded)
