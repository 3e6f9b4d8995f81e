"""Which past tickets stood where an open one stands, and which of them were late in the end."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from deadline_risk.landmarks import MOST_LEFT, counted, length_of, open_at

MONDAY = pd.Timestamp("2026-03-02")  # no festival near
COLUMNS = ["ticket_no", "unit", "category", "sent", "deadline", "closed", "is_closed"]


def end_of(day: pd.Timestamp) -> pd.Timestamp:
    return day + pd.Timedelta(hours=23, minutes=59, seconds=59)


def ticket(
    sent: int, due: int, closed: float | None, *, number: str = "1", stated: bool | None = None
):
    """A ticket by days from the Monday; ``closed`` with its hour as a fraction, None: open."""
    at = None if closed is None else MONDAY + pd.Timedelta(days=closed)
    return {
        "ticket_no": number, "unit": "甲局", "category": "01", "closed": at,
        "sent": MONDAY + pd.Timedelta(days=sent, hours=9),
        "deadline": end_of(MONDAY + pd.Timedelta(days=due)),
        "is_closed": closed is not None if stated is None else stated,
    }  # fmt: skip


def frame(*tickets) -> pd.DataFrame:
    found = pd.DataFrame(list(tickets), columns=COLUMNS)
    return found.assign(closed=pd.to_datetime(found["closed"]))


def test_one_counts_at_every_working_day_on_which_it_was_still_open():
    # Sent on Monday, due on Friday, closed on Wednesday at noon: open on Monday and Tuesday.
    found = counted(frame(ticket(0, 4, 2.5)), "cn")
    assert found["left"].tolist() == [3, 4]
    assert found["n"].tolist() == [1, 1]
    assert found["late"].tolist() == [0, 0]


def test_days_off_are_no_days_left():
    # Due on the next Monday: on Friday one working day is left.
    found = counted(frame(ticket(4, 7, 7.9)), "cn")
    assert found["left"].tolist() == [1]
    # What is closed on the day off in between was not open when the next working day began.
    assert counted(frame(ticket(4, 7, 5.5)), "cn").empty


def test_what_is_closed_after_its_deadline_or_never_is_late():
    for closed in (9.5, None):
        found = counted(frame(ticket(0, 4, closed)), "cn")
        assert found["left"].tolist() == [1, 2, 3, 4]
        assert found["late"].tolist() == [1, 1, 1, 1]


def test_what_is_closed_without_a_time_is_not_judged():
    assert counted(frame(ticket(0, 4, None, stated=True)), "cn").empty


def test_what_is_open_at_the_end_of_a_day():
    rows = frame(
        ticket(0, 4, None, number="open"),
        ticket(0, 4, 1.5, number="closed"),
        ticket(0, 4, 3.5, number="closed later"),
        ticket(3, 8, None, number="sent later"),
        ticket(-9, 1, None, number="overdue"),
        ticket(0, 40, None, number="far"),
        ticket(0, 4, None, number="stated", stated=True),
        ticket(0, 5, None, number="due on a day off"),
    )
    found = open_at(rows, MONDAY + pd.Timedelta(days=2), "cn")
    assert dict(zip(found["ticket_no"], found["left"], strict=True)) == {
        "open": 2, "closed later": 2, "due on a day off": 2,
    }  # fmt: skip


@given(
    sent=st.integers(0, 30), given_days=st.integers(1, 20),
    closed=st.none() | st.floats(0, 60, allow_nan=False),
)  # fmt: skip
def test_a_ticket_stands_among_the_past_where_it_stood_when_it_was_open(sent, given_days, closed):
    """The open one at the end of a working day has as many days left as it counts for later."""
    closed = None if closed is None else max(closed, sent + 0.5)
    rows = frame(ticket(sent, sent + given_days, closed))
    past = counted(rows, "cn")
    assert past["n"].isin([1]).all()
    assert len(set(past["late"])) <= 1
    seen = set()
    for day in range(sent, sent + given_days):
        at = MONDAY + pd.Timedelta(days=day)
        if at.day_of_week < 5 and (at + pd.Timedelta(days=1)).day_of_week < 5:
            here = open_at(rows, at, "cn")
            if not here.empty and rows["deadline"].iloc[0].day_of_week < 5:
                seen.add(int(here["left"].iloc[0]))
                assert here["length"].iloc[0] == length_of(rows, "cn")[0]
    assert seen <= set(past["left"]) | {MOST_LEFT + 1}
