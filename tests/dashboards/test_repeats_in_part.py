"""Repeats of a part of the tickets: all that is counted is of the part, and nothing is blank."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from dashboards.charts.network import LINE, LINES, name_lines
from dashboards.server.viewer import configure
from data_access.extract.query import Extract
from data_access.extract.texts import ticket_frame
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import open_store
from data_access.types import Filters
from hotspots import frames
from hotspots.repeat_reads import group_list
from hotspots.topic_reads import run_period
from tests.dashboards.hot_frames import AS_OF, CODE, PERIOD, SYSTEM, repeat_frames
from tests.dashboards.test_pages import run
from tests.support.frames import frames_of
from tests.support.pages import guarded_script
from tests.support.people import viewer

HEAT, CITY = "县供热公司", "县城管局"


@pytest.fixture
def results(city, tmp_path):
    """A run with one matter: three tickets of one unit and two of another."""
    home = tmp_path / "var"
    shutil.copytree(city.settings.home, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    found = ResultStore.open(store, settings)
    tickets = ticket_frame(Extract(settings), SYSTEM, CODE, PERIOD, as_of=AS_OF)
    mine = [*_of(tickets, HEAT, 3), *_of(tickets, CITY, 2)]
    stored = repeat_frames(tickets)
    stored["groups"] = stored["groups"].head(1).assign(n=5, units=json.dumps([HEAT, CITY]))
    group = stored["groups"]["group_id"].iloc[0]
    stored["members"] = pd.DataFrame(
        {"ticket_no": mine, "group_id": group, "rank": range(1, 6), "probability": 0.9}
    )
    days = {"from": PERIOD.start.isoformat(), "to": PERIOD.end.isoformat()}
    run_id = found.begin("hotspots", CODE, as_of=AS_OF, settings=days)
    for name, data in stored.items():
        found.write(run_id, frames_of(frames)[name], data)
    for frame in (frames.TOPICS, frames.TOPIC_TICKET):
        found.write(run_id, frame, frame.shaped())
    found.complete(run_id)
    yield found
    store.close()


def _of(tickets: pd.DataFrame, unit: str, n: int) -> list[str]:
    return tickets.loc[tickets["org_lead"] == unit, "ticket_no"].head(n).tolist()


def units(results, scope, **cut) -> list[tuple[int, list[str]]]:
    run_now = results.current("hotspots", CODE)
    filters = Filters(CODE, run_period(run_now), **cut)
    found = group_list(results, scope, run_now, filters)
    return [(int(n), json.loads(u)) for n, u in zip(found["n"], found["units"], strict=True)]


def test_the_units_are_those_of_the_tickets_that_are_counted(results):
    assert units(results, SYSTEM) == [(5, [HEAT, CITY])]
    assert units(results, SYSTEM, department=CITY) == [(2, [CITY])]
    limited = viewer("department", results.settings, departments=frozenset({HEAT})).scope
    assert units(results, limited) == [(3, [HEAT])]
    both = viewer("department", results.settings, departments=frozenset({HEAT, CITY})).scope
    assert units(results, both) == [(5, [HEAT, CITY])]


def test_no_column_of_a_departments_repeats_is_blank(results):
    who = viewer("department", results.settings, departments=frozenset({HEAT}))
    configure(results.settings, results.store, viewer=who)
    test = run(guarded_script("repeats"))
    assert not test.exception
    table = test.dataframe[0].value
    assert table["承办单位"].tolist() == [HEAT]
    assert not (table.isna() | (table == "")).any(axis=None)


def test_a_name_in_a_picture_is_whole_or_says_that_it_is_not():
    short = "窗口人员训斥办事群众的录音在网上传开"
    assert "".join(name_lines(short)) == short
    assert all(len(line) <= LINE for line in name_lines(short))
    long = name_lines("关" * (LINE * LINES + 1))
    assert len(long) == LINES
    assert long[-1].endswith("…")
