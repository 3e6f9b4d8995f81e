"""Text files whose encoding nothing names; wrong extensions and settings that are of no use."""

from __future__ import annotations

import pytest

from data_access.importing.readers import ReadOptions, open_rows
from data_access.importing.readers.encoding import marked_encoding

TEXT = "工单编号,受理时间,标题\nU1,2025-03-04 09:00,路灯\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("repeat", [1, 3000])
def test_every_encoding_is_found(tmp_path, encoding, repeat):
    path = tmp_path / "a.csv"
    path.write_bytes((TEXT + "U2,2025-03-05 09:00,上山路\n" * repeat).encode(encoding))
    with open_rows(path) as source:
        rows = [row for chunk in source.chunks(500) for row in chunk.rows]
    assert source.header == ["工单编号", "受理时间", "标题"]
    assert rows[-1] == ["U2", "2025-03-05 09:00", "上山路"]
    assert len(rows) == repeat + 1


@pytest.mark.parametrize(
    "head",
    [
        b"a,b\n1,\x00\n2,\x00\x00x\n",
        "编号,内容\n1,a\x00b\n2,cc\x00d\n".encode(),
        "编号,内容\n1,甲\x00\n".encode("gb18030"),
        b"\x00" * 40,
        b"a,b\n",
    ],
)
def test_stray_zero_bytes_make_no_two_byte_text(head):
    assert marked_encoding(head) is None


def test_what_a_file_is_and_what_was_not_used_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_text("a\n1\n")
    with open_rows(tmp_path / "a.xlsx", ReadOptions(sheet="明细")) as source:
        assert source.notes == [
            "扩展名是 .xlsx，内容是 CSV 文本",
            "文件是 CSV 文本，模板中的 sheet 没有用到",
        ]
    (tmp_path / "a.jsonl").write_text('{"a": 1}')
    with open_rows(tmp_path / "a.jsonl", ReadOptions(header_row=2, delimiter=";")) as source:
        assert source.notes == ["文件是 JSON，模板中的 header_row、delimiter 没有用到"]
