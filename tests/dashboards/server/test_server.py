"""The server: nothing without sign-in, and sessions that end."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.app import build_app
from dashboards.server import viewer as viewing
from dashboards.server.gate import COOKIE, SessionGate
from dashboards.server.headers import streamlit_folder
from dashboards.server.requests import safe_next
from data_access.accounts.sessions import find_session, start_session
from data_access.accounts.store import (
    change_account,
    create_account,
    disable_account,
    find_account,
    set_password,
)
from data_access.accounts.token import read_token, sign_token
from data_access.store import audit
from data_access.types import Scope
from tests.support.asgi import Client, Refused
from tests.support.web import ADMIN, FROM_US, PAGE, PASSWORD, SITE, forget, sign_in

# ---------------------------------------------------------------- closed without sign-in


@pytest.mark.parametrize("path", ["/", "/today", "/?a=1&b=2", "/no/such/page", "/signin/"])
def test_pages_send_to_sign_in_and_back(client, path):
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")
    page = client.get(answer.headers["location"], headers=PAGE)
    back = re.search(r'name="next" value="([^"]*)"', page.text)
    assert back is not None
    wanted = "/" if path == "/signin/" else path.replace("&", "&amp;")
    assert back[1] == wanted


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/media/x.csv",
        "/app/static/icon.svg",
        "/component/x/index.html",
        "/static/js/none.js",
        "/favicon.png",
        "/signin/../_stcore/metrics",
        "//signin",
    ],
)
def test_everything_else_is_refused(client, path):
    assert client.get(path).status_code in {400, 401}


def test_scripts_of_pages_are_refused_too(client):
    name = next((streamlit_folder() / "static" / "js").glob("index.*.js")).name
    assert client.get(f"/static/js/{name}").status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_uploads_are_refused(client, method):
    path = "/_stcore/upload_file/a/b"
    assert client.request(method, path, headers=FROM_US).status_code == 401
    assert client.request(method, path).status_code == 403


def test_websocket_is_refused_without_a_session(client):
    with (
        pytest.raises(Refused),
        client.websocket("/_stcore/stream", FROM_US),
    ):
        pass


def test_health_is_open_and_tells_of_a_lost_database(client, services, monkeypatch):
    assert client.get("/healthz").text == "ok"

    def lost():
        raise OSError("gone")

    monkeypatch.setattr(services.store, "read", lost)
    assert client.get("/healthz").status_code == 503


# ---------------------------------------------------------------- signing in


def test_sign_in_gives_a_cookie_that_opens_the_pages(client, settings):
    answer = sign_in(client, next="/today?span=7d")
    assert (answer.status_code, answer.headers["location"]) == (303, "/today?span=7d")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert f"Max-Age={int(settings.session_hours * 3600)}" in cookie
    assert "Secure" not in cookie
    for _ in range(2):  # it survives a reload
        page = client.get("/today", headers=PAGE)
        assert page.status_code == 200
        assert '<html lang="zh-CN">' in page.text
    assert client.get("/_stcore/health").status_code == 200
    assert client.get("/signin?next=/x", headers=PAGE).headers["location"] == "/x"


def test_cookie_is_for_https_only_where_set(settings, sqlite_store, zhang):
    safe = settings.model_copy(update={"cookie_secure": True})
    with Client(build_app(safe, sqlite_store)).running() as client:
        answer = sign_in(client)
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("login", "password"), [("zhang", "wrong"), ("nobody", PASSWORD), ("", ""), ("a\0b", "x")]
)
def test_wrong_sign_in_says_so_without_telling_what_was_wrong(client, login, password):
    answer = sign_in(client, password, login)
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert "set-cookie" not in answer.headers
    assert client.get("/today", headers=PAGE).status_code == 303


def test_what_was_typed_comes_back_as_text_only(client):
    answer = sign_in(client, "x", login='"><script>alert(1)</script>')
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_lock_out_over_the_web(client, settings, services):
    for _ in range(settings.login_max_failures):
        assert sign_in(client, "wrong").status_code == 401
    assert sign_in(client).status_code == 401
    seen = audit.entries(services.store, Scope("a", frozenset({"audit.view"})))
    assert seen[0].detail == {"reason": "paused", "source": "testclient"}


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/signout",
        "/signin?next=/",
        "today",
        "",
    ],
)
def test_sign_in_never_leads_elsewhere(client, wanted):
    assert sign_in(client, next=wanted).headers["location"] == "/"


@given(st.text())
def test_next_is_always_a_path_of_this_site(wanted):
    path = safe_next(wanted)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert not re.search(r"[\x00-\x1f\\]", path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_forms_of_other_sites_are_refused(client, headers):
    form = {"login": "zhang", "password": PASSWORD}
    assert client.post("/signin", data=form, headers=headers).status_code == 403
    sign_in(client)
    assert client.post("/signout", headers=headers).status_code == 403


def test_a_browser_that_hides_its_origin_is_believed_by_its_fetch_metadata(client):
    form = {"login": "zhang", "password": PASSWORD}
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/signin", data=form, headers=headers).status_code == 303


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"login=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"login=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(50)), "application/x-www-form-urlencoded"),
    ],
)
def test_odd_forms_are_refused(client, body, kind):
    answer = client.post("/signin", content=body, headers={**FROM_US, "Content-Type": kind})
    assert answer.status_code == 400


def test_sign_in_anew_ends_the_session_before(client, services):
    sign_in(client)
    old = client.cookies[COOKIE]
    sign_in(client)
    assert client.cookies[COOKIE] != old
    token = read_token(services.settings, old)
    assert token is not None
    assert find_session(services.store, token) is None


def test_a_crowd_at_the_door_is_asked_to_wait(client, monkeypatch):
    from dashboards.server import routes

    monkeypatch.setattr(routes, "_MOST_WAITING", 0)
    answer = sign_in(client)
    assert answer.status_code == 503
    assert "请稍后重试" in answer.text


# ---------------------------------------------------------------- ending


def test_sign_out_ends_the_session_everywhere(client, app):
    sign_in(client)
    stolen = client.cookies[COOKIE]
    answer = client.post("/signout", headers=FROM_US)
    assert answer.headers["location"] == "/signin?out=1"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "您已退出登录" in client.get("/signin?out=1", headers=PAGE).text
    client.cookies[COOKIE] = stolen
    assert client.get("/today", headers=PAGE).status_code == 303
    assert client.get("/_stcore/health").status_code == 401


def test_sign_out_by_link_asks_unless_the_link_is_ours(client):
    sign_in(client)
    page = client.get("/signout", headers=PAGE)
    assert page.status_code == 200
    assert "确定要退出登录吗" in page.text
    assert client.get("/today", headers=PAGE).status_code == 200
    ours = {**PAGE, "Sec-Fetch-Site": "same-origin"}
    assert client.get("/signout", headers=ours).status_code == 303
    assert client.get("/today", headers=PAGE).status_code == 303


@pytest.mark.parametrize("how", ["disable", "password", "expiry"])
def test_access_ends_within_seconds(client, services, how):
    sign_in(client)
    assert client.get("/today", headers=PAGE).status_code == 200
    store = services.store
    if how == "disable":
        disable_account(store, services.settings, ADMIN, "zhang")
    elif how == "password":
        set_password(store, ADMIN, "zhang", "another 61 lantern")
    else:
        found = find_account(store, "zhang")
        assert found is not None
        past = found.created_at - timedelta(days=2)
        token = start_session(store, services.settings, found.id, now=past)
        client.cookies[COOKIE] = sign_token(services.settings, token)
    forget(services)
    assert client.get("/today", headers=PAGE).status_code == 303


@pytest.mark.parametrize("change", [lambda v: v[:-1], lambda v: v + "x", lambda v: "x" + v])
def test_a_tampered_cookie_is_refused(client, change):
    sign_in(client)
    value = client.cookies[COOKIE]
    client.cookies.clear()
    client.cookies[COOKIE] = change(value)
    assert client.get("/today", headers=PAGE).status_code == 303


def test_the_gate_asks_the_store_every_two_seconds_only(settings, sqlite_store, app):
    found = find_account(sqlite_store, "zhang")
    assert found is not None
    token = start_session(sqlite_store, settings, found.id)
    cookie = sign_token(settings, token)
    now = [0.0]
    gate = SessionGate(settings, sqlite_store, clock=lambda: now[0])
    assert gate.look_up(cookie) is not None
    disable_account(sqlite_store, settings, ADMIN, "zhang")
    now[0] = 1.9
    assert gate.look_up(cookie) is not None
    now[0] = 2.0
    assert gate.look_up(cookie) is None
    assert gate.look_up("not signed by us") is None


# ---------------------------------------------------------------- the websocket


def stream(client, cookie, origin=SITE):
    headers = {"Origin": origin, "Cookie": f"{COOKIE}={cookie}"}
    return client.websocket("/_stcore/stream", headers)


def test_websocket_opens_for_our_own_pages_only(client):
    sign_in(client)
    cookie = client.cookies[COOKIE]
    with stream(client, cookie):
        pass
    for origin in ("http://evil.example", "null", "http://testserver:81"):
        with pytest.raises(Refused), stream(client, cookie, origin):
            pass
    with pytest.raises(Refused), stream(client, cookie + "x"):
        pass


def test_an_open_page_is_cut_off_when_its_session_ends(client, services, monkeypatch):
    from dashboards.server import guard

    monkeypatch.setattr(guard, "RECHECK_SECONDS", 0.05)
    sign_in(client)
    with stream(client, client.cookies[COOKIE]) as socket_:
        disable_account(services.store, services.settings, ADMIN, "zhang")
        forget(services)
        with pytest.raises(Refused) as closed:
            socket_.drain()
        assert closed.value.code == 1008


def test_a_change_of_role_reaches_an_open_page(settings, sqlite_store, app, monkeypatch):
    from types import SimpleNamespace

    import streamlit

    found = find_account(sqlite_store, "zhang")
    assert found is not None
    cookie = sign_token(settings, start_session(sqlite_store, settings, found.id))
    monkeypatch.setattr(streamlit, "context", SimpleNamespace(cookies={COOKIE: cookie}))
    services = viewing.get_services()
    seen = viewing.current_viewer()
    assert seen is not None
    assert seen.scope.has("today.view")
    create_account(  # somebody stays who reads the log
        sqlite_store, settings, ADMIN, login="wu", display_name="吴审", password=PASSWORD,
        role="audit_admin",
    )  # fmt: skip
    change_account(
        sqlite_store,
        settings,
        ADMIN,
        "zhang",
        display_name="张三",
        role="audit_admin",
        jurisdictions=None,
        departments=None,
        areas=None,
    )
    forget(services)
    seen = viewing.current_viewer()
    assert seen is not None
    assert not seen.scope.has("today.view")
    disable_account(sqlite_store, settings, ADMIN, "zhang")
    forget(services)
    assert viewing.current_viewer() is None
    monkeypatch.setattr(streamlit, "context", SimpleNamespace(cookies={}))
    assert viewing.current_viewer() is None
