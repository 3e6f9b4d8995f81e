"""Workbooks that would take all memory are refused in words, before anything is made of them."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_access import bounded_process
from data_access.importing.readers import open_rows, workbook_process
from data_access.importing.readers.workbook_size import (
    check_archive,
    check_unpacked,
    column_number,
    find_parts,
    sheet_facts,
)
from data_access.types import WeisuError


def workbook(path: Path, rows: Sequence[Sequence[object]], **cells: Any) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


def rewritten(path: Path, part: str, before: str, after: str) -> Path:
    """Return a copy of a workbook in which a text of one part is replaced."""
    copy = path.with_name("copy.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(
                name, text.replace(before.encode(), after.encode()) if name == part else text
            )
    return copy


def shared(path: Path, text: str) -> Path:
    """Return a copy in which every cell “long” is the one shared text."""
    copy = path.with_name("shared.xlsx")
    inline = re.compile(rb't="inlineStr"><is><t>long</t></is>')
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = inline.sub(b't="s"><v>0</v>', old.read(name))
            new.writestr(name, data)
        new.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>")
    return copy


HEAD = ["编号", "标题"]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD300000", "ZZ1048576"])
def test_a_far_cell_is_named_with_what_to_do(tmp_path, cell):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["1", "x"]], **{cell: "x"})
    assert path.stat().st_size < 20_000
    with pytest.raises(WeisuError, match="范围异常") as refused:
        open_rows(path)
    assert cell in str(refused.value)
    assert "删除" in str(refused.value)


@pytest.mark.parametrize(
    ("cell", "rows"),
    [("XFD2", [["1", "x"], ["2", "y"]]), ("A1048576", [["1", "x"], ["2", "y"], ["3", None]])],
)
def test_far_cells_that_cost_little_leave_the_rows_alone(tmp_path, cell, rows):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["1", "x"], ["2", "y"]], **{cell: "3"})
    with open_rows(path) as source:
        assert source.header == HEAD
        assert [row for chunk in source.chunks(100) for row in chunk.rows] == rows


def test_formats_far_away_are_no_content(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["1", "x"]])
    far = '<row r="1048576" ht="20"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"></c></row>'
    path = rewritten(path, SHEET, "</sheetData>", far + "</sheetData>")
    with open_rows(path) as source:
        assert [c.rows for c in source.chunks(9)] == [[["1", "x"]]]


def test_what_a_sheet_holds_is_counted_from_its_text(tmp_path):
    rows = [[*HEAD, *range(60)], ["1", "x", *range(60)], ["2", "y"]]
    path = workbook(tmp_path / "a.xlsx", rows, A8="=1+1", B9="z")
    with zipfile.ZipFile(path) as archive:
        facts = sheet_facts(archive, find_parts(archive).sheets["Sheet"])
    assert (facts.last_column, facts.far) == (62, "BJ1")
    assert facts.last_row == 9
    assert facts.empty_formulas == 1
    assert 120 < facts.cells <= 128
    assert (column_number("A"), column_number("xfd")) == (1, 16384)


def test_a_cell_of_millions_of_characters_spoils_its_row_alone(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["1", "long"], ["2", "y"]])
    path = shared(path, "长" * 4_000_000)
    with open_rows(path) as source:
        chunks = list(source.chunks(9))
    assert [row for c in chunks for row in c.rows] == [["2", "y"]]
    assert [(b.number, "万字" in b.problem) for c in chunks for b in c.bad] == [(2, True)]
    assert len(chunks[0].bad[0].raw) < 1000


def test_a_cell_written_into_the_sheet_may_be_huge_too(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["1", 77], ["2", "y"]])
    long = f'<c r="B2" t="inlineStr"><is><t>{"x" * 11_000_000}</t></is></c>'
    path = rewritten(path, SHEET, '<c r="B2" t="n"><v>77</v></c>', long)
    with open_rows(path) as source:
        chunks = list(source.chunks(9))
    assert [b.number for c in chunks for b in c.bad] == [2]


def test_a_part_that_unpacks_out_of_all_measure_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["1", "x"]])
    path = rewritten(path, SHEET, "</sheetData>", " " * 120_000_000 + "</sheetData>")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(WeisuError, match="解压后"):
        open_rows(path)


def test_many_parts_that_are_large_together_are_refused():
    class Archive:
        def infolist(self) -> list[zipfile.ZipInfo]:
            parts = [zipfile.ZipInfo(str(n)) for n in range(50)]
            for part in parts:
                part.file_size, part.compress_size = 90 << 20, 5 << 20
            return parts

    with pytest.raises(WeisuError, match=r"4\.4 GB"):
        check_unpacked(Archive(), "a.xlsx")  # type: ignore[arg-type]


def test_an_archive_of_endless_entries_is_refused_by_its_end(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(10_500):
            archive.writestr(f"xl/{n}", "")
    with pytest.raises(WeisuError, match="大量条目"):
        check_archive(path)
    with pytest.raises(WeisuError, match="大量条目"):
        open_rows(path)


def test_one_text_repeated_everywhere_ends_the_process_not_us(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_process, "MEMORY_BYTES", 700 << 20)
    rows = [[str(n), "long"] for n in range(900)]
    path = workbook(tmp_path / "a.xlsx", [HEAD, *rows])
    path = shared(path, "x" * 2_000_000)
    with pytest.raises(WeisuError, match="内存超出限制") as refused:
        open_rows(path)
    assert str(refused.value).count("。") == 3


@pytest.mark.parametrize(("ends", "said"), [("SIGXCPU", "用时过长"), ("SIGKILL", "内存超出限制")])
def test_a_process_that_is_stopped_is_one_clear_sentence(tmp_path, monkeypatch, ends, said):
    start = f"import os, signal; os.kill(os.getpid(), signal.{ends})"
    monkeypatch.setattr(bounded_process, "_START", start)
    with pytest.raises(WeisuError, match=said):
        open_rows(workbook(tmp_path / "a.xlsx", [HEAD, ["1", "x"]]))


def test_workbooks_are_read_beside_each_other_and_leave_no_process(tmp_path, monkeypatch):
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    paths = [
        workbook(tmp_path / f"{n}.xlsx", [HEAD, *[[str(i), n] for i in range(600)]])
        for n in range(3)
    ]

    def read(path: Path) -> int:
        with open_rows(path) as source:
            return sum(len(c.rows) for c in source.chunks(100))

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(read, paths)) == [600] * 3
    with open_rows(paths[0]) as source:
        next(source.chunks(10))
    assert [p.poll() is not None for p in started] == [True] * 4


def test_a_sheet_cut_in_the_middle_is_broken_not_short(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEAD, *[[str(n), "x" * 9] for n in range(3000)]])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo(SHEET).header_offset
    data[at + 400 : at + 420] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(WeisuError, match="不完整或已损坏"):
        open_rows(path)
