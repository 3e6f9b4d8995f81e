"""Excel workbooks through calamine: cells become canonical text, real dates ISO text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_access.importing.readers.base import (
    BadRow,
    Cell,
    ChunkBuilder,
    FileFormat,
    RawChunk,
    ReadOptions,
    RowSource,
)
from data_access.importing.readers.header import check_header, is_blank, no_rows_error
from data_access.importing.readers.jsonl import cell_of
from data_access.types import WeisuError

_MAX_EXACT = 1e15
"""Excel keeps 15 significant digits: a longer number has lost its end before we see it, and is
written as Excel shows it (2.50912101108115E+17), so that no field takes it for an identifier."""


def cell_text(value: Any) -> Cell:
    """Return one cell as text; a whole number has no decimal point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return cell_of(value)
    if isinstance(value, float | int):
        if abs(value) >= _MAX_EXACT:
            return f"{value:.14E}"
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(int(value.total_seconds()))
    return None if value is None else str(value)


class ExcelSource(RowSource):
    """Rows of one sheet. Blank rows are skipped; row numbers are those that Excel shows."""

    def __init__(self, path: Path, options: ReadOptions, kind: FileFormat) -> None:
        """Open the workbook, choose the sheet and read its header."""
        super().__init__(path)
        self.format = kind
        self._sheet = self._open(options.sheet)
        self._rows = self._numbered()
        for number, row in self._rows:
            if (options.header_row is None or number >= options.header_row) and not is_blank(row):
                self.header_row = number
                self.header = check_header(row, path.name, number)
                break
        else:
            raise no_rows_error(path.name)
        self._done = self.header_row

    def _open(self, sheet: str | int | None) -> Any:
        from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

        try:
            book = CalamineWorkbook.from_path(str(self.path))
            visible = [m.name for m in book.sheets_metadata if "visible" in str(m.visible).lower()]
            if sheet is None:
                names = visible or book.sheet_names
                if len(names) > 1:
                    self.notes.append(f"工作簿有 {len(names)} 张表，读取第一张“{names[0]}”")
                return book.get_sheet_by_name(names[0])
            if isinstance(sheet, int):
                return book.get_sheet_by_index(sheet - 1)
            return book.get_sheet_by_name(sheet)
        except (WorksheetNotFound, IndexError, OverflowError) as error:
            raise WeisuError(
                f"工作簿“{self.path.name}”中没有工作表“{sheet}”。现有：{'、'.join(book.sheet_names)}。"
            ) from error
        except CalamineError as error:
            hint = "文件可能设有打开密码，请去掉密码后另存。" if "assword" in str(error) else ""
            raise WeisuError(
                f"Excel 文件“{self.path.name}”无法打开，未导入任何数据。{hint}"
                "请用 Excel 或 WPS 打开并另存为新的 .xlsx 后重试。"
            ) from error

    def _numbered(self) -> Iterator[tuple[int, list[Any]]]:
        return enumerate(self._sheet.iter_rows(), start=1)

    @property
    def position(self) -> int:
        """Bytes in proportion to the rows: the workbook itself is read at once."""
        total = self._sheet.total_height or 1
        return min(self.total_bytes, self.total_bytes * self._done // total)

    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the rows; one with a number that Excel has cut is a ``BadRow``."""
        width = len(self.header)
        build = ChunkBuilder(tuple(self.header))
        for number, cells in self._rows:
            self._done = number
            texts = [cell_text(v) for v in cells[:width]]
            texts += [None] * (width - len(texts))
            problem = self._problem(cells, width)
            if problem:
                raw = dict(zip(self.header, texts, strict=True))
                build.bad.append(BadRow(number, problem, json.dumps(raw, ensure_ascii=False)))
            elif not is_blank(texts):
                build.numbers.append(number)
                build.rows.append(texts)
            if len(build) >= size:
                yield build.take()
        if len(build):
            yield build.take()

    def _problem(self, cells: list[Any], width: int) -> str | None:
        for i, value in enumerate(cells):
            if i >= width and value not in ("", None):
                return f"第 {i + 1} 列没有列名却有内容"
        return None
