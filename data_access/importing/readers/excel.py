"""Excel workbooks: rows of one sheet, read by a process of its own under limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from data_access.importing.readers.base import (
    MAX_FIELD_CHARS,
    BadRow,
    Cell,
    ChunkBuilder,
    FileFormat,
    RawChunk,
    ReadOptions,
    RowSource,
)
from data_access.importing.readers.header import check_header, is_blank, no_rows_error
from data_access.importing.readers.residue import StrayCells
from data_access.importing.readers.workbook_process import WorkbookProcess

_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_MAC_SHIFT = 1462
"""Days from the usual first day of serial numbers to that of workbooks made on old Macs."""


class ExcelSource(RowSource):
    """Rows of one sheet. Blank rows are skipped; row numbers are those that Excel shows."""

    def __init__(self, path: Path, options: ReadOptions, kind: FileFormat) -> None:
        """Open the workbook, choose the sheet and read its header."""
        super().__init__(path)
        self.format = kind
        self._process = WorkbookProcess(path, kind, options.sheet)
        said = self._process.opened
        self.sheet, self.sheets = said["sheet"], tuple(said["sheets"])
        self.notes += said["notes"]
        self._height = said["height"] or 1
        self._rows = self._numbered()
        self._stray = StrayCells()
        try:
            self._read_header(options)
        except BaseException:
            self.close()
            raise
        times = options.time_columns if said["mac_dates"] else frozenset()
        self._serials = [i for i, name in enumerate(self.header) if name in times]
        if said["mac_dates"]:
            self.notes.append("工作簿采用 1904 日期系统，日期序号已按此换算")
        self._note_cells(said)

    def _read_header(self, options: ReadOptions) -> None:
        for number, row, _ in self._rows:
            if (options.header_row is None or number >= options.header_row) and not is_blank(row):
                self.header_row = self._done = number
                self.header = check_header(row, self.path.name, number)
                return
        raise no_rows_error(self.path.name)

    def _note_cells(self, said: dict[str, list[list[int]]]) -> None:
        """Note cells that hold nothing of their own: merged ones, formulas never worked out."""
        width = len(self.header)
        merged = sum(b >= self.header_row and left <= width for _, b, left in said["merged"])
        if merged:
            self.notes.append(f"表中有 {merged} 处合并单元格，只有左上角的格有值，其余按空值处理")
        if said["empty_formulas"]:
            self.notes.append(
                f"表中有 {said['empty_formulas']} 个公式没有保存结果，按空值处理；"
                "请用 Excel 或 WPS 打开并保存后重新导入"
            )

    def _numbered(self) -> Iterator[tuple[int, list[Cell], bool]]:
        for first, rows, long in self._process.blocks():
            for number, row in enumerate(rows, start=first):
                yield number, row, number in long

    @property
    def position(self) -> int:
        """Bytes in proportion to the rows: the workbook itself is read at once."""
        return min(self.total_bytes, self.total_bytes * self._done // self._height)

    def close(self) -> None:
        """End the process that reads."""
        self._process.close()

    def chunks(self, size: int) -> Iterator[RawChunk]:
        """Yield the rows; one with a cell of a million characters is a ``BadRow``."""
        width = len(self.header)
        build = ChunkBuilder(tuple(self.header))
        for number, row, long in self._rows:
            self._done = number
            if not row:
                continue
            if len(row) > width:
                self._stray.look(row, width)
            texts = row[:width] + [None] * (width - len(row))
            if long:
                problem = f"一格超过 {MAX_FIELD_CHARS // 10_000} 万字，文件可能已损坏"
                raw = dict(zip(self.header, texts, strict=True))
                build.bad.append(BadRow(number, problem, json.dumps(raw, ensure_ascii=False)))
            elif not is_blank(texts):
                for i in self._serials:
                    texts[i] = _shifted(texts[i])
                build.numbers.append(number)
                build.rows.append(texts)
            if len(build) >= size:
                yield build.take()
        self._done = self._height
        self.notes += self._stray.notes()
        if len(build):
            yield build.take()


def _shifted(text: Cell) -> Cell:
    """Return a serial day of a 1904 workbook as one of the usual calendar."""
    if text is None or not _SERIAL.fullmatch(text):
        return text
    value = float(text) + _MAC_SHIFT
    return str(int(value)) if value.is_integer() else repr(value)
