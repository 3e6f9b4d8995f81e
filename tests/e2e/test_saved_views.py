"""常用视图 in browsers: one keeps and shares a view, others open it and see what is theirs."""

from playwright.sync_api import Page, expect

from tests.e2e.browsing import faults, finding, settled
from tests.e2e.city import UNIT
from tests.e2e.test_words import english


def views(page: Page):
    """Open the page's views and return the dialog."""
    page.get_by_role("button", name="常用视图").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="存为视图")).to_be_visible()
    settled(page)
    return dialog


def keep(page: Page, name: str, *, everybody: bool = False) -> None:
    """Keep what is shown under a name."""
    dialog = views(page)
    dialog.get_by_role("textbox", name="名称").fill(name)
    if everybody:
        dialog.get_by_text("各单位").click()
        settled(page)
    dialog.get_by_role("button", name="存为视图").click()
    expect(dialog.get_by_role("button", name=name)).to_be_visible()
    settled(page)


def test_a_view_is_kept_shared_and_opened_by_others_who_see_what_is_theirs(as_):
    office = as_("governance", f"/tickets?span=30d&channel=%E7%94%B5%E8%AF%9D&department={UNIT}")
    said = finding(office).inner_text()
    keep(office, "电话近30天", everybody=True)
    assert faults(office) == {}
    assert english(office) == []
    office.keyboard.press("Escape")
    keep(office, "我自己的")
    # The same page with other filters, and back by one click.
    office.keyboard.press("Escape")
    search = office.locator(".st-key-tickets_bar input[type=text]").first
    search.fill("电梯")
    search.press("Enter")
    office.wait_for_url("**q=*")
    settled(office)
    views(office).get_by_role("button", name="电话近30天").click()
    office.wait_for_url(lambda url: "q=" not in url)
    settled(office)
    expect(finding(office)).to_have_text(said)
    expect(search).to_have_value("")

    leader = as_("leader", "/tickets")
    dialog = views(leader)
    expect(dialog.get_by_role("button", name="我自己的")).to_have_count(0)
    dialog.get_by_role("button", name="电话近30天").click()
    leader.wait_for_url("**span=30d*")
    settled(leader)
    expect(finding(leader)).to_have_text(said)
    assert "department=" in leader.url

    # By name, from another page.
    leader = as_("leader", "/today")
    leader.keyboard.press("Control+k")
    expect(leader.get_by_role("combobox", name="页面、视图、区域")).to_be_focused()
    leader.keyboard.type("电话近30")
    expect(leader.get_by_role("option").first).to_contain_text("电话近30天（常用视图，查工单")
    leader.keyboard.press("Enter")
    leader.wait_for_url("**/tickets?*")
    settled(leader)
    expect(finding(leader)).to_have_text(said)


def test_a_subscription_is_kept_and_a_view_deleted(as_):
    page = as_("analyst", "/compare?metric=volume")
    keep(page, "诉求量")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="送摘要").click()
    page.get_by_role("option", name="每周一送").click()
    settled(page)
    page.reload()
    settled(page)
    dialog = views(page)
    expect(dialog.get_by_role("combobox", name="送摘要")).to_have_value("每周一送")
    dialog.get_by_role("button", name="修改").click()
    dialog.get_by_role("button", name="删除").click()
    expect(dialog.get_by_role("button", name="诉求量")).to_have_count(0)
    expect(dialog.get_by_text("还没有常用视图")).to_be_visible()
