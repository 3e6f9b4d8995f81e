"""One picture of a page in its box, with its table and download, or what the data lack for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from dashboards.charts.picture import Picture
from dashboards.charts.show import show
from dashboards.components.column_widths import HALF
from dashboards.components.empty import show_missing
from dashboards.components.notes import note_of
from dashboards.components.tables import WHOLE, table_with_download
from dashboards.shell.context import PageContext
from style.texts import text


def picture_box(name: str, draw: Callable[[], Picture], *, missing: str = "") -> None:
    """Draw a picture, or say what the data lack for it."""
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        if missing:
            show_missing(missing)
        else:
            show(draw(), key=f"picture_{name}")


def box_with_table(
    context: PageContext,
    name: str,
    title: str,
    draw: Callable[[], Picture],
    table: pd.DataFrame,
    *,
    missing: str = "",
    opens: Sequence[str] = (),
    whole: Sequence[str] = (),
    beneath: str = "",
) -> None:
    """Draw a picture with its table, or say under its ``title`` what the data lack.

    ``opens``: by row of the table the address of its tickets; ``whole``: heads of columns that
    count, read as whole numbers also where they are expected ones; ``beneath``: HTML below the
    picture.
    """
    with st.container(border=True, key=f"part_{name}", height="stretch"):
        if missing:
            show_missing(missing, title)
            return
        show(draw(), key=f"picture_{name}")
        if beneath:
            st.html(note_of(beneath))
        with st.expander(text("shell.details")):
            table_with_download(
                context,
                name,
                title,
                table,
                opens=opens,
                room=HALF,
                config=dict.fromkeys(whole, WHOLE),
            )
