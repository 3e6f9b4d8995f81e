"""No page keeps out who doesn't see it or doesn't point: axe-core finds no serious fault.

Here are the pages that nobody else opens; all others are looked at where they are opened anyway, on
a wide screen by whoever finds them in the menu (``test_sign_in.py``), on a phone in
``test_screens.py``.
"""

import pytest

from dashboards.server.appearance import COOKIE
from dashboards.shell.pages import NOTICES, PAGES
from tests.e2e import test_screens, test_sign_in
from tests.e2e.browsing import faults, fill_in, settled, unfold


def test_every_page_is_looked_at_on_both_screens():
    paths = {page.path for page in (*PAGES, NOTICES)}
    assert {path for _, path in test_screens.LOOKS} >= paths
    found = {title for pages in test_sign_in.FOUND.values() for title in pages}
    assert found | {NOTICES.title} == {page.title for page in (*PAGES, NOTICES)}


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
    unfold(page)
    assert page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).colorScheme") == "dark"
    assert faults(page) == {}
