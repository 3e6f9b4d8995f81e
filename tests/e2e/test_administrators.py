"""An account's life by the hand of the security administrator, in browsers."""

import re

from playwright.sync_api import expect

from style.texts import text
from tests.e2e.browsing import fill_in, finding, on_today, settled

# In Chinese: other tests look for Latin words on the page of accounts.
LOGIN, NAME = "新来的王五", "王五"


def test_an_account_is_made_used_closed_and_its_session_ends(as_, fresh, site, watch):
    # The server ends the connection of a session that has ended, and answers it no more.
    watch.expect("WebSocket onclose")
    watch.expect("401")
    admin = as_("security_admin", "/accounts")
    admin.get_by_role("button", name="新建账号").click()
    form = admin.locator(".st-key-part_opened_account")
    form.get_by_role("textbox", name="用户名").fill(LOGIN)
    form.get_by_role("textbox", name="姓名").fill(NAME)
    role = form.get_by_role("combobox", name="角色")
    role.fill("领导")
    admin.get_by_role("option", name="领导", exact=True).click()
    form.get_by_role("button", name="建立账号").click()
    dialog = admin.get_by_role("dialog")
    expect(dialog).to_contain_text(text("accounts.password_title"))
    password = dialog.locator("code").inner_text().strip()
    assert re.fullmatch(r"[A-Za-z0-9]{14}", password)
    admin.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(admin.locator(".st-key-part_opened_account")).to_contain_text(NAME)
    assert password not in admin.content()

    person = fresh()
    person.goto(site.address)
    fill_in(person, LOGIN, password)
    on_today(person)

    admin.reload()
    settled(admin)
    expect(admin.locator(".st-key-part_opened_account")).to_contain_text("正在登录1")
    admin.get_by_role("button", name="停用", exact=True).click()
    admin.get_by_role("button", name="确认停用").click()
    expect(admin.get_by_text("已停用，登录已全部结束")).to_be_visible()
    # Nobody touches the page: it finds out by itself and arrives at sign-in.
    person.wait_for_url(re.compile("/signin"))
    expect(finding(person)).to_have_count(0)


def test_a_clicked_row_opens_beside_the_list_and_the_address_leads_back(as_):
    page = as_("audit_admin", "/audit")
    box = page.locator("[data-testid=stDataFrame]").bounding_box()
    assert box
    page.mouse.click(box["x"] + 60, box["y"] + 53)
    page.wait_for_url(re.compile(r"entry=\d+"))
    entry = page.locator(".st-key-part_opened_entry")
    expect(entry).to_contain_text("杂凑值")
    address = page.url
    page.keyboard.press("Escape")
    expect(entry).to_have_count(0)
    page.goto(address)
    expect(page.locator(".st-key-part_opened_entry")).to_contain_text("杂凑值")
