"""The words of a PDF that Chromium wrote: enough of the format to see what was printed."""

from __future__ import annotations

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)>")
_RANGE = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]+)>")
_SHOWN = re.compile(
    rb"/F(?P<font>\d+) [\d.]+ Tf|ActualText <FEFF(?P<actual>[0-9A-F]+)>|EMC"
    rb"|<(?P<codes>[0-9A-F]+)> Tj"
)


def pages(pdf: bytes) -> int:
    """Return the number of pages."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def words(pdf: bytes) -> str:
    """Return all text, without spaces; the order is that of drawing."""
    objects = {int(m[1]): m[2] for m in _OBJECT.finditer(pdf)}
    fonts = {number: _characters(objects, body) for number, body in objects.items()}
    drawn = [_drawn(_stream(body), fonts) for body in objects.values()]
    return plain("".join(drawn))


def plain(text: str) -> str:
    """Return a text as ``words`` gives it: without spaces, each character in its plain form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _stream(body: bytes) -> bytes:
    if b"stream" not in body:
        return b""
    content = body[body.index(b"stream") + 6 : body.rindex(b"endstream")].lstrip(b"\r\n")
    try:
        return zlib.decompress(content) if b"/FlateDecode" in body else content
    except zlib.error:
        return b""


def _characters(objects: dict[int, bytes], body: bytes) -> dict[bytes, str]:
    """Return a font's characters by their codes."""
    link = re.search(rb"/ToUnicode (\d+) 0 R", body)
    if link is None:
        return {}
    table = _stream(objects[int(link[1])])
    found: dict[bytes, str] = {}
    for part in re.findall(rb"beginbfchar\s(.*?)endbfchar", table, re.DOTALL):
        found.update({code: _unicode(value) for code, value in _CHAR.findall(part)})
    for part in re.findall(rb"beginbfrange\s(.*?)endbfrange", table, re.DOTALL):
        for first, last, value in _RANGE.findall(part):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = b"%0*X" % (len(first), int(first, 16) + step)
                found[code] = chr(ord(_unicode(value)[0]) + step)
    return found


def _unicode(value: bytes) -> str:
    return bytes.fromhex(value.decode()).decode("utf-16-be")


def _drawn(stream: bytes, fonts: dict[int, dict[bytes, str]]) -> str:
    text, font, actual = "", dict[bytes, str](), False
    for match in _SHOWN.finditer(stream):
        if match["font"]:
            font = fonts.get(int(match["font"]), {})
        elif match["actual"]:
            text, actual = text + _unicode(match["actual"]), True
        elif match["codes"] is None:
            actual = False
        elif not actual and font:
            size = len(next(iter(font)))
            codes = match["codes"]
            text += "".join(font.get(codes[i : i + size], "") for i in range(0, len(codes), size))
    return text
