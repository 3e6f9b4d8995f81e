"""Opening a page runs its script once: what it costs to look at it is paid once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.e2e.browsing import settled

QUIET_MS = 1000


def count_runs(page: Page) -> list[str]:
    """Return a list that grows by the page's mark with every run of the script."""
    runs: list[str] = []

    def received(payload: str | bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(payload)
        if message.WhichOneof("type") == "new_session":
            runs.append(message.new_session.page_script_hash)

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", received)

    page.on("websocket", opened)
    return runs


@pytest.mark.parametrize(
    ("role", "path", "shown"),
    [
        ("leader", "/", "/today"),
        ("leader", "/?span=30d", "/today?span=30d"),
        ("leader", "/today?span=7d", "/today"),
        ("leader", "/compare", "/compare"),
        ("leader", "/hotspots", "/hotspots"),
        ("system_admin", "/", "/import"),
        ("governance", "/readiness", "/readiness"),
        ("audit_admin", "/", "/audit"),
    ],
)
def test_opening_a_page_runs_its_script_once(role, path, shown, tab, watch):
    page = tab(role)
    runs = count_runs(page)
    page.goto(watch.address + path)
    settled(page)
    page.wait_for_timeout(QUIET_MS)
    assert len(runs) == 1
    assert page.url == watch.address + shown


def test_going_back_from_the_first_page_leaves_the_site(tab, watch):
    page = tab("leader")
    page.goto(f"{watch.address}/healthz")
    page.goto(watch.address)
    settled(page)
    page.go_back()
    assert page.url == f"{watch.address}/healthz"


def test_what_a_page_writes_into_its_address_is_no_step_of_the_way_back(as_):
    page = as_("leader", "/today?span=30d")
    menu = page.get_by_test_id("stSidebarNav")
    for name, path in (("指标对比", "/compare"), ("热点", "/hotspots")):
        menu.get_by_role("link", name=name).first.click()
        page.wait_for_url(f"**{path}?span=30d")  # the choice comes along
        settled(page)
    page.go_back()
    page.wait_for_url("**/compare?span=30d")
    settled(page)
    page.wait_for_timeout(QUIET_MS)
    page.go_back()
    page.wait_for_url("**/today?span=30d")
    # What the reader chooses is a step.
    settled(page)
    menu.get_by_role("link", name="查工单").click()
    page.wait_for_url("**/tickets?span=30d")
    settled(page)
    page.get_by_text("近7天", exact=True).first.click()
    page.wait_for_url("**/tickets")
    settled(page)
    page.go_back()
    page.wait_for_url("**/tickets?span=30d")
