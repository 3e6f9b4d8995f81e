"""From an unknown file to a template: looked at, suggested, edited, tried, masked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from data_access import schemas
from data_access.importing.column_draft import Draft, doubt, moved, suggested
from data_access.importing.draft_document import Base, document_of, profile_of
from data_access.importing.file_look import FileLook, likely_entity, likely_header, look_at
from data_access.importing.preview import preview
from data_access.importing.profile import Profile
from data_access.importing.readers import ReadOptions
from data_access.importing.sample_mask import MASK, samples
from data_access.store.clock import utc_now
from data_access.types import WeisuError
from tests.data_access.test_import import PLACE

NAMES = ("流水号", "诉求渠道", "反映时间", "群众", "手机", "固话", "诉求详情", "属实否", "满意吗")
PEOPLE = ("王芳", "李建国", "张伟", "欧阳娜娜")


def line(n: int) -> list[str]:
    who, phone, day = PEOPLE[n % 4], f"138{n:08d}", n % 12 + 1
    return [
        f"LS{n:04d}", ("微信", "热线", "抖音")[n % 3], f"{day:02d}/08/2025 09:15", who, phone,
        "", f"{who}说3栋2单元501室没水，电话{phone}", ("属实", "查无此事")[n % 2], "满意",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook as a platform exports it: a sheet of sums first, two rows above the names."""
    found = openpyxl.Workbook()
    assert found.active is not None
    found.active.title = "汇总"
    for total in (["月份", "件数"], ["八月", "40"]):
        found.active.append(total)
    sheet = found.create_sheet("明细")
    for row in (["某市热线工单明细"], ["导出时间：2025-09-01"], list(NAMES)):
        sheet.append(row)
    for n in range(40):
        sheet.append(line(n))
    sheet["A6"] = ""
    path = tmp_path_factory.mktemp("book") / "明细.xlsx"
    found.save(path)
    return path


@pytest.fixture(scope="module")
def look(book: Path) -> FileLook:
    return look_at(book, ReadOptions(sheet="明细"))


def found_of(draft: Draft, column: str) -> str:
    return next(c.field for c in draft.columns if c.column == column)


def trial(draft: Draft, look: FileLook, base: Base | None = None) -> Profile:
    return profile_of(document_of(draft, look, base), "试")


def test_the_row_of_names_and_the_sheets_are_found(look: FileLook, book: Path) -> None:
    assert look.top.sheets == ("汇总", "明细")
    assert look.header_row == 3
    assert look.header == NAMES
    assert look.rows == 40
    assert look_at(book).header == ("月份", "件数")
    with pytest.raises(WeisuError, match="是空的"):
        look_at(book, ReadOptions(sheet="明细", header_row=99))


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([(1, ("甲", "乙", "丙"))], None),
        ([(1, ("明细表",)), (3, ("甲", "乙", "丙")), (4, ("1", "2", "3"))], 3),
        ([(1, ("工单编号", "受理时间", "备注")), (2, ("1", "2", "3"))], None),
        ([(1, ("表", "", "")), (2, ("x", "y", "")), (5, ("工单号", "受理时间", "区"))], 5),
        ([], None),
    ],
)
def test_rows_above_the_names_are_passed_over(
    rows: list[tuple[int, tuple[str, ...]]], row: int | None
) -> None:
    assert likely_header(rows) == row


def test_a_csv_with_a_title_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = "某市工单\n\n工单编号,受理时间,来电人\n1,2025-03-01 09:00,王芳\n"
    path.write_bytes(text.encode("gb18030"))
    look = look_at(path)
    assert (look.header_row, look.header) == (3, ("工单编号", "受理时间", "来电人"))
    draft = suggested(look, "ticket")
    assert trial(draft, look).tables[0].read.header_row == 3


@pytest.mark.parametrize("entity", list(schemas.ENTITIES))
def test_each_kind_of_file_is_known_by_its_names(entity: schemas.EntityName) -> None:
    header = [f.label for f in schemas.ENTITIES[entity].fields if f.sent]
    assert likely_entity(header) == entity


def test_nothing_personal_is_among_the_samples(look: FileLook) -> None:
    draft = suggested(look, "ticket")
    known = look.values["群众"][:20]
    shown = {
        c.column: samples(c.column, draft.target(c), look.values[c.column], known)
        for c in draft.columns
    }
    assert shown["群众"] == [MASK]  # nobody said what it is: its values are names
    assert shown["手机"] == [MASK]
    assert shown["固话"] == []
    said = "".join("".join(values) for values in shown.values())
    for name in PEOPLE:
        assert name not in said
    assert "138" not in said
    assert "501" not in said
    assert shown["流水号"][0] == "LS0000"
    assert samples("处置部门", None, ["水务局", "城管局"]) == ["水务局", "城管局"]
    assert samples("联系人", None, ["水务局"]) == [MASK]


def test_codes_are_those_that_are_known_and_the_rest_is_told(look: FileLook) -> None:
    draft = suggested(look, "ticket")
    channel = next(c for c in draft.columns if c.column == "诉求渠道")
    assert channel.codes == {"微信": "微信/小程序", "热线": "电话", "抖音": None}
    odd = doubt(draft, channel, look.values["诉求渠道"])
    assert odd is not None
    assert (odd.kind, odd.count) == ("open_codes", 1)
    rest = draft.put(replace(channel, other="其他"))
    assert doubt(rest, replace(channel, other="其他"), look.values["诉求渠道"]) is None
    rule = trial(rest, look).tables[0].columns["source_channel"]
    assert rule.map == {"微信": "微信/小程序", "热线": "电话"}
    assert rule.default == "其他"


def test_times_day_first_or_month_first_are_left_to_the_reader(look: FileLook) -> None:
    draft = suggested(look, "ticket")
    assert found_of(draft, "反映时间") == "t_accept"
    column = next(c for c in draft.columns if c.column == "反映时间")
    odd = doubt(draft, column, look.values["反映时间"])
    assert odd is not None
    assert odd.kind == "either_way"
    assert column.formats == ("%m/%d/%Y %H:%M",)


def test_a_time_that_its_format_reads_is_no_doubt(look: FileLook) -> None:
    draft = moved(suggested(look, "ticket"), "反映时间", "t_close", ("31/08/2025 09:15",))
    column = next(c for c in draft.columns if c.column == "反映时间")
    assert column.formats == ("%d/%m/%Y %H:%M",)
    assert doubt(draft, column, ("31/08/2025 09:15",)) is None


def edited(look: FileLook) -> Draft:
    """What a person makes of the suggestion."""
    draft = suggested(look, "ticket")
    for column, name in (("群众", "caller_name"), ("手机", "caller_phone"),
                         ("固话", "caller_phone"), ("属实否", "is_true")):  # fmt: skip
        draft = moved(draft, column, name, look.values[column])
    when = next(c for c in draft.columns if c.column == "反映时间")
    true = next(c for c in draft.columns if c.column == "属实否")
    draft = draft.put(replace(when, formats=("%d/%m/%Y %H:%M",)))
    return draft.put(replace(true, codes={**true.codes, "查无此事": False}))


def test_what_was_edited_is_what_is_tried(look: FileLook, book: Path) -> None:
    profile = trial(edited(look), look)
    table = profile.tables[0]
    assert table.read.sheet == "明细"
    assert table.columns["caller_phone"].any_of == ["手机", "固话"]
    assert table.columns["is_true"].map == {"查无此事": False}
    found = preview(book, profile, utc_now(), n=10, look=1000, jurisdiction=PLACE)
    assert (found.read, len(found.rows)) == (40, 10)
    assert found.problems == [(6, "缺少工单编号")]
    first = found.rows[0].values
    assert f"{first['t_accept']:%Y-%m-%d %H:%M}" == "2025-08-01 01:15"  # UTC
    assert first["is_true"] is True
    assert found.rows[1].values["is_true"] is False
    assert first["caller_name"] == MASK
    # As it is stored: the row's own caller is masked in the text too.
    assert "王芳" not in first["content"]
    assert "13800000000" not in first["content"]


def test_a_field_that_nothing_fills_is_missing(look: FileLook) -> None:
    draft = moved(suggested(look, "ticket"), "流水号", "", ())
    assert [f.name for f in draft.missing] == ["ticket_no"]


def test_yes_and_no_have_codes_too(look: FileLook) -> None:
    draft = moved(suggested(look, "ticket"), "属实否", "is_true", look.values["属实否"])
    column = next(c for c in draft.columns if c.column == "属实否")
    assert column.codes == {"属实": True, "查无此事": None}


def test_a_code_that_shall_not_count_is_left_empty(look: FileLook, book: Path) -> None:
    draft = edited(look)
    column = next(c for c in draft.columns if c.column == "满意吗")
    draft = draft.put(replace(column, field="satisfied", codes={"满意": None}))
    profile = trial(draft, look)
    assert profile.tables[0].columns["satisfied"].map == {"满意": None}
    found = preview(book, profile, utc_now(), jurisdiction=PLACE)
    assert "satisfied" not in found.rows[0].values
