"""趋势预测 in a browser: what a leader reads, clicks and prints; what a department gets."""

import re

from playwright.sync_api import expect

from tests.e2e import pdf_text
from tests.e2e.browsing import finding, settled


def on_forecast(page):
    expect(page.locator(".weisu-month")).to_be_visible()
    settled(page)


def test_a_leader_reads_the_forecast_and_looks_into_it(as_):
    page = as_("leader", "/forecast")
    on_forecast(page)
    expect(finding(page)).to_contain_text("今后7天预计诉求约")
    expect(page.locator(".weisu-month td em")).to_have_count(31)
    pictures = page.get_by_test_id("stPlotlyChart")
    expect(pictures).to_have_count(3)  # history and forecast, reasons, seats
    expect(pictures.nth(2).locator("text=个坐席").first).to_be_visible()
    page.get_by_role("radio", name="各方法的误差").click()
    settled(page)
    # The button of this very table: the last table's may still stand, its file is gone.
    chosen = page.locator(".st-key-download_fc_models_csv")
    expect(chosen).to_be_visible()
    settled(page)
    with page.expect_download() as download:
        chosen.get_by_role("button", name="CSV 文件").press("Enter")
    assert download.value.suggested_filename == "各方法的误差_2025-11-23.csv"
    assert "沿用上周同日" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_text("拆开看").click()
    expect(page.get_by_text("这一部分没有拆开")).to_be_visible()  # four months of history


def test_a_department_with_few_tickets_gets_these_and_no_forecast(as_):
    page = as_("department", "/forecast")
    expect(finding(page)).to_contain_text("件数少，不作预测")
    settled(page)
    assert page.locator(".weisu-month").count() == 0
    body = page.inner_text("body")
    assert "请逐件看工单" in body
    assert not re.search(r"\bnan\b", body, re.IGNORECASE)


def test_print_has_forecast_month_and_reasons(as_):
    page = as_("leader", "/forecast")
    on_forecast(page)
    sentence = finding(page).inner_text()
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    words = pdf_text.words(pdf)
    # The PDF names 民 by a look-alike; the rest of the words is enough.
    for text in (sentence, "情月历：12月", "12月要防的事", "为何用这个方法"):
        assert pdf_text.plain(text) in words, text
    for control in ("退出登录", "筛选", "下载 Excel"):
        assert control not in words
    assert 1 <= pdf_text.pages(pdf) <= 6


def test_nothing_is_cut_off_on_paper(as_):
    page = as_("leader", "/forecast")
    on_forecast(page)
    pictures = page.locator(".js-plotly-plot svg text")
    drawn = {t.strip() for t in pictures.all_text_contents() if re.search(r"\d", t)}
    assert len(drawn) > 10
    pdf = page.pdf(prefer_css_page_size=True)  # as the browser prints: wider than the paper
    words = pdf_text.words(pdf)
    assert [label for label in drawn if pdf_text.plain(label) not in words] == []
    for told in ("分类预测", "今后28天预计", "每日上限", "粗略估计"):  # the table, all columns
        assert pdf_text.plain(told) in words, told
    for control in ("与谁比", "拆开看", "各方法的误差"):
        assert control not in words
    settled(page)
    assert page.locator("svg.main-svg[viewBox]").count() == 0  # the screen is as it was
