"""The empty form of the list of places: a workbook with lists to choose from and what to fill in.

The notes are on a sheet that the import passes over; beside them stand the areas of the place.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from data_access.importing.readers import NOTES_SHEET
from geo.place_list import COLUMNS
from geo.places.kinds import KIND_WORDS

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

FORM_NAME: Final = "地点清单.xlsx"
ROWS: Final = 5_000
_HEAD = ("列名", "必填", "填什么", "例", "", "区划编码", "区划名称")
_CODES = "F"
_NOTES: Final = {
    "name": ("是", "地点的名称，两个字以上", "翠湖花园"),
    "kind": ("", "从单元格的选项中选；不清楚的不填", "小区"),
    "area_code": ("是", "地点所在的最细一级区划的编码，见右侧；可从单元格的选项中选", ""),
    "lon": ("", "东经，度；不清楚的不填", "119.30"),
    "lat": ("", "北纬，度；不清楚的不填", "26.08"),
    "aliases": ("", "其他叫法，几个之间用分号隔开", "翠湖小区；翠湖壹号"),
    "valid_from": ("", "从哪天起使用这个名称", "2026-03-01"),
    "valid_to": ("", "从哪天起不再使用这个名称", ""),
}


def place_form(areas: pd.DataFrame) -> bytes:
    """Return the form as a workbook; ``areas``: code and name of those a place may lie in."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = "地点清单"
    _fill_columns(sheet, len(areas))
    _fill_notes(book.create_sheet(NOTES_SHEET), areas)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_columns(sheet: Worksheet, areas: int) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (name, label) in enumerate(COLUMNS.items(), 1):
        letter = get_column_letter(at)
        head = sheet.cell(row=1, column=at, value=label)
        head.font = Font(bold=True)
        if _NOTES[name][0]:
            head.fill = PatternFill("solid", fgColor="FFE699")
        sheet.column_dimensions[letter].width = 18
        # As text, so that a code keeps its digits and a day is read as it is written.
        sheet.column_dimensions[letter].number_format = "@"
        if name == "kind":
            _offer(sheet, letter, f'"{",".join(KIND_WORDS.values())}"')
        elif name == "area_code" and areas:
            _offer(sheet, letter, f"'{NOTES_SHEET}'!${_CODES}$2:${_CODES}${areas + 1}")
    sheet.freeze_panes = "A2"


def _offer(sheet: Worksheet, letter: str, listed: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = DataValidation(type="list", formula1=listed, allow_blank=True)
    offered.showErrorMessage = False
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{ROWS + 1}")


def _fill_notes(sheet: Worksheet, areas: pd.DataFrame) -> None:
    from openpyxl.styles import Font

    for at, head in enumerate(_HEAD, 1):
        sheet.cell(row=1, column=at, value=head).font = Font(bold=True)
    for row, (name, label) in enumerate(COLUMNS.items(), 2):
        for at, words in enumerate((label, *_NOTES[name]), 1):
            sheet.cell(row=row, column=at, value=words).number_format = "@"
    for row, (code, name) in enumerate(zip(areas["code"], areas["name"], strict=True), 2):
        sheet.cell(row=row, column=6, value=str(code)).number_format = "@"
        sheet.cell(row=row, column=7, value=str(name))
    for letter, width in zip("ABCDEFG", (12, 6, 48, 22, 4, 18, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
