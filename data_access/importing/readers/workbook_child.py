"""The process that opens a workbook: what a stranger wrote is unpacked here, under limits.

It writes lines of JSON: first what it opened, or an error for the user; then blocks of rows, each
``{"at": number of the first row, "rows": rows of texts without their empty ends}``; then an end.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from data_access.bounded_process import limit_self, request_of_child
from data_access.importing.readers import workbook_size as size
from data_access.importing.readers.base import MAX_FIELD_CHARS, NOTES_SHEET
from data_access.importing.readers.workbook_cells import cell_text
from data_access.types import WeisuError

_ROWS = 500


def main() -> None:
    """Read the request from the arguments, set the limits, and send the rows."""
    request = request_of_child()
    limit_self(request["memory"], request["seconds"])
    try:
        _send_book(Path(request["path"]), request["kind"], request["sheet"])
    except WeisuError as error:
        _send({"error": str(error)})
    except MemoryError:
        _send({"memory": True})


def _send(data: Any) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")


def _send_book(path: Path, kind: str, wanted: str | int | None) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    parts, huge = None, False
    if kind == "xlsx":
        try:
            with zipfile.ZipFile(path) as archive:
                size.check_unpacked(archive, path.name)
                parts = size.find_parts(archive)
                strings = "xl/sharedStrings.xml"
                huge = strings in archive.namelist() and size.has_huge_text(archive, strings)
        except size.ARCHIVE_ERRORS as error:
            raise size.broken_workbook(path.name) from error
    try:
        book = CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        locked = isinstance(error, PasswordError) or "assword" in str(error)
        hint = "文件可能设有打开密码，请去掉密码后另存。" if locked else ""
        raise _unreadable(path, hint) from error
    chosen, notes = _choose(book, path, wanted)
    for place, name in enumerate(chosen):
        facts = _facts(path, parts, name)
        try:
            sheet = book.get_sheet_by_name(name)
        except CalamineError as error:
            raise _unreadable(path, "") from error
        # An empty sheet before the data is passed over where the profile names none.
        if sheet.total_height or place == len(chosen) - 1:
            break
    visible = _visible(book)
    if wanted is None and len(visible) > 1:
        others = "、".join(f"“{n}”" for n in visible if n != name)
        notes.append(f"工作簿有 {len(visible)} 张表，读取“{name}”，未读取{others}")
    _send({
        "sheet": name,
        "sheets": visible,
        "height": sheet.total_height,
        "notes": notes,
        "mac_dates": parts.mac_dates if parts else False,
        "empty_formulas": facts.empty_formulas,
        "merged": facts.merged,
    })  # fmt: skip
    sys.stdout.flush()
    _send_rows(sheet, huge=huge or facts.huge)


def _visible(book: Any) -> list[str]:
    """Return the sheets that a person sees, without a form's notes; all where none is left."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    seen = [m.name for m in tables if m.visible == SheetVisibleEnum.Visible]
    seen = [name for name in seen if name != NOTES_SHEET]
    return seen or [m.name for m in tables] or list(book.sheet_names)


def _choose(book: Any, path: Path, wanted: str | int | None) -> tuple[list[str], list[str]]:
    """Return the sheets to try in turn, and notes. A number counts the visible ones from 1."""
    visible, names = _visible(book), list(book.sheet_names)
    if wanted is None and visible:
        return visible, []
    if isinstance(wanted, int) and 0 < wanted <= len(visible) and str(wanted) not in names:
        return [visible[wanted - 1]], []
    found = {" ".join(n.split()).casefold(): n for n in reversed(names)}
    name = found.get(" ".join(str(wanted).split()).casefold())
    if name is None:
        raise WeisuError(f"工作簿“{path.name}”中没有工作表“{wanted}”。现有：{'、'.join(names)}。")
    return [name], ([] if name in visible else [f"表“{name}”是隐藏的，按模板读取"])


def _facts(path: Path, parts: size.Parts | None, name: str) -> size.SheetFacts:
    if parts is None or name not in parts.sheets:
        return size.SheetFacts()
    try:
        with zipfile.ZipFile(path) as archive:
            facts = size.sheet_facts(archive, parts.sheets[name])
    except size.ARCHIVE_ERRORS as error:
        raise size.broken_workbook(path.name) from error
    size.check_area(facts, path.name, name)
    return facts


def _unreadable(path: Path, hint: str) -> WeisuError:
    return WeisuError(
        f"Excel 文件“{path.name}”无法打开，未导入任何数据。{hint}"
        "请用 Excel 或 WPS 打开并另存为新的 .xlsx 后重试。"
    )


def _send_rows(sheet: Any, *, huge: bool) -> None:
    block: list[list[str | None]] = []
    long: list[int] = []
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell_text(v) for v in cells]
        while texts and not texts[-1]:
            texts.pop()
        if huge and any(t is not None and len(t) > MAX_FIELD_CHARS for t in texts):
            long.append(number)
            texts = [t[:100] if t is not None and len(t) > MAX_FIELD_CHARS else t for t in texts]
        block.append(texts)
        if len(block) == _ROWS:
            _send({"at": number - _ROWS + 1, "rows": block, "long": long})
            block, long = [], []
    if block:
        _send({"at": number - len(block) + 1, "rows": block, "long": long})
    _send({"end": True})
    sys.stdout.flush()
