"""What is taken along opens in a spreadsheet as it was: numbers as numbers, numbers of tickets
whole, days as days, nothing run as a formula."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from data_access.store.exports import csv_bytes, workbook_bytes

TOLD = [("时段", "11月1日至7日"), ("筛选", "全部")]


def opened(frame: pd.DataFrame, sheet: str = "清单"):
    return load_workbook(BytesIO(workbook_bytes(frame, sheet, TOLD, "口径与范围")))


def test_every_kind_of_value_keeps_its_kind():
    frame = pd.DataFrame(
        {
            "工单编号": ["261128141947300003", None],
            "件数": [12_345, 2],
            "率": [0.9728, float("nan")],
            "日期": [date(2026, 11, 1), date(2026, 11, 2)],
            "受理": [pd.Timestamp(2026, 11, 1, 9, 30), pd.NaT],
            "保留": [True, False],
        }
    )
    book = opened(frame)
    page = book["清单"]
    assert page.freeze_panes == "A2"
    first = [cell.value for cell in page[2]]
    assert first == [
        "261128141947300003", 12_345, 0.9728, pd.Timestamp(2026, 11, 1),
        pd.Timestamp(2026, 11, 1, 9, 30), "是",
    ]  # fmt: skip
    assert page["D2"].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in page[3]][:3] == [None, 2, None]
    assert [[c.value for c in row] for row in book["口径与范围"]] == [list(t) for t in TOLD]
    assert page.column_dimensions["A"].width >= 20


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.text(max_size=60))
def test_any_text_stays_that_text_and_is_no_formula(texts, sheet):
    page = opened(pd.DataFrame({"内容": texts}), sheet).worksheets[0]
    for row, told in enumerate(texts, 2):
        cell = page.cell(row, 1)
        assert cell.data_type != "f"
        kept = "".join(
            c for c in told if (ord(c) >= 32 or c in "\t\n\r") and c not in "\ufffe\uffff"
        )
        found = "" if cell.value is None else str(cell.value)
        assert found.replace("\r\n", "\n").replace("\r", "\n") == kept.replace(
            "\r\n", "\n"
        ).replace("\r", "\n")


def test_csv_keeps_digits_that_a_spreadsheet_would_ruin():
    frame = pd.DataFrame({"编号": ["261128141947300003", "0012", "12"], "话": ["=1+1", "-", "好"]})
    lines = csv_bytes(frame).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["\t261128141947300003,'=1+1", "\t0012,'-", "12,好"]
