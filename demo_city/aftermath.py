"""After closing: is it solved, is the caller satisfied, callbacks, handing back, archive.

Callbacks reach the dissatisfied and the anonymous less often, so that a plain share of satisfied
callers is too high.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from demo_city.categories import COMPLAINED, leaves
from demo_city.intake import DAY, DIRECT_PATH, HOUR, MINUTE, OPEN_PATH, Columns, World
from demo_city.lifecycle import NEVER, office_time
from demo_city.satisfaction import chance, logit, probability

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SATISFACTION = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
RESULTS = ("已解决", "部分解决", "未解决", "已解释", "诉求不实")
METHODS = ("人工", "短信", "机器人")
ATTEMPTED, REACH = 0.96, 0.78
REDO_SHARE, MOST_REDOS = 0.32, 2


def judge(columns: Columns, random: np.random.Generator) -> None:
    """Decide what is so (solved, satisfied) and what the unit claims; being asked comes later."""
    count = len(columns["leaf"])
    base = leaves().satisfied[columns["leaf"]] + 0.015
    likely = base - 0.09 * columns["overdue"] - 0.10 * (columns["rank"] > 0)
    columns["true_solved"] = random.random(count) < likely
    columns["mood"] = random.standard_normal(count)
    columns["chance"] = chance(columns, columns["true_solved"], columns["mood"])
    columns["true_satisfied"] = random.random(count) < columns["chance"]
    roll = random.random(count)
    explained = np.where(columns["type"] == 0, 0.75, 0.16)
    claimed = np.where(roll < explained, 3, np.where(roll > 0.975, 1, 0))
    honest = random.random(count) < 0.35
    claimed = np.where(~columns["true_solved"] & honest, np.where(roll < 0.5, 2, 1), claimed)
    untrue = np.isin(columns["type"], COMPLAINED) & (random.random(count) < 0.04)
    columns["claimed"] = np.where(untrue, 4, claimed)
    columns["is_true"] = ~untrue
    columns["beyond_duty"] = ~columns["true_solved"] & (random.random(count) < 0.16)
    columns["reason"] = np.where(columns["true_solved"], -1, random.integers(0, 7, count))


def _grade(random: np.random.Generator, satisfied: Flags) -> Ints:
    roll = random.random(len(satisfied))
    good = np.where(roll < 0.36, 0, np.where(roll < 0.88, 1, 2))
    return np.asarray(np.where(satisfied, good, np.where(roll < 0.74, 3, 4)))


def _reached(random: np.random.Generator, columns: Columns, satisfied: Flags) -> Flags:
    """Draw who answers: fewer of the anonymous, of the dissatisfied, most so of the night's."""
    hour = columns["t_accept"] % DAY // HOUR
    night = (hour >= 21) | (hour < 6)
    score = logit(np.full(len(satisfied), REACH)) - 1.5 * (columns["kind"] == 2)
    score -= np.where(satisfied, 0.0, 0.45 + 0.6 * night)
    return np.asarray(random.random(len(satisfied)) < probability(score))


def call_back(world: World, columns: Columns, random: np.random.Generator) -> None:
    """Set up to three rounds of callbacks and up to two times of doing it again, then the archive.

    Round r has columns ``cb{r}_t``, ``cb{r}_reached``, ``cb{r}_solved``, ``cb{r}_grade``,
    ``cb{r}_method``; doing it again has ``redo{r}_t`` and ``redo{r}_close``.
    """
    count = len(columns["leaf"])
    nobody = np.zeros(count, dtype=np.bool_)

    def office(when: Ints) -> Ints:
        return office_time(world.workdays, when, nobody, random.random(count))

    solved, satisfied = columns["true_solved"].copy(), columns["true_satisfied"].copy()
    closed = columns["t_close"]
    columns["t_audit"] = np.where(
        closed < NEVER, office(np.minimum(closed, world.cut + 90 * DAY) + 2 * HOUR), NEVER
    )
    live = (closed < NEVER) & (random.random(count) < ATTEMPTED)
    last = columns["t_audit"]
    for turn in range(MOST_REDOS + 1):
        usable = np.where(live, last, 0)
        day = world.workdays
        start = office(
            np.where(live, usable, day.start * DAY) + random.integers(2 * HOUR, 2 * DAY, count)
        )
        reached = live & _reached(random, columns, satisfied)
        columns[f"cb{turn}_t"] = np.where(live, start, NEVER)
        columns[f"cb{turn}_reached"] = reached
        columns[f"cb{turn}_solved"] = solved.copy()
        columns[f"cb{turn}_grade"] = _grade(random, satisfied)
        columns[f"cb{turn}_method"] = np.where(
            random.random(count) < 0.62, 0, np.where(random.random(count) < 0.55, 1, 2)
        )
        last = np.where(live, start, last)
        if turn == MOST_REDOS:
            break
        bad = reached & (~satisfied | ~solved)
        again = bad & ~columns["beyond_duty"] & (random.random(count) < REDO_SHARE)
        sent = np.where(again, start + random.integers(20 * MINUTE, 3 * HOUR, count), NEVER)
        redone = office(
            np.where(again, sent, day.start * DAY) + random.integers(DAY, 6 * DAY, count)
        )
        columns[f"redo{turn}_t"] = sent
        columns[f"redo{turn}_close"] = np.where(again, redone, NEVER)
        solved = np.where(again, random.random(count) < 0.68, solved)
        satisfied = np.where(again, random.random(count) < np.where(solved, 0.72, 0.2), satisfied)
        last = np.where(again, redone, last)
        live = again
    filed = office(
        np.where(last < NEVER, last, world.workdays.start * DAY)
        + random.integers(HOUR, 2 * DAY, count)
    )
    columns["t_archive"] = np.where(last < NEVER, filed, NEVER)


def finish(world: World, columns: Columns, random: np.random.Generator) -> Columns:
    """Add everything after closing, and the short life of tickets that were answered at once."""
    judge(columns, random)
    call_back(world, columns, random)
    direct = columns["path"] == DIRECT_PATH
    answered = columns["t_accept"] + random.integers(1 * MINUTE, 8 * MINUTE, len(direct))
    for name in ("t_reply", "t_close"):
        columns[name] = np.where(direct, answered, columns[name])
    columns["t_archive"] = np.where(
        direct, answered + random.integers(60, HOUR, len(direct)), columns["t_archive"]
    )
    columns["claimed"] = np.where(direct, np.where(columns["type"] == 0, 3, 0), columns["claimed"])
    forwarded = columns["t_accept"] + 30
    columns["t_forward"] = np.where(columns["path"] == OPEN_PATH, forwarded, NEVER)
    ended = columns["t_accept"] + random.integers(60, 20 * MINUTE, len(direct))
    columns["t_refuse"] = np.where(direct | (columns["path"] == OPEN_PATH), NEVER, ended)
    columns["true_satisfied"] |= columns["path"] != OPEN_PATH
    columns["true_solved"] |= columns["path"] != OPEN_PATH
    return columns
