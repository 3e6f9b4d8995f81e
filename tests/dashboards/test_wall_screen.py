"""What a screen shows of a city: the numbers of 今日要情, and nothing private."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from dashboards.leader_app.reading import gather
from dashboards.server.viewer import configure, get_services
from dashboards.wall_app import reading
from dashboards.wall_app.reading import read_screen
from dashboards.wall_app.routes import document
from dashboards.wall_app.scenes import scenes_of
from data_access.accounts.screens import create_screen
from data_access.accounts.store import create_account
from data_access.extract.refresh import refresh
from data_access.extract.texts import ticket_frame
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import open_store
from data_access.types import Filters, Period, Scope, WeisuError
from early_warning import frames
from forecasting.nightly_run import Asked, run_forecasting
from hotspots.actions import rename_topic
from tests.dashboards.conftest import LAST, PLACE, ticket_rows, write_csv
from tests.dashboards.hot_frames import store_results
from tests.dashboards.test_pages import run, words
from tests.support.pages import page_script
from tests.support.task_office import CODE, SYSTEM, office_of, workday

NOW = datetime.fromisoformat("2026-11-01T01:00:00")
PRIVATE = ("张建国", "13812345678", "青河小区", "3号楼", "秘密事项", "QS0")
"""A caller, a number, a home, a confidential task, the beginning of every ticket's number."""


def store_warnings(results: ResultStore) -> None:
    """Store warnings with private words wherever a finding has words of its own."""
    days = dict.fromkeys(("first", "last", "opened", "seen", "latest"), pd.Timestamp(LAST))
    common = {
        "board": "event", "kind": "event", "branch": "诉求激增", "rule": "显著高于预期",
        "state": "growing", "life": False, "observed": 12.0, "expected": 3.0,
        "lead_unit": "张建国", "note": "张建国13812345678青河小区3号楼", **days,
    }  # fmt: skip
    rows = [
        {**common, "warning_id": "W1", "detector": "new_matter", "severity": "橙", "score": 9.0,
         "area_code": "330199001", "category_code": "01", "n": 12, "callers": 9},
        {**common, "warning_id": "W2", "detector": "street", "severity": "黄", "score": 8.0,
         "area_code": "330199002", "category_code": "02", "n": 12, "callers": 4},
        {**common, "warning_id": "W3", "detector": "unit", "severity": "黄", "score": 7.0,
         "area_code": None, "category_code": None, "unit": "张建国", "n": 8, "callers": 8},
    ]  # fmt: skip
    span = Period(LAST - timedelta(days=3), LAST + timedelta(days=1))
    mine = ticket_frame(results.extract, SYSTEM, CODE, span, as_of=LAST)["ticket_no"].tolist()[:9]
    held = [{"ticket_no": t, "warning_id": f"W{i % 3 + 1}"} for i, t in enumerate(mine)]
    run_id = results.begin(
        "warnings", CODE, as_of=LAST, settings={"from": "2026-10-01", "to": "2026-11-01"}
    )
    for frame, data in ((frames.WARNING, rows), (frames.WARNING_TICKET, held)):
        results.write(run_id, frame, frame.shaped(pd.DataFrame(data)))
    for frame in (frames.DETECTION, frames.WARNING_DAILY, frames.FIGURE):
        results.write(run_id, frame, frame.shaped())
    results.complete(run_id)


@pytest.fixture(scope="module")
def night(city, tmp_path_factory):
    """A copy of the city after a night, with private words in what was found."""
    home = tmp_path_factory.mktemp("wall") / "var"
    with office_of(city.settings.home, home) as office:
        results, store = office.results, office.results.store
        run_forecasting(results, SYSTEM, Asked(CODE, origins=2, busiest=0))
        store_results(store, results.settings)
        rename_topic(store, SYSTEM, CODE, "T01", "青河小区3号楼张建国家不热13812345678")
        store_warnings(results)
        for number in range(6):
            office.begin(title=f"青河小区张建国{number}")
        office.begin(title="秘密事项", confidential=True, readers=["lingdao"], due=workday(3))
        yield office


def screen_of(office, **more):
    store, settings = office.results.store, office.results.settings
    keeper = Scope("keeper", frozenset({"account.manage"}), None)
    given = {"name": "大厅", "jurisdiction": CODE, **more}
    configure(settings, store)
    return create_screen(store, settings, keeper, **given)[0]


def shown(office, **more):
    screen = screen_of(office, **more)
    return read_screen(get_services(), screen, NOW)


def told(screen) -> str:
    """All that a browser is given of a screen, as it reads there."""
    written = json.dumps(document(screen), default=str, ensure_ascii=False)
    return html.unescape(written)


# ---------------------------------------------------------------- one truth
def test_its_numbers_and_its_sentence_are_those_of_today(night):
    screen = shown(night)
    night.sit("lingdao")
    page = run(page_script("today"))
    assert not page.exception
    assert [(n.label, n.value) for n in screen.numbers] == [(m.label, m.value) for m in page.metric]
    said = words(page)
    for one in screen.numbers:
        first, *others = one.lines
        assert first.words in {m.delta for m in page.metric}
        assert all(line.then in said for line in others)
    figures = re.findall(
        r"全部诉求\d+件[^。]*。|近7天（[^）]*）[^。]*。", screen.context + screen.sentence
    )
    assert figures
    assert all(one in said for one in figures)


def test_its_tasks_are_those_of_a_reader_without_confidential_ones(night):
    screen = shown(night)
    assert [n.value for n in screen.tasks][:2] == ["6项", "0项"]
    night.sit("lingdao")
    assert "7项" in {m.value for m in run(page_script("progress")).metric}


def test_its_pictures_draw_what_today_counts(night):
    screen = shown(night)
    services = get_services()
    scope = night.scopes["lingdao"]
    summary = services.extract.manifest.jurisdictions[CODE]
    directory = services.extract.directory(scope, CODE)
    week = Filters(CODE, Period.last_days(LAST, 7), as_of=LAST)
    today = gather(services.extract, scope, week, summary, directory)
    assert screen.trend is not None
    assert screen.areas is not None
    assert screen.trend.figure["data"][-1]["y"] == [day.observed for day in today.days]
    assert screen.areas.figure["data"][0]["x"] == [area.rate for area in today.areas.areas]
    assert len(screen.areas.figure["data"][0]["x"]) == 3


# ---------------------------------------------------------------- nothing private
@pytest.mark.parametrize("event_names", [False, True])
def test_nothing_private_is_in_any_answer(night, event_names):
    screen = shown(night, event_names=event_names)
    said = told(screen)
    assert screen.alerts
    assert screen.topics
    assert [one for one in PRIVATE if one in said] == []
    assert "href" not in said
    assert not re.search(r"(?<![\d.,足])[1-4][件人项](?!\d)", said)


def test_warnings_of_few_callers_are_not_there_and_the_rest_by_place_and_category(night):
    alerts = shown(night).alerts
    assert [a.level for a in alerts] == ["橙", "黄"]
    assert alerts[0].name.startswith("清河街道公用事业")
    # What is usual there is too few to be said; how many there are is not.
    assert [a.said for a in alerts] == ["10月31日共12件"] * 2


def test_topics_are_called_by_category_or_by_names_that_name_nobody(night):
    plain = [t.name for t in shown(night).topics]
    named = [t.name for t in shown(night, event_names=True).topics]
    assert not set(plain) & {"电梯停运", "夜间施工噪声"}
    assert {"电梯停运", "夜间施工噪声"} & set(named)
    assert "不稳定的主题" not in named + plain
    assert "已隐藏的主题" not in named + plain


def test_a_screen_of_one_street_says_nothing_of_others(night):
    screen = shown(night, areas=["330199003"])
    said = told(screen)
    assert "城关街道" not in said
    assert "清河街道" not in said
    assert [one for one in PRIVATE if one in said] == []
    assert not re.search(r"(?<![\d.,足])[1-4][件人项](?!\d)", said)


# ---------------------------------------------------------------- its age
def test_it_says_until_when_data_reach_and_when_they_are_old(night):
    screen = shown(night)
    assert screen.fresh is not None
    assert "2026-10-31" in screen.fresh.until
    assert screen.fresh.old == ""
    services = get_services()
    later = read_screen(services, screen_of(night), NOW + timedelta(days=3))
    assert later.fresh is not None
    assert later.fresh.old == "数据已4天没有更新"
    assert "2026-11-04 09:00" in later.fresh.read


def test_a_place_without_data_says_so(night):
    screen = screen_of(night)
    nowhere = replace(screen, jurisdiction="330100")
    (scene,) = scenes_of(read_screen(get_services(), nowhere, NOW))
    assert "还没有数据" in scene["html"]


def test_a_new_day_shows_by_itself(city, tmp_path):
    home = tmp_path / "var"
    shutil.copytree(city.settings.home, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    services = configure(settings, store)
    keeper = Scope("keeper", frozenset({"account.manage"}), None)
    screen, _ = create_screen(store, settings, keeper, name="大厅", jurisdiction=CODE)
    before = read_screen(services, screen, NOW)
    blank = dict.fromkeys(("办结时间", "派单时间", "截止时间"), "")
    rows: list[dict[str, Any]] = list(ticket_rows()[-20:])
    new: list[dict[str, Any]] = [
        {**row, **blank, "工单编号": f"N{n}", "受理时间": row["受理时间"] + timedelta(days=1)}
        for n, row in enumerate(rows)
    ]
    path = write_csv(tmp_path / "新一天.csv", new)
    ingest(store, settings, SYSTEM, path, "standard", actor="tests", place=PLACE)
    refresh(store, settings, lasting_measures())
    after = read_screen(services, screen, NOW + timedelta(days=1))
    assert before.fresh is not None
    assert after.fresh is not None
    assert "2026-10-31" in before.fresh.until
    assert "2026-11-01" in after.fresh.until
    assert before.numbers[0].value != after.numbers[0].value
    store.close()


def test_few_tickets_are_told_as_few(night, monkeypatch):
    screen = screen_of(night)
    whole = reading._today

    def small(context):
        data = whole(context)
        tiles = tuple(replace(t, n=3) for t in data.tiles)
        finding = replace(data.finding, sentence="近7天共有诉求3件。", context="其中2件超期。")
        return replace(data, tiles=tiles, finding=finding)

    monkeypatch.setattr(reading, "_today", small)
    monkeypatch.setattr(reading, "pressing_rows", lambda _context: [])
    found = read_screen(get_services(), screen, NOW)
    assert [n.value for n in found.numbers] == ["不足5件", "—", "—"]
    assert "3件" not in found.sentence
    assert found.context == ""


def test_nobody_is_the_screen_s_reader(night):
    """Its actor is no login, so no confidential task can name it a reader."""
    with pytest.raises(WeisuError, match="用户名应为"):
        create_account(
            night.results.store, night.results.settings, SYSTEM, role="leader", display_name="x",
            login=screen_of(night).scope.actor, password="Weisu-12345-x",
        )  # fmt: skip
