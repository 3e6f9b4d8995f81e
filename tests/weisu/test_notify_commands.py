"""``weisu notify`` and ``weisu account contact`` as their users call them, and the timer's part."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from data_access.settings import settings as process_settings
from notify.post import Notice, post_all
from tests.notify.conftest import SECRET
from tests.support.http_server import http_server
from tests.support.mail_server import mail_server
from tests.weisu.test_commands import call
from weisu import scheduler
from weisu.wiring import opened


@pytest.fixture(autouse=True)
def fresh_settings(home: Path) -> None:
    process_settings.cache_clear()


@pytest.fixture
def reader(home: Path) -> str:
    password = "a-long-Pass-72"
    made = call("account", "create", "li", "--role", "leader", "--password", password)
    assert made.exit_code == 0
    return "li"


def targets(web, monkeypatch) -> None:
    hook = {"kind": "webhook", "url": f"{web.address}/hook?key=HIDDEN", "secret": SECRET}
    monkeypatch.setenv("WEISU_NOTIFY_TARGETS", json.dumps({"duty": hook}))
    process_settings.cache_clear()


def test_an_address_is_set_and_tried_from_the_command_line(reader, monkeypatch) -> None:
    with mail_server() as office:
        monkeypatch.setenv("WEISU_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("WEISU_SMTP_PORT", str(office.port))
        monkeypatch.setenv("WEISU_SMTP_SECURITY", "none")
        monkeypatch.setenv("WEISU_SMTP_FROM", "weisu@city.example")
        process_settings.cache_clear()
        done = call("account", "contact", reader, "--email", "li@city.example", "--mail", "all")
        assert done.exit_code == 0
        assert call("notify", "test", "--channel", "email", "--login", reader).exit_code == 0
        assert [m["To"] for m in office.mails] == ["li@city.example"]
    assert call("account", "contact", reader, "--email", "").exit_code == 0
    listed = call("audit", "list")
    assert "account.contact" in listed.output
    assert "li@city" not in listed.output


def test_what_is_listed_names_no_words_and_no_address(reader, monkeypatch) -> None:
    with http_server() as web:
        targets(web, monkeypatch)
        settings, store = opened()
        post_all(store, settings, [Notice("w:1", "early_warning", "标题甲", "正文", urgent=True)])
        web.status = 410
        assert "放弃 1 条" in call("notify", "send").output
        listed = call("notify", "list", "--state", "given_up")
        assert "target:duty" in listed.output
        assert "HTTP 410" in listed.output
        assert "HIDDEN" not in listed.output
        assert "标题甲" not in listed.output
        document = json.loads(call("notify", "list", "--json").output)
        assert document["counts"] == {
            "waiting": 0, "sending": 0, "failed": 0, "sent": 0, "given_up": 1,
        }  # fmt: skip
        (row,) = document["notifications"]
        assert set(row) == {
            "id", "about", "recipient", "channel", "state", "attempts", "due_at", "attempted_at",
            "finished_at", "error", "created_at",
        }  # fmt: skip
        web.status = 200
        assert "1 条" in call("notify", "retry").output
        assert "送出 1 条" in call("notify", "send").output
        store.close()


def test_the_timer_sends_what_is_due_at_its_tick(reader, monkeypatch) -> None:
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(scheduler, "has_changes", lambda _: False)
    with http_server() as web:
        targets(web, monkeypatch)
        settings, store = opened()
        post_all(store, settings, [Notice("w:1", "early_warning", "标题", "正文", urgent=True)])
        arrived, stop = threading.Event(), threading.Event()
        web.on_request = arrived.set
        timer = threading.Thread(target=scheduler.loop, args=(store, settings, stop))
        timer.start()
        try:
            assert arrived.wait(20)
        finally:
            stop.set()
            timer.join(20)
        assert not timer.is_alive()
        store.close()
