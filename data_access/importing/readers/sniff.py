"""What a file is, by its content: format and compression."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from data_access.importing.readers.base import FileFormat
from data_access.importing.readers.encoding import text_start
from data_access.importing.readers.header import no_rows_error
from data_access.importing.readers.streams import readable
from data_access.importing.readers.workbook_size import broken_workbook, check_archive
from data_access.types import WeisuError

_ARRAY = re.compile(rb"\[\s*(?:[\[{\]\"0-9]|$)")
_EXTENSIONS: dict[FileFormat, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".txt"),
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls",),
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "parquet": (".parquet", ".pq"),
}
FORMAT_LABELS: dict[FileFormat, str] = {
    "csv": "CSV 文本",
    "xlsx": "XLSX",
    "xls": "XLS（旧版 Excel）",
    "jsonl": "JSON",
    "parquet": "Parquet",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file turned out to be."""

    format: FileFormat
    gzipped: bool
    mismatch: str | None


def sniff(path: Path) -> Sniffed:
    """Find out format and compression; ``WeisuError`` for what can't be read at all."""
    if path.is_dir():
        raise WeisuError(f"“{path}”是文件夹。请指定其中的一个文件。")
    with readable(path):
        with path.open("rb") as file:
            head = file.read(4096)
        gzipped = head.startswith(b"\x1f\x8b")
        if gzipped:
            with gzip.open(path, "rb") as packed:
                head = packed.read(4096)
    if not head.strip(b" \t\r\n\0"):
        raise no_rows_error(path.name)
    found = _format_of(head, path)
    if gzipped and found not in ("csv", "jsonl"):
        raise WeisuError(
            f"文件“{path.name}”是压缩过的 {FORMAT_LABELS[found]}。请先解压，再导入其中的文件。"
        )
    return Sniffed(found, gzipped, _mismatch(path, found, gzipped=gzipped))


def _format_of(head: bytes, path: Path) -> FileFormat:
    if head.startswith(b"PK\x03\x04"):
        return _check_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if head.startswith(b"PAR1"):
        return "parquet"
    start = text_start(head)
    if start[:1] == b"{" or _ARRAY.match(start):
        return "jsonl"
    lowered = start[:512].lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<?xml")):
        raise WeisuError(
            f"文件“{path.name}”的内容是网页或 XML 表格，并不是真正的 Excel 或 CSV 文件。"
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后重试。"
        )
    if head.startswith(b"%PDF"):
        raise WeisuError(f"文件“{path.name}”是 PDF，无法导入。请改为导出 Excel 或 CSV。")
    return "csv"


def _check_zip(path: Path) -> FileFormat:
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise broken_workbook(path.name) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise WeisuError(f"文件“{path.name}”是 XLSB 工作簿。请另存为 .xlsx 后重试。")
    if "content.xml" in names and "mimetype" in names:
        raise WeisuError(f"文件“{path.name}”是 ODS 表格。请另存为 .xlsx 或 CSV 后重试。")
    raise WeisuError(f"文件“{path.name}”是压缩包。请先解压，再导入其中的文件。")


def _mismatch(path: Path, found: FileFormat, *, gzipped: bool) -> str | None:
    suffixes = [s.lower() for s in path.suffixes]
    if gzipped and suffixes[-1:] == [".gz"]:
        suffixes.pop()
    elif gzipped:
        last = suffixes[-1] if suffixes else "（无）"
        return f"扩展名是 {last}，内容是 gzip 压缩的 {FORMAT_LABELS[found]}"
    last = suffixes[-1] if suffixes else ""
    known = {e for names in _EXTENSIONS.values() for e in names}
    if last in known and last not in _EXTENSIONS[found]:
        return f"扩展名是 {last}，内容是 {FORMAT_LABELS[found]}"
    return None
