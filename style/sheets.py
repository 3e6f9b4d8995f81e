"""The style sheets under ``style/css``, put together for pages, sign-in and wall screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from style.variables import pictures_css, variables_css

FOLDER = Path(__file__).with_name("css")
PAGE_SHEETS = (
    "layout",
    "words",
    "tiles",
    "tables",
    "marks",
    "pictures",
    "facts",
    "list_with_detail",
    "board",
    "phone",
    "print",
)
"""In the order that they hold in: what a later one says of the same place wins."""


@cache
def page_css() -> str:
    """Return the sheet of every page of ours."""
    return "\n".join((variables_css(), *map(_read, PAGE_SHEETS), pictures_css()))


@cache
def sign_in_css() -> str:
    """Return the sheet of the pages that stand before the others."""
    return f"{variables_css()}\n{_read('sign_in')}"


@cache
def wall_css() -> str:
    """Return the sheet of the screen on a hall's wall."""
    return "\n".join((variables_css(), _read("wall"), pictures_css()))


def _read(name: str) -> str:
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")
