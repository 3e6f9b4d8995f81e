"""JSON in every shape that systems give: lines, arrays, objects around arrays."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from data_access.importing.readers import RawChunk, json_document, open_rows
from data_access.types import WeisuError

ROWS = [{"编号": f"V{n}", "长": 250912101108115409, "子": [{"k": 1}]} for n in (1, 2, 3)]
CELLS = [[f"V{n}", "250912101108115409", '[{"k": "1"}]'] for n in (1, 2, 3)]


def read(path: Path) -> tuple[RawChunk, list[str]]:
    with open_rows(path) as source:
        chunks = list(source.chunks(2))
        rows = [row for c in chunks for row in c.rows]
        numbers = [n for c in chunks for n in c.numbers]
        bad = [b for c in chunks for b in c.bad]
        assert source.position == source.total_bytes
        return RawChunk(tuple(source.header), numbers, rows, bad), source.notes


def write(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "a.json") -> Path:
    (tmp_path / name).write_bytes(text.encode(encoding))
    return tmp_path / name


@pytest.mark.parametrize(
    "shape",
    [
        ROWS,
        {"data": ROWS},
        {"requests": ROWS},
        {"code": 0, "msg": "", "data": {"total": 3, "list": ROWS}},
        {"service_requests": ROWS, "columns": [{"name": "编号"}]},
        {"result": {"records": ROWS, "fields": []}, "success": True},
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_documents_load_in_every_shape(tmp_path, shape, indent, encoding):
    text = json.dumps(shape, ensure_ascii=False, indent=indent)
    got, notes = read(write(tmp_path, text, encoding))
    assert got.header == ("编号", "长", "子")
    assert got.rows == CELLS
    assert got.numbers == [1, 2, 3]
    assert any("JSON" in note for note in notes)


def test_records_on_lines_of_their_own_inside_an_object(tmp_path):
    lines = ",\n".join(json.dumps(r, ensure_ascii=False) for r in ROWS)
    assert read(write(tmp_path, '{"工单": [\n' + lines + "\n]}"))[0].rows == CELLS
    assert read(write(tmp_path, "[\n" + lines + "\n]\n"))[0].rows == CELLS
    packed = tmp_path / "a.json.gz"
    packed.write_bytes(gzip.compress(f"[{lines}]".encode()))
    assert read(packed)[0].rows == CELLS


def test_a_line_with_lists_of_its_own_is_one_record(tmp_path):
    got, notes = read(write(tmp_path, json.dumps({"编号": "1", "流转": [{"op": "派单"}]})))
    assert got.header == ("编号", "流转")
    assert len(got.rows) == 1
    assert not notes
    two = "\n".join(json.dumps({"data": [{"a": n}], "b": n}) for n in (1, 2))
    assert read(write(tmp_path, two))[0].header == ("data", "b")


def test_what_is_no_object_in_an_array_is_a_problem_of_its_own(tmp_path):
    got, _ = read(write(tmp_path, '[{"a": 1}, 7, {"a": 2}]'))
    assert (got.numbers, [b.number for b in got.bad]) == ([1, 3], [2])


@pytest.mark.parametrize("first", ['{"a": 1,', "{broken", '{"a": [', '{"a": "x'])
def test_a_damaged_first_line_does_not_make_a_document(tmp_path, first):
    got, _ = read(write(tmp_path, first + '\n{"a": 2}\n{"a": 3}\n', name="a.jsonl"))
    assert [r[0] for r in got.rows] == ["2", "3"]
    assert [b.number for b in got.bad] == [1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"甲": [{"a": 1}], "乙": [{"b": 1}]}\n\n', None),
        ('{\n"甲": [{"a": 1}], "乙": [{"b": 1}]}', "不止一个"),
        ('{\n"data": []}', "没有记录"),
        ('{"columns": ["a"], \n"data": [[1]]}', "没有（或不止一个）"),
        ("{\n\n", "第 3 行"),
        ("{x}\n{y}\n", "没有一行是完整的 JSON 对象"),
    ],
)
def test_what_holds_no_records_says_so(tmp_path, text, said):
    path = write(tmp_path, text)
    if said is None:
        assert len(read(path)[0].rows) == 1
        return
    with pytest.raises(WeisuError, match=said):
        open_rows(path)


def test_a_document_too_large_to_hold_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(json_document, "MAX_CHARS", 1000)
    with pytest.raises(WeisuError, match="JSON Lines"):
        open_rows(write(tmp_path, json.dumps([{"a": "x" * 50}] * 50, indent=1)))
