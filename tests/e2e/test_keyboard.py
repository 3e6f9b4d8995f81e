"""去哪里 and copying in a browser: the keyboard alone leads to an area and to a ticket."""

from playwright.sync_api import expect

from tests.e2e.browsing import finding, settled


def ask(page):
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="页面、视图、区域、单位、分类或指标")
    expect(field).to_be_focused()


def test_the_keyboard_leads_to_an_area_and_to_tickets(as_, rows):
    page = as_("leader", "/warnings")
    street = rows[-1]["街道"]
    ask(page)
    page.keyboard.type(street)
    expect(page.get_by_role("option").first).to_contain_text(street)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today?area=*")
    settled(page)
    ask(page)
    page.keyboard.press("Tab")
    page.keyboard.type(rows[-1]["工单编号"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets?*")
    expect(finding(page)).to_contain_text("的工单共1件")
    assert "area=" not in page.url


def test_the_sentence_of_a_page_is_copied_with_its_basis(as_):
    page = as_("leader", "/compare")
    button = page.locator("button[data-copy]")
    assert "数据截至" in button.get_attribute("data-copy")
    assert finding(page).inner_text() in button.get_attribute("data-copy")
    button.click()
    expect(button).to_have_text("已复制")
    expect(button).to_have_text("复制")
