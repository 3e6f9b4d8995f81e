"""The text encoding of a file: by its byte order mark, its zero bytes, or strict trial."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from data_access.importing.readers.streams import open_bytes, readable
from data_access.types import WeisuError

_BLOCK = 1 << 20
_HEAD = 4096
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_ZEROS = 0.02
"""Of two-byte text, so many bytes at least are the zero halves of digits, separators and breaks."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text encoding that suits the whole file. ``cut``: it ends inside a character."""

    name: str
    cut: bool = False


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that a file's first bytes give away; None where they say nothing."""
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    return marked or _two_byte(head)


def _two_byte(head: bytes) -> str | None:
    """Return which UTF-16 a text without a byte order mark is: its zeros stand on one side."""
    size = len(head) // 2 * 2
    first, second = head[0:size:2].count(0), head[1:size:2].count(0)
    if first + second < max(2, size * _LEAST_ZEROS) or (first and second):
        return None
    name = "utf-16-le" if second else "utf-16-be"
    text = codecs.getincrementaldecoder(name)("replace").decode(head[:size])
    # Stray zero bytes in other text seldom follow a break, and make up characters nobody uses.
    odd = sum(
        unicodedata.category(c) in ("Cn", "Co", "Cs", "Cc") for c in text if c not in "\t\r\n"
    )
    return name if any(c in text for c in "\n\r,\t{[") and not odd else None


def text_start(head: bytes) -> bytes:
    """Return a file's beginning in UTF-8 where its encoding shows, without mark and blanks."""
    name = marked_encoding(head)
    if name is not None:
        head = codecs.getincrementaldecoder(name)("replace").decode(head).encode()
    return head.removeprefix(codecs.BOM_UTF8).lstrip()


def find_encoding(path: Path, *, gzipped: bool) -> Encoding:
    """Return the encoding: by its first bytes, else UTF-8, else GB18030, strict over the file.

    Raises ``WeisuError`` with the places where both fail.
    """
    with readable(path):
        content, raw = open_bytes(path, gzipped=gzipped)
        with content, raw:
            head = content.read(_HEAD)
        name = marked_encoding(head) or "utf-8"
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
