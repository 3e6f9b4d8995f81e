"""Changing one's own password."""

import pytest

from tests.support.web import FROM_US, PAGE, PASSWORD, sign_in

NEW = "meadow 71 compass"


def send(client, old=PASSWORD, new=NEW, again=NEW, headers=FROM_US):
    return client.post("/password", data={"old": old, "new": new, "again": again}, headers=headers)


def test_nobody_gets_there_without_sign_in(client):
    assert client.get("/password", headers=PAGE).headers["location"].startswith("/signin")
    assert send(client).status_code in {303, 401}


def test_the_new_password_works_and_every_session_ends(client):
    sign_in(client)
    assert "新密码" in client.get("/password", headers=PAGE).text
    assert send(client).headers["location"] == "/signin"
    assert client.get("/today", headers=PAGE).headers["location"].startswith("/signin")
    assert sign_in(client).status_code == 401
    assert sign_in(client, NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old": "wrong 12 password"}, "密码"),
        ({"again": "another 71 one"}, "两次输入的新密码不一致"),
        ({"new": "short1", "again": "short1"}, "密码"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client, fields, words):
    sign_in(client)
    answer = send(client, **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert client.get("/password", headers=PAGE).status_code == 200
    assert sign_in(client).status_code == 303


def test_another_site_cannot_send_the_form(client):
    sign_in(client)
    assert send(client, headers={"Origin": "http://elsewhere"}).status_code in {400, 403}
    assert sign_in(client).status_code == 303
