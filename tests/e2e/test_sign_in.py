"""Signing in and out, by a person with a browser."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from dashboards.shell.pages import NOTICES, PAGES
from data_access.accounts.rights import ROLES
from style.texts import text
from tests.e2e.browsing import faults, fill_in, finding, on_import, on_today, settled, volume

# Who finds which pages. The pages are those registered; who may open them is written out, not
# derived from rights: a right handed out by mistake must show here.
READERS = ("leader", "governance", "department", "evaluator", "analyst")
# Pages for others than all readers, with the views that each role finds there.
BEHIND: dict[str, dict[str, list[str]]] = {
    "import": {
        "system_admin": ["导入文件", "导入批次", "隔离区"],
        "governance": ["导入批次", "隔离区"],
        "analyst": ["导入批次"],
    },
    "daily": {"governance": []},
    "tasks": {"leader": [], "governance": [], "evaluator": [], "analyst": []},
    "unit": {"department": []},
    "mytasks": {"department": []},
    "progress": {"leader": []},
    "readiness": {"governance": [], "analyst": [], "system_admin": []},
    "runs": {"system_admin": []},
    "accounts": {"security_admin": []},
    "sessions": {"security_admin": []},
    "audit": {"audit_admin": []},
}
FOUND: dict[str, dict[str, list[str]]] = {
    role: {
        page.title: BEHIND.get(page.key, {}).get(role, [])
        for page in PAGES
        if role in BEHIND.get(page.key, READERS)
    }
    for role in ROLES
}
# Where a sign-in leads; written out for the same reason.
FIRST = {
    "leader": "today",
    "governance": "daily",
    "department": "unit",
    "evaluator": "compare",
    "analyst": "hotspots",
    "system_admin": "import",
    "security_admin": "accounts",
    "audit_admin": "audit",
}
GROUPS = {
    "leader": ["看情况", "办任务", "查诉求", "报指标"],
    "governance": ["看情况", "办任务", "查诉求", "报指标", "管系统"],
    "department": ["看情况", "办任务", "查诉求", "报指标"],
    "evaluator": ["看情况", "办任务", "查诉求", "报指标"],
    "analyst": ["看情况", "办任务", "查诉求", "报指标", "管系统"],
    "system_admin": ["管系统"],
    "security_admin": ["管系统"],
    "audit_admin": ["管系统"],
}
PATHS = {page.title: f"/{page.path}" for page in (*PAGES, NOTICES)}
REFUSED = "您要打开的页面不存在"


def pages_offered(page):
    """The pages in the menu; everybody's notices come first."""
    links = page.get_by_test_id("stSidebarNavLink")
    return [text.strip().splitlines()[-1] for text in links.all_inner_texts()]


def test_every_page_that_not_all_readers_find_is_registered():
    assert set(BEHIND) <= {page.key for page in PAGES}


@pytest.mark.parametrize("role", FOUND)
def test_a_role_finds_its_pages_and_no_others(role, fresh, site, watch):
    page = fresh()
    page.goto(site.address)
    fill_in(page, role)
    page.wait_for_url(lambda url: "/signin" not in url)
    settled(page)
    pages = FOUND[role]
    expect(page.get_by_test_id("stSidebar")).to_contain_text(ROLES[role].label)
    menu = ["通知", *pages]
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(len(menu))
    assert pages_offered(page) == menu
    heads = page.get_by_test_id("stNavSectionHeader").all_inner_texts()
    assert [head.strip().splitlines()[0] for head in heads] == GROUPS[role]
    assert urlsplit(page.url).path == f"/{FIRST[role]}"
    kept_out = {}
    for title, views in {NOTICES.title: [], **pages}.items():
        page.get_by_test_id("stSidebarNavLink").get_by_text(title, exact=True).click()
        page.wait_for_url(lambda url, path=PATHS[title]: urlsplit(url).path == path)
        settled(page)
        if title == "今日要情":
            on_today(page)
        elif title == "数据就绪度":
            expect(finding(page)).to_contain_text("指南所列14个系统")
            settled(page)
        elif title == "预警":  # 120 days are too few for warnings
            expect(page.get_by_role("heading", name="暂不能预警")).to_be_visible()
            settled(page)
        elif views:
            on_import(page)
            expect(page.get_by_role("radiogroup").get_by_role("radio")).to_have_text(views)
        elif title != NOTICES.title:  # a page opens with a sentence of its own
            expect(finding(page)).to_be_visible()
            settled(page)
        assert REFUSED not in page.inner_text("body")
        # One reader's look at a page is enough; administrators see more or less of theirs.
        others = role != "leader" and title in {NOTICES.title, *FOUND["leader"]}
        if not others and (found := faults(page)):
            kept_out[title] = found
    assert kept_out == {}


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("leader", "数据接入"),
        ("department", "数据接入"),
        ("system_admin", "今日要情"),
        ("security_admin", "今日要情"),
        ("audit_admin", "数据接入"),
        ("leader", "数据就绪度"),
        ("system_admin", "趋势预测"),
        ("system_admin", "账号"),
        ("audit_admin", "登录会话"),
        ("security_admin", "审计日志"),
        ("leader", "账号"),
    ],
)
def test_a_link_to_a_page_of_another_role_is_refused_in_one_message(role, title, as_):
    page = as_(role, PATHS[title])
    expect(page.get_by_text(text("shell.page_refused"))).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    # The browser's address follows the message by a moment.
    expect(page).not_to_have_url(re.compile(re.escape(PATHS[title])))
    if title == "今日要情":
        # Where he is led instead has a sentence of its own, but no figures.
        expect(page.get_by_test_id("stMetricValue")).to_have_count(0)
    else:
        expect(page.get_by_role("heading", name=title)).to_have_count(0)


def test_a_wrong_password_stays_with_a_message(fresh, site, watch):
    watch.expect("401")
    page = fresh()
    page.goto(site.address)
    fill_in(page, "leader", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
    assert "/signin" in page.url
    expect(page.locator("#login")).to_have_value("leader")
    expect(page.locator("#password")).to_have_value("")
    unknown = fresh()
    unknown.goto(site.address)
    fill_in(unknown, "nobody", "not the password")
    expect(unknown.get_by_role("alert")).to_have_text(page.get_by_role("alert").inner_text())


def test_a_link_leads_through_sign_in_to_what_it_shows(fresh, site):
    page = fresh()
    page.goto(f"{site.address}/today?span=30d&channel=%E7%94%B5%E8%AF%9D")
    fill_in(page, "leader")
    on_today(page)
    assert "span=30d" in page.url
    expect(finding(page)).to_contain_text("近30天")
    expect(page.get_by_text("当前只看：电话")).to_be_visible()


def test_reload_keeps_who_looks_and_what_is_chosen(as_):
    page = as_("leader", "/today?span=30d")
    on_today(page)
    before = finding(page).inner_text(), volume(page).inner_text(), page.url
    page.reload()
    on_today(page)
    assert (finding(page).inner_text(), volume(page).inner_text(), page.url) == before


def test_after_sign_out_nothing_is_left(fresh, site):
    page = fresh()
    page.goto(f"{site.address}/today")
    fill_in(page, "leaver")
    on_today(page)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/signin?out=1")
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    page.go_back()
    page.wait_for_url(re.compile("/signin"))
    expect(page.locator("#login")).to_be_visible()
    page.goto(f"{site.address}/today")
    page.wait_for_url(re.compile("/signin"))
    page.reload()
    expect(page.locator("#login")).to_be_visible()
    expect(finding(page)).to_have_count(0)


def test_the_sign_in_page_for_the_documents(fresh, site, screenshot):
    page = fresh({"width": 1280, "height": 640})
    page.goto(site.address)
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    screenshot(page, "sign-in")
