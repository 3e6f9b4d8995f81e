"""Browser profiles and their tabs, which tests use one after the other.

A new tab reads and compiles the pages' scripts anew, which takes half of the time of opening
a page; a tab that has shown one keeps them. What a reader leaves behind in a profile (cookies,
storage, what stands in the tab) is cleared between tests; what only the browser knows of files that
it has fetched stays, as on a desk where one person signs in after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.browsing import DESKTOP, new_profile, run, sign_in

FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"
REST = "/signin"
"""Where a tab waits for the next test: a light page of the server. On ``about:blank`` the browser
ends the tab's process, and with it all that it has compiled.
"""


class Profile:
    """A browser profile with the tabs that are open in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self._tabs: list[Page] = []
        self._taken = 0

    def tab(self, size: dict[str, int]) -> Page:
        """Return a tab that shows nothing yet; one the test has got stays its own."""
        if self._taken == len(self._tabs):
            self._tabs.append(self.context.new_page())
        page = self._tabs[self._taken]
        self._taken += 1
        page.bring_to_front()  # a tab behind another draws no frames, which pages' scripts wait for
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        return page

    def clear(self, address: str) -> None:
        """Leave nothing of a test of the server at ``address``: no page, no cookie, nothing stored,
        nothing answered for it.
        """
        self.context.clear_cookies()
        for page in self._tabs[: self._taken]:
            page.unroute_all(behavior="ignoreErrors")
            page.goto(address + REST)
            run(page, FORGET)
            page.emulate_media(media="null", color_scheme="light", reduced_motion="reduce")
        self._taken = 0


class Browsers:
    """All profiles of a browser, and the sign-ins of accounts."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[Profile] = []
        self._signed_in: dict[tuple[str, str], list[Any]] = {}

    @contextmanager
    def profiles(self, address: str) -> Iterator[Profiles]:
        """Lend a test profiles for the server at ``address``."""
        lent = Profiles(self, address)
        yield lent
        for profile in lent.all:
            profile.clear(address)
            self._idle.append(profile)

    def profile(self) -> Profile:
        """Return a profile that nobody uses: the one used last, which knows most scripts."""
        return self._idle.pop() if self._idle else Profile(new_profile(self._browser, DESKTOP))

    def sign_in(self, profile: Profile, address: str, login: str) -> None:
        """Sign an account in, as a test before has done; the form has tests of its own."""
        key = address, login
        if key in self._signed_in:
            profile.context.add_cookies(self._signed_in[key])
        else:
            sign_in(profile.context, address, login)
            self._signed_in[key] = list(profile.context.cookies())

    def close(self) -> None:
        """Close all profiles."""
        for profile in self._idle:
            profile.context.close()


class Profiles:
    """The profiles of one test: an account's tabs share one, a stranger has one for every tab."""

    def __init__(self, browsers: Browsers, address: str) -> None:
        self.all: list[Profile] = []
        self._browsers, self._address = browsers, address
        self._of: dict[str, Profile] = {}

    def stranger(self) -> Profile:
        """Return one in which nobody has signed in."""
        self.all.append(self._browsers.profile())
        return self.all[-1]

    def of(self, login: str) -> Profile:
        """Return the one in which an account is signed in."""
        if login not in self._of:
            self._of[login] = self.stranger()
            self._browsers.sign_in(self._of[login], self._address, login)
        return self._of[login]
