"""Who handles tickets: departments, public companies, and every street and town of the city."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from demo_city.categories import leaves
from demo_city.place import city
from demo_city.tables import rng, rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOTLINE = "市热线中心"
NON_STOP = ("市公安局", "市公安局交警大队", "市消防救援大队", "市应急局")


@dataclass(frozen=True, slots=True)
class Organisations:
    """One entry an organisation. ``speed``: handling time relative to usual, below one is faster.

    ``workload``: how loaded it is, which slows it in busy weeks. ``non_stop``: works at night.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    levels: tuple[str, ...]
    parents: tuple[str, ...]
    speed: Floats
    workload: Floats
    non_stop: NDArray[np.bool_]

    def of_leaves(self) -> Ints:
        """Return the position of each leaf category's department."""
        return np.array([self.names.index(d) for d in leaves().department])

    @property
    def first_street(self) -> int:
        """Position of the first street; the streets follow in the order of their codes."""
        return len(self.names) - len(city().street_names)


@cache
def organisations() -> Organisations:
    """Return the city's organisations: the ones in the data file, then streets and towns."""
    home, base = city(), rows("organisations")
    random = rng(0, "organisations")
    streets = len(home.street_codes)
    names = [r["name"] for r in base]
    for name, code in zip(home.street_names, home.street_codes, strict=True):
        names.append(f"{name}{'办事处' if int(code[6:]) < 100 else '人民政府'}")
    groups = [r["group_name"] for r in base] + ["街乡"] * streets
    return Organisations(
        codes=tuple([r["code"] for r in base] + list(home.street_codes)),
        names=tuple(names),
        groups=tuple(groups),
        levels=tuple([r["level"] for r in base] + ["街乡级"] * streets),
        parents=tuple([r["parent"] for r in base] + [base[0]["code"]] * streets),
        speed=np.array(
            [float(r["speed"]) for r in base] + list(random.lognormal(-0.05, 0.22, streets))
        ),
        workload=np.array(
            [float(r["workload"]) for r in base] + list(random.uniform(0.7, 1.5, streets))
        ),
        non_stop=np.array(
            [g == "公共企业" or n in NON_STOP for n, g in zip(names, groups, strict=True)]
        ),
    )
