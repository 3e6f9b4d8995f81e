"""Encrypted connections, checked certificates, time limits, and sealed addresses."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from sqlalchemy import select

from data_access.accounts.contacts import email_of, set_contact
from data_access.accounts.tables import account_contact
from data_access.store.tables import audit_entry
from data_access.types import NotAllowedError, Scope, WeisuError
from notify import actions
from notify.channels import mail
from notify.channels.base import SendError
from notify.channels.post_json import post_json
from tests.notify.conftest import ADMIN, NOON, SECRET
from tests.notify.test_pure import message
from tests.support.http_server import http_server, make_certificate
from tests.support.mail_server import mail_server


def mailing(settings, port, **more):
    base = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_from": "weisu@city.example"}
    return settings.model_copy(update={**base, **more})


def with_password(settings, port, **more):
    from pydantic import SecretStr

    return mailing(settings, port, smtp_user="u", smtp_password=SecretStr("p-HIDDEN"), **more)


@pytest.mark.parametrize("at_once", [False, True])
def test_mail_is_encrypted_and_the_certificate_checked(settings, tmp_path, at_once) -> None:
    certificate = make_certificate(tmp_path)
    how = "ssl" if at_once else "starttls"
    with mail_server(certificate, tls_at_once=at_once) as server:
        untrusting = with_password(settings, server.port, smtp_security=how)
        with pytest.raises(SendError, match="证书"):
            mail.send(untrusting, "a@city.example", message(), now=NOON)
        assert not server.logins
        trusting = untrusting.model_copy(update={"notify_ca_file": str(certificate)})
        mail.send(trusting, "a@city.example", message(), now=NOON)
        assert server.logins == [("u", "p-HIDDEN")]
        assert server.encrypted == [True]
        (letter,) = server.mails
        assert letter["To"] == "a@city.example"
        assert letter["Message-ID"] == f"<{'k' * 32}@city.example>"
        assert letter["Auto-Submitted"] == "auto-generated"


def test_a_certificate_for_another_host_is_refused(settings, tmp_path) -> None:
    certificate = make_certificate(tmp_path, "127.0.0.9")
    trusting = settings.model_copy(update={"notify_ca_file": str(certificate)})
    with mail_server(certificate) as server:
        with pytest.raises(SendError, match="证书"):
            mail.send(mailing(trusting, server.port), "a@city.example", message(), now=NOON)
        assert not server.mails


def test_a_server_that_offers_no_encryption_gets_no_mail_and_no_password(settings) -> None:
    with mail_server() as server:
        with pytest.raises(SendError, match="加密"):
            mail.send(with_password(settings, server.port), "a@b.example", message(), now=NOON)
        plain = with_password(settings, server.port, smtp_security="none")
        with pytest.raises(SendError, match="不发送密码"):
            mail.send(plain, "a@b.example", message(), now=NOON)
        assert not server.mails
        assert not server.logins


@pytest.mark.parametrize(
    ("verb", "reply", "again"),
    [("RCPT", "550 no such user", False), ("RCPT", "451 later", True),
     ("MAIL", "421 busy", True), ("DATA", "554 spam", False), ("DATA", "452 full", True)],
)  # fmt: skip
def test_refusals_say_whether_another_attempt_helps(settings, verb, reply, again) -> None:
    with mail_server() as server:
        server.answers[verb] = reply
        with pytest.raises(SendError) as caught:
            mail.send(
                mailing(settings, server.port, smtp_security="none"), "a@b.example", message(),
                now=NOON,
            )  # fmt: skip
        assert caught.value.again is again
        assert "b.example" not in str(caught.value)


def test_https_is_checked(settings, tmp_path) -> None:
    certificate = make_certificate(tmp_path)
    with http_server(certificate) as server:
        with pytest.raises(SendError, match="证书"):
            post_json(settings, f"{server.address}/x", b"{}")
        assert not server.got
        trusting = settings.model_copy(update={"notify_ca_file": str(certificate)})
        assert post_json(trusting, f"{server.address}/x", b"{}").status == 200
    lost = settings.model_copy(update={"notify_ca_file": str(tmp_path / "none.pem")})
    with pytest.raises(SendError, match="notify_ca_file"):
        post_json(lost, "https://127.0.0.1:1/x", b"{}")


def test_no_proxy_and_no_redirect_carries_a_message_elsewhere(settings, monkeypatch) -> None:
    with http_server() as server, http_server() as other:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, other.address)
        server.status, server.headers = 307, {"Location": f"{other.address}/x"}
        with pytest.raises(SendError, match="307"):
            post_json(settings, f"{server.address}/x", b"{}")
        assert len(server.got) == 1
        assert not other.got


@pytest.mark.parametrize("what", ["silent", "dripping"])
def test_a_far_end_that_is_slow_costs_no_more_than_the_limit(settings, what) -> None:
    quick = settings.model_copy(update={"notify_timeout_seconds": 0.6})
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            talk, _ = listening.accept()
            with talk:
                while not stop.wait(0.1):
                    if what == "dripping":
                        try:
                            talk.sendall(b"H")
                        except OSError:
                            return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(SendError, match="时限"):
            post_json(quick, f"http://127.0.0.1:{port}/", b"{}")
        assert time.monotonic() - began < 3
        stop.set()
        thread.join()


# ---------------------------------------------------------------- addresses
def test_an_address_lies_sealed_and_is_in_no_audit_entry(house) -> None:
    set_contact(house.store, house.settings, ADMIN, "leader", email="li.ming@city.example",
                channels=["email"])  # fmt: skip
    with house.store.read() as connection:
        box = connection.execute(select(account_contact.c.email_box)).scalar_one()
        account_id = connection.execute(select(account_contact.c.account_id)).scalar_one()
        details = str(connection.execute(select(audit_entry.c.detail)).all())
    assert b"li.ming" not in box
    assert "li.ming" not in details
    assert "'email': 'set'" in details
    assert email_of(house.store, house.settings, account_id) == "li.ming@city.example"
    # A lost key is an error, never a new key beside what the old one sealed.
    (house.settings.key_folder / "vault-1.key").unlink()
    with pytest.raises(WeisuError, match="恢复密钥"):
        email_of(house.store, house.settings, account_id)


def test_an_address_is_set_by_those_who_manage_accounts(house) -> None:
    other = Scope("leader", frozenset({"today.view"}))
    with pytest.raises(NotAllowedError):
        set_contact(house.store, house.settings, other, "leader", email="a@b.example")
    for wrong in ("a@b.example\nBcc: c@d.example", "两个 a@b", "a@b, c@d", "x" * 255 + "@b"):
        with pytest.raises(WeisuError, match="格式不对"):
            set_contact(house.store, house.settings, ADMIN, "leader", email=wrong)
    with pytest.raises(WeisuError, match="没有电子邮件地址"):
        set_contact(house.store, house.settings, ADMIN, "leader", channels=["email"])
    with pytest.raises(WeisuError, match="没有名为"):
        set_contact(house.store, house.settings, ADMIN, "nobody", email="a@b.example")


def test_a_removed_address_takes_its_channel_along(house) -> None:
    set_contact(
        house.store, house.settings, ADMIN, "leader", email="a@b.example", channels=["email"]
    )
    with pytest.raises(WeisuError, match="没有电子邮件地址"):
        set_contact(house.store, house.settings, ADMIN, "leader", email="")
    set_contact(house.store, house.settings, ADMIN, "leader", email="", channels=[])


# ---------------------------------------------------------------- trying a channel
def test_every_channel_can_be_tried(by_mail, post_office, web) -> None:
    by_mail.changes["notify_targets"] = {
        "duty": {"kind": "webhook", "url": f"{web.address}/x", "secret": SECRET}
    }
    for channel, login in (("email", "leader"), ("inapp", "security"), ("duty", "")):
        actions.try_channel(by_mail.store, by_mail.settings, ADMIN, channel, login=login)
    assert post_office.mails[0]["Subject"] == "[未诉] 测试通知"
    assert len(web.got) == 1
    reader = Scope("security", frozenset({"account.manage"}), None)
    assert [d.notice.title for d in actions.inbox(by_mail.store, reader)] == ["测试通知"]
    web.status = 503
    for channel, login, why in (
        ("duty", "", "HTTP 503"), ("fax", "", "没有名为"), ("email", "street", "没有电子邮件地址"),
        ("email", "nobody", "没有名为"),
    ):  # fmt: skip
        with pytest.raises(WeisuError, match=why):
            actions.try_channel(by_mail.store, by_mail.settings, ADMIN, channel, login=login)
