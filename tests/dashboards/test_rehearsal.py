"""Pages of large places are drawn once for nobody: their first reader finds what they keep."""

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from dashboards import rehearsal
from dashboards.rehearsal import Rehearsal
from dashboards.server.viewer import get_services
from dashboards.shell.pages import PAGES
from data_access.extract.query import Extract
from data_access.store.tables import audit_entry
from tests.support.pages import guarded_script

WITHOUT_RUNS = {"today", "compare", "daily"}
"""Pages that have something to show where no night has run."""


@pytest.fixture
def drawn(office, monkeypatch):
    """Return what draws the pages for the office's people, as if its city were a large one."""
    monkeypatch.setattr(rehearsal, "LARGE", 1)
    monkeypatch.setattr(rehearsal, "REST", 0.0)
    office.sit("lingdao")
    return Rehearsal(get_services())


def test_the_first_reader_finds_everything_read(office, drawn, monkeypatch):
    assert drawn.once() >= len(WITHOUT_RUNS)
    asked = []
    monkeypatch.setattr(Extract, "query", lambda *a, **_: asked.append(a))
    for page in ("today", "compare"):
        office.sit("lingdao")
        test = AppTest.from_string(guarded_script(page), default_timeout=60).run()
        assert not test.exception
        assert test.get("plotly_chart") or test.dataframe
    assert not asked


def test_what_has_not_changed_is_not_drawn_again(drawn):
    first = drawn.once()
    assert first
    assert drawn.once() == 0


def test_small_places_and_readers_of_a_part_are_left_out(office, drawn, monkeypatch):
    scopes = drawn._scopes()
    assert {s.rights for s in scopes} == {office.scopes[n].rights for n in ("zhili", "lingdao")}
    assert all(s.departments is None and s.areas is None for s in scopes)
    monkeypatch.setattr(rehearsal, "LARGE", 10**9)
    assert drawn.once() == 0


def test_drawing_for_nobody_writes_nothing(office, drawn):
    def entries():
        with office.results.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(audit_entry))

    before = entries()
    assert drawn.once()
    assert entries() == before


def test_one_page_that_fails_keeps_none_of_the_others(drawn, monkeypatch):
    def fails(_):
        raise ValueError("a page's fault")

    monkeypatch.setattr("dashboards.leader_app.today.draw", fails)
    assert drawn.once() >= 1


def test_only_pages_that_say_so_are_drawn():
    assert {p.key for p in PAGES if p.rehearsed} >= {"today", "daily", "hotspots"}
    assert not any(p.rehearsed for p in PAGES if p.shows == "visit")
