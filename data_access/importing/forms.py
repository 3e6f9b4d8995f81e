"""Empty forms of the standard template: a workbook for each kind of file, to be filled and sent.

The first sheet has the columns by their Chinese names, with lists to choose from and cells that
keep long numbers as text; the second says what belongs into each. Both are made from the
declarations in ``schemas.py``, so that a form names what the import reads.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from data_access import schemas
from data_access.importing.readers import NOTES_SHEET

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 5_000
"""Rows of a form that have lists and formats; more may be filled in."""
_YES, _NO = "是", "否"
_FORMATS = {
    "time": "yyyy-mm-dd hh:mm:ss", "date": "yyyy-mm-dd", "int": "0", "float": "General",
    "bool": "@", "text": "@",
}  # fmt: skip
_EXAMPLES = {
    "time": "2026-03-01 09:30:00", "date": "2026-03-01", "int": "1", "float": "118.76",
}  # fmt: skip
_KINDS = {
    "time": "日期和时间", "date": "日期", "int": "整数", "float": "数值", "bool": "是或否",
    "text": "文字",
}  # fmt: skip
_HEAD = ("列名", "必填", "填什么", "说明", "可填的值", "例")
_LONGEST_LIST = 250
"""Excel refuses a list of choices that is longer than 255 characters."""


def columns(entity: schemas.Entity) -> list[schemas.Field]:
    """Return the fields that a city's file may carry, those that must be there first."""
    sent = [f for f in entity.fields if f.sent]
    return sorted(sent, key=lambda f: not f.required)


def file_name(entity: schemas.Entity) -> str:
    """Return the name that a form is kept under, which the standard template knows it by."""
    return f"{entity.label}.xlsx"


def form(entity: schemas.Entity) -> bytes:
    """Return the empty form of an entity as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = entity.label
    _fill_columns(sheet, columns(entity))
    _fill_notes(book.create_sheet(NOTES_SHEET), entity)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_columns(sheet: Worksheet, fields: list[schemas.Field]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, field in enumerate(fields, 1):
        letter = get_column_letter(at)
        head = sheet.cell(row=1, column=at, value=field.label)
        head.font = Font(bold=True)
        if field.required:
            head.fill = PatternFill("solid", fgColor="FFE699")
        sheet.column_dimensions[letter].width = max(12, 2 * len(field.label) + 4)
        # Of the whole column: a format of each cell would fill the sheet with empty rows.
        sheet.column_dimensions[letter].number_format = _FORMATS[field.kind]
        _offer(sheet, f"{letter}2:{letter}{ROWS + 1}", field)
    sheet.freeze_panes = "A2"


def _offer(sheet: Worksheet, cells: str, field: schemas.Field) -> None:
    """Let the cells offer what the field knows. Other values may be typed: a template may map
    them, and what is unknown is said at the import."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = (_YES, _NO) if field.kind == "bool" else field.choices
    listed = ",".join(choices)
    if not choices or len(listed) > _LONGEST_LIST:
        return
    offered = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    offered.showErrorMessage = False
    sheet.add_data_validation(offered)
    offered.add(cells)


def _fill_notes(sheet: Worksheet, entity: schemas.Entity) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append(_HEAD)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for field in columns(entity):
        choices = (_YES, _NO) if field.kind == "bool" else field.choices
        example = choices[0] if choices else _EXAMPLES.get(field.kind, "")
        must = _YES if field.required else ""
        listed = "、".join(choices)
        sheet.append((field.label, must, _KINDS[field.kind], field.doc, listed, example))
    for letter, width in zip("ABCDEF", (16, 6, 12, 44, 60, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
