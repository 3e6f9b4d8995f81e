"""A template for an unknown file, step by step on 数据接入, until the file is imported with it."""

from __future__ import annotations

import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.server.viewer import configure
from data_access.importing.load import ingest
from data_access.importing.profile_files import list_profiles, load_profile
from data_access.store import audit
from data_access.types import Scope
from tests.dashboards.conftest import PLACE
from tests.support.pages import half_width, page_script
from tests.support.people import viewer

EVERYTHING = Scope.system("tests")
HEADER = ("流水号", "诉求渠道", "反映日", "群众", "手机", "诉求详情")
ROWS = [
    (f"LS{n:03d}", ("微信", "抖音")[n % 2], f"{n + 1:02d}/08/2025 09:15", "王芳", f"138{n:08d}",
     f"王芳反映路灯不亮，电话138{n:08d}")
    for n in range(12)
]  # fmt: skip


def content(rows=ROWS, header=HEADER):
    text = io.StringIO()
    csv.writer(text).writerows([("某市工单明细表",), header, *rows])
    return text.getvalue().encode("gb18030")


@pytest.fixture
def page(settings, sqlite_store):
    """The page with the unknown file on it."""
    configure(settings, sqlite_store, viewer=viewer("system_admin", settings))
    return uploaded("平台导出.csv", content())


def uploaded(name, data):
    test = AppTest.from_string(page_script("import"), default_timeout=60).run()
    test.file_uploader(key="import_file").upload(name, data, "text/csv").run()
    assert not test.exception
    return test


def press(test, key):
    test.button(key=key).click().run()
    assert not test.exception
    assert half_width(test) == []
    return test


def said(test):
    parts = (test.markdown, test.caption, test.error, test.warning, test.success, test.info)
    return " ".join(e.value for part in parts for e in part).replace("\\", "")


def field_of(test, column):
    return next(s for s in test.selectbox if column in s.label.replace("\\", ""))


def choose(test, column, field):
    field_of(test, column).set_value(field).run()
    assert not test.exception


def to_fields(test):
    return press(press(test, "template_new"), "template_next")


def mapped(test):
    """Go through the steps as far as the trial."""
    to_fields(test)
    choose(test, "反映日", "t_accept")
    choose(test, "群众", "caller_name")
    press(test, "template_next")
    code = next(s for s in test.selectbox if s.label == "抖音")
    assert code.value is None
    code.set_value("其他").run()
    return press(test, "template_next")


def submit(test, label):
    test.text_input(key="template_label").set_value(label)
    next(b for b in test.button if b.label == "保存模板").click().run()
    assert not test.exception
    return test


def test_what_stands_in_the_file_is_suggested_and_masked(page):
    press(page, "template_new")
    assert "工单明细表" in page.selectbox(key="template_header_1").options[0]
    assert "看起来是数据" in page.selectbox(key="template_header_1").options[2]
    assert "共6列" in said(page)
    press(page, "template_next")
    assert "必需字段受理时间还没有对应的列" in said(page)
    assert field_of(page, "流水号").value == "ticket_no"
    assert field_of(page, "反映日").value == ""
    assert "把握大" in said(page)
    for secret in ("王芳", "1380"):
        assert secret not in said(page)
        assert not any(secret in str(s.options) for s in page.selectbox)


def test_a_file_is_imported_with_the_template_that_was_made_for_it(page, settings, sqlite_store):
    mapped(page)
    assert "都可以导入" in said(page)
    shown = page.dataframe[0].value
    assert len(shown) == 10
    assert shown["受理时间"].iloc[0] == "2025-01-08 09:15"  # which is the day is not to be seen
    assert "王芳" not in shown.to_csv()
    submit(page, "某市平台导出")
    assert "已保存" in said(page)
    (own,) = [i for i in list_profiles(settings.home) if not i.shipped]
    assert (own.label, own.problem) == ("某市平台导出", None)
    profile = page.selectbox(key=next(s.key for s in page.selectbox if "import_profile" in s.key))
    assert profile.value == own.name
    assert any(b.label.startswith("开始导入") for b in page.button) or "地区" in said(page)
    (entry,) = audit.entries(sqlite_store, EVERYTHING, action="profile.save")
    assert entry.about == "某市平台导出"
    path = settings.home / "x.csv"
    path.write_bytes(content())
    result = ingest(
        sqlite_store, settings, EVERYTHING, path, "某市平台导出", actor="t", place=PLACE
    )
    assert (result.inserted, result.quarantined) == (12, 0)


def test_the_way_a_time_is_read_is_chosen_by_what_it_makes_of_the_first(page, settings):
    to_fields(page)
    choose(page, "反映日", "t_accept")
    assert "日与月的先后看不出来" in said(page)
    press(page, "template_next")
    way = next(s for s in page.selectbox if s.label == "时间怎么读")
    assert "“01/08/2025 09:15”读作2025-08-01 09:15" in way.options
    way.set_value(("%d/%m/%Y %H:%M",)).run()
    assert not page.exception
    typed = next(t for t in page.text_input if t.label == "其他写法")
    assert typed.value == "%d/%m/%Y %H:%M"
    press(page, "template_next")
    assert page.dataframe[0].value["受理时间"].iloc[0] == "2025-08-01 09:15"
    submit(page, "日在前")
    (own,) = [i for i in list_profiles(settings.home) if not i.shipped]
    rule = load_profile(own.name, settings.home).tables[0].columns["t_accept"]
    assert rule.formats == ["%d/%m/%Y %H:%M"]


def test_what_would_be_refused_is_listed_with_its_reason(settings, sqlite_store):
    configure(settings, sqlite_store, viewer=viewer("system_admin", settings))
    test = uploaded("坏.csv", content([*ROWS, ("", "微信", "01/08/2025 09:15", "李四", "", "x")]))
    mapped(test)
    assert "1行将进入隔离区" in said(test)
    refused = test.dataframe[1].value
    assert refused.to_numpy().tolist() == [[15, "缺少工单编号"]]


def test_what_is_still_missing_keeps_it_from_being_tried(page):
    to_fields(page)
    press(page, "template_next")
    press(page, "template_next")
    assert "必需字段受理时间" in said(page)
    assert not [b for b in page.button if b.label == "保存模板"]


def test_a_kept_template_is_changed_and_another_ones_name_is_refused(page, settings):
    submit(mapped(page), "某市平台导出")
    press(page, "template_change")
    assert field_of(page, "诉求详情").value == "content"
    choose(page, "诉求详情", "title")
    press(page, "template_next")
    press(page, "template_next")
    assert "由system" in said(page)
    submit(page, "标准模板（七种文件）")
    assert "已有名为" in said(page)
    submit(page, "改过的")
    (own,) = [i for i in list_profiles(settings.home) if not i.shipped]
    assert own.label == "改过的"
    columns = load_profile(own.name, settings.home).tables[0].columns
    assert "content" not in columns
    assert columns["title"].columns == ["诉求详情"]


def test_a_shipped_template_is_taken_further_and_stays(settings, sqlite_store):
    configure(settings, sqlite_store, viewer=viewer("system_admin", settings))
    header = ("工单编号", "受理时间", "坐席备注")
    data = content([("1", "2025-08-01 09:15", "急")], header).split(b"\n", 1)[1]
    test = uploaded("工单.csv", data)
    press(test, "template_change")
    assert "自带模板不变" in said(test)
    choose(test, "坐席备注", "sensitive_flag")
    press(test, "template_next")
    press(test, "template_next")
    submit(test, "带备注")
    (own,) = [i for i in list_profiles(settings.home) if not i.shipped]
    tables = load_profile(own.name, settings.home).tables
    assert len(tables) == 7
    assert tables[0].columns["sensitive_flag"].columns[-1] == "坐席备注"


def test_leaving_off_keeps_nothing(page, settings):
    mapped(page)
    press(page, "template_cancel")
    assert [b for b in page.button if b.key == "template_new"]
    assert not (settings.home / "profiles").exists()


def test_kept_templates_are_listed_with_who_kept_them(page, settings, sqlite_store):
    submit(mapped(page), "某市平台导出")
    test = AppTest.from_string(page_script("import"), default_timeout=60).run()
    listed = test.dataframe[0].value.to_csv()
    assert "某市平台导出" in listed
    assert "system_admin" in listed


def test_a_file_that_no_template_can_read_as_it_is_gets_one(settings, sqlite_store):
    """Its title stands twice in the first row, which no import takes for names of columns."""
    configure(settings, sqlite_store, viewer=viewer("system_admin", settings))
    rows = content().split(b"\n", 1)[1]
    test = uploaded("平台导出.csv", "明细,明细\r\n".encode("gb18030") + rows)
    assert "列名重复" in said(test)
    mapped(test)
    assert "都可以导入" in said(test)
    submit(test, "有双标题的")
    (own,) = [i for i in list_profiles(settings.home) if not i.shipped]
    assert load_profile(own.name, settings.home).tables[0].read.header_row == 2
    assert "将作为" in said(test) or "地区" in said(test)


def test_a_row_that_cannot_be_one_of_names_is_told_and_left_again(page):
    press(page, "template_new")
    row = page.selectbox(key="template_header_1")
    row.set_value(3).run()
    assert not page.exception
    assert not [e for e in page.error if "错误编号" in e.value]
    again = page.selectbox(key="template_header_2")
    again.set_value(2).run()
    assert "共6列" in said(page)


def test_who_only_looks_at_imports_makes_no_template(settings, sqlite_store):
    configure(settings, sqlite_store, viewer=viewer("governance", settings))
    test = AppTest.from_string(page_script("import"), default_timeout=60).run()
    assert not test.exception
    assert not [b for b in test.button if (b.key or "").startswith("template")]
    assert not test.get("file_uploader")
