"""What comes in: time of day, caller, channel, type and place of each ticket, and who gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.events import Event
from demo_city.calendar.workdays import Workdays
from demo_city.categories import DIRECT_SHARE, TYPES, hour_curve, leaves
from demo_city.people import share
from demo_city.place import city, points_in
from demo_city.planted.model import Planted
from demo_city.planted.programmes import Programme, prevented
from demo_city.planted.reports import reports_of
from demo_city.volume import tickets_of_day

Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

DAY, HOUR, MINUTE = 86_400, 3_600, 60
CHANNELS = ("电话", "微信/小程序", "APP", "网站/邮箱", "领导信箱", "领导留言板", "110转办",
            "上级平台派发", "网格上报", "企业专席")  # fmt: skip
CHANNEL_SHARE = (0.9067, 0.0709, 0.0020, 0.0044, 0.0012, 0.0005, 0.0068, 0.0063, 0.0007, 0.0005)
LEVELS = ("县", "市", "省", "国家", "街乡")
KINDS = ("个人", "企业", "匿名", "保密")
CHANNEL_TOTAL = np.cumsum(CHANNEL_SHARE)[:-1] / sum(CHANNEL_SHARE)
# Where what goes round the net is reported: WeChat, APP, website, letters to leaders, 110.
ONLINE = (1, 2, 3, 4, 5, 6)
ONLINE_TOTAL = np.cumsum([0.50, 0.10, 0.16, 0.12, 0.08])
EVENT_TYPES = (0.17, 0.38, 0.38, 0.03, 0.02, 0.0, 0.02)
# Not dispatched: answered at once, refused, withdrawn, merged into an earlier ticket.
OPEN_PATH, DIRECT_PATH, REFUSED_PATH, WITHDRAWN_PATH, MERGED_PATH = range(5)
REFUSED_SHARE, WITHDRAWN_SHARE = 0.008, 0.006
CONSULT, COMPLAINT, PRAISE = TYPES.index("咨询"), TYPES.index("投诉"), TYPES.index("表扬")


@dataclass(frozen=True, slots=True)
class World:
    """What every step needs: the seed, what happens in the span, its working days.

    ``events`` are the background, ``planted`` the planted events by id. ``cut`` is the last second
    that the files may know of.
    """

    seed: int
    per_day: float
    events: list[Event]
    planted: dict[int, Planted]
    programmes: list[Programme]
    workdays: Workdays
    cut: int


def draw(random: np.random.Generator, shares: NDArray[np.float64]) -> Ints:
    """Draw one position a row, from a row of shares each."""
    total = np.cumsum(shares, axis=1)
    total /= total[:, -1:]
    return np.asarray((total < random.random((len(shares), 1))).sum(axis=1))


@cache
def _clock() -> tuple[Ints, NDArray[np.float64]]:
    """Return each leaf's curve, and the curves' running totals laid end to end (1 apart)."""
    names = sorted(set(leaves().hours))
    total = np.cumsum(np.array([hour_curve(h) for h in names]), axis=1)
    total[:, -1] = 1.0
    laid = total + np.arange(len(names), dtype=np.float64)[:, None]
    return np.array([names.index(h) for h in leaves().hours]), np.asarray(laid.ravel())


def seconds_of_day(random: np.random.Generator, leaf: Ints) -> Ints:
    """Draw a time of day by each leaf's hour curve."""
    curve, total = _clock()
    hour = np.searchsorted(total, curve[leaf] + random.random(len(leaf)), side="right") % 24
    return np.asarray(hour * HOUR + random.integers(0, HOUR, len(leaf)))


def of_event(
    planted: dict[int, Planted], event: Ints, value: Callable[[Planted], float]
) -> NDArray[np.float64]:
    """Return a value of each row's planted event; 0 where there is none."""
    found = np.zeros(len(event))
    if planted and len(event):
        ids = np.array(sorted(planted))
        values = np.array([value(planted[int(k)]) for k in ids])
        at = np.minimum(np.searchsorted(ids, event), len(ids) - 1)
        found = np.where(ids[at] == event, values[at], 0.0)
    return found


def new_matters(world: World, days: range, base: float, random: np.random.Generator) -> Columns:
    """Return the tickets of matters raised for the first time on ``days`` (day ordinals).

    ``base`` is the expected number of them a day; repeats and planted events come on top.
    """
    drawn = [tickets_of_day(world.seed, day, base, world.events) for day in days]
    leaf, community = (np.concatenate([d[k] for d in drawn]) for k in range(2))
    day = np.repeat(np.array(days), [len(d[0]) for d in drawn])
    columns = _reports(leaf, community, day, random)
    columns["event"] = np.full(len(leaf), -1)
    key = columns["matter"]
    gone = prevented(world.programmes, leaf, community, day, key)
    columns = {name: values[~gone] for name, values in columns.items()}
    told = reports_of(world.seed, list(world.planted.values()), days)
    extra = _reports(told["leaf"], told["community"], told["day"], random)
    extra["event"] = told["event"]
    one = told["one"]
    # What is spoken of: a thing of its own for each matter, one and the same for a shop that shut.
    extra["matter"] = np.where(one, told["event"] + world.seed * 1_000_000, extra["matter"])
    extra["point"] = np.where(told["at"][:, :1] > 0, told["at"], extra["point"])
    complaining = draw(random, np.tile(EVENT_TYPES, (len(one), 1)))
    extra["type"] = np.where(told["cross"], complaining, extra["type"])
    return {name: np.concatenate([columns[name], extra[name]]) for name in columns}


def _reports(leaf: Ints, community: Ints, day: Ints, random: np.random.Generator) -> Columns:
    count = len(leaf)
    local = (city().caller_pool[community] * random.random(count) ** 1.4).astype(np.int64)
    columns: Columns = {
        "leaf": leaf,
        "community": community,
        "t_accept": day * DAY + seconds_of_day(random, leaf),
        "caller": community * 1_000_000 + local,
        "type": draw(random, leaves().type_mix()[leaf]),
        "parent": np.full(count, -1),
        "root": np.full(count, -1),
        "rank": np.zeros(count, dtype=np.int64),
        "point": points_in(city(), community, random),
        "merged": np.zeros(count, dtype=np.bool_),
        "double": np.zeros(count, dtype=np.bool_),
        "ends": np.zeros(count, dtype=np.bool_),
        "artefact": np.full(count, -1),
        "late": np.zeros(count, dtype=np.int64),
    }
    columns["matter"] = columns["t_accept"] * 1_000_003 + columns["caller"]
    return columns


def complete(world: World, columns: Columns, random: np.random.Generator) -> Columns:
    """Add channel, level, kind of caller, the path that the ticket takes, and times of the call."""
    count = len(columns["leaf"])
    leaf = columns["leaf"]
    channel = np.searchsorted(CHANNEL_TOTAL, random.random(count), side="right")
    online = of_event(world.planted, columns["event"], lambda e: e.online)
    going = random.random(count) < online
    other = np.searchsorted(ONLINE_TOTAL, random.random(count), side="right")
    channel = np.where(going, np.array(ONLINE)[other], channel)
    columns["channel"] = channel
    above = CHANNELS.index("上级平台派发")
    level = np.where(channel == above, 1 + (random.random(count) > 0.8), 0)
    columns["level"] = np.where(channel == CHANNELS.index("网格上报"), 4, level)
    firms = np.array([0.45 if c[:2] == "23" else 0.03 for c in leaves().codes])[leaf]
    whim = share(columns["caller"], 20)
    kind = np.where(whim < firms, 1, np.where(whim > 0.965, 2, np.where(whim > 0.94, 3, 0)))
    columns["kind"] = np.where((kind == 2) & (columns["type"] == PRAISE), 0, kind)
    columns["anger"] = of_event(world.planted, columns["event"], lambda e: e.anger)
    columns["path"] = _paths(columns, random)
    spoken = channel == 0
    ring = random.integers(40, 260, count)
    columns["talk"] = ring
    columns["t_call"] = (
        columns["t_accept"]
        - columns["late"]
        - np.where(spoken, ring, random.integers(2 * MINUTE, 4 * HOUR, count))
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
