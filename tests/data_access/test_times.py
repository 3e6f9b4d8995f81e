"""Times of a source: many spellings, one zone, naive UTC."""

# ruff: noqa: DTZ001 - naive times are UTC, or local before they are placed

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.importing.times import parse_local, to_utc

NEW_YORK = ZoneInfo("America/New_York")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "text",
    [
        "2018-07-04 17:24:41",
        "2018/7/4 17:24:41",
        "2018.07.04 17:24:41",
        "2018-07-04T17:24:41",
        "2018-07-04T17:24:41.000",
        "2018年7月4日 17:24:41",
        "2018年7月4日17时24分41秒",
        "2018-07-04 下午5:24:41",
        "2018/7/4 5:24:41 PM",
        "20180704172441",
    ],
)
def test_spellings_of_a_time(text):
    assert parse_local(text) == datetime(2018, 7, 4, 17, 24, 41)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-07-04", datetime(2018, 7, 4)),
        ("20180704", datetime(2018, 7, 4)),
        ("2018-07-04 24:00:00", datetime(2018, 7, 5)),
        ("2018/7/4 12:05 AM", datetime(2018, 7, 4, 0, 5)),
        ("43285.5", datetime(2018, 7, 4, 12)),
    ],
)
def test_rarer_spellings(text, expected):
    assert parse_local(text) == expected


@pytest.mark.parametrize(
    "offset",
    ["+08", "+0800", "+08:00", " +0800", "+8", " GMT+8", " UTC+08:00", "+08:00[Asia/Shanghai]"],
)
@pytest.mark.parametrize("start", ["2025-03-04 09:00:00", "2025-03-04T09:00", "20250304T090000"])
def test_offsets(start, offset):
    assert to_utc(parse_local(start + offset), SHANGHAI).utc == datetime(2025, 3, 4, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-04T01:00:00Z", datetime(2025, 3, 4, 1)),
        ("2025-03-04T01:00:00z", datetime(2025, 3, 4, 1)),
        ("2025-03-04 01:00:00 UTC", datetime(2025, 3, 4, 1)),
        ("2025-03-04 01:00:00+00", datetime(2025, 3, 4, 1)),
        ("2025-03-04 01:00:00.5+00", datetime(2025, 3, 4, 1, 0, 0, 500000)),
        ("2025-03-03 20:00-05", datetime(2025, 3, 4, 1)),
        ("2025-03-03T19:30:00-0530", datetime(2025, 3, 4, 1)),
        ("2025-03-03T20:00:00\u221205:00", datetime(2025, 3, 4, 1)),
        ("20250304T010000.250Z", datetime(2025, 3, 4, 1, 0, 0, 250000)),
        ("20250304090000123", datetime(2025, 3, 4, 1, 0, 0, 123000)),
    ],
)
def test_offsets_and_fractions(text, expected):
    assert to_utc(parse_local(text), SHANGHAI).utc == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "2025-3-4-12",
        "2025-03-04 09:00+25",
        "2025-03-04 09:00+0875",
        "2018-13-01",
        "2018-07/04",
        "17:24",
        "2018-07-04 25:00",
    ],
)
def test_what_is_no_time(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the caller's business
        parse_local(text)


@given(st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1)))
def test_shanghai_is_eight_hours_ahead(value):
    assert (value - to_utc(value, SHANGHAI).utc).total_seconds() == 8 * 3600


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)))
def test_utc_comes_back_unless_the_clocks_skipped_it(value):
    moment = to_utc(value, NEW_YORK)
    back = moment.utc.replace(tzinfo=UTC).astimezone(NEW_YORK).replace(tzinfo=None)
    assert back == value or (back - value).total_seconds() == 3600
    assert moment.later is None or (moment.later - moment.utc).total_seconds() == 3600


def test_clocks_forward_and_back():
    assert to_utc(datetime(2026, 3, 8, 2, 30), NEW_YORK).utc == datetime(2026, 3, 8, 7, 30)
    twice = to_utc(datetime(2025, 11, 2, 1, 30), NEW_YORK)
    assert twice.utc == datetime(2025, 11, 2, 5, 30)
    assert twice.later == datetime(2025, 11, 2, 6, 30)
