"""Numbers of tickets and callers that were damaged name nobody, whatever file they come from."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from data_access.importing import quarantine
from data_access.importing.load import ingest
from data_access.importing.lossy import Lossy, sound_number, unmasked
from data_access.importing.profile_files import parse_profile
from data_access.store.tables import ticket_version
from data_access.types import Scope

SCOPE = Scope.system("test")
HEAD = (
    'profile: p\nlabel: 某市\njurisdiction: {code: "350100", name: 某市}\n'
    "tables:\n  - entity: ticket\n    columns:\n"
)
PLAIN = "      ticket_no: 编号\n      t_accept: 受理\n      caller_phone: 电话\n"


@pytest.mark.parametrize(
    "text",
    [
        "2.02503E+14", "2,02503E+14", "2.02503e+14", "2e+16", "1.98123E10", "9E+10", "-1.5E+10",
        "#N/A", "#VALUE!", "########", "250912101108115409.0",
    ],
)  # fmt: skip
def test_rounded_and_failed_numbers(text):
    assert isinstance(sound_number(text), Lossy)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("20250304123", "20250304123"), ("18712340567.0", "18712340567"), ("12E34", "12E34"),
        ("20E250304", "20E250304"), ("2025.0304", "2025.0304"), ("E+14", "E+14"), ("0013", "0013"),
        ("250912101108115409", "250912101108115409"), ("GD-2025-1", "GD-2025-1"),
    ],
)  # fmt: skip
def test_sound_numbers_stay(text, kept):
    assert sound_number(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("198****0567", None), ("198-****-0567", None), ("198xxxx0567", None),
        ("1981234****", None),
        ("198●●●●0567", None), ("198…0567", None), ("138XXXX1234", None), ("1.98123E+10", None),
        ("18712340567.5", None), ("18712340567", "18712340567"), ("18712340567.0", "18712340567"),
        ("*18712340567", "*18712340567"), ("0591-88001122", "0591-88001122"),
        ("18712340567/198****0567", "18712340567"), ("198****0567、18712340567", "18712340567"),
        ("198****0567,1.98123E+10", None), ("0591-88001122 ext 8", "0591-88001122 ext 8"),
    ],
)  # fmt: skip
def test_phones_that_are_whole(text, kept):
    got = unmasked("caller_phone", text)
    assert isinstance(got, Lossy) if kept is None else got == kept


def test_masks_in_other_keys():
    assert isinstance(unmasked("ticket_no", "2025****0001"), Lossy)
    assert unmasked("ticket_no", "XXZX20250001") == "XXZX20250001"
    assert isinstance(unmasked("caller_ref", "用户*12"), Lossy)
    assert unmasked("caller_ref", "max") == "max"


ROWS = [
    ["20250304000000001", "2025-03-01 09:00", "18712340567"],
    ["2.02503E+14", "2025-03-02 09:00", "18712340567"],
    ["2.02503E+14", "2025-03-03 09:00", "18712340567"],
    ["A4", "2025-03-04 09:00", "198****0567"],
    ["A5", "2025-03-05 09:00", "1.98123E+10"],
    ["A6.0", "2025-03-06 09:00", "18712340567.0"],
    ["7.0", "2025-03-07 09:00", "198****0567"],
]
NAMES = ["编号", "受理", "电话"]


def _csv(path: Path) -> Path:
    lines = [",".join(row) for row in [NAMES, *ROWS]]
    (path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    return path / "t.csv"


def _jsonl(path: Path) -> Path:
    lines = [json.dumps(dict(zip(NAMES, row, strict=True))) for row in ROWS]
    (path / "t.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path / "t.jsonl"


def _xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [NAMES, *ROWS]:
        book.active.append(row)
    book.save(path / "t.xlsx")
    return path / "t.xlsx"


def _parquet(path: Path) -> Path:
    columns = dict(zip(NAMES, zip(*ROWS, strict=True), strict=True))
    pq.write_table(pa.table({k: list(v) for k, v in columns.items()}), path / "t.parquet")
    return path / "t.parquet"


@pytest.mark.parametrize("make", [_csv, _jsonl, _xlsx, _parquet])
def test_every_reader_gives_the_same_judgement(make, store, settings, tmp_path):
    profile = parse_profile(HEAD + PLAIN, Path("p.yaml"))
    got = ingest(store, settings, SCOPE, make(tmp_path), profile, actor="t")
    assert (got.inserted, got.updated, got.quarantined) == (5, 0, 2)
    reasons = set(quarantine.list_rows(store, SCOPE).reason)
    assert len(reasons) == 1
    assert "科学记数" in reasons.pop()
    assert any("联系电话有 3 行残缺" in note for note in got.notes)
    with store.read() as connection:
        keys = dict(
            connection.execute(
                select(ticket_version.c.ticket_no, ticket_version.c.caller_key)
            ).all()
        )
    assert keys.keys() == {"20250304000000001", "A4", "A5", "A6.0", "7"}
    assert keys["A4"] is keys["A5"] is keys["7"] is None
    assert keys["A6.0"] == keys["20250304000000001"] is not None


def test_numbers_of_a_sheet_and_of_floats_are_judged_alike(store, settings, tmp_path):
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        NAMES,
        [250912101108115409, "2025-03-01 09:00", 2509121011081154],
        [5, "2025-03-01", 1],
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    profile = parse_profile(HEAD + PLAIN, Path("p.yaml"))
    got = ingest(store, settings, SCOPE, tmp_path / "t.xlsx", profile, actor="t")
    assert (got.inserted, got.quarantined) == (1, 1)
    small = pa.table({
        "编号": pa.array([20250304.0, 20250305.0, 7.0], pa.float32()),
        "受理": ["2025-03-01 09:00"] * 3,
        "电话": [18712340567.0, None, float("nan")],
    })  # fmt: skip
    pq.write_table(small, tmp_path / "t.parquet")
    got = ingest(store, settings, SCOPE, tmp_path / "t.parquet", profile, actor="t")
    assert (got.inserted, got.quarantined) == (1, 2)


def test_parts_and_patterns_do_not_hide_the_damage(store, settings, tmp_path):
    rules = (
        "      ticket_no: {join: [区, 编号], separator: '-'}\n      t_accept: 受理\n"
        "      case_no: {from: 案件, pattern: '(\\d+)'}\n"
        "      caller_phone: {any_of: [手机, 固话]}\n"
    )
    path = tmp_path / "t.csv"
    path.write_text(
        "区,编号,受理,案件,手机,固话\n"
        "鼓楼,12.0,2025-03-01,2.5E+15,198****0567,0591-88001122\n"
        "鼓楼,2.02503E+14,2025-03-01,7,18712340567,\n",
        encoding="utf-8",
    )
    got = ingest(store, settings, SCOPE, path, parse_profile(HEAD + rules, Path("p")), actor="t")
    assert (got.inserted, got.quarantined) == (1, 1)
    with store.read() as connection:
        row = connection.execute(select(ticket_version)).one()
    assert (row.ticket_no, row.case_no) == ("鼓楼-12", None)
    assert row.caller_key is not None
