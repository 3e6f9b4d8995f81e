"""Tables that are written as words: they wrap, print, and stand as labelled lines on a phone."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st


def written_table(
    heads: Mapping[str, str], rows: Iterable[Sequence[str]], *, kind: str = ""
) -> str:
    """Return a table as HTML. ``heads``: a column's head by its name; ``rows``: cells in HTML, in
    the same order. ``kind``: a class of the table, which also begins those of its cells.
    """
    titles = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads.values())
    body = "".join(f"<tr>{_cells(heads, row, kind)}</tr>" for row in rows)
    classes = f"weisu-table {kind}".strip()
    return f'<table class="{classes}"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>'


def show_written(
    heads: Mapping[str, str], rows: Iterable[Sequence[str]], *, kind: str = ""
) -> None:
    """Draw a table that is written as words."""
    st.html(written_table(heads, rows, kind=kind))


def _cells(heads: Mapping[str, str], row: Sequence[str], kind: str) -> str:
    """Return a row's cells; a narrow screen shows each under its head."""
    found = []
    for (name, head), cell in zip(heads.items(), row, strict=True):
        own = f' class="{kind}-{name}"' if kind else ""
        found.append(f'<td{own} data-label="{html.escape(head)}">{cell}</td>')
    return "".join(found)
