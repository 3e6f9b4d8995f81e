"""The place that a ticket speaks of, beside the list: told, ambiguous, unknown, none."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import delete, insert, select

from data_access.store.tables import ticket_place, ticket_version
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script

PAGE = guarded_script("tickets")
CODE = "330199"
TURN = count()
"""What a page has read of a ticket is kept: each test has its own."""
NONE = {
    "code": None, "level": None, "confidence": 0.0, "kind": None, "name": None, "reason": "",
    "candidates": None,
}  # fmt: skip


@pytest.fixture
def spoken(city, look):
    """Return what puts a place beside one of the newest tickets and gives what its page says."""
    version = ticket_version.c
    newest = (
        select(version.version_id, version.ticket_no, version.area_code)
        .where(version.jurisdiction == CODE, version.is_current, version.area_code.is_not(None))
        .order_by(version.t_accept.desc(), version.ticket_no.desc())
        .limit(40)
    )
    with city.store.read() as connection:
        rows = connection.execute(newest).all()
    filed = rows[next(TURN)]
    other = next(row.area_code for row in rows if row.area_code != filed.area_code)

    def said(state: str, **values: object) -> str:
        row = {
            "version_id": filed.version_id, "jurisdiction": CODE, "ticket_no": filed.ticket_no,
            "gazetteer": "test", "pass_no": 1, "state": state, **NONE, **values,
        }  # fmt: skip
        with city.store.write() as connection:
            connection.execute(delete(ticket_place))
            connection.execute(insert(ticket_place).values(**row))
        look("leader")
        test = run(PAGE, ticket=filed.ticket_no)
        assert not test.exception
        assert filed.ticket_no in words(test)
        return words(test)

    yield said, filed.area_code, other
    with city.store.write() as connection:
        connection.execute(delete(ticket_place))


def test_a_place_is_told_with_its_level_how_sure_and_why(spoken):
    said, filed, _ = spoken
    page = said(
        "placed", code=filed, level="street", confidence=0.93, name="和平路", reason="title past"
    )
    assert "文中的地点" in page
    assert "（定到街道（镇），把握 93%）" in page
    assert "标题提到“和平路”" in page
    assert "以往工单常见的地名" in page
    assert "与登记的区划不一致" not in page


def test_a_place_elsewhere_than_the_ticket_was_filed_is_told_so(spoken):
    said, _, other = spoken
    page = said("placed", code=other, level="street", confidence=0.9, name="和平路", reason="title")
    assert "与登记的区划不一致，统计仍按登记的区划" in page


def test_an_ambiguous_place_names_what_it_may_be_and_tells_none(spoken):
    said, filed, other = spoken
    page = said(
        "open", name="和平路", reason="content past", candidates=f"{filed}:0.620;{other}:0.310"
    )
    assert "文中的地点" in page
    assert "（62%）" in page
    assert "（31%）" in page
    assert "不能确定" in page
    assert "把握" not in page
    assert "与登记的区划不一致" not in page


def test_a_name_that_nobody_knows_asks_for_the_list(spoken):
    said, _, _ = spoken
    page = said("unknown", reason="content not_known")
    assert "提到了地点，但现有地名清单中没有" in page
    assert "可补充地点清单" in page


def test_a_ticket_that_names_no_place_has_no_block(spoken):
    said, _, _ = spoken
    assert "文中的地点" not in said("none")
