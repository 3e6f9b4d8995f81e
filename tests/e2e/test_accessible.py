"""No page keeps out who doesn't see it or doesn't point: axe-core finds no serious fault."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboards.server.appearance import COOKIE
from dashboards.shell.pages import NOTICES, PAGES
from tests.e2e.browsing import DESKTOP, PHONE, fill_in, settled

SERIOUS = ("serious", "critical")
LOGINS = {
    "daily": "governance",
    "unit": "department",
    "mytasks": "department",
    "import": "system_admin",
    "readiness": "system_admin",
    "runs": "system_admin",
    "accounts": "security_admin",
    "sessions": "security_admin",
    "audit": "audit_admin",
}
"""Who reads a page that is not the leader's."""


def faults(page):
    """Return the serious faults of what is on the screen, each with its places."""
    found = Axe().run(page).response["violations"]
    return {
        fault["id"]: [node["html"][:120] for node in fault["nodes"]]
        for fault in found
        if fault["impact"] in SERIOUS
    }


@pytest.mark.parametrize("spec", [*PAGES, NOTICES], ids=lambda spec: spec.key)
def test_a_page_has_no_serious_fault(as_, spec):
    page = as_(LOGINS.get(spec.key, "leader"), f"/{spec.path}", DESKTOP)
    assert page.url.partition("?")[0].endswith(f"/{spec.path}")
    assert faults(page) == {}
    page.set_viewport_size(PHONE)
    settled(page)
    assert faults(page) == {}


def test_the_sign_in_and_dialogs_have_no_serious_fault(fresh, site, as_):
    page = fresh()
    page.goto(f"{site.address}/signin")
    assert faults(page) == {}
    page = as_("leader", "/today")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="页面、视图、区域、单位、分类或指标").wait_for()
    assert faults(page) == {}


@pytest.mark.parametrize("path", ["today", "forecast", "compare", "tasks"])
def test_a_dark_page_has_no_serious_fault(fresh, site, path):
    page = fresh()
    page.context.add_cookies([{"name": COOKIE, "value": "dark", "url": site.address}])
    page.goto(f"{site.address}/signin?next=/{path}")
    assert faults(page) == {}
    fill_in(page, "leader")
    page.wait_for_url(f"**/{path}*")
    settled(page)
    assert page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).colorScheme") == "dark"
    assert faults(page) == {}
