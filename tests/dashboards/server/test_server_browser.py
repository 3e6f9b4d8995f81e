"""The server in a process of its own, seen by a real browser."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dashboards.server.chinese import script_file
from dashboards.server.headers import streamlit_folder
from data_access.accounts.store import (
    disable_account,
)
from style.streamlit_texts import PIECES
from tests.support.ports import free_port
from tests.support.web import ADMIN, PASSWORD

ROOT = Path(__file__).resolve().parents[3]


# ---------------------------------------------------------------- a real browser

SERVER = """
import os
import sys
from pathlib import Path
import dashboards.app
from dashboards.server.run import serve, serve_handed
from dashboards.server.several import serve_several
from data_access.settings import load_settings
from data_access.store.engine import open_store

home, port, script, processes, *line = sys.argv[1:]
dashboards.app.SCRIPT = Path(script)
settings = load_settings(home=home, port=int(port))
if line:
    serve_handed(settings, open_store(settings), int(line[0]))
elif processes == "1":
    serve(settings, open_store(settings))
else:
    code = os.environ["SERVER_CODE"]
    command = [sys.executable, "-c", code, home, port, script, processes]
    serve_several(settings, int(processes), command)
"""

SCRIPT = """
import pandas as pd
import streamlit as st

from dashboards.server.viewer import current_viewer

viewer = current_viewer()
st.title(f"您好，{viewer.account.display_name}")
st.selectbox("地区", ["甲", "乙"], index=None)
st.file_uploader("文件")
st.dataframe(pd.DataFrame({"列": [1]}), key="table")
if st.button("失败"):
    raise ValueError("a secret")
"""

BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(params=["1", "2"])
def site(settings, zhang, tmp_path, request):
    """A server of one process and of two, started in another folder than the repository."""
    script = tmp_path / "page.py"
    script.write_text(SCRIPT, encoding="utf-8")
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", SERVER, str(settings.home), str(port), str(script)),
            request.param,
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SERVER_CODE": SERVER},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2)
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        assert process.wait(30) in {0, -15}


@pytest.mark.browser
def test_in_a_browser(site, sqlite_store, settings):
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium, "apt-get install chromium"
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGS)
        page = browser.new_context(locale="zh-CN").new_page()
        page.set_default_timeout(60_000)

        def outside(request):
            if not request.url.startswith((site, "data:", "blob:")):
                complaints.append(request.url)

        page.on("request", outside)
        page.on(
            "console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # Nothing is looked for where it is not, whatever the page's address.
        page.on("response", lambda r: complaints.append(r.url) if r.status == 404 else None)

        page.set_viewport_size({"width": 390, "height": 844})
        # It leads to an address below the root: the front end must not look for its server there.
        page.goto(f"{site}/?a=1")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.fill("#login", "zhang")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_selector("text=您好，张三")
        assert page.url == f"{site}/today?a=1"
        page.set_viewport_size({"width": 1200, "height": 900})
        page.wait_for_selector("text=选择文件")
        assert page.locator("text=Drag and drop").count() == 0
        assert page.get_by_placeholder("请选择").count() == 1
        page.set_input_files("input[type=file]", {"name": "a", "mimeType": "", "buffer": b"1"})
        page.wait_for_selector('[aria-label="移除 a"]')
        page.click("text=失败")
        page.wait_for_selector("text=错误编号")
        assert "a secret" not in page.content()

        # Every exchanged script is still a script, also those that this page does not use.
        folder = streamlit_folder() / "static" / "js"
        for name in PIECES:
            address = f"/static/js/{script_file(folder, name).name}"
            assert page.evaluate("address => import(address).then(() => 'read')", address) == "read"

        page.reload()
        page.wait_for_selector("text=您好，张三")
        disable_account(sqlite_store, settings, ADMIN, "zhang")
        # Nobody touches the page: it finds out by itself and arrives at sign-in.
        page.wait_for_url(f"{site}/signin**")
        browser.close()
    assert complaints == []
