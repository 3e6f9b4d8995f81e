"""Filters in the address: a link shows what its sender saw; what it can't show is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.shell.address import COUNTS, CUTS, Choice, Known, filters_of, read, write
from data_access.types import Period

KNOWN = Known(
    date(2025, 1, 1),
    date(2026, 10, 31),
    {
        "area": ["330101", "330101001"],
        "category": ["01", "0102"],
        "department": ["县供热公司"],
        "channel": ["电话"],
    },
)


def choices():
    cuts = {n: st.sampled_from(["", *KNOWN.values[n]]) for n in CUTS}
    cuts["count"] = st.sampled_from(["", *COUNTS])
    day = st.dates(KNOWN.first_day, KNOWN.last_day)
    fixed = st.tuples(day, day).map(sorted)
    return st.one_of(
        st.builds(Choice, st.just("A"), st.sampled_from(["7d", "30d", "month"]), **cuts),
        st.builds(lambda days, **c: Choice("A", "custom", days[0], days[1], **c), fixed, **cuts),
    )


@given(choices())
def test_a_link_brings_back_the_same_choice(choice):
    reading = read(write(choice, "A"), "A", KNOWN)
    assert reading.choice == choice
    assert reading.notes == ()


def test_defaults_leave_the_address_empty():
    assert write(Choice("A"), "A") == {}
    assert write(Choice("B"), "A") == {"jurisdiction": "B"}


def test_dates_in_the_address_are_half_open():
    choice = Choice("A", "custom", date(2026, 10, 1), date(2026, 10, 31))
    assert write(choice, "A") == {"from": "2026-10-01", "to": "2026-11-01"}
    assert filters_of(choice, KNOWN)[0].period == Period(date(2026, 10, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    "parameters",
    [
        {"area": "999999"},
        {"department": "<b>无</b>"},
        {"span": "century"},
        {"from": "2026-10-40", "to": "2026-11-01"},
        {"from": "2026-10-31", "to": "2026-10-31"},
        {"span": "custom"},
    ],
)
def test_values_that_do_not_exist_are_ignored_with_a_note(parameters):
    reading = read(parameters, "A", KNOWN)
    assert reading.choice == Choice("A")
    assert len(reading.notes) == 1
    value = next(iter(parameters.values()))
    assert value in reading.notes[0] or "custom" in parameters.values()


def test_unknown_parameters_are_left_alone():
    assert read({"utm": "x"}, "A", KNOWN).notes == ()


@pytest.mark.parametrize(
    ("choice", "period"),
    [
        (Choice("A"), Period(date(2026, 10, 25), date(2026, 11, 1))),
        (Choice("A", "30d"), Period(date(2026, 10, 2), date(2026, 11, 1))),
        (Choice("A", "month"), Period(date(2026, 10, 1), date(2026, 11, 1))),
    ],
)
def test_presets_count_back_from_the_last_day_with_data(choice, period):
    filters, note = filters_of(choice, KNOWN)
    assert filters.period == period
    assert filters.as_of == date(2026, 10, 31)
    assert note == ""


def test_days_outside_the_data_are_clipped_and_said():
    choice = Choice("A", "custom", date(2027, 1, 1), date(2027, 2, 1))
    filters, note = filters_of(choice, KNOWN)
    assert filters.period == Period.of_day(KNOWN.last_day)
    assert "10月31日" in note
