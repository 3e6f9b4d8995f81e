"""One month after the other: only the map is drawn anew, not the page."""

from __future__ import annotations

import streamlit as st

from dashboards.charts.show import show
from dashboards.components.area_frame import Outlined
from dashboards.geo_app import choice, pictures, reading
from dashboards.geo_app.context import MapContext

SECONDS = 1.5
"""How long a month is shown."""


@st.fragment(run_every=SECONDS)
def play_through(context: MapContext, outlined: Outlined) -> None:
    """Draw the month at which playing stands and go on to the next; the page is drawn again after
    the last one, which is then the chosen month. Shades are the same in all months.
    """
    look = context.look
    months = [choice.name_of(month) for month in look.months]
    now = st.session_state.get(choice.PLAYING)
    if now not in months:
        return
    every = [reading.shown_of(context, month) for month in look.months]
    shown = every[months.index(now)]
    with st.container(border=True, key="part_map_playing"):
        show(
            pictures.map_picture(context, shown, outlined, pictures.bounds_of(every)),
            key="picture_map_playing",
        )
    if now == months[-1]:
        st.session_state.pop(choice.PLAYING, None)
        st.query_params["month"] = now
        st.rerun()
    st.session_state[choice.PLAYING] = months[months.index(now) + 1]
