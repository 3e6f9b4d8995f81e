"""What is looked at on 今日待办: in the address, so that a link shows the same row."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from dashboards.office_app.items import KINDS
from dashboards.shell import view_address

PAGE = 50
"""Rows of the list at a time."""
_OWN = ("kind", "item", "page")


@dataclass(frozen=True, slots=True)
class View:
    """One look. ``kind``: only these rows, empty for all; ``item``: which is open beside the list;
    ``page`` counts from 0."""

    kind: str = ""
    item: str = ""
    page: int = 0


_FIRST = View()


def read() -> View:
    """Return what the address asks for; what it cannot mean is left out."""
    found = view_address.said(st.query_params, _OWN, {"kind": KINDS})
    page = found.get("page", "")
    number = int(page) if page.isdecimal() else 0
    return View(found.get("kind", ""), found.get("item", ""), number)


def write(view: View) -> None:
    """Put a look into the address; what is as at first is left out."""
    view_address.write(view, _FIRST, _OWN)


def opened(item: str) -> None:
    """Open a row beside the list; empty closes it."""
    write(replace(read(), item=item))


def turned(step: int) -> None:
    """Go to another page of the list."""
    view = read()
    write(replace(view, page=max(0, view.page + step)))
