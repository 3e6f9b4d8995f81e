"""Reading and marking what was told in the application; what a log may hold."""

from __future__ import annotations

import logging

import pytest

from data_access.accounts.model import scope_of
from data_access.accounts.store import change_account, find_account
from data_access.notices import outbox
from data_access.types import NotAllowedError
from notify import actions
from tests.notify.conftest import ADMIN
from tests.notify.test_pure import notice
from tests.notify.test_sending import PLACE, rows, say, send, urgent


def test_everybody_reads_and_marks_their_own_only(house, clock) -> None:
    def scope(login):
        account = find_account(house.store, login)
        assert account
        return scope_of(account, house.settings)

    say(house, clock, notice("a", **PLACE), notice("b", department="县供热公司", **PLACE))
    leader, heating = scope("leader"), scope("heating")
    assert actions.unread(house.store, leader) == 2
    assert [d.about for d in actions.inbox(house.store, heating)] == ["b"]
    others = [d.id for d in actions.inbox(house.store, leader)]
    assert actions.mark_read(house.store, heating, others, now=clock()) == 0
    assert actions.mark_read(house.store, leader, others[:1], now=clock()) == 1
    assert actions.unread(house.store, leader) == 1
    assert [d.about for d in actions.inbox(house.store, leader, unread_only=True)] == ["a"]
    assert actions.mark_read(house.store, leader, now=clock()) == 1
    assert actions.unread(house.store, heating) == 1
    change_account(
        house.store, house.settings, ADMIN, "heating", display_name="x", role="department",
        jurisdictions=None, departments=frozenset({"县住建局"}), areas=None,
    )  # fmt: skip
    assert actions.inbox(house.store, scope("heating")) == []
    assert actions.unread(house.store, scope("heating")) == 0
    with pytest.raises(NotAllowedError):
        outbox.deliveries(house.store, leader)


def test_a_log_of_everything_that_fails_holds_no_secret(
    by_mail, clock, web, post_office, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    by_mail.changes |= {
        "notify_targets": {
            "a": {"kind": "wecom", "url": f"{web.address}/send?key=HIDDEN-KEY"},
            "b": {"kind": "webhook", "url": "http://127.0.0.1:1/HIDDEN",
                  "secret": "HIDDEN" * 3},
            "c": {"kind": "dingtalk", "url": f"{web.address}/?access_token=HIDDEN-T",
                  "secret": "HIDDEN-SEC"},
        },
    }  # fmt: skip
    web.answer = b"HIDDEN-KEY is not JSON"
    post_office.answers["RCPT"] = "550 <leader@city.example> HIDDEN-KEY unknown"
    say(by_mail, clock, urgent(text="HIDDEN-TEXT"))
    done = send(by_mail, clock)
    assert done
    assert done.failed + done.given_up == 4
    said = caplog.text + repr([dict(r) for r in rows(by_mail)]) + repr(by_mail.settings)
    assert "HIDDEN" not in said
    assert "city.example" not in caplog.text + repr([dict(r) for r in rows(by_mail)])
