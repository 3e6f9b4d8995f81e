"""The installed Chromium, and what a test watches while it looks at pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    expect,
)

from tests.e2e.city import PASSWORD

WAIT_MS = 30_000
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERIOUS = ("serious", "critical")
# Streamlit's front end looks for its server beside the page's own address before the root.
_SEARCHES = re.compile(r"^http://127\.0\.0\.1:\d+/[a-z]+/_stcore/(health|host-config)$")

expect.set_options(timeout=WAIT_MS)


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium; nothing is ever downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: apt-get install chromium"
    return playwright.chromium.launch(executable_path=path, args=ARGS)


def new_profile(browser: Browser, size: dict[str, int]) -> BrowserContext:
    """Return an empty browser profile as a Chinese user has it."""
    return browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": size["width"], "height": size["height"]},
        reduced_motion="reduce",
    )


@dataclass
class Watch:
    """Collects what must not happen: console errors and warnings, requests to other hosts."""

    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    _listening: list[tuple[Page, str, Callable[[Any], None]]] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        """Listen to a page, and return it."""
        page.set_default_timeout(WAIT_MS)
        listens: list[tuple[str, Callable[[Any], None]]] = [
            ("console", self._console),
            ("pageerror", lambda error: self.complaints.append(f"page error: {error}")),
            ("request", lambda request: self._address(request.url)),
            ("websocket", lambda socket: self._address(socket.url)),
        ]
        for event, listener in listens:
            page.on(event, listener)  # type: ignore[call-overload]
            self._listening.append((page, event, listener))
        return page

    def leave(self) -> None:
        """Listen no more: the pages serve the next test."""
        for page, event, listener in self._listening:
            page.remove_listener(event, listener)
        self._listening.clear()

    def expect(self, words: str) -> None:
        """Let one kind of console message pass: the test itself brings it about."""
        self.expected.append(words)

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type not in {"error", "warning"} or _SEARCHES.match(where):
            return
        if not any(words in message.text for words in self.expected):
            self.complaints.append(f"{message.type}: {message.text} ({where})")

    def _address(self, url: str) -> None:
        ours = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        if not url.startswith(ours):
            self.complaints.append(f"request to another host: {url}")


def fill_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form and send it."""
    page.fill("#login", login)
    page.fill("#password", password)
    page.press("#password", "Enter")


def sign_in(context: BrowserContext, address: str, login: str) -> None:
    """Sign a browser profile in as the form does, without drawing the form and the page after it;
    the form has tests of its own.
    """
    answer = context.request.post(
        f"{address}/signin",
        form={"login": login, "password": PASSWORD},
        headers={"Origin": address},
        max_redirects=0,
    )
    assert answer.status == 303, answer.text()


def settled(page: Page) -> None:
    """Wait until the page's script has run to its end and its pictures stand."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    # Pictures that are folded away on a phone are drawn when they are asked for.
    for chart in page.locator("[data-testid=stPlotlyChart]:visible").all():
        expect(chart.locator("svg.main-svg").first).to_be_visible()


def unfold(page: Page) -> None:
    """Open the sections of a page that are drawn once they are opened."""
    for section in page.locator("[class*=st-key-fold_] summary").all():
        section.press("Enter")
        settled(page)


def on_today(page: Page) -> None:
    """Wait for the page 今日要情."""
    expect(page.locator(".weisu-finding")).to_be_visible()
    settled(page)


def on_import(page: Page) -> None:
    """Wait for the page 数据接入."""
    expect(page.locator(".stMain").get_by_text("数据接入", exact=True)).to_be_visible()
    settled(page)


def finding(page: Page) -> Locator:
    """Return the sentence on top of 今日要情."""
    return page.locator(".weisu-finding")


def volume(page: Page) -> Locator:
    """Return the number in the tile of tickets."""
    return page.get_by_test_id("stMetricValue").first


STANDS_STILL = """(shown) => new Promise((done) => {
  let last = "", same = 0;
  const look = () => {
    const {x, y, width, height} = shown.getBoundingClientRect();
    const now = `${x} ${y} ${width} ${height}`;
    same = now === last ? same + 1 : 0;
    last = now;
    if (same < 12) requestAnimationFrame(look); else done();
  };
  look();
})"""


def unfold_filters(page: Page) -> None:
    """Open the filters of 今日要情, which are folded under its message."""
    page.locator(".st-key-filter_fold summary").click()
    bar = page.locator(".st-key-filter_bar")
    expect(bar).to_be_visible()
    # While the part opens, what is pressed moves away from under the pointer.
    run(page, STANDS_STILL, bar.element_handle())


def more_filters(page: Page, label: str) -> None:
    """Open what else a page may be cut by, ``label`` among it. A run of the page that ends just
    after the click closes the part again: then it is opened once more.
    """
    settled(page)
    inside = page.get_by_role("combobox", name=label)
    page.get_by_text("更多筛选").click()
    try:
        expect(inside).to_be_visible(timeout=5_000)
    except AssertionError:
        page.get_by_text("更多筛选").click()
        expect(inside).to_be_visible()


def open_list(page: Page, label: str) -> Locator:
    """Open the list of a select box by the keyboard and return the box.

    A click gives the box the focus, which opens the list, and may close it again where the machine
    is so slow that the list is drawn between the two.
    """
    box = page.get_by_role("combobox", name=label)
    box.focus()
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    return box


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a select box by what it shows."""
    box = page.get_by_role("combobox", name=label)
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).first.click()


def run(page: Page, script: str, argument: Any = None) -> Any:
    """Evaluate a function in the page (the policy of the pages forbids strings as code)."""
    return page.evaluate(script, argument)


def faults(page: Page) -> dict[str, list[str]]:
    """Return what on the screen keeps somebody out, as axe-core finds it, with its places."""
    found = Axe().run(page).response["violations"]
    return {
        fault["id"]: [node["html"][:120] for node in fault["nodes"]]
        for fault in found
        if fault["impact"] in SERIOUS
    }
