"""Takes pictures of an installation's pages as readers see them: wide, narrow, dark, on paper.

``python scripts/pictures.py --home PATH --out FOLDER --login NAME [--login NAME…]``: signs in as
each account and takes every page that it opens, whole, in every size. ``--only today,tickets``
takes some pages or addresses (``tickets?of=…``), ``--size 1280,390`` some sizes. Paper is kept as
PDF and, where ``pdftoppm`` is there, as pictures of its pages. ``--address`` looks at a server that
runs already. All accounts have the password in ``WEISU_LOOK_PASSWORD``. Nothing is changed but the
ledger of who looked.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

SIZES = {
    "1280": (1280, 900, "light"),
    "1920": (1920, 1080, "light"),
    "390": (390, 844, "light"),
    "dark": (1280, 900, "dark"),
    "dark390": (390, 844, "dark"),
    "print": (1280, 900, "light"),
}
TALLEST = 9000
HEIGHT = "() => Math.max(...[...document.querySelectorAll('.stMain')].map(e => e.scrollHeight), 0)"
MENU = "() => document.querySelector('[data-testid=stSidebarNav]')?.scrollHeight ?? 0"


@dataclass(frozen=True)
class Look:
    """What is taken: whose page, where, how wide."""

    login: str
    page: str
    size: str

    def path(self, folder: Path, ending: str) -> Path:
        """Return the picture's file."""
        return folder / f"{self.login}_{quote(self.page, safe='')}_{self.size}.{ending}"


def pages_of(home: Path, login: str) -> list[str]:
    """Return the addresses that an account opens from the menu."""
    from dashboards.shell.pages import pages_for
    from data_access.accounts.model import scope_of
    from data_access.accounts.store import find_account
    from data_access.settings import load_settings
    from data_access.store.engine import open_store

    settings = load_settings(home=home)
    store = open_store(settings)
    try:
        account = find_account(store, login)
        return [page.path for page in pages_for(scope_of(account, settings))]
    finally:
        store.close()


def take(browser: Any, address: str, looks: Iterable[Look], out: Path, password: str) -> None:
    """Take pictures of one account's pages in one size."""
    from tests.e2e.browsing import Watch, fill_in, new_profile, settled

    looks = list(looks)
    width, height, appearance = SIZES[looks[0].size]
    profile = new_profile(browser, {"width": width, "height": height})
    profile.add_cookies([{"name": "weisu_appearance", "value": appearance, "url": address}])
    page = Watch(address).over(profile.new_page())
    page.goto(address)
    fill_in(page, looks[0].login, password)
    page.wait_for_url(lambda url: "sign-in" not in url)
    settled(page)
    for look in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{address}/{look.page}")
        settled(page)
        if look.size == "print":
            page.emulate_media(media="print")
            paper = look.path(out, "pdf")
            page.pdf(path=paper, prefer_css_page_size=True)
            page.emulate_media(media="screen")
            if drawer := shutil.which("pdftoppm"):
                sheets = str(paper.with_suffix(""))
                subprocess.run([drawer, "-r", "60", "-png", str(paper), sheets], check=True)
            continue
        whole = max(height, min(page.evaluate(HEIGHT), TALLEST))
        if width > 600:
            whole = max(whole, page.evaluate(MENU))
        page.set_viewport_size({"width": width, "height": whole})
        settled(page)
        page.screenshot(path=look.path(out, "png"))
        print(look.path(out, "png").name, f"{whole} px", flush=True)
    profile.close()


def main() -> None:
    """Serve the home, or find who serves it, and take the pictures."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.browsing import launch
    from tests.e2e.site import Site, serving

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="WEISU_HOME of the installation")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--login", action="append", required=True)
    parser.add_argument("--only", default="", help="addresses, apart by commas")
    parser.add_argument("--size", default=",".join(SIZES))
    parser.add_argument("--address", default="", help="of a server that runs already")
    asked = parser.parse_args()
    password = os.environ["WEISU_LOOK_PASSWORD"]
    asked.out.mkdir(parents=True, exist_ok=True)
    running: Any = nullcontext(Site(asked.address, asked.home))
    with running if asked.address else serving(asked.home) as site, sync_playwright() as player:
        browser = launch(player)
        for login in asked.login:
            pages = asked.only.split(",") if asked.only else pages_of(asked.home, login)
            for size in asked.size.split(","):
                looks = [Look(login, page, size) for page in pages]
                take(browser, site.address, looks, asked.out, password)
        browser.close()


if __name__ == "__main__":
    main()
