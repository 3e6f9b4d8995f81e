"""A screen's token opens the screen's data and nothing else, and stands in no log."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from dashboards.server.guard import OPEN_PATHS
from dashboards.server.viewer import Services
from dashboards.wall_app import page, routes
from dashboards.wall_app.content import Screen
from data_access.accounts.screens import create_screen, end_screen
from data_access.accounts.tables import wall_screen
from data_access.store.clock import utc_now
from data_access.store.tables import jurisdiction
from data_access.types import Scope
from tests.support.web import FROM_US, PAGE, sign_in

KEEPER = Scope("keeper", frozenset({"account.manage"}), None)


@pytest.fixture
def made(settings, sqlite_store):
    with sqlite_store.write() as connection:
        connection.execute(
            insert(jurisdiction).values(
                code="330199", name="青山县", timezone="Asia/Shanghai", size="county",
                calendar="cn", time_precision="minute", created_at=utc_now(),
            )
        )  # fmt: skip
    return create_screen(sqlite_store, settings, KEEPER, name="一楼大厅", jurisdiction="330199")


def ask(client, token, path="/wall/data"):
    return client.get(path, headers={"X-Weisu-Screen": token})


def test_the_page_is_open_and_empty(client, made):
    answer = client.get("/wall", headers=PAGE)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    for told in ("一楼大厅", "青山县", "330199", made[1], 'href="http'):
        assert told not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("name", ["wall.css", "wall.js", "plotly.js"])
def test_its_files_are_ours(client, name):
    answer = client.get(f"/wall/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/")
    if name != "plotly.js":
        assert "http" not in answer.text


def test_a_token_opens_its_screen(client, made):
    answer = ask(client, made[1])
    assert answer.status_code == 200
    found = json.loads(answer.text)
    assert found["hall"] == "一楼大厅"
    assert "还没有数据" in found["scenes"][0]["html"]


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "dL6QzrOhEk-gBcDzSCIGNzzP"])
def test_what_is_no_token_is_told_what_to_do(client, made, token):
    answer = ask(client, token)
    assert answer.status_code == 401
    assert "口令无效" in json.loads(answer.text)["words"]


def test_an_ended_and_an_expired_screen_are_told_so(client, made, sqlite_store):
    screen, token = made
    mine = wall_screen.c.id == screen.id
    assert ask(client, token).status_code == 200
    past = utc_now() - timedelta(seconds=1)
    with sqlite_store.write() as connection:
        connection.execute(update(wall_screen).where(mine).values(expires_at=past))
    answer = ask(client, token)
    assert (answer.status_code, "到期" in answer.text) == (401, True)
    end_screen(sqlite_store, KEEPER, screen.id)
    answer = ask(client, token)
    assert (answer.status_code, "停用" in answer.text) == (401, True)


@pytest.mark.parametrize(
    "path",
    ["/", "/today", "/tickets", "/wall/", "/wall/data/", "/wall/x", "/_stcore/health",
     "/_stcore/metrics", "/media/x.csv", "/app/static/icon.svg", "/password"],
)  # fmt: skip
def test_every_other_address_answers_as_for_nobody(client, made, path):
    token = made[1]
    nobody = client.get(path)
    for headers in (
        {"X-Weisu-Screen": token},
        {"Authorization": f"Bearer {token}"},
        {"Cookie": f"weisu_session={token}"},
    ):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.text) == (nobody.status_code, nobody.text)
    assert nobody.status_code in {303, 400, 401}


@pytest.mark.parametrize("path", sorted(OPEN_PATHS - {"/signin", "/healthz"}))
def test_a_screen_only_reads(client, made, path):
    answer = client.post(path, headers={**FROM_US, "X-Weisu-Screen": made[1]})
    assert answer.status_code in {401, 405}


def test_a_person_who_is_signed_in_still_needs_the_token(client, made):
    sign_in(client)
    assert client.get("/wall/data").status_code == 401


def test_a_screen_that_asks_without_end_costs_one_answer(settings, sqlite_store, made, monkeypatch):
    now, read = [0.0], []

    def reads(_services, screen, _now):
        read.append(screen.id)
        return Screen("", "")

    monkeypatch.setattr(routes, "read_screen", reads)
    services = Services(settings, sqlite_store, None)  # type: ignore[arg-type]
    wall = routes.WallRoutes(services, clock=lambda: now[0])
    for _ in range(20):
        assert wall._data(made[1])[0] == 200
    assert len(read) == 1
    now[0] += routes.ANSWER_SECONDS
    wall._data(made[1])
    assert len(read) == 2


def test_no_log_holds_the_token_not_even_of_a_failure(client, made, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("no disk")

    monkeypatch.setattr(routes, "read_screen", fail)
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, made[1])
    assert answer.status_code == 503
    assert "自动重试" in json.loads(answer.text)["words"]
    assert "no disk" not in answer.text
    assert "a wall screen could not be read" in caplog.text
    assert made[1] not in caplog.text


def test_a_new_version_of_the_page_is_told_by_its_build(client, made, settings):
    shown = client.get("/wall").text
    assert f'data-build="{json.loads(ask(client, made[1]).text)["build"]}"' in shown
    assert page.wall_page(settings) == shown
