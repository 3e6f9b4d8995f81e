"""What a workbook would take before anything is made of it: archives, sheets, far cells.

The parts of an ``.xlsx`` are read as streams in blocks, so that judging a sheet takes the memory
of one block, whatever the sheet claims to be.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from data_access.importing.readers.base import MAX_FIELD_CHARS
from data_access.types import WeisuError

MAX_UNPACKED = 3 << 30
"""Bytes of all parts together; a full sheet of fifty columns takes about two thirds of it."""
MAX_RATIO = 300
"""How far a large part may have been packed; the XML of real sheets packs to a tenth or so."""
_LARGE = 100 << 20
MAX_AREA = 40_000_000
"""Cells from the first to the last one in use, there or not: the library makes room for them all.
A full sheet of 38 columns."""
_MAX_PARTS = 10_000
_MAX_DIRECTORY = 4 << 20
_MAX_INDEX = 8 << 20
_BLOCK = 1 << 19
_MAX_CARRY = 4 << 20
_MOST_MERGED = 10_000
_PREFIX = rb"<(?:\w+:)?"
_FAR = re.compile(rb"r=[\"']([A-Za-z]{2,3})\d")
_ROW = re.compile(_PREFIX + rb"row\b[^>]*?\br=[\"'](\d+)")
_LAST_ROW = re.compile(_PREFIX + rb"row\b")
_FORMULA = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGED = re.compile(_PREFIX + rb"mergeCell\s[^>]*?ref=[\"']([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)[\"']")


@dataclass
class SheetFacts:
    """A sheet as its XML says. ``merged``: first and last row, first column, from 1."""

    last_row: int = 0
    last_column: int = 26
    cells: int = 0
    far: str = ""
    empty_formulas: int = 0
    huge: bool = False
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def column_number(letters: str | bytes) -> int:
    """Return a column's number from 1: A is 1, XFD 16384."""
    number = 0
    for letter in letters.upper() if isinstance(letters, bytes) else letters.upper().encode():
        number = number * 26 + letter - 64
    return number


def broken_workbook(name: str) -> WeisuError:
    """The error for a workbook that isn't whole."""
    return WeisuError(
        f"Excel 文件“{name}”不完整或已损坏，未导入任何数据。"
        "请重新导出或重新传输；能用 Excel 打开时，可另存为新文件后重试。"
    )


def check_archive(path: Path) -> None:
    """Refuse an archive whose directory alone is out of all measure; reads its last bytes only."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise broken_workbook(path.name)
    parts = int.from_bytes(end[at + 10 : at + 12], "little")
    directory = int.from_bytes(end[at + 12 : at + 16], "little")
    if parts > _MAX_PARTS or directory > _MAX_DIRECTORY:
        raise WeisuError(
            f"文件“{path.name}”是有大量条目的压缩包，不是正常的工作簿，未导入任何数据。"
            "请用 Excel 或 WPS 打开核对并另存为新的 .xlsx 后重试。"
        )


def check_unpacked(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what unpacks to more than a sheet can hold (``WeisuError``)."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    worst = max(parts, key=lambda p: p.file_size, default=None)
    bomb = worst is not None and worst.file_size > max(_LARGE, worst.compress_size * MAX_RATIO)
    if total > MAX_UNPACKED or bomb:
        raise WeisuError(
            f"工作簿“{name}”解压后约有 {total / (1 << 30):.1f} GB，远大于正常的表格，"
            "未导入任何数据。"
            "请用 Excel 或 WPS 打开核对，只留需要的表和行后另存；数据确有这么多时，请改为导出 CSV。"
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the sheets of a workbook lie, by name, and which calendar its serial days follow."""

    sheets: dict[str, str]
    mac_dates: bool


def find_parts(archive: zipfile.ZipFile) -> Parts:
    """Read the workbook's own index; a sheet whose part isn't found is left out."""
    names = set(archive.namelist())
    book = _xml(archive, "xl/workbook.xml")
    links = {
        link.get("Id"): (link.get("Target") or "")
        for link in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    sheets: dict[str, str] = {}
    mac = False
    for node in book.iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "sheet":
            key = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
            target = links.get(key, "").replace("\\", "/")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                sheets[node.get("name", "")] = part
        elif tag == "workbookPr":
            mac = node.get("date1904", "0").lower() in ("1", "true")
    return Parts(sheets, mac)


def _xml(archive: zipfile.ZipFile, part: str) -> ET.Element:
    with archive.open(part) as stream:
        text = stream.read(_MAX_INDEX)
    # In the process under limits; the parser itself refuses entities that grow out of measure.
    return ET.fromstring(text)  # noqa: S314


def has_huge_text(archive: zipfile.ZipFile, part: str) -> bool:
    """Tell whether one text of a part is longer than a field may be; reads it to its end."""
    huge = False
    with archive.open(part) as stream:
        while block := stream.read(MAX_FIELD_CHARS // 2):
            # Such a text fills at least one whole block, without a tag in it.
            huge = huge or (len(block) == MAX_FIELD_CHARS // 2 and b"<" not in block)
    return huge


def _pieces(archive: zipfile.ZipFile, part: str, facts: SheetFacts) -> Iterator[bytes]:
    """Yield a sheet's XML in pieces that end with a cell or a row."""
    carry = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            data = carry + block
            cut = data.rfind(b"</row>") + 6
            if cut < 6:
                cut = data.rfind(b":row>") + 5
            if cut < 5:
                # A row longer than a block: keep it together as far as that costs nothing.
                facts.huge = facts.huge or len(data) > _MAX_CARRY
                cut = 0 if len(data) <= _MAX_CARRY else len(data) - 1024
            carry = data[cut:]
            if cut:
                yield data[:cut]
    yield carry


def sheet_facts(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    """Count what a sheet holds and how far it reaches, without building any of it."""
    facts = SheetFacts()
    for piece in _pieces(archive, part, facts):
        values = piece.count(b"<v>") + piece.count(b"<is>") or piece.count(b":v>") // 2
        facts.cells += values
        if values:
            _reach(piece, facts)
        if b"f>" in piece or b"<f" in piece:
            facts.empty_formulas += sum(1 for _ in _FORMULA.finditer(piece))
        if b"mergeCell" in piece and len(facts.merged) < _MOST_MERGED:
            facts.merged += [
                (int(top), int(bottom), column_number(left))
                for left, top, _right, bottom in _MERGED.findall(piece)
            ]
    return facts


def _reach(piece: bytes, facts: SheetFacts) -> None:
    last_value = max(piece.rfind(b"<v>"), piece.rfind(b"<is>"), piece.rfind(b":v>"))
    before = max(piece.rfind(b"<row", 0, last_value), piece.rfind(b":row", 0, last_value) - 8)
    rows = _ROW.findall(piece, max(before, 0), last_value)
    if rows:
        facts.last_row = max(facts.last_row, int(rows[-1]))
    seen = {letters: column_number(letters) for letters in set(_FAR.findall(piece))}
    farther = [letters for letters, column in seen.items() if column > facts.last_column]
    # Most pieces reach no further than those before: only then is it worth to look at each cell.
    for letters, row in _filled(farther).findall(piece) if farther else ():
        facts.last_row = max(facts.last_row, int(row))
        if seen[letters] > facts.last_column:
            facts.last_column, facts.far = seen[letters], f"{letters.decode().upper()}{int(row)}"


def _filled(columns: list[bytes]) -> re.Pattern[bytes]:
    """Return what finds cells of some columns that hold anything; formats alone take no room."""
    return re.compile(rb"\br=[\"'](" + b"|".join(columns) + rb")(\d+)[\"'][^>]*(?<!/)>(?!\s*</)")


def check_area(facts: SheetFacts, name: str, sheet: str) -> None:
    """Refuse a sheet that reaches further than can be read at once (``WeisuError``)."""
    area = facts.last_row * facts.last_column
    if area <= MAX_AREA:
        return
    if facts.cells * 4 < area:
        raise WeisuError(
            f"工作簿“{name}”的表“{sheet}”范围异常：有内容的单元格约 {facts.cells:,} 个，"
            f"却一直到第 {facts.last_row:,} 行、第 {facts.last_column:,} 列"
            f"（{facts.far or '末行'}），未导入任何数据。"
            "请删除数据区以外多余的行和列（选中后用“删除”，不是清空）并另存，或改为导出 CSV。"
        )
    raise WeisuError(
        f"工作簿“{name}”的表“{sheet}”有 {facts.last_row:,} 行、{facts.last_column:,} 列，"
        "超出一次能读入的大小，未导入任何数据。请改为导出 CSV，或按时间拆成几个文件后分别导入。"
    )


ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ET.ParseError,
)
"""What a broken or encrypted archive makes of reading it."""
