"""What a profile says of sheets and header rows counts before a file is judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from data_access.importing.batches import list_batches
from data_access.importing.load import ingest
from data_access.importing.preview import preview
from data_access.importing.profile import Profile
from data_access.importing.profile_files import parse_profile
from data_access.importing.readers import ReadOptions, open_rows
from data_access.store.clock import utc_now
from data_access.store.tables import ticket_version
from data_access.types import Scope, WeisuError

SCOPE = Scope.system("test")
HEAD = ["编号", "受理"]
TIME = "2025-03-04 09:00"
Rows = Sequence[Sequence[object]]


def workbook(path: Path, hidden: str = "", **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name == hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def profile(*tables: tuple[str, str, str]) -> Profile:
    """Return a profile of tables: label, what it reads, its columns."""
    text = 'profile: p\nlabel: 某市\njurisdiction: {code: "350100", name: 某市}\ntables:\n'
    for label, read, columns in tables:
        text += f"  - entity: ticket\n    label: {label}\n    columns: {columns}\n"
        text += f"    read: {read}\n" if read else ""
    return parse_profile(text, Path("p.yaml"))


USUAL = "{ticket_no: 编号, t_accept: 受理}"
GOOD: Rows = [HEAD, ["S1", TIME], ["S2", TIME]]
TWICE: Rows = [["区", "件数", "件数"], ["甲", "1", "2"]]


@pytest.mark.parametrize("sheet", ["明细", "' 明细 '", "2"])
def test_a_named_sheet_is_read_whatever_the_first_is(store, settings, tmp_path, sheet):
    path = workbook(tmp_path / "a.xlsx", 汇总=TWICE, 明细=GOOD)
    named = profile(("明细", f"{{sheet: {sheet}}}", USUAL))
    assert ingest(store, settings, SCOPE, path, named, actor="t").inserted == 2
    assert len(preview(path, named, utc_now()).rows) == 2


@pytest.mark.parametrize("first", [["基本信息", "基本信息"], ["2025-03-04", "7"], ["区县日报"]])
def test_a_named_header_row_is_read_whatever_stands_above(store, settings, tmp_path, first):
    two = profile(("t", "{header_row: 2}", USUAL))
    csv = tmp_path / "a.csv"
    csv.write_text(f"{','.join(first)}\n编号,受理\nS1,{TIME}\n", encoding="utf-8")
    assert ingest(store, settings, SCOPE, csv, two, actor="t").inserted == 1
    book = workbook(tmp_path / "a.xlsx", 表=[list(first), HEAD, ["S2", TIME]])
    assert ingest(store, settings, SCOPE, book, two, actor="t").inserted == 1


def test_encoding_and_delimiter_are_followed_from_the_start(store, settings, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(f"编号^受理\nS1^{TIME}\n".encode("utf-16-le"))
    said = profile(("t", "{encoding: utf-16-le, delimiter: '^'}", USUAL))
    assert ingest(store, settings, SCOPE, path, said, actor="t").inserted == 1


def test_hidden_and_empty_sheets_are_passed_over(tmp_path):
    path = workbook(tmp_path / "a.xlsx", hidden="说明", 说明=[["口径"]], 空=[], 明细=GOOD, 附=GOOD)
    with open_rows(path) as source:
        assert source.sheet == "明细"
        assert "未读取“空”、“附”" in source.notes[0]
    with open_rows(path, ReadOptions(sheet=2)) as source:
        assert source.sheet == "明细"
    with open_rows(path, ReadOptions(sheet="说明")) as source:
        assert source.header == ["口径"]
        assert "隐藏" in source.notes[0]


def test_two_tables_in_two_sheets_are_both_loaded(store, settings, tmp_path):
    path = workbook(tmp_path / "a.xlsx", 甲区=GOOD, 乙区=[HEAD, ["S3", TIME]])
    both = profile(("甲", "{sheet: 甲区}", USUAL), ("乙", "{sheet: 乙区}", USUAL))
    got = ingest(store, settings, SCOPE, path, both, actor="t")
    assert (got.inserted, [r.inserted for r in got.further]) == (2, [1])
    assert "“乙”记为批次" in got.further_lines[0]
    assert [b.read for b in list_batches(store, SCOPE, None)] == [1, 2]
    with store.read() as connection:
        assert len(connection.execute(select(ticket_version.c.ticket_no)).all()) == 3
    assert any("“乙”也将导入" in note for note in preview(path, both, utc_now()).notes)


def test_a_sheet_that_is_not_there_is_told(store, settings, tmp_path):
    path = workbook(tmp_path / "a.xlsx", 甲区=GOOD, 乙=[["x"], ["1"]])
    said = profile(
        ("甲", "{sheet: 甲区}", USUAL), ("乙", "{sheet: 乙区}", USUAL), ("丙", "{sheet: 乙}", USUAL)
    )
    got = ingest(store, settings, SCOPE, path, said, actor="t")
    assert got.inserted == 2
    assert "“乙”未导入" in got.notes[0]
    assert "没有工作表“乙区”" in got.notes[0]
    assert "“丙”未导入" in got.notes[1]


def test_another_sheet_of_the_same_kind_is_told(store, settings, tmp_path):
    path = workbook(tmp_path / "a.xlsx", 甲区=GOOD, 乙区=[HEAD, ["S3", TIME]])
    got = ingest(store, settings, SCOPE, path, profile(("t", "", USUAL)), actor="t")
    assert got.inserted == 2
    assert any("未读取“乙区”" in note for note in got.notes)


def test_where_no_sheet_can_be_read_the_reason_is_the_asked_ones(store, settings, tmp_path):
    path = workbook(tmp_path / "a.xlsx", 汇总=TWICE, 明细=[["编号", "编号"]])
    with pytest.raises(WeisuError, match="列名重复：编号"):
        ingest(store, settings, SCOPE, path, profile(("t", "{sheet: 明细}", USUAL)), actor="t")
    said = profile(("t", "{sheet: 2, header_row: 3}", USUAL))
    path = workbook(tmp_path / "b.xlsx", 汇总=TWICE, 明细=[["x"], [], ["编号"], ["1"]])
    with pytest.raises(WeisuError, match="需要列：受理"):
        ingest(store, settings, SCOPE, path, said, actor="t")


def test_lacking_columns_are_told_with_the_sheets_that_were_not_read(store, settings, tmp_path):
    path = workbook(tmp_path / "a.xlsx", 汇总=[["区", "件数"], ["甲", 1]], 明细=GOOD)
    usual = profile(("t", "", USUAL))
    with pytest.raises(WeisuError, match="缺少") as refused:
        ingest(store, settings, SCOPE, path, usual, actor="t")
    assert "未读取“明细”" in str(refused.value)
    with pytest.raises(WeisuError, match="未读取“明细”"):
        preview(path, usual, utc_now())
