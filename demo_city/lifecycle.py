"""What becomes of a dispatched ticket: dispatch, sign, contact, reply, close, extensions, returns.

Times are local seconds since 1970; ``NEVER`` stands for what doesn't happen. What happens after the
last day is hidden later, by ``states.hide_future``, so that open tickets are as real ones are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import Workdays
from demo_city.categories import leaves
from demo_city.intake import DAY, HOUR, MINUTE, OPEN_PATH, Columns, World
from demo_city.organisations import organisations
from demo_city.place import city
from demo_city.planted.artefacts import close_in_bulk
from demo_city.workload import slowed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NEVER = np.int64(2**55)
OPENING, CLOSING = 8 * HOUR + 30 * MINUTE, 17 * HOUR + 30 * MINUTE
# Working days by type: 咨询 2, 求助 10, 投诉 15, 举报 15, 建议 10, 表扬 10, 其他 10.
LIMITS = np.array([2, 10, 15, 15, 10, 10, 10])
RETURN_ASKED, RETURN_GRANTED = 0.062, 0.62
SUSPENDED = 0.004
LATE_TRIES, LATE_GRANTED = 0.55, 0.86
IN_TIME_HABIT = 0.55


def office_time(workdays: Workdays, when: Ints, always: Flags, jitter: Floats) -> Ints:
    """Move times into office hours: the same time where open, else soon after the next opening.

    ``always`` marks units that work round the clock; ``jitter`` in [0, 1) spreads the openings.
    """
    day, second = when // DAY, when % DAY
    open_day = workdays.on_or_after(day)
    late = (open_day == day) & (second > CLOSING)
    open_day = np.where(late, workdays.on_or_after(day + 1), open_day)
    inside = (open_day == day) & (second >= OPENING)
    moved = open_day * DAY + OPENING + (jitter * 100 * MINUTE).astype(np.int64)
    return np.asarray(np.where(inside | always, when, moved))


def _after(random: np.random.Generator, count: int, median: float, spread: float) -> Floats:
    """Draw log-normal waiting times in seconds."""
    return np.asarray(median * np.exp(spread * random.standard_normal(count)))


def assign(columns: Columns, random: np.random.Generator) -> None:
    """Choose the unit in charge, the first (wrong) one of a returned ticket, and assisting ones."""
    units, leaf = organisations(), columns["leaf"]
    count = len(leaf)
    street = units.first_street + city().street_of[columns["community"]]
    to_street = random.random(count) < leaves().street_share[leaf]
    department = units.of_leaves()[leaf]
    columns["lead"] = np.where(to_street, street, department)
    other = np.where(to_street, department, street)
    columns["assist"] = np.where(random.random(count) < 0.07, other, -1)
    columns["first_lead"] = np.where(random.random(count) < 0.75, other, 5)


def dispatch(world: World, columns: Columns, random: np.random.Generator) -> None:
    """Set dispatch, returns and signing."""
    units, count = organisations(), len(columns["leaf"])
    always = units.non_stop[columns["lead"]]

    def office(when: Ints) -> Ints:
        return office_time(world.workdays, when, always, random.random(count))

    urgent = columns["urgency"] > 0
    wait = _after(random, count, 22 * MINUTE, 0.9) * np.where(urgent, 0.3, 1.0)
    columns["t_dispatch"] = columns["t_accept"] + 60 + wait.astype(np.int64)
    asked = random.random(count) < RETURN_ASKED
    granted = asked & (random.random(count) < RETURN_GRANTED)
    first = office(columns["t_dispatch"] + _after(random, count, 2 * HOUR, 0.7).astype(np.int64))
    decided = office(first + _after(random, count, 3 * HOUR, 0.6).astype(np.int64))
    columns["t_return"] = np.where(asked, first, NEVER)
    columns["t_returned"] = np.where(asked, np.maximum(decided, first + 300), NEVER)
    columns["return_granted"] = granted
    base = np.where(asked, columns["t_returned"] + 10 * MINUTE, columns["t_dispatch"])
    columns["t_redispatch"] = np.where(granted, base, NEVER)
    slow = units.speed[columns["lead"]] * np.where(urgent, 0.4, 1.0)
    signing = _after(random, count, 30 * MINUTE, 0.9) * slow
    columns["t_sign"] = np.maximum(office(base + signing.astype(np.int64)), base + 60)
    contact = _after(random, count, 1.0 * HOUR, 1.1) * slow
    columns["t_first_contact"] = np.maximum(
        office(columns["t_sign"] + contact.astype(np.int64)), columns["t_sign"] + 120
    )


def close(world: World, columns: Columns, random: np.random.Generator) -> None:
    """Set deadlines, extensions, reply and close. Units hurry before a deadline; some miss it."""
    units, count, days = organisations(), len(columns["leaf"]), world.workdays
    limit = LIMITS[columns["type"]]
    accepted = columns["t_accept"] // DAY
    due_day = days.add(accepted, limit)
    columns["deadline_orig"] = due_day * DAY + DAY - 1
    lead = columns["lead"]
    slow = units.speed[lead] ** 0.8 * (0.85 + 0.15 * units.workload[lead])
    slow *= slowed(world.seed, accepted, lead)
    hard = np.where(leaves().satisfied[columns["leaf"]] < 0.83, 1.35, 1.0)
    fraction = 0.40 * slow * hard * np.exp(0.52 * random.standard_normal(count))
    fraction *= np.where(columns["urgency"] > 0, 0.5, 1.0)
    tries = (fraction > 0.85) & (random.random(count) < LATE_TRIES) & (limit > 2)
    granted = tries & (random.random(count) < LATE_GRANTED)
    columns["extend_granted"] = granted
    ask_day = days.on_or_after(np.maximum(due_day - random.integers(1, 4, count), accepted + 1))
    asked = ask_day * DAY + OPENING + random.integers(HOUR, 8 * HOUR, count)
    asked = np.maximum(asked, columns["t_first_contact"] + 600)
    columns["t_extend"] = np.where(tries, asked, NEVER)
    columns["t_extended"] = np.where(tries, asked + random.integers(HOUR, 5 * HOUR, count), NEVER)
    longer = days.add(due_day, np.maximum(limit // 2, 1))
    due_day = np.where(granted, longer, due_day)
    columns["deadline"] = due_day * DAY + DAY - 1
    span = columns["deadline_orig"] - columns["t_accept"]
    raw = columns["t_accept"] + (fraction * span).astype(np.int64)
    done = office_time(days, raw, units.non_stop[lead], random.random(count))
    hurried = (done > (due_day - 1) * DAY) & (random.random(count) < IN_TIME_HABIT)
    last_hours = due_day * DAY + random.integers(9 * HOUR, CLOSING, count)
    done = np.where(hurried & (fraction < 2.2), np.minimum(done, last_hours), done)
    floor = np.where(tries, columns["t_extended"], columns["t_first_contact"]) + 900
    done = close_in_bulk(world.planted.values(), columns, np.maximum(done, floor), floor)
    columns["t_close"] = np.where(random.random(count) < SUSPENDED, NEVER, done)
    columns["suspended"] = columns["t_close"] == NEVER
    between = (done - columns["t_first_contact"]) * random.uniform(0.7, 1.0, count)
    told = columns["t_first_contact"] + between.astype(np.int64)
    told = office_time(days, told, units.non_stop[lead], random.random(count))
    asking = (told > columns["t_extend"]) & (told < columns["t_extended"])
    told = np.where(asking, columns["t_extended"] + 300, told)
    told = np.clip(told, columns["t_first_contact"], done)
    columns["t_reply"] = np.where(columns["suspended"], NEVER, told)


def urgencies(columns: Columns, random: np.random.Generator) -> None:
    """Mark urgent tickets: what endangers people, and some of what cuts supply."""
    danger = ("010104", "010202", "030102", "060202", "0701", "1501", "1502", "200202", "080101")
    supply = ("0401", "0501", "0601", "0303", "1401", "180103")
    codes = leaves().codes
    chance = np.array(
        [0.22 if c.startswith(danger) else 0.14 if c.startswith(supply) else 0.025 for c in codes]
    )[columns["leaf"]]
    roll = random.random(len(chance))
    columns["urgency"] = np.where(roll < chance * 0.18, 2, np.where(roll < chance, 1, 0))


def live(world: World, columns: Columns, random: np.random.Generator) -> Columns:
    """Give every ticket its life up to closing; tickets that aren't dispatched get none of it."""
    urgencies(columns, random)
    assign(columns, random)
    dispatch(world, columns, random)
    close(world, columns, random)
    count = len(columns["leaf"])
    idle = columns["path"] != OPEN_PATH
    for name in ("t_dispatch", "t_return", "t_returned", "t_redispatch", "t_sign",
                 "t_first_contact", "t_extend", "t_extended", "t_reply", "t_close",
                 "deadline", "deadline_orig"):  # fmt: skip
        columns[name] = np.where(idle, NEVER, columns[name])
    for name in ("return_granted", "extend_granted", "suspended"):
        columns[name] &= ~idle
    columns["first_lead"] = np.where(
        columns["return_granted"], columns["first_lead"], columns["lead"]
    )
    overdue = columns["t_close"] > columns["deadline"]
    columns["overdue"] = overdue & ~idle
    whim = random.random(count)
    columns["n_urge"] = np.where(
        idle, 0, np.where(columns["overdue"], 1 + (whim < 0.3), whim < 0.03)
    )
    columns["n_supervise"] = np.where(columns["overdue"] & (whim < 0.15), 1, 0)
    return columns
