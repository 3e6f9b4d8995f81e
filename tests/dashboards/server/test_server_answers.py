"""What the server answers with: headers, the sign-in page, Chinese front end, configuration."""

import base64
import hashlib
import json
import re
import socket
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboards.server import viewer as viewing
from dashboards.server.appearance import theme_options
from dashboards.server.chinese import NotFoundError, exchange, script_file, translated_page
from dashboards.server.config import CONFIG_FILE, options
from dashboards.server.headers import script_hashes, security_headers, streamlit_folder
from dashboards.server.run import serve
from data_access.types import WeisuError
from style import palette
from style.streamlit_texts import PIECES, Piece
from tests.support.web import PAGE, sign_in

ROOT = Path(__file__).resolve().parents[3]


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize("path", ["/", "/signin", "/healthz", "/static/js/x.js", "/_stcore/health"])
def test_headers_are_on_every_answer(client, path):
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "'unsafe-eval'" not in policy
    assert "frame-ancestors 'none'" in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in script
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers


def test_a_failure_is_answered_with_headers_too(client, services, monkeypatch):
    sign_in(client)

    def broken(_cookie):
        raise RuntimeError("a secret")

    monkeypatch.setattr(services.gate, "remembered", broken)
    answer = client.get("/today", headers=PAGE)
    assert answer.status_code == 500
    assert "请稍后重试" in answer.text
    assert "a secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_inline_scripts_of_the_page_are_in_the_policy(client, settings):
    sign_in(client)
    page = client.get("/today", headers=PAGE).text
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert inline
    digests = [
        "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
        for text in inline
    ]
    assert digests == script_hashes(page)
    policy = security_headers(settings)["Content-Security-Policy"]
    assert all(digest in policy for digest in digests)


def test_only_files_of_the_front_end_are_cached(client):
    sign_in(client)
    css = next((streamlit_folder() / "static" / "css").iterdir()).name
    assert "max-age" in client.get(f"/static/css/{css}").headers["cache-control"]
    for path in ("/", "/today", "/index.html", "/_stcore/host-config", "/app/static/icon.svg"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "no-store", path


def test_no_other_site_may_read_or_embed(client):
    sign_in(client)
    assert client.get("/", headers={**PAGE, "Origin": "http://evil.example"}).status_code == 403
    assert json.loads(client.get("/_stcore/host-config").content)["allowedOrigins"] == []


# ---------------------------------------------------------------- the sign-in page


class Outline(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_sign_in_page_is_labelled_and_needs_no_script(client):
    text = sign_in(client, "wrong").text
    outline = Outline(text).tags
    assert not [tag for tag, _ in outline if tag == "script"]
    assert ("html", {"lang": "zh-CN"}) in outline
    labels = {attrs["for"] for tag, attrs in outline if tag == "label"}
    fields = {a["id"] for tag, a in outline if tag == "input" and a.get("type") != "hidden"}
    assert labels == fields == {"login", "password"}
    assert any(attrs.get("role") == "alert" for _, attrs in outline)
    assert "<h1>未诉</h1>" in text
    assert "未诉先办 · 12345 热线分析决策平台" in text
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org", "", text)


# ---------------------------------------------------------------- Chinese for Streamlit's texts


@pytest.mark.parametrize("name", PIECES)
def test_every_piece_is_found_in_the_installed_front_end(name):
    path = script_file(streamlit_folder() / "static" / "js", name)
    code = path.read_text(encoding="utf-8")
    odd = {p.old: code.count(p.old) for p in PIECES[name] if code.count(p.old) != p.times}
    assert odd == {}, f"{path.name}: look the texts up again after an upgrade of Streamlit"
    assert exchange(code, PIECES[name]) != code


def test_pieces_do_not_disturb_each_other():
    for pieces in PIECES.values():
        olds = [piece.old for piece in pieces]
        assert len(olds) == len(set(olds))
        assert not [(a, b) for a in olds for b in olds if a != b and a in b]


def test_an_unknown_front_end_is_noticed():
    with pytest.raises(NotFoundError, match="Browse"):
        exchange("nothing here", [Piece("Browse", "浏览")])
    with pytest.raises(NotFoundError):
        exchange("Browse Browse", [Piece("Browse", "浏览")])


def test_translated_scripts_are_served_and_asked_for_again(client):
    sign_in(client)
    name = script_file(streamlit_folder() / "static" / "js", "FileUploader").name
    answer = client.get(f"/static/js/{name}")
    assert "选择文件" in answer.text
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(f"/static/js/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.head(f"/static/js/{name}").text == ""


def test_the_page_asks_for_files_that_browsers_may_keep_until_the_texts_change(client):
    sign_in(client)
    page = client.get("/today", headers=PAGE).text
    (folder,) = set(re.findall(r'"\.(/static/[^/"]+/)js/', page))
    assert "./static/js/" not in page
    name = script_file(streamlit_folder() / "static" / "js", "index").name
    kept = client.get(f"{folder}js/{name}")
    assert kept.content == client.get(f"/static/js/{name}").content
    assert "immutable" in kept.headers["cache-control"]
    # What is translated lies under the same address as what is not, for scripts to find each other.
    other = next((streamlit_folder() / "static" / "js").glob("react-dom.*.js"))
    assert client.get(f"{folder}js/{other.name}").content == other.read_bytes()
    # A page that was open while the texts changed still finds its files, and keeps none of them.
    old = client.get(f"/static/zh-000000000000/js/{name}")
    assert old.content == kept.content
    assert old.headers["cache-control"] == "no-cache"


def test_the_page_is_chinese_however_it_is_asked_for(client):
    sign_in(client)
    for headers in ({}, PAGE, {"Accept-Encoding": "gzip"}, {"Range": "bytes=0-10"}):
        answer = client.get("/today", headers=headers)
        assert '<html lang="zh-CN">' in answer.text
        assert "<title>未诉</title>" in answer.text
        assert "You need to enable JavaScript" not in answer.text
        assert int(answer.headers["content-length"]) == len(answer.content)
    page = (streamlit_folder() / "index.html").read_text(encoding="utf-8")
    assert "service-desc" not in translated_page(page)
    assert "prerenderReady" in translated_page(page)


# ---------------------------------------------------------------- configuration


def test_configuration_is_found_from_any_folder(client, settings, tmp_path, monkeypatch):
    from streamlit import config

    assert config.get_option("theme.light.primaryColor") == palette.BLUE
    assert config.get_option("theme.dark.primaryColor") == palette.palette("dark")["blue"]
    for name, value in options(settings).items():
        assert config.get_option(name) == value, name
    assert config.get_option("client.toolbarMode") == "minimal"
    assert config.get_option("server.enableStaticServing") is True
    assert re.fullmatch(r"[0-9a-f]{64}", config.get_option("server.cookieSecret"))


def test_configuration_knows_only_options_that_exist():
    from streamlit import config

    file = tomllib.loads(CONFIG_FILE.read_text(encoding="utf-8"))
    names = {f"{section}.{key}" for section, values in file.items() for key in values}
    assert names | set(theme_options()) <= set(config._config_options_template)


def test_streamlit_takes_its_colours_from_the_palette():
    options = theme_options()
    for appearance in ("light", "dark"):
        colours = palette.palette(appearance)
        theme = {
            name.removeprefix(f"theme.{appearance}."): value
            for name, value in options.items()
            if name.startswith(f"theme.{appearance}.")
        }
        assert theme["primaryColor"] == colours["blue"]
        assert theme["textColor"] == colours["ink"]
        assert theme["backgroundColor"] == colours["paper"]
        assert theme["grayColor"] == colours["grey"]
        assert theme["redColor"] == colours["level-0"]
        assert theme["orangeColor"] == colours["level-1"]
        assert set(theme.values()) <= set(colours.values())
    assert options["theme.font"] == palette.FONT_FAMILY
    assert "Color" not in CONFIG_FILE.read_text(encoding="utf-8")


def test_import_is_quick():
    code = "import time, dashboards.app; print(time.process_time())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 2


def test_services_need_a_start(monkeypatch):
    monkeypatch.setattr(viewing._Holder, "services", None)
    with pytest.raises(WeisuError, match="weisu serve"):
        viewing.get_services()


def test_a_taken_port_is_explained(settings, sqlite_store):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WeisuError, match="端口已被其他程序占用"):
            serve(settings.model_copy(update={"port": port}), sqlite_store)
