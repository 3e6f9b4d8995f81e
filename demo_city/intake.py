"""What comes in: time of day, caller, channel, type and place of each ticket, and who gets it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.events import Event
from demo_city.calendar.workdays import Workdays
from demo_city.categories import DIRECT_SHARE, TYPES, leaves
from demo_city.people import share
from demo_city.place import city, points_in
from demo_city.volume import tickets_of_day

Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

DAY, HOUR, MINUTE = 86_400, 3_600, 60
CHANNELS = ("电话", "微信/小程序", "APP", "网站/邮箱", "领导信箱", "领导留言板", "110转办",
            "上级平台派发", "网格上报", "企业专席")  # fmt: skip
CHANNEL_SHARE = (0.9067, 0.0709, 0.0020, 0.0044, 0.0012, 0.0005, 0.0068, 0.0063, 0.0007, 0.0005)
LEVELS = ("县", "市", "省", "国家", "街乡")
KINDS = ("个人", "企业", "匿名", "保密")
# Not dispatched: answered at once, refused, withdrawn, merged into an earlier ticket.
OPEN_PATH, DIRECT_PATH, REFUSED_PATH, WITHDRAWN_PATH, MERGED_PATH = range(5)
MISSING_REPEATS = 0.15
REFUSED_SHARE, WITHDRAWN_SHARE = 0.008, 0.006
CONSULT, COMPLAINT, PRAISE = TYPES.index("咨询"), TYPES.index("投诉"), TYPES.index("表扬")


@dataclass(frozen=True, slots=True)
class World:
    """What every step needs: the seed, the span's events and working days, its last
    second and its first day (ordinal)."""

    seed: int
    per_day: float
    events: list[Event]
    workdays: Workdays
    cut: int
    start: int


def draw(random: np.random.Generator, shares: NDArray[np.float64]) -> Ints:
    """Draw one position a row, from a row of shares each."""
    total = np.cumsum(shares, axis=1)
    total /= total[:, -1:]
    return np.asarray((total < random.random((len(shares), 1))).sum(axis=1))


def seconds_of_day(random: np.random.Generator, leaf: Ints) -> Ints:
    """Draw a time of day by each leaf's hour curve."""
    hour = draw(random, leaves().curves()[leaf])
    return np.asarray(hour * HOUR + random.integers(0, HOUR, len(leaf)))


def new_matters(world: World, days: range, base: float, random: np.random.Generator) -> Columns:
    """Return the tickets of matters raised for the first time on ``days`` (day ordinals).

    ``base`` is the expected number of them a day; repeats come on top.
    """
    # Nobody had called before the first day: until repeats of these days come, more firsts do.
    drawn = [
        tickets_of_day(
            world.seed,
            day,
            base * (1 + MISSING_REPEATS * math.exp(-(day - world.start) / 9)),
            world.events,
        )
        for day in days
    ]
    leaf, community, event = (np.concatenate([d[k] for d in drawn]) for k in range(3))
    day = np.repeat(np.array(days), [len(d[0]) for d in drawn])
    count = len(leaf)
    local = (city().caller_pool[community] * random.random(count) ** 1.4).astype(np.int64)
    columns: Columns = {
        "leaf": leaf,
        "community": community,
        "event": event,
        "t_accept": day * DAY + seconds_of_day(random, leaf),
        "caller": community * 1_000_000 + local,
        "type": draw(random, leaves().type_mix()[leaf]),
        "parent": np.full(count, -1),
        "rank": np.zeros(count, dtype=np.int64),
        "point": points_in(city(), community, random),
        "merged": np.zeros(count, dtype=np.bool_),
    }
    # What is spoken of: its own thing for each matter, one and the same for a shop that closed.
    matter = columns["t_accept"] * 1_000_003 + columns["caller"]
    shop = np.array([bool(e.extra) for e in world.events] + [False])
    columns["matter"] = np.where(shop[event], event + world.seed * 1000, matter)
    return columns


def complete(columns: Columns, random: np.random.Generator) -> Columns:
    """Add channel, level, kind of caller, the path that the ticket takes, and times of the call."""
    count = len(columns["leaf"])
    leaf = columns["leaf"]
    channel = draw(random, np.tile(CHANNEL_SHARE, (count, 1)))
    columns["channel"] = channel
    above = CHANNELS.index("上级平台派发")
    level = np.where(channel == above, 1 + (random.random(count) > 0.8), 0)
    columns["level"] = np.where(channel == CHANNELS.index("网格上报"), 4, level)
    firms = np.array([0.45 if c[:2] == "23" else 0.03 for c in leaves().codes])[leaf]
    whim = share(columns["caller"], 20)
    kind = np.where(whim < firms, 1, np.where(whim > 0.965, 2, np.where(whim > 0.94, 3, 0)))
    columns["kind"] = np.where((kind == 2) & (columns["type"] == PRAISE), 0, kind)
    columns["path"] = _paths(columns, random)
    spoken = channel == 0
    ring = random.integers(40, 260, count)
    columns["talk"] = ring
    columns["t_call"] = columns["t_accept"] - np.where(
        spoken, ring, random.integers(2 * MINUTE, 4 * HOUR, count)
    )
    ago = (random.exponential(1.5, count) * DAY).astype(np.int64) + 10 * MINUTE
    told = random.random(count) < 0.55
    columns["t_occur"] = np.where(told, (columns["t_call"] - ago) // 600 * 600, np.int64(-1))
    return columns


def _paths(columns: Columns, random: np.random.Generator) -> Ints:
    count = len(columns["leaf"])
    direct = np.array(DIRECT_SHARE)[columns["type"]]
    # A caller who comes back is rarely answered on the spot; what needs a crew never is.
    direct = np.where(columns["rank"] > 0, direct * 0.7, direct)
    path = np.where(random.random(count) < direct, DIRECT_PATH, OPEN_PATH)
    other = np.array([c[:2] == "25" for c in leaves().codes])[columns["leaf"]]
    roll = random.random(count)
    refused = roll < np.where(other, 0.25, REFUSED_SHARE)
    withdrawn = ~refused & (roll > 1 - WITHDRAWN_SHARE)
    path = np.where((path == OPEN_PATH) & refused, REFUSED_PATH, path)
    path = np.where((path == OPEN_PATH) & withdrawn, WITHDRAWN_PATH, path)
    return np.asarray(np.where(columns["merged"], MERGED_PATH, path))
