"""Faults as real files have them, and what would have been right.

The year 3020 in a time, a missing district, a day's rows sent twice, one call entered twice, and a
category that has another name (and sometimes another code) from a day on. They are in the files;
``truth/faults.csv`` says where.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import day_of, ordinal
from demo_city.categories import leaves
from demo_city.intake import DAY, Columns
from demo_city.lifecycle import NEVER
from demo_city.people import share
from demo_city.tables import rng

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
WRONG_YEAR, WRONG_YEAR_SHARE = 3020, 0.0004
MISSING_DISTRICT = 0.006
SENT_TWICE = 0.5
FIRST_RENAMING = 2020
RENAMED = (
    ("020402", "乱贴乱画小广告"), ("080104", "移车服务"), ("140302", "流浪动物"),
    ("060104", "充电设施报装"), ("090202", "餐饮业油烟污染"), ("120203", "学校食品安全"),
    ("190201", "公共体育设施"), ("220201", "快递服务"), ("030401", "架空线缆安全"),
    ("110303", "公共场所控烟"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renaming:
    """A leaf that has another name, and perhaps another code, from a day on."""

    leaf: int
    day: date
    name: str
    code: str


@lru_cache(maxsize=64)
def renamings(seed: int) -> tuple[Renaming, ...]:
    """Return the renamed categories: one a year for ten years; every second gets a new code."""
    random, kinds = rng(seed, "renamed"), leaves()
    found = []
    for number, at in enumerate(random.permutation(len(RENAMED))):
        code, name = RENAMED[int(at)]
        day = date(FIRST_RENAMING + number, 1, 1) + timedelta(days=int(random.integers(20, 340)))
        if number % 2:
            code = f"{code[:4]}{len(kinds.starting(code[:4])) + 1:02d}"
        found.append(Renaming(kinds.index(RENAMED[int(at)][0]), day, name, code))
    return tuple(found)


def names_in_force(seed: int, leaf: Ints, when: Ints) -> tuple[Ints, list[str], list[str]]:
    """Return for each ticket a position in the names and codes of the leaves, old and new."""
    names, codes, at = list(leaves().level_3), list(leaves().codes), leaf.copy()
    for change in renamings(seed):
        names.append(change.name)
        codes.append(change.code)
        now = (leaf == change.leaf) & (when >= ordinal(change.day) * DAY)
        at[now] = len(names) - 1
    return at, names, codes


@lru_cache(maxsize=64)
def _days_sent_twice(seed: int, year: int) -> tuple[int, ...]:
    random = rng(seed, "sent-twice", year)
    return tuple(ordinal(date(year, 1, 1)) + int(k) for k in random.choice(365, 3, replace=False))


def sent_twice(seed: int, columns: Columns) -> tuple[Ints, Ints]:
    """Return the rows in the order of the file, and which of them come a second time: some of
    three days a year do."""
    day = columns["t_accept"] // DAY
    every = np.arange(len(day))
    if not len(day):
        return every, every
    years = range(day_of(int(day.min())).year, day_of(int(day.max())).year + 1)
    days = [d for y in years for d in _days_sent_twice(seed, y)]
    again = np.flatnonzero(np.isin(day, days) & (share(columns["number"], 63) < SENT_TWICE))
    # The second time they come behind everything else of their day.
    rows = np.concatenate([every, again])
    return np.asarray(rows[np.argsort(day[rows], kind="stable")]), again


def in_wrong_year(when: Ints) -> Ints:
    """Return the times in the year 3020, else unchanged."""
    moment = when.astype("datetime64[s]")
    month = moment.astype("datetime64[M]")
    rest = (moment - month.astype("datetime64[s]")).astype(np.int64)
    wrong = (WRONG_YEAR - 1970) * 12 + month.astype(np.int64) % 12
    return np.asarray(wrong.astype("datetime64[M]").astype("datetime64[s]").astype(np.int64) + rest)


def spoil(columns: Columns) -> list[dict[str, Any]]:
    """Put faults into a batch's columns and return the rows that say where.

    Sets ``no_district``; moves some ``t_close`` and ``t_occur`` into the year 3020.
    """
    number, found = columns["number"], list[dict[str, Any]]()
    roll = share(number, 61)
    for field, low in (("t_close", 0.0), ("t_occur", WRONG_YEAR_SHARE)):
        there = (columns[field] >= 0) & (columns[field] < NEVER)
        wrong = np.flatnonzero(there & (roll >= low) & (roll < low + WRONG_YEAR_SHARE))
        right = columns[field][wrong]
        columns[field] = columns[field].copy()
        columns[field][wrong] = in_wrong_year(right)
        found += [
            {"ticket_no": str(number[k]), "fault": "year_3020", "field": field, "true": str(t),
             "written": str(w)}
            for k, t, w in zip(
                wrong, right.astype("datetime64[s]"), columns[field][wrong].astype("datetime64[s]"),
                strict=True,
            )
        ]  # fmt: skip
    columns["no_district"] = share(number, 62) < MISSING_DISTRICT
    for k in np.flatnonzero(columns["no_district"]):
        found.append({"ticket_no": str(number[k]), "fault": "missing_district",
                      "field": "area_code"})  # fmt: skip
    for k in np.flatnonzero(columns["double"]):
        found.append({"ticket_no": str(number[k]), "fault": "double_entry", "field": "ticket_no",
                      "true": str(columns["parent"][k]), "written": str(number[k])})  # fmt: skip
    return found


def renaming_rows(seed: int, first: date, last: date) -> list[dict[str, Any]]:
    """Return the rows of ``faults.csv`` about categories renamed within the span."""
    return [
        {"fault": "renamed_category", "field": "category_code", "day": change.day.isoformat(),
         "true": f"{leaves().codes[change.leaf]} {leaves().level_3[change.leaf]}",
         "written": f"{change.code} {change.name}"}
        for change in renamings(seed)
        if first <= change.day <= last
    ]  # fmt: skip
