"""Suggested mappings: sure names are never hidden, wrong ones never win by letters alone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from data_access import schemas
from data_access.importing.profile_files import parse_profile
from data_access.importing.readers import ReadOptions
from data_access.importing.suggest import Suggestion, suggest_mapping
from data_access.importing.suggest_draft import draft
from data_access.importing.suggest_times import guess_formats
from weisu.commands.profile import suggest


def found(**columns: list[str]) -> dict[str, Suggestion]:
    """Suggest for columns given with their values."""
    rows = list(zip(*columns.values(), strict=True))
    return {s.column: s for s in suggest_mapping(list(columns), rows, schemas.TICKET)}


def fields(header: list[str]) -> dict[str, str | None]:
    return {s.column: s.field for s in suggest_mapping(header, [], schemas.TICKET)}


def test_values_outside_a_code_list_never_make_it_sure():
    got = found(
        srnumber=["1-1", "1-2"], requesttype=["Bulky Items", "Graffiti"],
        status=["Open", "Closed"], source=["Phone", "Self Service"], 诉求类型=["噪音", "占道"],
        满意度=["满意", "一般"],
    )  # fmt: skip
    assert got["requesttype"].field == "category_1"
    named = {"status": "status", "source": "source_channel", "诉求类型": "ticket_type"}
    for column, field in named.items():
        assert got[column].field == field
        assert got[column].confidence <= 0.6
        assert "不在代码表" in got[column].hint
    assert got["满意度"].confidence == 1.0


@pytest.mark.parametrize(
    "word", ["reason", "原因", "NC", "date", "type_id", "updated_date", "street_number"]
)
def test_letters_in_common_are_no_reason(word):
    assert fields(["编号", word])[word] in (None, "category_1")
    assert fields([word])[word] not in (
        "exclude_reason", "org_lead", "t_close", "t_accept", "street", "unresolved_reason",
    )  # fmt: skip


def test_names_of_well_known_sources():
    assert fields([
        "case_enquiry_id", "open_dt", "target_dt", "closed_dt", "case_status", "closure_reason",
        "case_title", "reason", "type", "department", "neighborhood", "latitude", "longitude",
        "source",
    ]) == {
        "case_enquiry_id": "ticket_no", "open_dt": "t_accept", "target_dt": "deadline",
        "closed_dt": "t_close", "case_status": "status", "closure_reason": "reply_public",
        "case_title": "title", "reason": "category_1", "type": "category_2",
        "department": "org_lead", "neighborhood": "community", "latitude": "lat",
        "longitude": "lon", "source": "source_channel",
    }  # fmt: skip
    assert fields([
        "service_request_id", "status", "status_notes", "service_name", "description",
        "agency_responsible", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "lat", "long", "media_url",
    ]) == {
        "service_request_id": "ticket_no", "status": "status", "status_notes": "reply_public",
        "service_name": "category_1", "description": "content", "agency_responsible": "org_lead",
        "requested_datetime": "t_accept", "updated_datetime": None,
        "expected_datetime": "deadline", "address": "addr_text", "lat": "lat", "long": "lon",
        "media_url": None,
    }  # fmt: skip
    assert fields(["timestamp", "CreatedDate", "Closed Date"])["timestamp"] == "t_accept"
    assert fields(["SR Number", "Created Date", "ClosedDate"]) == {
        "SR Number": "ticket_no", "Created Date": "t_accept", "ClosedDate": "t_close",
    }  # fmt: skip


def test_a_sure_name_is_shown_whatever_its_values():
    got = found(
        createddate=["1/1/20 0:05", "1/31/20 13:05"], 办结时间=["昨天", "前天"],
        截止时间=["1741050000", "1741050001"], 派单时间=["20250304090000", "20250305090000"],
        联系电话=["198****0567", "138****0000"], org_lead=["44", "45"],
    )  # fmt: skip
    assert (got["createddate"].field, got["createddate"].confidence) == ("t_accept", 0.85)
    assert got["createddate"].formats == ("%m/%d/%y %H:%M",)
    assert "先后" not in got["createddate"].hint
    assert got["办结时间"].field == "t_close"
    assert "formats" in got["办结时间"].hint
    assert "1970" in got["截止时间"].hint
    assert got["派单时间"].confidence == 1.0
    assert got["联系电话"].field == "caller_phone"
    assert "核对" in got["联系电话"].hint
    assert got["org_lead"].confidence < 1
    assert found(NC=["44", "45"])["NC"].field is None


@pytest.mark.parametrize(
    ("values", "formats", "either"),
    [
        (["03/04/2025 09:00 AM", "12/04/2025 01:00 PM"], ["%m/%d/%Y %I:%M %p"], True),
        (["13/04/2025", "01/12/2025"], ["%d/%m/%Y"], False),
        (["04.03.2025 9:00", "31.03.2025 9:00"], ["%d.%m.%Y %H:%M"], False),
        (["04-Mar-25", "05-Mar-25"], ["%d-%b-%y"], False),
        (["Mar 4, 2025 9:00 AM"], ["%b %d, %Y %I:%M %p"], False),
    ],
)
def test_formats_are_guessed(values, formats, either):
    got = guess_formats(values)
    assert got is not None
    assert (got.formats, got.either_way) == (formats, either)
    assert guess_formats(["昨天"]) is None


def test_the_draft_is_a_template_that_can_be_checked():
    header = ["srnumber", "createddate", "status", "NO"]
    rows = [["1", "1/31/20 0:05", "Open", "x"], ["2", "1/1/20 0:06", "Closed", "y"]]
    text = draft(
        suggest_mapping(header, rows, schemas.TICKET), schemas.TICKET, ReadOptions(header_row=2)
    )
    table = parse_profile(text, Path("mycity.yaml")).tables[0]
    assert table.columns["t_accept"].formats == ["%m/%d/%y %H:%M"]
    assert table.columns["status"].map == {"Open": None, "Closed": None}
    assert table.read.header_row == 2
    assert "待补充" in draft([], schemas.TICKET, ReadOptions())


def test_the_draft_keeps_what_the_shipped_template_knows_a_code_for():
    rows = [["1", "2025-03-04 09:00", "微信"], ["2", "2025-03-04 09:01", "抖音"]]
    header = ["工单编号", "受理时间", "来源渠道"]
    text = draft(suggest_mapping(header, rows, schemas.TICKET), schemas.TICKET, ReadOptions())
    rule = parse_profile(text, Path("mycity.yaml")).tables[0].columns["source_channel"]
    assert rule.map == {"微信": "微信/小程序", "抖音": None}


def test_the_command_prints_a_mapping_and_a_draft(tmp_path, monkeypatch):
    monkeypatch.setenv("WEISU_HOME", str(tmp_path / "home"))
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["汇总", "汇总"])
    sheet = book.create_sheet("明细")
    for row in (["某市热线", "某市热线"], ["工单编号", "受理时间"], ["1", "2025-03-04 09:00"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    asked = [str(tmp_path / "a.xlsx"), "--sheet", "明细", "--header-row", "2"]
    done = CliRunner().invoke(suggest, asked)
    assert done.exit_code == 0
    assert "受理时间\tt_accept\t受理时间\t1.00" in done.stdout
    alone = CliRunner().invoke(suggest, [*asked, "--yaml"])
    said = yaml.safe_load(alone.stdout)
    assert said["tables"][0]["read"] == {"sheet": "明细", "header_row": 2}
    assert parse_profile(alone.stdout, Path("mycity.yaml")).tables[0].columns["ticket_no"].source
