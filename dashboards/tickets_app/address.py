"""What is looked at on 查工单: in the address, so that a link shows the same list and ticket."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

import streamlit as st

from dashboards.components.ticket_link import OWN
from dashboards.shell import view_address
from data_access.schemas import STATES
from data_access.search.asked import Group, Part, Sort, group_of

SORTS: tuple[Sort, ...] = get_args(Sort)
PARTS: tuple[Part, ...] = get_args(Part)
KINDS = (
    "warning", "topic", "topics", "repeat", "matters", "cure", "node", "pingpong", "event", "task",
    "due", "list",
)  # fmt: skip
"""What may hold tickets."""
_NUMBER = re.compile(r"[0-9A-Za-z-]*\d{6,}[0-9A-Za-z-]*")
"""What is typed to find one ticket, whenever it came."""
PAGE = 50
"""Rows of the list at a time."""


@dataclass(frozen=True, slots=True)
class View:
    """One look. ``q``: words; ``metric``, ``part``, ``group``: the figure whose tickets these are;
    ``of``: what holds them (``topic:T20261122-1``), ``within``: "1" for only those of the days that
    are chosen; ``whole``: "1" for all days;
    ``ticket``: which is open beside the list; ``page`` counts from 0.
    """

    q: str = ""
    status: str = ""
    sort: Sort = "newest"
    metric: str = ""
    part: Part = "n"
    group: str = ""
    of: str = ""
    within: str = ""
    whole: str = ""
    ticket: str = ""
    page: int = 0

    @property
    def all_days(self) -> bool:
        """Whether all days are looked through: as asked for, what something holds, a number."""
        held = bool(self.of) and not self.within
        return bool(self.whole or held or _NUMBER.fullmatch(self.q))

    @property
    def groups(self) -> Group:
        """The figure's group; none where the address says nothing that can be read."""
        try:
            found: Any = json.loads(self.group or "{}")
        except ValueError:
            return ()
        return group_of(found) if isinstance(found, dict) else ()

    @property
    def held_by(self) -> tuple[str, str]:
        """Kind and key of what holds the tickets; empty where nothing does."""
        kind, _, key = self.of.partition(":")
        return (kind, key) if kind in KINDS and key else ("", "")


_FIRST = View()


def read() -> View:
    """Return what the address asks for; what it cannot mean is left out."""
    return of(st.query_params)


def of(query: Mapping[str, str]) -> View:
    """Return what the fields of an address ask for."""
    known = {"status": STATES, "sort": SORTS, "part": PARTS, "whole": ("1",), "within": ("1",)}
    found = view_address.said(query, OWN, known)
    page = found.pop("page", "")
    view = View(**cast("dict[str, Any]", found))
    return replace(view, page=int(page) if page.isdecimal() else 0)


def write(view: View) -> None:
    """Put a look into the address; what is as at first is left out."""
    view_address.write(view, _FIRST, OWN)


def opened(ticket: str) -> None:
    """Open a ticket beside the list; empty closes it."""
    write(replace(read(), ticket=ticket))


def freed() -> None:
    """Look at all tickets again, not only at those of a figure or of what holds them."""
    write(replace(read(), metric="", part="n", group="", of="", within="", ticket="", page=0))


def turned(step: int) -> None:
    """Go to another page of the list."""
    view = read()
    write(replace(view, page=max(0, view.page + step)))
