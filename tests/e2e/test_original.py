"""The original of a ticket: asked for with a reason, under a watermark, gone when closed."""

from playwright.sync_api import expect

from tests.e2e.browsing import settled


def test_a_reason_opens_the_original_and_closing_takes_it_away(as_):
    page = as_("governance", "/tickets")
    settled(page)
    link = page.locator(".weisu-finding")
    expect(link).to_be_visible()
    page.goto(page.url)
    settled(page)
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 120, box["y"] + 55)
    way = page.get_by_role("button", name="查看原文")
    way.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("事由").fill("核实")
    dialog.get_by_role("button", name="打开").click()
    expect(dialog.get_by_role("alert")).to_contain_text("事由")
    expect(page.locator(".weisu-watermark")).to_have_count(0)
    dialog.get_by_label("事由").fill("核实诉求人联系方式")
    dialog.get_by_role("button", name="打开").click()
    original = page.locator(".weisu-original")
    expect(original).to_be_visible()
    expect(page.locator(".weisu-watermark span").first).to_contain_text("governance")
    page.keyboard.press("Escape")
    expect(original).to_have_count(0)
    assert "/tickets" in page.url
