"""The words of a PDF that the browser printed."""

from __future__ import annotations

import io
import re
import unicodedata

from pypdf import PdfReader


def pages(pdf: bytes) -> int:
    """Return the number of pages."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def words(pdf: bytes) -> str:
    """Return all text, without spaces; the order is that of drawing."""
    return plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def plain(text: str) -> str:
    """Return a text as ``words`` gives it: without spaces, each character in its plain form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
