"""数据接入: a file from an administrator's desk until a leader reads its numbers."""

import csv
import io
import shutil

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import Watch, on_import, on_today, settled, volume
from tests.e2e.city import accepted
from tests.e2e.site import serving

GOOD, BAD = 200, 3


@pytest.fixture(scope="module")
def empty_site(homes, tmp_path_factory):
    """A server whose store has accounts and nothing else."""
    home = tmp_path_factory.mktemp("empty") / "home"
    shutil.copytree(homes / "empty", home)
    with serving(home, web_processes=1) as site:
        yield site


@pytest.fixture
def watch(empty_site):
    """What must not happen, on this server."""
    watch = Watch(empty_site.address)
    yield watch
    assert watch.complaints == []


def upload(page, name, content):
    """Hand a file to the page."""
    data = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("input[type=file]", data)


def gb18030(rows):
    """Return rows as the CSV file that a Chinese Excel writes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")


def count(page, label):
    """The number under a label."""
    tile = page.get_by_test_id("stMetric").filter(has_text=label)
    return tile.get_by_test_id("stMetricValue")


def test_a_file_goes_the_whole_way(as_, rows):
    leader = as_("leader", "/today")
    expect(leader.get_by_role("heading", name="还没有可以展示的数据")).to_be_visible()
    sent = accepted(rows, 7)[-GOOD:]
    assert len(sent) == GOOD
    spoiled = [{**r, "工单编号": "", "案件编号": ""} for r in sent[:BAD]]

    page = as_("system_admin", "/import")
    on_import(page)
    upload(page, "十一月工单.csv", gb18030([*sent, *spoiled]))
    page.get_by_role("textbox", name="地区编码").fill("990181")
    page.get_by_role("textbox", name="地区编码").press("Tab")
    page.get_by_role("textbox", name="地区名称").fill("澄川市")
    page.get_by_role("textbox", name="地区名称").press("Enter")
    expect(page.get_by_text("将作为澄川市的工单导入")).to_be_visible()
    expect(page.get_by_role("tab", name="字段对应")).to_be_visible()
    page.get_by_role("tab", name="前几行").click()
    expect(page.get_by_text("个人信息已隐去")).to_be_visible()
    settled(page)
    table = page.locator("[role=tabpanel]:visible [data-testid=stDataFrame] table")
    expect(table).to_contain_text(sent[0]["工单编号"])
    phone = next(r["联系电话"] for r in sent if r["联系电话"])
    expect(table).not_to_contain_text(phone)

    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("十一月工单.csv 已导入")).to_be_visible(timeout=90_000)
    for label, number in (("新增", GOOD), ("更新", 0), ("未变", 0), ("隔离", BAD)):
        expect(count(page, label)).to_have_text(str(number))
    expect(page.get_by_text(f"共读取{GOOD + BAD}行")).to_be_visible()

    page.get_by_role("radio", name="导入批次").click()
    batches = page.locator("[data-testid=stDataFrame] table").first
    expect(batches).to_contain_text("十一月工单.csv")
    expect(batches).to_contain_text("完成")
    page.get_by_role("radio", name="隔离区").click()
    expect(page.get_by_text(f"共有{BAD}行没有导入")).to_be_visible()
    expect(page.locator("[data-testid=stDataFrame] table").first).to_contain_text("工单编号")

    leader.reload()
    on_today(leader)
    expect(volume(leader)).to_have_text(f"{GOOD}件")


def test_the_same_file_again_changes_nothing(as_, rows):
    page = as_("system_admin", "/import")
    on_import(page)
    upload(page, "十一月工单.csv", gb18030(accepted(rows, 7)[-GOOD:]))
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("十一月工单.csv 已导入")).to_be_visible(timeout=90_000)
    for label, number in (("新增", 0), ("更新", 0), ("未变", GOOD), ("隔离", 0)):
        expect(count(page, label)).to_have_text(str(number))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("坏文件.csv", b"\x00\x01\x02\n\xff\xfe\x80\x80", "未导入任何数据"),
        ("无关.csv", "甲,乙\n1,2\n".encode(), "没有模板与本文件相符"),
        ("坏表格.xlsx", b"PK\x03\x04 this is no workbook", "未导入任何数据"),
        ("空.csv", b"", "未导入任何数据"),
    ],
)
def test_nonsense_is_told_so(as_, name, content, words):
    page = as_("system_admin", "/import")
    on_import(page)
    upload(page, name, content)
    expect(page.get_by_role("alert").filter(has_text=words).first).to_be_visible()
    expect(page.get_by_role("button", name="开始导入")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert "错误编号" not in page.inner_text("body")
