"""Mapping whole files: the trial data, suggestions for unknown headers, previews."""

# ruff: noqa: DTZ001 - naive times are UTC, or local before they are placed

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data_access import schemas
from data_access.importing.chunk import MapContext
from data_access.importing.mapping import Mapper
from data_access.importing.notes import Note, merge_notes
from data_access.importing.preview import preview
from data_access.importing.profile import Jurisdiction
from data_access.importing.profile_files import load_profile, parse_profile
from data_access.importing.readers import BadRow, open_rows
from data_access.importing.sample_mask import MASK
from data_access.importing.suggest import suggest_mapping
from data_access.importing.table_choice import FileHeaders, choose_tables
from data_access.types import WeisuError

NOW = datetime(2026, 11, 23, 2, 0)


def load(
    folder: Path, file: str, name: str, home: Path
) -> tuple[list[dict[str, Any]], list[BadRow], list[Note]]:
    found = load_profile(name, home)
    assert found.jurisdiction is not None
    (table,) = choose_tables(found, FileHeaders(folder / file)).tables
    records: list[dict[str, Any]] = []
    problems: list[BadRow] = []
    notes: list[Note] = []
    with open_rows(folder / file, table.read_options) as source:
        mapper = Mapper(found, table, source.header, MapContext(found.jurisdiction, NOW))
        for chunk in source.chunks(5000):
            got = mapper.map(chunk)
            records += got.records()
            problems += got.problems
            notes += got.notes
    return records, problems, merge_notes(notes)


def test_pingshan(data_folder, tmp_path):
    rows, problems, notes = load(
        data_folder, "pingshan/tickets_2018_to_october.csv", "pingshan", tmp_path
    )
    assert (len(rows), problems, notes) == (6952, [], [])
    assert Counter(r["source_channel"] for r in rows) == {
        "APP": 2722,
        "微信/小程序": 1254,
        "电话": 1233 + 1072 + 326,
        "网站/邮箱": 345,
    }
    assert Counter(r["due_result"] for r in rows) == {"按时": 6236, "超期": 714, None: 2}
    assert all(r["category_3"] for r in rows)


def test_new_york(data_folder, tmp_path):
    rows, problems, notes = load(
        data_folder, "nyc311/requests_2026-08-01_to_04.parquet", "nyc311", tmp_path
    )
    assert (len(rows), problems) == (41859, [])
    assert [(n.field, n.kind, n.rows) for n in notes] == [("t_close", "skew", 14)]
    assert sum(r["lon"] is None for r in rows) == 658
    assert sum(r["county"] is None for r in rows) == 36
    assert min(r["t_accept"] for r in rows) == datetime(2026, 8, 1, 4, 0, 14)
    assert sum(r["t_close"] is None for r in rows) == 18404


def test_chicago(data_folder, tmp_path):
    rows, problems, notes = load(
        data_folder, "chicago311/sanitation_2011_2013.csv.gz", "chicago311", tmp_path
    )
    assert (len(rows), len(problems)) == (55315, 28)
    # The city marked 75 as completed and left their day out.
    assert notes == [Note("status", "state_times", 75)]
    assert sum(r["status"] == "已办结" and r["t_close"] is None for r in rows) == 75
    assert all("早于允许的 2010-01-01" in p.problem for p in problems)
    # The 28 rows of the year 2000 hold one of the 2,572 + 78 that the city marked.
    assert sum(r["duplicate_of"] == "重复" for r in rows) == 2649
    assert sum(r["status"] == "并单" for r in rows) == 78


@pytest.mark.parametrize(
    ("file", "count", "filled"),
    [
        ("messages_2019.xlsx", 4326, "caller_ref"),
        ("labelled_messages.csv", 899, "category_1"),
        ("messages_with_replies.xlsx", 2000, "reply_public"),
    ],
)
def test_teddy(data_folder, tmp_path, file, count, filled):
    rows, problems, _ = load(data_folder, f"teddy/{file}", "teddy", tmp_path)
    assert (len(rows), problems) == (count, [])
    assert all(r[filled] for r in rows)
    assert all(r["title"] == r["title"].strip() for r in rows)


# ------------------------------------------------------------------ suggestions and previews


def test_a_standard_header_is_recognised_whole():
    for entity in schemas.ENTITIES.values():
        labels = [f.label for f in entity.fields if f.sent]
        found = suggest_mapping(labels, [], entity)
        assert [s.field for s in found] == [f.name for f in entity.fields if f.sent]


def test_columns_of_a_strange_file_are_guessed_by_name_and_content():
    header = ["工单号", "登记日期", "来电号码", "诉求内容", "承办单位名称", "颜色"]
    rows = [
        [str(i), f"2018-07-0{i} 10:00:00", f"1381234567{i}", "楼下噪音扰民请处理", "城管局", "红"]
        for i in range(1, 9)
    ]
    found = {s.column: s.field for s in suggest_mapping(header, rows, schemas.TICKET)}
    assert found == {
        "工单号": "ticket_no",
        "登记日期": "t_accept",
        "来电号码": "caller_phone",
        "诉求内容": "content",
        "承办单位名称": "org_lead",
        "颜色": None,
    }


def test_names_that_only_share_letters_are_not_guessed():
    found = suggest_mapping(["colour", "weather"], [["red", "rain"]], schemas.TICKET)
    assert [s.field for s in found] == [None, None]


def test_a_preview_masks_what_is_personal(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "编号,受理,电话,内容\n1,2018-07-04 10:00:00,13812345678,请回13812345678\n2,x,1,2\n", "utf-8"
    )
    text = """\
profile: p
label: 某市
tables:
  - entity: ticket
    columns: {ticket_no: 编号, t_accept: 受理, caller_phone: 电话, content: 内容}
"""
    found = parse_profile(text, Path("p.yaml"))
    got = preview(path, found, NOW, jurisdiction=Jurisdiction(code="350100", name="某市"))
    assert got.rows[0].number == 2
    assert got.rows[0].values["caller_phone"] == MASK
    assert got.rows[0].values["content"] == "请回[电话]"
    assert got.problems == [(3, "受理时间“x”无法识别")]
    assert (got.format, got.encoding) == ("csv", "utf-8")
    with pytest.raises(WeisuError, match="没有写明地区"):
        preview(path, found, NOW)
