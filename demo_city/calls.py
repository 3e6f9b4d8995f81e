"""The telephone desk: calls offered, waiting, answered, abandoned; some lead to tickets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.categories import hour_curve
from demo_city.intake import DAY, HOUR, Columns

Ints = NDArray[np.int64]
# Of the calls answered about three in five become a ticket (a county published 11,171 of 20,693).
TICKET_SHARE = 0.58
ABANDONED = 0.028
BUSY_WAIT, CALM_WAIT = 7.0, 3.6
TALK_MEDIAN, TALK_SPREAD = 118.0, 0.65
CALLS_PER_AGENT_DAY = 90


def calls(columns: Columns, days: range, per_day: float, random: np.random.Generator) -> Columns:
    """Return the calls of ``days``, by time of offer; ``ticket`` is a ticket's number or -1."""
    spoken = np.flatnonzero(columns["channel"] == 0)
    talk = columns["talk"][spoken].astype(np.float64)
    offered, ticket = columns["t_call"][spoken], columns["number"][spoken]
    curve = hour_curve("day")
    weekdays = np.array([1.12, 1.05, 1.02, 1.0, 0.98, 0.8, 0.76])
    mean = per_day * 0.9067 * (1 / TICKET_SHARE - 1)
    counts = random.poisson(mean * weekdays[(np.array(days) + 3) % 7])
    day = np.repeat(np.array(days), counts)
    hour = random.choice(24, size=len(day), p=curve)
    without = day * DAY + hour * HOUR + random.integers(0, HOUR, len(day))
    lone_talk = TALK_MEDIAN * np.exp(TALK_SPREAD * random.standard_normal(len(day)))
    every = np.concatenate([offered, without])
    load = curve[every % DAY // HOUR] * 24
    wait = random.exponential(CALM_WAIT + BUSY_WAIT * np.clip(load - 1, 0, 2) ** 1.3)
    lost_chance = ABANDONED / (1 - TICKET_SHARE) * np.clip(load, 0.3, 2.2)
    abandoned = np.concatenate(
        [
            np.zeros(len(offered), dtype=np.bool_),
            random.random(len(day)) < lost_chance[len(offered) :],
        ]
    )
    wait = np.where(abandoned, 4 + random.exponential(28, len(every)), wait).round()
    talked = np.concatenate([talk, lone_talk])
    # A call that led to a ticket was answered before the ticket was accepted.
    accepted = np.concatenate([columns["t_accept"][spoken], every[len(offered) :] + DAY])
    wait = np.minimum(wait, np.maximum(accepted - every - 20, 0))
    talked = np.maximum(8, talked - np.where(np.arange(len(every)) < len(offered), wait, 0))
    agents = max(6, int(per_day * 0.9067 / TICKET_SHARE / CALLS_PER_AGENT_DAY * 3.2))
    result: dict[str, NDArray[Any]] = {
        "t_offer": every,
        "t_answer": every + wait.astype(np.int64),
        "wait_s": wait.astype(np.int64),
        "talk_s": talked.round().astype(np.int64),
        "abandoned": abandoned,
        "agent": random.integers(1, agents + 1, len(every)),
        "ticket": np.concatenate([ticket, np.full(len(day), -1)]),
        "accepted": accepted,
    }
    order = np.argsort(every, kind="stable")
    result = {name: values[order] for name, values in result.items()}
    # Seconds of the offer and a number within the day: the same whatever span is asked for.
    result["id"] = result["t_offer"] * 100_000 + np.arange(len(order)) % 100_000
    return result


def within(found: Columns, days: range, cut: int) -> Columns:
    """Return the calls of some days: of tickets accepted on them, or without ticket and over.

    A call that isn't over by ``cut`` isn't in the log yet, unless its ticket is already.
    """
    led = found["ticket"] >= 0
    day = np.where(led, found["accepted"], found["t_offer"]) // DAY
    over = found["t_answer"] + found["talk_s"] <= cut
    kept = (day >= days.start) & (day < days.stop) & (led | over)
    return {name: values[kept] for name, values in found.items()}
