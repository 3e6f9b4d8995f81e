"""Reading files: every row comes out once, with its number; nothing readable is lost."""

# ruff: noqa: DTZ001 - cells of a sheet have no time zone

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.importing.readers import RawChunk, ReadOptions, open_rows
from data_access.types import WeisuError


def read(path: Path, options: ReadOptions | None = None, size: int = 3) -> RawChunk:
    """Return all rows as one chunk, read in small ones."""
    with open_rows(path, options) as source:
        numbers, rows, bad = [], [], []
        for chunk in source.chunks(size):
            assert 0 < chunk.read <= size
            numbers += chunk.numbers
            rows += chunk.rows
            bad += chunk.bad
        return RawChunk(tuple(source.header), numbers, rows, bad)


def write(tmp_path: Path, data: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def workbook(path: Path, rows: list[list[object]], title: str = "表") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


# ------------------------------------------------------------------ CSV


def test_rows_carry_their_line_numbers(tmp_path):
    got = read(write(tmp_path, '编号,内容\n1,"两\n行"\n\n2,b\n'))
    assert got.header == ("编号", "内容")
    assert got.numbers == [2, 5]
    assert got.rows == [["1", "两\n行"], ["2", "b"]]
    assert got.first_row == 2


def test_a_wrong_number_of_fields_spoils_only_its_row(tmp_path):
    got = read(write(tmp_path, "a,b\n1,2\n1,2,3\n4\n5,6\n"))
    assert got.rows == [["1", "2"], ["5", "6"]]
    assert [(b.number, b.problem) for b in got.bad] == [
        (3, "应有 2 个字段，实有 3 个"),
        (4, "应有 2 个字段，实有 1 个"),
    ]
    assert got.bad[0].raw == "1,2,3\n"


def test_empty_fields_past_the_header_carry_nothing(tmp_path):
    got = read(write(tmp_path, "a,b,,\n1,2,,\n1,2,,,,\n"))
    assert got.rows == [["1", "2"], ["1", "2"]]
    assert not got.bad


def test_an_open_quote_in_the_middle_gives_back_the_rows_it_swallowed(tmp_path):
    got = read(write(tmp_path, 'a,b\n1,"x\n2,y\n3,"z"\n4,w\n'))
    assert [b.number for b in got.bad] == [2]
    assert got.rows == [["2", "y"], ["3", "z"], ["4", "w"]]
    assert got.numbers == [3, 4, 5]


def test_an_open_quote_without_any_other_is_found_at_the_end(tmp_path):
    lines = "".join(f"{i},v\n" for i in range(3, 50))
    got = read(write(tmp_path, f'a,b\n2,"x\n{lines}'), size=1000)
    assert [b.number for b in got.bad] == [2]
    assert got.numbers == list(range(3, 50))


def test_a_file_cut_inside_a_long_text_loses_one_row(tmp_path):
    got = read(write(tmp_path, 'a,b\n1,x\n2,"第一段\n第二段\n第三'))
    assert got.rows == [["1", "x"]]
    assert [(b.number, b.problem) for b in got.bad] == [(3, "引号没有配对，文件可能被截断")]
    assert "第三" in got.bad[0].raw


def test_a_file_cut_inside_a_character_loses_one_row(tmp_path):
    got = read(write(tmp_path, "编号,内容\n1,街道\n2,街道".encode()[:-1]))
    assert got.rows == [["1", "街道"]]
    assert "截断" in got.bad[0].problem


def test_nul_bytes_and_endless_fields_are_bad_rows(tmp_path):
    got = read(write(tmp_path, "a,b\n1,x\0y\n2," + "长" * 1_100_000 + "\n3,z\n"))
    assert got.rows == [["3", "z"]]
    assert "空字节" in got.bad[0].problem


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    got = read(
        write(tmp_path, delimiter.join(["a", '"b,c;d"', "e"]) + "\n" + delimiter.join("123"))
    )
    assert got.header == ("a", "b,c;d", "e")
    assert got.rows == [["1", "2", "3"]]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found(tmp_path, encoding, found):
    path = write(tmp_path, "编号,内容\n1,街道办事处\n".encode(encoding))
    with open_rows(path) as source:
        assert source.encoding == found
        assert next(source.chunks(9)).rows == [["1", "街道办事处"]]


def test_gb18030_far_into_a_file_that_begins_in_ascii(tmp_path):
    body = b"a,b\n" + b"1,x\n" * 600_000 + "2,街道\n".encode("gb18030")
    with open_rows(write(tmp_path, body)) as source:
        assert source.encoding == "gb18030"


def test_mixed_encodings_name_both_places_and_the_way_out(tmp_path):
    body = "a,b\n1,街道\n".encode() + b"2,\xff\xff\n"
    with pytest.raises(WeisuError, match=r"UTF-8 在第 3 行.*GB18030 在第 3 行.*另存为"):
        open_rows(write(tmp_path, body))


def test_packed_files_are_read_and_cut_ones_refused(tmp_path):
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 5000)
    got = read(write(tmp_path, packed, "a.csv.gz"), size=1000)
    assert len(got.rows) == 5000
    with pytest.raises(WeisuError, match="不完整或已损坏"):
        open_rows(write(tmp_path, packed[:-20], "b.csv.gz"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "是空的"),
        ("\n \n,,\n", "是空的"),
        ("a,b,a\n1,2,3\n", "列名重复：a"),
        ("1,2018-01-01\n2,2018-01-02\n", "看起来是数据而不是列名"),
        ("<html><table></table></html>", "网页"),
        ("[1, 2]", "装的不是对象"),
        ("[]", "没有记录"),
        ('{\n "a": 1\n}', "JSON 对象，其中没有"),
        ('{"data": [\n{"a": 1},\n{"a": 2},\n', "第 4 行"),
        ("[1]\n{]\n", "不完整或有误"),
        ("%PDF-1.7", "PDF"),
    ],
)
def test_files_that_cannot_be_imported_say_why(tmp_path, data, message):
    with pytest.raises(WeisuError, match=message):
        open_rows(write(tmp_path, data))


def test_missing_and_folder(tmp_path):
    with pytest.raises(WeisuError, match="找不到"):
        open_rows(tmp_path / "none.csv")
    with pytest.raises(WeisuError, match="文件夹"):
        open_rows(tmp_path)


def test_header_only_has_no_rows(tmp_path):
    assert read(write(tmp_path, "a,b\n")).read == 0


def test_the_header_may_stand_below_a_title(tmp_path):
    path = write(tmp_path, "某区工单明细\na,b\n1,2\n")
    got = read(path, ReadOptions(header_row=2))
    assert got.header == ("a", "b")
    assert got.numbers == [3]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",\n\r')),
            min_size=3,
            max_size=3,
        ).filter(lambda row: any(cell.strip() for cell in row)),
        max_size=12,
    )
)
def test_whatever_a_proper_writer_writes_comes_back(tmp_path_factory, rows):
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["甲", "乙", "丙"], *rows])
    got = read(write(tmp_path_factory.mktemp("csv"), text.getvalue()))
    assert got.rows == rows
    assert not got.bad


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_our_error(tmp_path_factory, data):
    path = write(tmp_path_factory.mktemp("noise"), b"a,b\n" + data)
    try:
        got = read(path)
    except WeisuError:
        return
    assert all(len(row) == 2 for row in got.rows)


# ------------------------------------------------------------------ Excel


def test_excel_cells_become_canonical_text(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["编号", "时间", "日", "数", "真", None],
            [12345, dt.datetime(2026, 1, 2, 3, 4, 5), dt.date(2026, 1, 2), 1.5, True, None],
            [None] * 6,
            ["x", None, None, 3.0, False, None],
        ],
    )
    got = read(path)
    assert got.header == ("编号", "时间", "日", "数", "真")
    assert got.numbers == [2, 4]
    assert got.rows[0] == ["12345", "2026-01-02 03:04:05", "2026-01-02", "1.5", "true"]


def test_numbers_that_excel_has_cut_show_it(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["编号", "b"], [250912101108115409, "x"]])
    assert read(path).rows == [["2.50912101108115E+17", "x"]]


def test_sheets_are_chosen_by_name_or_number(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("首页", 0).append(["a"])
    book.remove(book.worksheets[1])
    second = book.create_sheet("明细")
    second.append(["b"])
    second.append([1])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx", ReadOptions(sheet="明细")).header == ("b",)
    assert read(tmp_path / "a.xlsx", ReadOptions(sheet=2)).header == ("b",)
    with open_rows(tmp_path / "a.xlsx") as source:
        assert "2 张表" in source.notes[0]
    with pytest.raises(WeisuError, match=r"没有工作表.*明细"):
        open_rows(tmp_path / "a.xlsx", ReadOptions(sheet="无此表"))


def test_a_wrong_extension_is_named_and_read_all_the_same(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], ["1"]]).rename(tmp_path / "a.csv")
    with open_rows(path) as source:
        assert source.format == "xlsx"
        assert source.notes == ["扩展名是 .csv，内容是 XLSX"]


def test_broken_and_foreign_archives(tmp_path):
    whole = workbook(tmp_path / "a.xlsx", [["a"], ["1"]]).read_bytes()
    with pytest.raises(WeisuError, match="不完整或已损坏"):
        open_rows(write(tmp_path, whole[:-300], "b.xlsx"))
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("a.csv", "a,b")
    with pytest.raises(WeisuError, match="压缩包"):
        open_rows(tmp_path / "c.zip")


# ------------------------------------------------------------------ JSON Lines and Parquet


def test_json_lines_keep_numbers_as_written(tmp_path):
    lines = [
        '{"编号": 250912101108115409, "x": 1.50, "真": true, "表": ["甲", "乙"]}',
        "{broken",
        "[1]",
        '{"编号": "2", "新": {"k": 1}}',
    ]
    got = read(write(tmp_path, "\n".join(lines), "a.jsonl"))
    assert got.header == ("编号", "x", "真", "表", "新")
    assert got.rows[0] == ["250912101108115409", "1.50", "true", "甲;乙", None]
    assert got.rows[1] == ["2", None, None, None, '{"k": "1"}']
    assert [b.number for b in got.bad] == [2, 3]
    assert got.numbers == [1, 4]


def test_parquet_values_become_canonical_text(tmp_path):
    table = pa.table(
        {
            "编号": pa.array([12345.0, None, float("nan")]),
            "时间": pa.array([dt.datetime(2026, 1, 2, 3, 4, 5), None, None], pa.timestamp("us")),
            "日": pa.array([dt.date(2026, 1, 2), None, None]),
            "文": pa.array(["a", "", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    got = read(tmp_path / "a.parquet", size=2)
    assert got.rows[0] == ("12345", "2026-01-02 03:04:05", "2026-01-02", "a")
    assert got.rows[1] == (None, None, None, "")
    assert got.rows[2] == (None, None, None, None)
    assert got.numbers == [1, 2, 3]
    with pytest.raises(WeisuError, match="不完整或已损坏"):
        open_rows(write(tmp_path, (tmp_path / "a.parquet").read_bytes()[:-9], "b.parquet"))


def test_parquet_text_that_is_none_stays_readable_and_names_that_are_none_are_refused(tmp_path):
    told = "中文".encode("gb18030")
    words = pa.array([told, b"a", None], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"编号": ["1", "2", "3"], "文": words}), tmp_path / "a.parquet")
    got = read(tmp_path / "a.parquet")
    assert [row[1] for row in got.rows] == ["\\xd6\\xd0\\xce\\xc4", "a", None]
    listed = pa.ListArray.from_arrays([0, 1, 2, 3], words)
    pq.write_table(pa.table({"编号": ["1", "2", "3"], "文": listed}), tmp_path / "b.parquet")
    with pytest.raises(WeisuError, match="损坏"):
        read(tmp_path / "b.parquet")
    pq.write_table(pa.table({"编号": ["1"], "文字": ["a"]}), tmp_path / "c.parquet")
    bad = (
        (tmp_path / "c.parquet").read_bytes().replace("文字".encode(), b"\xaf\xaf\xaf\xaf\xaf\xaf")
    )
    with pytest.raises(WeisuError, match="损坏"):
        read(write(tmp_path, bad, "d.parquet"))


def test_the_raw_row_is_kept_as_json(tmp_path):
    got = read(write(tmp_path, '{"a": "x\\ud800", "b": ""}', "a.jsonl"))
    assert json.loads(got.raw_json(0)) == {"a": "x\ud800"}
    got.raw_json(0).encode()


# ------------------------------------------------------------------ the trial data


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("pingshan/tickets_2018_to_october.csv", 6952),
        ("nyc311/requests_2026-08-01_to_04.parquet", 41859),
        ("chicago311/sanitation_2011_2013.csv.gz", 55343),
        ("teddy/messages_2019.xlsx", 4326),
        ("teddy/labelled_messages.csv", 899),
        ("teddy/messages_with_replies.xlsx", 2000),
    ],
)
def test_trial_files_are_read_whole(data_folder, name, rows):
    with open_rows(data_folder / name) as source:
        chunks = list(source.chunks(5000))
        assert source.position == source.total_bytes
    assert sum(len(c.rows) for c in chunks) == rows
    assert not any(c.bad for c in chunks)
