"""Time limits: what each preset says, and whole columns equal to single tickets."""
# ruff: noqa: DTZ001 (times here are local, as in the calendar's contract)

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.calendar.limits import PRESETS, Limit, apply_limit, deadline, deadlines, preset
from data_access.calendar.workdays import is_workday
from data_access.schemas import TICKET_TYPES, URGENCIES
from data_access.types import WeisuError

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(
    lambda t: t.replace(microsecond=0)
)
TYPES = st.sampled_from([*TICKET_TYPES, None])
HOW_URGENT = st.sampled_from([*URGENCIES, None])
RULES = st.sampled_from(list(PRESETS))


@pytest.mark.parametrize(
    ("rule", "kind", "urgency", "sent", "due"),
    [
        # Guangdong: 2, 10, 15 working days. The 2026 Spring Festival is off from 15 to 23 February.
        ("guangdong", "咨询", "普通", "2026-02-13 10:00", "2026-02-24 23:59:59"),
        ("guangdong", "求助", "普通", "2026-02-13 10:00", "2026-03-05 23:59:59"),
        ("guangdong", "投诉", "紧急", "2026-02-13 10:00", "2026-03-12 23:59:59"),
        # Shanghai: 1, 5, 15; National Day 2025 off from 1 to 8 October, 11 October worked.
        ("shanghai", "咨询", None, "2025-09-30 17:00", "2025-10-09 23:59:59"),
        ("shanghai", "求助", None, "2025-09-30 17:00", "2025-10-14 23:59:59"),
        # Clock hours and natural days run through the holiday.
        ("tiered", "投诉", "紧急", "2025-10-01 23:30", "2025-10-02 01:30:00"),
        ("tiered", "投诉", "加急", "2025-10-01 23:30", "2025-10-02 23:30:00"),
        ("tiered", "投诉", "普通", "2025-10-01 23:30", "2025-10-08 23:59:59"),
        ("bureau", "投诉", "紧急", "2025-10-01 08:00", "2025-10-01 23:59:59"),
        ("bureau", "咨询", "普通", "2025-10-01 08:00", "2025-10-11 23:59:59"),
        ("general", "表扬", None, "2025-09-30 08:00", "2025-10-16 23:59:59"),
    ],
)
def test_presets_by_hand(rule, kind, urgency, sent, due):
    end = deadline(kind, urgency, datetime.fromisoformat(sent), rule)
    assert end is not None
    assert end.at == datetime.fromisoformat(due)


def test_what_a_source_does_not_say_has_no_limit():
    assert deadline("表扬", "普通", datetime(2026, 3, 2, 9), "guangdong") is None
    assert deadline(None, None, datetime(2026, 3, 2, 9), "shanghai") is None


def test_every_preset_states_its_source_and_weak_ones_are_marked():
    assert all(p.source and p.label for p in PRESETS.values())
    assert {p.name for p in PRESETS.values() if p.weak} == {"tiered", "general"}
    assert not any("北京" in p.label for p in PRESETS.values())
    with pytest.raises(WeisuError, match="guangdong"):
        preset("nowhere")


def test_limits_in_words():
    assert [Limit(15).text, Limit(0, "day").text, Limit(7, "day").text, Limit(2, "hour").text] == [
        "15 个工作日",
        "当日",
        "7 日",
        "2 小时",
    ]


@given(
    st.lists(st.tuples(TYPES, HOW_URGENT, st.one_of(MOMENTS, st.none())), min_size=1, max_size=30),
    RULES,
    st.sampled_from(["cn", "weekday"]),
)
def test_columns_equal_single_tickets(rows, rule, calendar):
    frame = pd.DataFrame(rows, columns=["kind", "urgency", "sent"], index=[7] * len(rows))
    frame["sent"] = pd.to_datetime(frame["sent"])
    due = deadlines(frame["kind"], frame["urgency"], frame["sent"], rule, calendar)
    assert due.index.equals(frame.index)
    for (kind, urgency, sent), got in zip(rows, due, strict=True):
        want = deadline(kind, urgency, sent, rule, calendar) if sent else None
        assert pd.isna(got) if want is None else got == want.at


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), TYPES, HOW_URGENT, RULES)
def test_later_dispatch_is_never_due_earlier(sent, later, kind, urgency, rule):
    first, second = (deadline(kind, urgency, t, rule) for t in (sent, sent + later))
    assert (first is None) == (second is None)
    if first and second:
        assert sent <= first.at <= second.at


@given(MOMENTS, st.integers(0, 30))
def test_working_day_limits_end_on_working_days(sent, amount):
    end = apply_limit(Limit(amount), sent)
    assert is_workday(end.at.date())
    assert apply_limit(Limit(amount + 1), sent).at >= end.at
    assert apply_limit(Limit(amount, "day"), sent).at <= end.at
