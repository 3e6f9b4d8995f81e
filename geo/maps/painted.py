"""What colour an area has, and the key that says so: the same on a page and on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from style.palette import BAND, MAP_HIGH, MAP_LOW, MAP_SHADES
from style.texts import text
from style.wording import number

Paint = Literal["shade", "high", "low", "plain"]


@dataclass(frozen=True, slots=True)
class Ground:
    """The outlines of a level: where browsers get them (GeoJSON, a feature's ``id`` its area's
    code), and the box around them in degrees: west, south, east, north.
    """

    address: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """One area: what it has, how that is written, and where its name stands (degrees).

    ``paint``: ``shade`` by its value, ``high`` and ``low`` what stands out, ``plain`` what does
    not. ``opens``: the address that a click opens, ``n`` how many tickets that are.
    """

    code: str
    name: str
    value: float | None
    written: str
    lon: float
    lat: float
    paint: Paint = "shade"
    opens: str = ""
    n: float | None = None

    @property
    def label(self) -> str:
        """The name, with the sign of what stands out: colour never stands alone."""
        return {"high": "▲", "low": "▼"}.get(self.paint, "") + self.name


@dataclass(frozen=True, slots=True)
class Shown:
    """What a map shows: its areas, the numbers that part the shades (ascending), and how they are
    written.
    """

    areas: Sequence[Area]
    bounds: Sequence[float] = ()
    written: Callable[[float], str] = number


def shade_bounds(values: Sequence[float], shades: int = len(MAP_SHADES)) -> list[float]:
    """Return the numbers that part ``values`` into about equally full shades, each only once."""
    ordered = sorted(values)
    if not ordered:
        return []
    cuts = [ordered[min(len(ordered) * k // shades, len(ordered) - 1)] for k in range(1, shades)]
    return sorted({cut for cut in cuts if cut > ordered[0]})


def shade_of(value: float, bounds: Sequence[float]) -> int:
    """Return which shade a value has: how many bounds it has reached."""
    return sum(value >= bound for bound in bounds)


def colour_of(area: Area, bounds: Sequence[float]) -> str:
    """Return an area's colour: grey where it has no value or nothing of it stands out."""
    if area.paint == "shade" and area.value is not None:
        return _shades(bounds)[shade_of(area.value, bounds)]
    return {"high": MAP_HIGH, "low": MAP_LOW}.get(area.paint, BAND)


def key(shown: Shown) -> list[tuple[str, str]]:
    """Return the colours that a map has and what each means."""
    areas, bounds, written = shown.areas, shown.bounds, shown.written
    painted = {area.paint for area in areas}
    found = []
    if "shade" in painted and bounds:
        words = [text("map.below", to=written(bounds[0]))]
        words += [
            text("map.between", low=written(low), to=written(to)) for low, to in pairwise(bounds)
        ]
        words.append(text("map.from", low=written(bounds[-1])))
        found += list(zip(_shades(bounds), words, strict=True))
    found += [(MAP_HIGH, text("map.high"))] if "high" in painted else []
    found += [(MAP_LOW, text("map.low"))] if "low" in painted else []
    unknown = any(area.paint == "shade" and area.value is None for area in areas)
    if "plain" in painted:
        # Both are grey: one square says both.
        found.append((BAND, text("map.plain_or_few" if unknown else "map.plain")))
    elif unknown:
        found.append((BAND, text("map.unknown")))
    return found


def _shades(bounds: Sequence[float]) -> list[str]:
    """Return as many shades as there are steps, from the palest to the darkest."""
    steps, last = len(bounds) + 1, len(MAP_SHADES) - 1
    return [MAP_SHADES[round(last * (k + 1) / steps)] for k in range(steps)]
