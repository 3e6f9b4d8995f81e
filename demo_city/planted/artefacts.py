"""Planted things that are not about the city at all: clerks' habits and sources gone silent.

A *recode* files one category under another for some weeks; a *backlog* enters a street's tickets
of a week on one day; a *bulk close* closes a unit's tickets all at once at the month's end. A
*silence* withholds every ticket of one channel or of one street for days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import ordinal
from demo_city.categories import leaves
from demo_city.organisations import organisations
from demo_city.people import share
from demo_city.place import STREETS, city
from demo_city.planted.model import Planted

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]
DAY, HOUR = 86_400, 3_600
OPEN_PATH = 0
RECODES = (
    ("030302", "030303"), ("020101", "020102"), ("010101", "010105"), ("080301", "080101"),
    ("090203", "090202"), ("050101", "050102"), ("130101", "130102"), ("110101", "110102"),
    ("070201", "070202"), ("200101", "200102"), ("010201", "010202"), ("140301", "140302"),
)  # fmt: skip
# Positions in ``intake.CHANNELS``: WeChat, APP, website, the platform of the level above.
SILENT_CHANNELS = (1, 1, 1, 3, 7)
BULK_CLOSERS = ("市住建局", "市城管局", "市市场监管局", "市人社局", "市市政中心", "市生态环境局")
HABIT = 0.88


def _within(street: int) -> tuple[int, ...]:
    return tuple(int(k) for k in np.flatnonzero(city().street_of == street))


def artefact(year: int, number: int, turn: int, random: np.random.Generator) -> Planted:
    """Return one artefact; ``turn`` chooses its mode, so that a year has every mode."""
    first = date(year, 1, 1) + timedelta(days=int(random.integers(20, 320)))
    event_id = year * 1000 + number
    if turn == 0:
        before, after = RECODES[int(random.integers(len(RECODES)))]
        last = first + timedelta(days=int(random.integers(21, 57)))
        name = leaves().level_3[leaves().index(before)]
        return Planted(
            event_id, "artefact", before, (), first, first, last,
            f"登记口径变化,“{name}”被登记到另一分类", mode="recode",
            target=leaves().index(before), category_to=after,
        )  # fmt: skip
    if turn == 1:
        street = int(random.integers(STREETS))
        last = first + timedelta(days=int(random.integers(4, 8)))
        return Planted(
            event_id, "artefact", "", _within(street), first, last, last,
            f"{city().street_names[street]}一周的工单在一天内补录", mode="backlog", target=street,
        )  # fmt: skip
    unit = str(random.choice(BULK_CLOSERS))
    month_end = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Planted(
        event_id, "artefact", "", (), month_end - timedelta(days=8), month_end, month_end,
        f"{unit}月底集中办结", mode="bulk_close", target=organisations().names.index(unit),
    )  # fmt: skip


def silence(year: int, number: int, turn: int, random: np.random.Generator) -> Planted:
    """Return one silence: of a channel in even turns, of a street in odd ones."""
    first = date(year, 1, 1) + timedelta(days=int(random.integers(350)))
    event_id = year * 1000 + number
    if turn % 2 == 0:
        channel = int(random.choice(SILENT_CHANNELS))
        last = first + timedelta(days=int(random.integers(5, 17)))
        return Planted(
            event_id, "silence", "", (), first, first, last, "一个来源渠道停止推送", mode="channel",
            target=channel,
        )  # fmt: skip
    street = int(random.integers(STREETS))
    last = first + timedelta(days=int(random.integers(4, 13)))
    return Planted(
        event_id, "silence", "", _within(street), first, first, last,
        f"{city().street_names[street]}的工单停止报送", mode="street", target=street,
    )  # fmt: skip


def _of_mode(planted: Iterable[Planted], mode: str) -> list[Planted]:
    return [event for event in planted if event.mode == mode]


def _days(event: Planted, when: Ints) -> Flags:
    """Tell which times lie on the event's days."""
    day = when // DAY
    return np.asarray((day >= ordinal(event.first)) & (day <= ordinal(event.last)))


def enter_late(planted: Iterable[Planted], columns: Columns) -> None:
    """Move the acceptance of a backlog's tickets to its last day, when they were entered."""
    for event in _of_mode(planted, "backlog"):
        there = city().street_of[columns["community"]] == event.target
        caught = there & _days(event, columns["t_accept"])
        caught &= share(columns["matter"], event.id) < HABIT
        moved = ordinal(event.last) * DAY + 9 * HOUR + columns["matter"] % (8 * HOUR)
        caught &= moved > columns["t_accept"]
        columns["late"] = np.where(caught, moved - columns["t_accept"], columns["late"])
        columns["t_accept"] = np.where(caught, moved, columns["t_accept"])
        columns["artefact"] = np.where(caught, event.id, columns["artefact"])


def recode(planted: Iterable[Planted], columns: Columns) -> None:
    """Set ``filed``, the leaf that the file states: another one than the true one in a recode."""
    columns["filed"] = columns["leaf"].copy()
    for event in _of_mode(planted, "recode"):
        caught = (columns["leaf"] == event.target) & _days(event, columns["t_accept"])
        caught &= share(columns["t_accept"], event.id) < HABIT
        columns["filed"][caught] = leaves().index(event.category_to)
        columns["artefact"][caught] = event.id


def withheld(planted: Iterable[Planted], columns: Columns) -> Ints:
    """Return for each ticket the silence that withholds it, or -1."""
    by = np.full(len(columns["leaf"]), -1)
    street = city().street_of[columns["community"]]
    for event in planted:
        if event.shape == "silence":
            source = columns["channel"] if event.mode == "channel" else street
            by[(source == event.target) & _days(event, columns["t_accept"])] = event.id
    return by


def close_in_bulk(planted: Iterable[Planted], columns: Columns, done: Ints, floor: Ints) -> Ints:
    """Return closing times in which a unit closes at once, at the month's end, what is about due.

    ``floor``: the earliest possible closing of each ticket. Marks the tickets it catches.
    """
    for event in _of_mode(planted, "bulk_close"):
        end = ordinal(event.last) * DAY
        at = end + 16 * HOUR + columns["t_accept"] % (2 * HOUR)
        caught = (columns["lead"] == event.target) & (done >= ordinal(event.first) * DAY)
        caught &= (done < end + 5 * DAY) & (floor < at) & (columns["path"] == OPEN_PATH)
        columns["artefact"] = np.where(caught, event.id, columns["artefact"])
        done = np.where(caught, at, done)
    return done
