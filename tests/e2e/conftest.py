"""The site, the browser and a page for each test; every page is watched.

Server and browser live as long as the tests of this folder: Playwright keeps an event loop in the
thread, which other tests could not share.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import city
from tests.e2e.browsing import DESKTOP, Watch, launch, settled
from tests.e2e.site import Site, serving
from tests.e2e.tabs import Browsers, Profiles
from tests.support.once import made_once

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the homes ``empty`` and ``full``, made once for all test processes."""
    return made_once(tmp_path_factory, "e2e", city.build)


@pytest.fixture(scope="package")
def site(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the demo city. Tests read it only."""
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(homes / "full", home)
    with serving(home) as site:
        yield site


@pytest.fixture(scope="session")
def rows(homes: Path) -> list[city.Row]:
    """The tickets of the file that was loaded."""
    return city.tickets(homes)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browsers(browser: Browser) -> Iterator[Browsers]:
    """Browser profiles that tests use one after the other."""
    browsers = Browsers(browser)
    yield browsers
    browsers.close()


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """What must not happen on any page of a test: looked at when it ends. Its address is that of
    the server under test: a module with a server of its own has a ``watch`` of its own.
    """
    watch = Watch(site.address)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def profiles(browsers: Browsers, watch: Watch) -> Iterator[Profiles]:
    """The browser profiles of a test."""
    with browsers.profiles(watch.address) as profiles:
        yield profiles
        watch.leave()


@pytest.fixture
def fresh(profiles: Profiles, watch: Watch) -> Callable[..., Page]:
    """Opens a page in a browser profile of its own that nobody has signed in to."""

    def open_page(size: dict[str, int] = DESKTOP) -> Page:
        return watch.over(profiles.stranger().tab(size))

    return open_page


@pytest.fixture
def tab(profiles: Profiles, watch: Watch) -> Callable[..., Page]:
    """Opens an empty tab of an account: ``tab("leader")``."""

    def open_tab(login: str, size: dict[str, int] = DESKTOP) -> Page:
        return watch.over(profiles.of(login).tab(size))

    return open_tab


@pytest.fixture
def as_(tab: Callable[..., Page], watch: Watch) -> Callable[..., Page]:
    """Opens a page as an account: ``as_("leader", "/today")``."""

    def open_page(login: str, path: str = "/", size: dict[str, int] = DESKTOP) -> Page:
        page = tab(login, size)
        page.goto(watch.address + path)
        settled(page)
        return page

    return open_page


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Keeps a picture of a page, for the documents where WEISU_KEEP_SCREENSHOTS=1."""
    folder = ROOT / "docs" / "images" if city.KEEP_SCREENSHOTS else tmp_path

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return take
