"""Profiles: every fault is named with its line; the shipped ones are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access import schemas
from data_access.importing.profile_files import (
    SHIPPED,
    ProfileError,
    list_profiles,
    load_profile,
    parse_profile,
    read_profile,
)
from data_access.importing.table_choice import FileHeaders, choose_tables
from data_access.types import WeisuError

GOOD = """\
profile: city
label: 某市
jurisdiction: {code: "350100", name: 某市, size: city}
null_marks: ["-"]
tables:
  - entity: ticket
    files: ["*.csv"]
    columns:
      ticket_no: 编号
      t_accept: {from: 时间, formats: ["%d/%m/%Y"], precision: minute}
      source_channel:
        from: 来源
        map: {12345: 电话}
        default: 其他
    range: {t_accept: [2010-01-01, now]}
"""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, Path("city.yaml"))
    for line, message in caught.value.faults:
        assert f"city.yaml 第 {line} 行：{message}" in str(caught.value)
    return caught.value.faults


def only(text: str) -> tuple[int, str]:
    found = faults(text)
    assert len(found) == 1, found
    return found[0]


def test_a_good_profile_loads():
    profile = parse_profile(GOOD, Path("city.yaml"))
    table = profile.tables[0]
    assert profile.jurisdiction is not None
    assert profile.jurisdiction.timezone == "Asia/Shanghai"
    assert table.columns["ticket_no"].source == "编号"
    assert table.columns["source_channel"].map == {"12345": "电话"}
    assert table.range["t_accept"] == ("2010-01-01", "now")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("label:", "lable:", 2, "不认识的键“lable”，是否为“label”？"),
        ("size: city", "size: town", 3, "“size”不能是“town”"),
        ("size: city", "time_zone: x", 3, "不认识的键“time_zone”，是否为“timezone”？"),
        ("size: city", "timezone: Asia/Beijing", 3, "不认识的时区“Asia/Beijing”"),
        ("entity: ticket", "entity: tickets", 6, "“entity”不能是“tickets”，是否为“ticket”？"),
        ("ticket_no: 编号", "ticket_nr: 编号", 9, "没有这个字段“ticket_nr”，是否为“ticket_no”？"),
        ("ticket_no: 编号", "caller_key: 编号", 9, "由系统计算"),
        ("formats:", "format:", 10, "不认识的键“format”，是否为“formats”？"),
        ("precision: minute", "precision: hour", 10, "“precision”不能是“hour”"),
        ("from: 来源", "any_of: [来源]\n        join: [a, b]", 11, "恰好写一项"),
        ("电话}", "手机}", 13, "“手机”不在来源渠道的代码表中"),
        ("其他", "APPS", 14, "“APPS”不在来源渠道的代码表中，是否为“APP”？"),
        ("[2010-01-01", "[2010/1/1", 15, "范围“2010/1/1”"),
        ("t_accept: [", "t_acept: [", 15, "没有在 columns 中映射，是否为“t_accept”？"),
        ("label: 某市", "label: [", 4, "YAML 语法错误"),
        ("label: 某市", "label: 某市\nlabel: 某县", 3, "“label”重复"),
    ],
)
def test_each_fault_is_named_with_its_line(old, new, line, message):
    found = faults(GOOD.replace(old, new, 1))
    assert any(n == line and message in text for n, text in found), found


def test_all_faults_come_at_once():
    text = GOOD.replace("label:", "lable:").replace("formats:", "format:")
    assert [line for line, _ in faults(text)] == [1, 2, 10]


def test_a_missing_required_field_is_named():
    line, message = only(GOOD.replace("      ticket_no: 编号\n", ""))
    assert line == 8
    assert "缺少必需字段“ticket_no”（工单编号）" in message


def test_days_only_must_be_said_of_the_jurisdiction_too():
    assert "time_precision: day" in only(GOOD.replace("precision: minute", "precision: day"))[1]


@pytest.mark.parametrize("text", ["", "- a\n", "x"])
def test_what_is_no_mapping_is_refused(text):
    assert "应为" in only(text)[1]


def test_codes_stay_text():
    text = GOOD.replace('"350100"', "010101").replace("12345: 电话", "NO: 电话, 007: APP")
    profile = parse_profile(text, Path("city.yaml"))
    assert profile.jurisdiction is not None
    assert profile.jurisdiction.code == "010101"
    assert set(profile.tables[0].columns["source_channel"].map) == {"NO", "007"}


def test_the_home_folder_comes_before_the_shipped_ones(tmp_path):
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "pingshan.yaml").write_text(GOOD.replace("profile: city", "profile: pingshan"))
    (folder / "bad.yaml").write_text("x")
    assert load_profile("pingshan", tmp_path).label == "某市"
    infos = {i.name: i for i in list_profiles(tmp_path)}
    assert not infos["pingshan"].shipped
    assert infos["teddy"].shipped
    assert infos["bad"].problem
    with pytest.raises(WeisuError, match=r"没有名为“pingshang”.*是否为“pingshan”"):
        load_profile("pingshang", tmp_path)
    assert load_profile(folder / "pingshan.yaml", tmp_path).label == "某市"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda p: p.stem)
def test_shipped_profiles_have_no_faults(path):
    assert read_profile(path).profile == path.stem


def test_the_standard_profile_takes_every_field_by_name_and_by_label(tmp_path):
    standard = load_profile("standard", tmp_path)
    assert {t.entity for t in standard.tables} == set(schemas.ENTITIES)
    for table in standard.tables:
        sent = [f for f in table.schema_entity.fields if f.sent]
        assert set(table.columns) == {f.name for f in sent}
        for field in sent:
            assert [field.name, field.label] == (table.columns[field.name].any_of or [])[:2]
        for header in ([f.name for f in sent], [f.label for f in sent]):
            assert table.fit(header) == len(sent)


@pytest.mark.parametrize(
    ("file", "entity"),
    [
        ("tickets.csv", "ticket"),
        ("ticket_events.csv", "ticket_event"),
        ("callbacks.csv", "callback"),
        ("calls.csv", "call_log"),
        ("organisations.csv", "organisation"),
        ("areas.csv", "area"),
        ("local_events.csv", "local_event"),
        ("导出.csv", "ticket"),
    ],
)
def test_the_standard_profile_finds_the_table_of_a_file(tmp_path, file, entity):
    standard = load_profile("standard", tmp_path)
    header = [f.name for f in schemas.ENTITIES[entity].fields if f.sent]
    for name in (file, "x.csv"):
        (tmp_path / name).write_text(",".join(header), encoding="utf-8")
        choice = choose_tables(standard, FileHeaders(tmp_path / name))
        assert [t.entity for t in choice.tables] == [entity]
        assert not choice.notes


def test_the_manual_describes_every_field_and_every_key():
    manual = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    for entity in schemas.ENTITIES.values():
        for field in entity.fields:
            if field.sent:
                assert f"| `{field.name}` | {field.label} |" in manual
    for path in SHIPPED.glob("*.yaml"):
        assert f"`{path.stem}`" in manual
    example = manual.split("```yaml\n")[1].split("```")[0]
    profile = parse_profile(example, Path("docs/profiles.md"))
    assert profile.tables[0].columns["t_close"].precision == "day"


def test_a_place_s_code_of_another_length_is_refused_with_what_it_should_be(tmp_path):
    file = tmp_path / "profiles" / "own.yaml"
    file.parent.mkdir()
    file.write_text(
        "profile: own\ntitle: 试\njurisdiction: {code: chicago, name: 某市, size: city}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProfileError, match=r"六位行政区划代码.*chicago"):
        load_profile("own", tmp_path)
