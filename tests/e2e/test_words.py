"""Users read Chinese: no English word is left on any page, in any state of it."""

import getpass
import re

from playwright.sync_api import Page, expect

from data_access.accounts.rights import ROLES
from tests.e2e.browsing import (
    more_filters,
    on_import,
    on_today,
    open_list,
    run,
    settled,
    unfold_filters,
)

# Names that Chinese users write in Latin letters, each by itself.
NAMES = re.compile(
    r"\b(weisu|APP|CSV|Excel|JSON|JSONL|JSON Lines|NDJSON|PARQUET|Parquet|PDF|TSV|TXT|UTC"
    r"|UTF|XLS[XM]?|PQ|GZ|ZIP|SQLite|PostgreSQL|Ctrl|Alt|Esc|K|N)\b"
)
# What Streamlit's front end still says in English, to screen readers only.
LEFT_OVER = re.compile(
    r"alt: Logo|aria-label: (Dismiss|(Next|Previous) month)|\d+ options? available\."
    r"|aria-label: (year|month|day), .*"
    r"|aria-valuetext: \d+ – [A-Z][a-z]+"
    r"|/tickets\?\S+"  # the address behind a cell that reads 查看
)
FILES = tuple(
    f"{name}.csv"
    for name in (
        "areas", "organisations", "local_events", "tickets", "ticket_events", "callbacks", "calls",
    )
)  # fmt: skip
# Icons are words in a font that draws them; commands are shown to be typed as they are.
EVERY_WORD = """() => {
  const found = new Set(), skip = 'script, style, noscript, code, #js-plotly-tester, '
    + '[data-testid=stIconMaterial], [translate=no]';
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest(skip) || !(parent.checkVisibility() || parent.closest('canvas'))) continue;
    found.add(walk.currentNode.data.trim());
  }
  for (const e of document.querySelectorAll('*')) {
    if (e.closest(skip) || !e.checkVisibility()) continue;
    for (const name of ['aria-label', 'aria-description', 'aria-roledescription', 'title',
                        'placeholder', 'alt', 'aria-valuetext'])
      if (e.hasAttribute(name)) found.add(`${name}: ${e.getAttribute(name)}`);
    if (e.tagName === 'INPUT' && e.type !== 'hidden') found.add(e.value);
  }
  return [...found, document.title];
}"""
ATTRIBUTE = re.compile(
    r"^(aria-label|aria-description|aria-roledescription|title|placeholder|alt|aria-valuetext): "
)


def english(page: Page, *data: str) -> list[str]:
    """Return what the page says in Latin words; ``data``: what the data themselves bring."""
    left = []
    for said in run(page, EVERY_WORD):
        words = "" if LEFT_OVER.fullmatch(said) else ATTRIBUTE.sub("", said)
        for known in data:
            words = words.replace(known, "")
        if re.search(r"[A-Za-z]{3,}", NAMES.sub("", words)):
            left.append(said)
    return sorted(left)


def test_sign_in_and_out(fresh, site):
    page = fresh()
    page.goto(site.address)
    assert english(page) == []
    page.goto(f"{site.address}/signin?out=1")
    assert english(page) == []


def test_today(as_):
    page = as_("leader", "/today")
    on_today(page)
    assert english(page) == []
    unfold_filters(page)
    for tip in page.get_by_test_id("stTooltipIcon").all():
        tip.hover()
        expect(page.get_by_role("tooltip").first).to_be_visible()
        assert english(page) == []
    page.mouse.move(0, 0)
    for title in page.locator("summary").filter(has_text="查看数据").all():
        title.press("Enter")
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
    settled(page)
    assert english(page) == []


def test_filters_of_today(as_):
    page = as_("leader", "/today")
    on_today(page)
    unfold_filters(page)
    more_filters(page, "区域")
    for label in ("区域", "诉求分类", "承办单位", "来源渠道"):
        box = open_list(page, label)
        assert english(page) == []
        box.fill("没有这样的")
        assert english(page) == []
        box.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="自定义").click()
    dates = page.get_by_test_id("stDateInput")
    expect(dates).to_be_visible()
    settled(page)
    assert english(page) == []
    dates.get_by_role("textbox").or_(dates.get_by_role("spinbutton")).first.click()
    calendar = page.locator("[role=grid], [role=dialog] table")
    if calendar.count():
        expect(calendar.first).to_be_visible()
    assert english(page) == []


def test_pictures_menu_and_hover(as_):
    page = as_("leader", "/today")
    on_today(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        chart.scroll_into_view_if_needed()
        chart.hover()
        assert english(page) == []


def test_data_import(as_):
    page = as_("system_admin", "/import")
    on_import(page)
    assert english(page) == []
    for view in ("导入批次", "隔离区"):
        page.get_by_role("radio", name=view).click()
        settled(page)
        expect(page.locator("canvas, [data-testid=stAlert]").first).to_be_visible()
        # Files and accounts are called as their owners called them.
        assert english(page, *sorted(FILES, key=len, reverse=True), "demo") == []


def test_pages_of_the_administrators(as_, site):
    # Accounts and files are called as their owners called them; a command by who ran it.
    logins = [*ROLES, "street", "elsewhere", "leaver", "tests", "demo", getpass.getuser()]
    names = sorted([*logins, *FILES, "standard"], key=len, reverse=True)
    for login, paths in (
        ("security_admin", ("/accounts", "/accounts?account=leader", "/accounts?account=%2B",
                            "/sessions")),
        ("audit_admin", ("/audit", "/audit?span=custom&entry=1")),
        ("system_admin", ("/runs",)),
    ):  # fmt: skip
        for path in paths:
            page = as_(login, path)
            expect(page.locator(".weisu-finding")).to_be_visible()
            hashes = re.findall(r"\b[0-9a-f]{64}\b", page.inner_text("body"))
            assert english(page, str(site.home), "sqlite", *hashes, *names) == []


def test_notices(as_):
    page = as_("leader", "/notices")
    expect(page.get_by_role("heading", name="通知")).to_be_visible()
    expect(page.get_by_text("还没有给您的通知")).to_be_visible()
    assert english(page) == []


def test_a_page_without_data(as_):
    page = as_("elsewhere", "/today")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert english(page) == []
