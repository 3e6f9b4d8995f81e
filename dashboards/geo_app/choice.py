"""What of the map is looked at; in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from data_access.results.store import RunInfo
from data_access.types import Scope
from geo import area_reads
from geo.boundaries.levels import WORDS as LEVEL_WORDS
from geo.statistics.measures import MEASURES
from style.texts import text
from style.wording import month_words

_FIRST_MEASURE = "per_10k"
_FIRST_LEVEL = "street"
PLAYING = "map_playing"
"""The month at which playing stands, in the session; none while nothing is played."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look. ``against``: a second month beside it; ``only``: only what stands out is painted.

    ``levels``, ``measures`` and ``months`` (first days, the oldest first) may be chosen.
    """

    level: str
    measure: str
    month: date
    against: date | None
    only: bool
    levels: tuple[str, ...]
    measures: tuple[str, ...]
    months: tuple[date, ...]


def look_of(run: RunInfo, scope: Scope, query: Mapping[str, str]) -> Look:
    """Return what an address asks for: streets, per resident, in the last whole month, where it
    says nothing. Of a unit's own tickets only some measures can be told. Raises ``ValueError``
    where the run covers nothing.
    """
    levels, months = area_reads.levels(run), area_reads.months(run)
    if not levels or not months:
        raise ValueError("the run covers no area or no month")
    whole = [month for month in months if not area_reads.is_partial(run, month)]
    by_name = {name_of(month): month for month in months}
    last = (whole or list(months))[-1]
    level = _FIRST_LEVEL if _FIRST_LEVEL in levels else levels[-1]
    measures = tuple(MEASURES) if scope.departments is None else area_reads.OWN
    month = by_name.get(query.get("month", ""), last)
    against = by_name.get(query.get("against", ""))
    return Look(
        _one_of(query.get("level", ""), levels, level),
        _one_of(
            query.get("measure", ""),
            measures,
            _FIRST_MEASURE if _FIRST_MEASURE in measures else measures[0],
        ),
        month,
        None if against == month else against,
        query.get("only") == "1" and scope.departments is None,
        levels,
        measures,
        months,
    )


def name_of(month: date) -> str:
    """Return how an address calls a month."""
    return f"{month:%Y-%m}"


def _one_of(value: str, values: Sequence[str], first: str) -> str:
    return value if value in values else first


def choose(look: Look, scope: Scope) -> None:
    """Draw the choices; what is chosen goes into the address before the page runs again."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="screen_map_choice"):
        if len(look.levels) > 1:
            names = {v: LEVEL_WORDS[v] for v in look.levels}
            _segment("level", look.levels, look.level, names)
        names = {m: text(f"map.name_{m}") for m in look.measures}
        _segment("measure", look.measures, look.measure, names)
        if scope.departments is None:
            _only(look)
    if len(look.months) > 1:
        with st.container(horizontal=True, vertical_alignment="bottom", key="screen_map_months"):
            _month(look)
            _against(look)
            _play(look)


def _only(look: Look) -> None:
    key = f"map_only_{look.only}"
    st.toggle(
        text("map.only"), value=look.only, key=key, help=text("map.only_help"),
        on_change=_toggled, args=(key,),
    )  # fmt: skip


def _segment(name: str, values: Sequence[str], now: str, labels: Mapping[str, str]) -> None:
    key = f"map_{name}_{now}"
    st.segmented_control(
        text(f"map.{name}"), values, default=now, required=True, format_func=labels.__getitem__,
        key=key, on_change=_chosen, args=(name, key),
    )  # fmt: skip


def _month(look: Look) -> None:
    key = f"map_month_{name_of(look.month)}"
    st.select_slider(
        text("map.month"), [name_of(m) for m in look.months], value=name_of(look.month),
        key=key, on_change=_chosen, args=("month", key), width=420,
    )  # fmt: skip


def _against(look: Look) -> None:
    names = ["", *(name_of(m) for m in reversed(look.months) if m != look.month)]
    now = name_of(look.against) if look.against else ""
    key = f"map_against_{now}_{name_of(look.month)}"
    words = {name_of(m): month_words(m) for m in look.months}
    st.selectbox(
        text("map.against"), names, index=names.index(now), key=key, width=200,
        format_func=lambda v: words.get(v, text("map.against_none")),
        on_change=_chosen, args=("against", key),
    )  # fmt: skip


def _play(look: Look) -> None:
    """Draw the button that shows one month after the other; a style sheet leaves it out for who
    wants no movement."""
    playing = PLAYING in st.session_state
    st.button(
        text("map.stop" if playing else "map.play"),
        icon=":material/stop:" if playing else ":material/play_arrow:",
        key="map_play",
        on_click=_stopped if playing else _started,
        args=(look,),
    )


def _started(look: Look) -> None:
    """Begin with the month that is shown, with the first where that is the last."""
    first = look.months[0] if look.month == look.months[-1] else look.month
    st.session_state[PLAYING] = name_of(first)


def _stopped(_look: Look) -> None:
    st.session_state.pop(PLAYING, None)


def _chosen(name: str, key: str) -> None:
    value = str(st.session_state[key] or "")
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
    st.session_state.pop(PLAYING, None)


def _toggled(key: str) -> None:
    if st.session_state[key]:
        st.query_params["only"] = "1"
    else:
        st.query_params.pop("only", None)
