"""What is looked at on the administrators' lists: in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

from dashboards.shell import view_address

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

NEW = "+"
"""Stands for the account that is about to be made."""


@dataclass(frozen=True, slots=True)
class AccountsView:
    """Accounts. ``find``: a part of a name or unit; ``account``: which is open, by its login."""

    find: str = ""
    role: str = ""
    state: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Who is signed in. ``session``: which is open, by its number."""

    find: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class AuditView:
    """The audit log. ``since``, ``until``: days of a span of one's own, both included; ``before``:
    the number at which the page begins; ``entry``: which is open.
    """

    span: str = ""
    since: str = ""
    until: str = ""
    actor: str = ""
    action: str = ""
    about: str = ""
    before: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class RunsView:
    """Runs of the night. ``run``: which is open."""

    run: str = ""


V = TypeVar("V", AccountsView, SessionsView, AuditView, RunsView)
_Known = Mapping[str, Collection[str]]


def read(kind: type[V], known: _Known = {}) -> V:  # noqa: B006 - never changed
    """Return what the address asks for; of the fields of ``known`` only values that are known."""
    return kind(**view_address.said(st.query_params, _names(kind), known))


def change(kind: type[V], **values: Any) -> None:
    """Put other values into the address; the rest of it stays."""
    view_address.write(replace(read(kind), **values), kind(), _names(kind))


def link(page: str, view: DataclassInstance) -> str:
    """Return the address of a page with a look."""
    said = {name: value for name, value in asdict(view).items() if value}
    return f"/{page}?{urlencode(said)}" if said else f"/{page}"


def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))
