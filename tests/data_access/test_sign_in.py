"""Signing in: passwords, lock-out, sessions and what the cookie holds."""

import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from data_access.accounts import passwords, sessions, token
from data_access.accounts.model import scope_of
from data_access.accounts.store import (
    SignInRefusedError,
    authenticate,
    create_account,
    disable_account,
    enable_account,
    set_password,
)
from data_access.accounts.tables import account, account_session
from data_access.store import audit
from data_access.types import Scope, WeisuError

NOW = datetime.fromisoformat("2026-03-02T01:30:00")
ADMIN = Scope("keeper", frozenset({"account.manage"}))
READER = Scope("auditor", frozenset({"audit.view"}))
PASSWORD = "清河街道 tree 4071"
OTHER = "harbour 58 lantern"


@pytest.fixture
def zhang(store, settings):
    return create_account(
        store,
        settings,
        ADMIN,
        login="Zhang.San",
        display_name="张三",
        password=PASSWORD,
        role="governance",
        jurisdictions=["330106"],
        now=NOW,
    )


# ---------------------------------------------------------------- passwords


@pytest.mark.parametrize(
    "password",
    [
        "short1",
        "lettersonlyhere",
        "12345678901",
        "一二三四五六七八九十",
        "password123",
        "P@ssw0rd2026",
        "admin12345",
        "a123456789",
        "qwerty12345",
        "1qaz2wsx3edc",
        "woaini1314520",
        "aaaaaaaaaa1",
        "zhang.san2026",
        "x" * 200 + "1",
    ],
)
def test_weak_passwords_are_refused(password):
    with pytest.raises(WeisuError):
        passwords.check_policy(password, "zhang.san")


@pytest.mark.parametrize("password", [PASSWORD, OTHER, "Kx7 pfw quer 2", "correct1horse2battery"])
def test_good_passwords_pass(password):
    passwords.check_policy(password, "zhang.san")


@given(st.text(max_size=9))
def test_anything_short_is_refused(password):
    if len(passwords.normalise(password)) < passwords.MIN_LENGTH:
        with pytest.raises(WeisuError):
            passwords.check_policy(password)


@pytest.mark.usefixtures("full_hashes")
def test_full_width_typing_is_the_same_password():
    stored = passwords.hash_password("harbour58lantern")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(stored, "harbour58lantern")
    assert not passwords.matches(stored, "harbour58lanterm")
    assert not passwords.matches(stored, "x" * 100_000)
    assert not passwords.matches(None, "harbour58lantern")
    assert not passwords.matches("not a hash", "harbour58lantern")


@pytest.mark.usefixtures("full_hashes")
def test_old_hash_parameters_are_renewed_at_sign_in(store, settings, zhang):
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
        passwords.normalise(PASSWORD)
    )
    with store.write() as connection:
        connection.execute(update(account).values(password_hash=old))
    authenticate(store, settings, "zhang.san", PASSWORD)
    with store.read() as connection:
        stored = connection.execute(select(account.c.password_hash)).scalar_one()
    assert stored != old
    assert not passwords.outdated(stored)
    authenticate(store, settings, "zhang.san", PASSWORD)


# ---------------------------------------------------------------- sign-in


def refused(store, settings, login, password, now=NOW):
    with pytest.raises(SignInRefusedError) as caught:
        authenticate(store, settings, login, password, now=now)
    return str(caught.value)


def test_refusals_are_all_alike(store, settings, zhang, monkeypatch):
    checked = []
    real = passwords.matches

    def counted(stored, given):
        checked.append(stored)
        return real(stored, given)

    monkeypatch.setattr(passwords, "matches", counted)
    texts = {
        refused(store, settings, "zhang.san", "wrong 1234567"),
        refused(store, settings, "nobody", PASSWORD),
        refused(store, settings, "a\0b", PASSWORD),
        refused(store, settings, "", ""),
    }
    disable_account(store, settings, ADMIN, "zhang.san")
    texts.add(refused(store, settings, "zhang.san", PASSWORD))
    assert len(texts) == 1
    # The slow check ran every time, for unknown logins too.
    assert len(checked) == 5


def test_unknown_logins_are_not_written_down(store, settings):
    refused(store, settings, "my secret 99", "x")
    assert audit.entries(store, READER)[0].about == ""


def test_lock_out_and_its_end(store, settings, zhang):
    for _ in range(settings.login_max_failures):
        refused(store, settings, "zhang.san", "wrong 1234567")
    text = refused(store, settings, "zhang.san", PASSWORD)
    assert "暂停登录15分钟" in text
    later = NOW + timedelta(minutes=settings.login_pause_minutes, seconds=1)
    # One more slip after the pause starts a new count.
    refused(store, settings, "zhang.san", "wrong 1234567", later)
    back = authenticate(store, settings, "zhang.san", PASSWORD, now=later)
    assert (back.failures, back.paused_until) == (0, None)


def test_success_clears_the_count(store, settings, zhang):
    for _ in range(3):
        for _ in range(settings.login_max_failures - 1):
            refused(store, settings, "zhang.san", "wrong 1234567")
        authenticate(store, settings, "zhang.san", PASSWORD, now=NOW)


def test_guesses_sent_at_once_are_counted_one_by_one(store, settings, zhang):
    from concurrent.futures import ThreadPoolExecutor

    def attempt(number):
        try:
            authenticate(store, settings, "zhang.san", f"wrong {number} 1234567", now=NOW)
        except SignInRefusedError:
            return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(attempt, range(8)))
    refused(store, settings, "zhang.san", PASSWORD)
    failed = audit.entries(store, READER, action="account.sign_in_failed")
    reasons = [e.detail["reason"] for e in failed]
    assert reasons.count("wrong password") == settings.login_max_failures
    assert reasons.count("paused") == 8 - settings.login_max_failures + 1


def test_enabling_lifts_the_pause(store, settings, zhang):
    for _ in range(settings.login_max_failures):
        refused(store, settings, "zhang.san", "wrong 1234567")
    enable_account(store, ADMIN, "zhang.san")
    authenticate(store, settings, "zhang.san", PASSWORD, now=NOW)


def test_own_password_needs_no_right(store, settings, zhang):
    set_password(store, scope_of(zhang, settings), "zhang.san", OTHER)
    assert authenticate(store, settings, "zhang.san", OTHER).id == zhang.id
    with pytest.raises(WeisuError, match="没有名为"):
        set_password(store, ADMIN, "nobody", "Kx7 pfw quer 2")


# ---------------------------------------------------------------- sessions and the cookie


def test_session_lives_its_hours(store, settings, zhang):
    opened = sessions.start_session(store, settings, zhang.id, now=NOW)
    end = NOW + timedelta(hours=settings.session_hours)
    found = sessions.find_session(store, opened, now=end - timedelta(seconds=1))
    assert found is not None
    assert (found.account, found.expires_at) == (zhang, end)
    assert sessions.find_session(store, opened, now=end) is None
    assert sessions.find_session(store, opened + "x", now=NOW) is None
    assert sessions.find_session(store, "", now=NOW) is None


def test_only_a_digest_of_the_token_is_stored(store, settings, zhang):
    opened = sessions.start_session(store, settings, zhang.id)
    assert len(opened) >= 43
    with store.read() as connection:
        row = connection.execute(select(account_session)).mappings().one()
    assert opened not in str(dict(row))
    assert row["token_hash"] == sessions.token_hash(opened)


def test_last_seen_is_written_now_and_then(store, settings, zhang):
    opened = sessions.start_session(store, settings, zhang.id, now=NOW)

    def seen(minutes):
        sessions.find_session(store, opened, now=NOW + timedelta(minutes=minutes))
        with store.read() as connection:
            return connection.execute(select(account_session.c.last_seen)).scalar_one()

    assert seen(3) == NOW
    assert seen(6) == NOW + timedelta(minutes=6)


@pytest.mark.parametrize("how", ["disable", "password"])
def test_closing_ends_every_session_at_once(store, settings, zhang, how):
    opened = [sessions.start_session(store, settings, zhang.id) for _ in range(3)]
    if how == "disable":
        disable_account(store, settings, ADMIN, "zhang.san")
        enable_account(store, ADMIN, "zhang.san")
    else:
        set_password(store, ADMIN, "zhang.san", OTHER)
    assert [sessions.find_session(store, one) for one in opened] == [None] * 3


def test_cookie_value_is_ours_or_nothing(settings):
    value = token.sign_token(settings, "abc-_1")
    assert token.read_token(settings, value) == "abc-_1"
    for wrong in ("", "abc-_1", value[:-1], "x" + value, value + "x", "中文.文", "a.b.c"):
        assert token.read_token(settings, wrong) is None
    assert token.derived_key(settings, "a") != token.derived_key(settings, "b")


def test_key_file_is_the_owners_and_a_broken_one_is_explained(settings):
    token.sign_token(settings, "t")
    path = settings.key_folder / token.KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in settings.key_folder.iterdir()] == [token.KEY_FILE]
    for content in ("not hexadecimal", "abcd", ""):
        path.write_text(content)
        token._read_key.cache_clear()
        with pytest.raises(WeisuError, match="密钥"):
            token.sign_token(settings, "t")
    token._read_key.cache_clear()


def test_processes_that_start_at_once_agree_on_the_key(settings):
    code = (
        "import sys; from data_access.accounts import token;"
        "from data_access.settings import load_settings;"
        "print(token.derived_key(load_settings(home=sys.argv[1]), 'session'))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(settings.home)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
