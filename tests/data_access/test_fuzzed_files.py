"""Whatever file is given, each of its rows ends somewhere or the file is refused in words.

``WEISU_FUZZ=100`` tries a hundred times as many files, for an hour by hand.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from data_access.importing.load import ingest
from data_access.importing.preview import preview
from data_access.importing.profile_files import load_profile
from data_access.store.clock import utc_now
from data_access.types import WeisuError
from tests.data_access.test_import import HEADER, PLACE, SCOPE, current, row

TIMES = int(os.environ.get("WEISU_FUZZ", "1"))
pytestmark = pytest.mark.timeout(120 * TIMES)
GOOD = row("good", phone="13900000000")
CELLS = (
    "", " ", "-", "1", "0013", "1.38E+10", "2.02503E+14", "198****0567", "2019/2/30", "3020-01-01",
    "2026-03-01 09:30:00", "2026-03-01T09:30:00+08", "45718.5", "=1+1", '="0013"', "'0014", "\x00",
    "\u202e", "\ud83d", "\t", ",", ";", "😀", "ｱ１２", "𠮷", "是", "nan", "null", '"', "a\nb",
    "a\r\nb", "9" * 400, "x" * 40_000,
)  # fmt: skip
CELL = st.sampled_from(CELLS) | st.text(max_size=12)
NAME = st.sampled_from([*HEADER, "", " ", "未知", "工单编号", "（第1列）", "\ufeff工单编号"])


def many(examples: int) -> hypothesis_settings:
    return hypothesis_settings(
        max_examples=examples * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        suppress_health_check=list(HealthCheck),
    )


def loaded(store, settings, path: Path) -> None:
    """Import, and look at what the page would show first; nothing but words may come of it."""
    profile = load_profile("standard", settings.home)
    said: list[str] = []
    with suppress_words(said):
        preview(path, profile, utc_now(), n=5, jurisdiction=PLACE)
    with suppress_words(said):
        result = ingest(store, settings, SCOPE, path, profile, actor="fuzz", place=PLACE)
        for one in (result, *result.further):
            assert one.read == one.inserted + one.updated + one.unchanged + one.quarantined
    assert all(words.strip() for words in said)


@contextmanager
def suppress_words(said: list[str]) -> Iterator[None]:
    """Let what is refused in words be refused."""
    try:
        yield
    except WeisuError as error:
        said.append(str(error))


_UNPRINTABLE = re.compile(r"[^ -~\u4e00-\u9fff]")


def as_csv(names: list[str], rows: list[list[str]], encoding: str, delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([names, *rows])
    return out.getvalue().encode(encoding, errors="replace")


def as_lines(names: list[str], rows: list[list[str]]) -> bytes:
    found = [json.dumps(dict(zip(names, one, strict=False))) for one in rows]
    return "\n".join(found).encode()


def as_document(names: list[str], rows: list[list[str]]) -> bytes:
    records = [dict(zip(names, one, strict=False)) for one in rows]
    return json.dumps({"data": {"records": records}}).encode()


def as_workbook(names: list[str], rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for one in (names, *rows):
        sheet.append([_UNPRINTABLE.sub("", cell) for cell in one])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TABLE = st.tuples(st.lists(NAME, max_size=10), st.lists(st.lists(CELL, max_size=11), max_size=5))


@given(
    TABLE,
    st.tuples(
        st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "latin-1"]),
        st.sampled_from([",", "\t", ";", "|"]),
        st.booleans(),
    ),
)
@many(30)
def test_tables_as_text(sqlite_store, settings, tmp_path, table, written):
    (names, rows), (encoding, delimiter, packed) = table, written
    path = tmp_path / ("工单.csv.gz" if packed else "工单.csv")
    content = as_csv([*HEADER, *names], [list(GOOD), *rows], encoding, delimiter)
    path.write_bytes(gzip.compress(content) if packed else content)
    loaded(sqlite_store, settings, path)


@given(TABLE, st.booleans())
@many(30)
def test_tables_as_json(sqlite_store, settings, tmp_path, table, lines):
    names, rows = table
    path = tmp_path / ("工单.jsonl" if lines else "工单.json")
    make = as_lines if lines else as_document
    path.write_bytes(make([*HEADER, *names], [list(GOOD), *rows]))
    loaded(sqlite_store, settings, path)


@given(TABLE)
@many(6)
def test_tables_as_workbooks(sqlite_store, settings, tmp_path, table):
    names, rows = table
    path = tmp_path / "工单.xlsx"
    path.write_bytes(as_workbook([*HEADER, *names], [list(GOOD), *rows]))
    loaded(sqlite_store, settings, path)


@st.composite
def damaged(draw, content: bytes) -> bytes:
    """A file cut, with some bytes changed, a piece twice, or something before it."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(found) - 1)))
        match draw(st.sampled_from(["cut", "change", "twice", "put", "drop"])):
            case "cut":
                del found[at:]
            case "change" if found:
                found[at] = draw(st.integers(0, 255))
            case "twice":
                found[at:at] = found[at : at + 64]
            case "put":
                found[at:at] = draw(st.binary(max_size=8))
            case "drop":
                del found[at : at + 16]
    return bytes(found)


ROWS = [list(row(str(n), text=f"路灯不亮{n}")) for n in range(3)]


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = zip(*ROWS, strict=True)
    table = pa.table({n: list(c) for n, c in zip(HEADER, columns, strict=True)})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


WORKBOOK = as_workbook(list(HEADER), ROWS)
SOUND = {
    "工单.csv": as_csv(list(HEADER), ROWS, "utf-8", ","),
    "工单gbk.csv": as_csv(list(HEADER), ROWS, "gb18030", ","),
    "工单.jsonl": as_lines(list(HEADER), ROWS),
    "工单.json": as_document(list(HEADER), ROWS),
    "工单.csv.gz": gzip.compress(as_csv(list(HEADER), ROWS, "utf-8", ",")),
    "工单.parquet": _parquet(),
}


@pytest.mark.parametrize("name", SOUND)
@given(data=st.data())
@many(10)
def test_damaged_files(sqlite_store, settings, tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data.draw(damaged(SOUND[name])))
    loaded(sqlite_store, settings, path)


@given(data=st.data())
@many(6)
def test_damaged_workbooks(sqlite_store, settings, tmp_path, data):
    path = tmp_path / "工单.xlsx"
    path.write_bytes(data.draw(damaged(WORKBOOK)))
    loaded(sqlite_store, settings, path)


@given(st.binary(max_size=300), st.sampled_from([*SOUND, "工单.xlsx", "工单.xls", "工单"]))
@many(30)
def test_any_bytes_under_any_name(sqlite_store, settings, tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    loaded(sqlite_store, settings, path)


def test_a_good_row_is_never_harmed_by_its_neighbours(sqlite_store, settings, tmp_path):
    rows = [list(GOOD), *[[cell] * len(HEADER) for cell in CELLS]]
    path = tmp_path / "工单.csv"
    path.write_bytes(as_csv(list(HEADER), rows, "utf-8", ","))
    loaded(sqlite_store, settings, path)
    assert current(sqlite_store)["good"] == "路灯不亮"
