"""What a name says of the place: how much more probable it makes each area than usual."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.places.areas import Areas
from geo.places.learning import spread

# Of names in the directory, of a place in the user's list, of the area that a ticket was filed
# under: how often the matter is elsewhere all the same.
NAME_ERROR, LIST_ERROR, FILED_ERROR, UNIT_ERROR = 0.02, 0.02, 0.02, 0.1
# No name rules an area out: the least factor.
_FLOOR = 0.02


@dataclass(frozen=True, slots=True)
class Evidence:
    """Logarithms of factors: ``pull`` by leaf, ``base`` for all other leaves."""

    pull: Mapping[str, float]
    base: float
    finest: str

    @property
    def tells(self) -> bool:
        """Whether it makes some area clearly more probable."""
        return bool(self.pull) and max(self.pull.values()) > 1.0


def of_areas(codes: Iterable[str], areas: Areas, error: float = NAME_ERROR) -> Evidence:
    """Return what it says that one of these areas is named: all leaves in them alike."""
    codes = list(codes)
    leaves = sorted({leaf for code in codes for leaf in areas.under[code]})
    inside = min(sum(areas.usual[leaf] for leaf in leaves), 1.0)
    pull = math.log((1 - error) / inside)
    base = math.log(max(error / max(1 - inside, 1e-9), _FLOOR)) if inside < 1 else 0.0
    levels = {areas.levels[code] for code in codes}
    finest = next(x for x in ("community", "street", "county") if x in levels)
    return Evidence(dict.fromkeys(leaves, pull), base, finest)


def of_counts(counts: Mapping[str, float], areas: Areas, floor: float = _FLOOR) -> Evidence:
    """Return what a name says whose past tickets came from these areas."""
    shares = spread(counts, areas)
    left = 1.0 - sum(shares.values())
    rest = 1.0 - sum(areas.usual[leaf] for leaf in shares)
    base = math.log(max(left / rest, floor)) if rest > 1e-9 else 0.0
    pull = {leaf: math.log(max(share / areas.usual[leaf], floor)) for leaf, share in shares.items()}
    finest = "community" if any(areas.levels[c] == "community" for c in counts) else "street"
    return Evidence(dict(sorted(pull.items())), base, finest)
