"""A page's own look in the address: read without what means nothing, written without what is as at
first; and going to an address from within a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_TURN = "weisu_address_turn"


def turn() -> int:
    """Return what the keys of a page's filters end with: those that an address sets are new ones,
    not those that the reader had filled in before."""
    return int(st.session_state.get(_TURN, 0))


def go(page: st.Page, query: Mapping[str, str]) -> None:
    """Go to a page with an address, also where it is the page that is shown now."""
    st.session_state[_TURN] = turn() + 1
    st.switch_page(page, query_params=dict(query))


def said(
    query: Mapping[str, str], names: Collection[str], known: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Return the fields of ``names`` that an address fills in; of those of ``known`` only values
    that are known."""
    found = {name: value for name in names if (value := query.get(name, ""))}
    return {n: v for n, v in found.items() if n not in known or v in known[n]}


def write(view: DataclassInstance, first: DataclassInstance, names: Collection[str]) -> None:
    """Put a look into the address; what is as at ``first`` is left out, others' fields stay."""
    before, now = asdict(first), asdict(view)
    wanted = {n: str(now[n]) for n in names if now[n] != before[n]}
    others = {k: v for k, v in st.query_params.items() if k not in names}
    if dict(st.query_params.items()) != {**others, **wanted}:
        st.query_params.from_dict({**others, **wanted})
