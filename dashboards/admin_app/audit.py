"""审计日志: who did what when; one entry open beside the list. Nothing here can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboards.admin_app import address
from dashboards.admin_app.address import AuditView
from dashboards.admin_app.audit_chain import show_chain
from dashboards.admin_app.audit_filters import SPANS, cuts, show_filters, wanted_of
from dashboards.admin_app.audit_words import (
    action_words,
    actor_words,
    choices,
    detail_pairs,
    detail_words,
)
from dashboards.admin_app.listing import (
    close_button,
    facts,
    moment_words,
    show_list,
    take_along,
    top,
    zone_of,
)
from dashboards.shell.context import Visit
from dashboards.shell.freshness import local_moment
from data_access.accounts.rights import roles
from data_access.store.audit import Entry
from data_access.store.audit_pages import (
    AuditPage,
    Wanted,
    audit_page,
    entries_in_all,
    one_entry,
)
from data_access.store.clock import utc_now
from style.texts import text
from style.wording import enumerated, number

RIGHT = "audit.view"
PAGE = 50
MOST = 50_000
"""Entries of a workbook."""
_LATELY = timedelta(hours=24)
_COUNTED = 1000
COLUMNS = ("at", "actor", "action", "about", "detail", "seq")
NARROW = ("at", "actor", "action")
WIDTHS = {"at": 132, "actor": 110, "action": 122, "about": 190, "detail": 360, "seq": 70}
"""px; on a phone the first three are in view."""


@dataclass(frozen=True)
class _Reading:
    """In which zone moments are read, and what roles are called."""

    zone: str
    roles: Mapping[str, str]


def draw(visit: Visit) -> None:
    """Draw the page."""
    store, scope = visit.services.store, visit.scope
    known = roles(visit.services.settings)
    reading = _Reading(zone_of(visit.services), {n: r.label for n, r in known.items()})
    count = entries_in_all(store, scope)
    top(visit, _sentence(visit, count), text("audit.advice"))
    view = address.read(AuditView, {"action": choices(), "span": SPANS})
    show_filters(view, reading.zone)
    wanted = wanted_of(view, reading.zone)
    before = int(view.before) if view.before.isdecimal() else None
    page = audit_page(store, scope, wanted, before=before, limit=PAGE)
    with st.container(key="tasks_wide"):
        if not view.entry:
            _list(visit, view, page, reading)
        else:
            left, right = st.columns([5, 6], gap="medium")
            with left:
                _list(visit, view, page, reading)
            with right:
                _beside(visit, view, reading)
    show_chain(visit, count)


def _sentence(visit: Visit, count: int) -> str:
    if not count:
        return text("audit.empty")
    since = utc_now() - _LATELY
    lately = []
    for name, action in (("failed", "account.sign_in_failed"), ("opened", "vault.open")):
        wanted = Wanted(since=since, action=action)
        some = audit_page(visit.services.store, visit.scope, wanted, limit=_COUNTED)
        said = number(len(some.entries))
        said = text("audit.many", count=said) if some.full else said
        lately += [text(f"audit.lately_{name}", count=said)] if some.entries else []
    words = enumerated(lately) or text("audit.lately_none")
    return text("audit.sentence", count=number(count), lately=words)


def _list(visit: Visit, view: AuditView, page: AuditPage, reading: _Reading) -> None:
    rows = page.entries
    if rows:
        first, last = number(rows[0].seq), number(rows[-1].seq)
        st.caption(text("audit.listed", first=first, last=last))
        names = NARROW if view.entry else COLUMNS
        show_list(
            "audit", _frame(rows, reading)[[text(f"audit.col_{n}") for n in names]],
            [str(entry.seq) for entry in rows], view.entry, opened,
            widths={text(f"audit.col_{n}"): w for n, w in WIDTHS.items()},
        )  # fmt: skip
    if page.before is not None and not page.full:
        st.info(text("audit.none_yet", seq=number(page.before)), icon=":material/info:")
    elif not rows:
        st.info(text("audit.none"), icon=":material/info:")
    with st.container(horizontal=True, key="audit_pages"):
        if page.before is not None:
            label = text("audit.earlier") if page.full else text("audit.on")
            st.button(label, key="audit_earlier", on_click=_turned, args=(str(page.before),))
        if view.before:
            st.button(text("audit.newest"), key="audit_newest", on_click=_turned, args=("",))
    if rows:
        wanted = wanted_of(view, reading.zone)
        take_along(
            visit, "audit", RIGHT, cuts(view, reading.zone),
            lambda: _frame(list(_every(visit, wanted)), reading),
        )  # fmt: skip
        if entries_in_all(visit.services.store, visit.scope) > MOST:
            st.caption(text("audit.cut", count=number(MOST)))


def _every(visit: Visit, wanted: Wanted) -> Iterator[Entry]:
    """Yield what is wanted, the newest ``MOST``."""
    before, left = None, MOST
    while left:
        page = audit_page(visit.services.store, visit.scope, wanted, before=before, limit=left)
        yield from page.entries
        left -= len(page.entries)
        before = page.before
        if before is None:
            return


def opened(seq: str) -> None:
    """Open an entry beside the list; empty closes it."""
    address.change(AuditView, entry=seq)


def _turned(before: str) -> None:
    address.change(AuditView, before=before, entry="")


def _beside(visit: Visit, view: AuditView, reading: _Reading) -> None:
    seq = int(view.entry) if view.entry.isdecimal() else 0
    entry = one_entry(visit.services.store, visit.scope, seq)
    with st.container(border=True, key="part_task_entry"):
        close_button("audit", _closed)
        if entry is None:
            st.info(text("audit.gone"), icon=":material/info:")
            return
        facts(
            [
                (text("audit.col_seq"), number(entry.seq)),
                (text("audit.col_at"), _to_the_second(entry.at, reading.zone)),
                (text("audit.col_actor"), actor_words(entry.actor)),
                (text("audit.col_action"), action_words(entry.action)),
                (text("audit.col_about"), entry.about),
                *detail_pairs(entry, reading.zone, reading.roles),
                (text("audit.hash"), entry.hash),
            ]
        )


def _closed() -> None:
    opened("")


def _to_the_second(at: datetime, zone: str) -> str:
    local = local_moment(at.isoformat(), zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local else ""


def _frame(rows: Sequence[Entry], reading: _Reading) -> pd.DataFrame:
    columns = {
        "seq": [str(e.seq) for e in rows],
        "at": [moment_words(e.at, reading.zone) for e in rows],
        "actor": [actor_words(e.actor) for e in rows],
        "action": [action_words(e.action) for e in rows],
        "about": [e.about for e in rows],
        "detail": [detail_words(e, reading.zone, reading.roles) for e in rows],
    }
    return pd.DataFrame({text(f"audit.col_{name}"): values for name, values in columns.items()})
