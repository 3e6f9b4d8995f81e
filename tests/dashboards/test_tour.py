"""两分钟入门 shows each role its own pages, its first page first, and nothing that stays shut."""

from __future__ import annotations

import pytest

from dashboards.shell.pages import first_page, pages_for
from dashboards.shell.tour import MOST_PAGES, steps
from data_access.accounts.rights import ROLES
from data_access.types import Scope
from style.texts import text


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_is_shown_its_own_pages_and_its_first_page_first(role: str) -> None:
    units = frozenset({"市住建局"}) if role == "department" else None
    scope = Scope("t", ROLES[role].rights, frozenset({"330199"}), units)
    found = steps(scope)
    pages = [step.page for step in found if step.page]
    first = first_page(scope)
    assert first is not None
    assert pages[0] == first.path
    assert set(pages) <= {spec.path for spec in pages_for(scope)}
    assert len(pages) == min(MOST_PAGES, len(pages_for(scope)))
    assert found[0].words[0] == text("tour.first")
    assert all(step.title and all(step.words) for step in found)
    assert found[-1].title == text("tour.help_title")


def test_who_opens_no_page_is_still_told_where_help_stands() -> None:
    assert [step.page for step in steps(Scope("t", frozenset()))] == [""]
