"""What a file is, by its content: format, compression and text encoding."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from data_access.importing.readers.base import FileFormat
from data_access.importing.readers.header import no_rows_error
from data_access.importing.readers.workbook_size import broken_workbook, check_archive
from data_access.types import WeisuError

_BLOCK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
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
    "jsonl": "JSON Lines",
    "parquet": "Parquet",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file turned out to be."""

    format: FileFormat
    gzipped: bool
    mismatch: str | None


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn the system's refusals and broken compression into errors that a user understands."""
    try:
        yield
    except FileNotFoundError as error:
        raise WeisuError(f"找不到文件“{path}”。请检查路径是否正确。") from error
    except PermissionError as error:
        raise WeisuError(
            f"没有权限读取文件“{path.name}”。请调整文件权限，或复制到可读的位置后重试。"
        ) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise WeisuError(
            f"压缩文件“{path.name}”不完整或已损坏，未导入任何数据。请重新导出或重新传输后再试。"
        ) from error
    except OSError as error:
        raise WeisuError(f"读取文件“{path.name}”时出错：{error.strerror or error}。") from error


def open_bytes(path: Path, *, gzipped: bool) -> tuple[BinaryIO, BinaryIO]:
    """Return the stream of content and the stream of the file itself (its ``tell`` is progress)."""
    raw = path.open("rb")
    if not gzipped:
        return raw, raw
    return cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb")), raw


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
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:1] == b"{":
        return "jsonl"
    if start[:2] in (b"[{", b"[\n", b"[\r", b"[ "):
        raise WeisuError(
            f"文件“{path.name}”是一个 JSON 数组。请改为 JSON Lines（每行一个对象）或 CSV 后重试。"
        )
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


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text encoding that suits the whole file. ``cut``: it ends inside a character."""

    name: str
    cut: bool = False


def find_encoding(path: Path, *, gzipped: bool) -> Encoding:
    """Return the encoding: by byte order mark, else UTF-8, else GB18030, each strict over the file.

    Raises ``WeisuError`` with the places where both fail.
    """
    with readable(path):
        content, raw = open_bytes(path, gzipped=gzipped)
        with content, raw:
            head = content.read(4)
        name = next((n for bom, n in _BOMS if head.startswith(bom)), "utf-8")
        first = _first_fault(path, name, gzipped=gzipped)
        if first is None or first.at_end:
            return Encoding(name, cut=first is not None)
        if name != "utf-8":
            raise _encoding_error(path, name, first, None)
        second = _first_fault(path, "gb18030", gzipped=gzipped)
        if second is None or second.at_end:
            return Encoding("gb18030", cut=second is not None)
    raise _encoding_error(path, "UTF-8", first, second)


@dataclass(frozen=True, slots=True)
class _Fault:
    line: int
    byte: int
    value: int
    at_end: bool


def _first_fault(path: Path, encoding: str, *, gzipped: bool) -> _Fault | None:
    """Return where decoding first fails: line and byte from 1; None where the file is clean."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    content, raw = open_bytes(path, gzipped=gzipped)
    lines, offset, pending = 1, 0, b""
    with cast("IO[bytes]", content), raw:
        while True:
            block = content.read(_BLOCK)
            held = decoder.getstate()[0]
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                data = held + block
                start = offset - len(held) + error.start
                line = lines + data[: error.start].count(b"\n")
                at_end = not block
                return _Fault(line, start + 1, data[error.start], at_end)
            if not block:
                return None
            pending = block
            lines += pending.count(b"\n")
            offset += len(block)


def _encoding_error(path: Path, name: str, first: _Fault, second: _Fault | None) -> WeisuError:
    places = f"按 {name} 在第 {first.line} 行（第 {first.byte} 字节，0x{first.value:02X}）无法识别"
    if second:
        places += (
            f"，按 GB18030 在第 {second.line} 行（第 {second.byte} 字节，"
            f"0x{second.value:02X}）无法识别"
        )
    return WeisuError(
        f"文件“{path.name}”的文字编码有误：{places}。未导入任何数据。"
        "请用 Excel 或记事本打开，另存为“CSV UTF-8（逗号分隔）”后重试；"
        "若文件由多份不同编码的文件拼接而成，请分别导入。"
    )
