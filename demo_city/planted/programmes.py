"""Programmes with a known effect: fewer reports of a category in treated communities.

Each treated community has an untreated twin of the same kind and about the same usual number of
reports. Some programmes have no effect at all, some wear off: a method must be able to say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demo_city.calendar.workdays import ordinal
from demo_city.categories import leaves
from demo_city.people import share
from demo_city.place import city
from demo_city.tables import rng
from demo_city.volume import community_shares

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
A_YEAR = 4
LASTS = 540
# No kind lies inside another, and none comes back while the last one of its kind still runs: so
# twins are untreated by anything.
NAMES = (
    ("物业服务提升行动", "01"), ("市容环境整治", "02"), ("道路与排水设施改造", "03"),
    ("供热管网改造", "04"), ("老旧供水管网更新", "05"), ("停车秩序整治", "08"),
    ("噪声油烟联合治理", "09"), ("消费纠纷前置调解", "13"), ("犬类管理专项行动", "1403"),
)  # fmt: skip
# Relative change at full effect; two in seven do nothing.
EFFECTS = (-0.50, -0.40, -0.35, -0.30, -0.20, 0.0, 0.0)
FADES, FADE_DAYS = 0.3, 90


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme: ``effect`` is the relative change of reports once it has taken hold.

    It takes hold evenly over ``ramp`` days; from ``fades`` on (None: never) it wears off within
    ``FADE_DAYS``. ``treated[k]`` is the twin of ``twins[k]``.
    """

    id: str
    name: str
    category: str
    first: date
    last: date
    ramp: int
    effect: float
    fades: date | None
    treated: tuple[int, ...]
    twins: tuple[int, ...]

    def factor(self, day: Ints) -> Floats:
        """Return the share of reports that remain on day ordinals."""
        hold = np.clip((day - ordinal(self.first) + 1) / self.ramp, 0.0, 1.0)
        if self.fades is not None:
            hold *= 1 - np.clip((day - ordinal(self.fades)) / FADE_DAYS, 0.0, 1.0)
        inside = (day >= ordinal(self.first)) & (day <= ordinal(self.last))
        return np.asarray(np.where(inside, 1 + self.effect * hold, 1.0))


def _pairs(category: str, random: np.random.Generator) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Choose who is treated, street by street, and twins elsewhere nearest in usual reports."""
    home = city()
    usual = np.log(community_shares()[leaves().starting(category)[0]])
    streets = random.permutation(18)[: int(random.integers(3, 6))]
    treated = [int(k) for k in np.flatnonzero(np.isin(home.street_of, streets) & home.urban)]
    free = {int(k) for k in np.flatnonzero(~np.isin(home.street_of, streets) & home.urban)}
    twins = []
    for one in treated:
        twin = min(free, key=lambda k: (abs(usual[k] - usual[one]), k))
        free.remove(twin)
        twins.append(twin)
    return tuple(treated), tuple(twins)


@lru_cache(maxsize=64)
def programmes_of(seed: int, year: int) -> tuple[Programme, ...]:
    """Return the programmes that begin in ``year``: one a quarter, each of another kind."""
    random = rng(seed, "programmes", year)
    order = rng(seed, "programme-kinds").permutation(len(NAMES))
    kinds = [int(order[(year * A_YEAR + k) % len(NAMES)]) for k in range(A_YEAR)]
    effects = random.permutation(len(EFFECTS))
    found = []
    for number in range(A_YEAR):
        name, category = NAMES[kinds[number]]
        first = date(year, 1, 1) + timedelta(days=int(91 * number + random.integers(15, 80)))
        effect = EFFECTS[int(effects[number])]
        wears = effect < 0 and random.random() < FADES
        treated, twins = _pairs(category, random)
        found.append(
            Programme(
                f"P{year}{number + 1:02d}", f"{year}年{name}", category, first,
                first + timedelta(days=LASTS), int(random.integers(7, 45)), effect,
                first + timedelta(days=int(random.integers(120, 200))) if wears else None,
                treated, twins,
            )
        )  # fmt: skip
    return tuple(found)


def programmes(seed: int, first: date, last: date) -> list[Programme]:
    """Return the programmes that touch a span."""
    found = [p for y in range(first.year - 2, last.year + 1) for p in programmes_of(seed, y)]
    return [p for p in found if p.last >= first and p.first <= last]


def prevented(active: list[Programme], leaf: Ints, community: Ints, day: Ints, key: Ints) -> Flags:
    """Tell which of the reports that would have come a programme has prevented.

    ``key``: a number of its own for each report; the same report always has the same fate.
    """
    gone = np.zeros(len(leaf), dtype=np.bool_)
    for programme in active:
        kinds = np.zeros(len(leaves().codes), dtype=np.bool_)
        kinds[leaves().starting(programme.category)] = True
        places = np.zeros(len(city().codes), dtype=np.bool_)
        places[list(programme.treated)] = True
        at = np.flatnonzero(kinds[leaf] & places[community])
        salt = int(programme.id[1:])
        gone[at] |= share(key[at], salt) >= programme.factor(day[at])
    return gone
