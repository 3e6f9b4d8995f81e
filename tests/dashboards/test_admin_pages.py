"""The administrators' pages: each to the one whose right it is, cheap, and what is taken along."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from dashboards.shell.pages import page_of, pages_for
from data_access.accounts.rights import ROLES
from tests.dashboards.admin_house import (
    OWN,
    fill,
    newest,
    opened,
    said,
)
from tests.support.people import viewer


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", OWN)
def test_a_page_is_its_own_administrators_alone(house, page, role):
    settings, _store = house
    who = viewer(role, settings)
    assert (page in {p.key for p in pages_for(who.scope)}) is (OWN[page] == role)
    if OWN[page] != role:
        test = opened(house, page, role)
        assert len(test.error) == 1
        assert not test.dataframe
        assert not test.button
        assert page_of(page).title not in said(test)


@pytest.mark.parametrize(
    ("page", "query", "heads"),
    [("accounts", {"find": "leader"}, ["用户名", "姓名"]), ("audit", {}, ["时间", "操作人"])],
)
def test_what_is_taken_along_is_a_workbook_with_a_line_in_the_ledger(
    house, monkeypatch, page, query, heads
):
    _, store = house
    taken = []
    monkeypatch.setattr(
        "dashboards.admin_app.listing.st.download_button",
        lambda _label, data, **_: taken.append(data),
    )
    opened(house, page, **query)
    rows = list(load_workbook(BytesIO(taken[0]())).worksheets[0].values)
    assert {*heads} <= {*rows[0]}
    entry = newest(store, "export.data")
    assert (entry.actor, entry.about) == (OWN[page], page_of(page).title)
    assert entry.detail["rows"] == len(rows) - 1
    assert entry.detail["filters"] == ({"查找": "leader"} if query else {})


@pytest.mark.parametrize("page", OWN)
def test_a_rerun_asks_the_store_no_oftener_for_many_entries_than_for_few(house, page):
    _, store = house
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *a: asked.append(str(a[2])))

    def rerun() -> int:
        test = opened(house, page)
        asked.clear()
        test.run()
        return len(asked)

    fill(store, 3)
    few = rerun()
    fill(store, 300)
    assert rerun() == few
