"""What colour an area has, and the key that says so: the same on a page and on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Literal

from style.palette import BAND, MAP_HIGH, MAP_LOW, MAP_SHADES
from style.texts import text
from style.wording import number

STEPS = len(MAP_SHADES) - 1
"""Into how many steps values are parted: the palest shade is too near to grey to stand by it."""
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
    not. ``colour``: a colour that a page gives a meaning of its own, said in ``Shown.colours``;
    ``sign``: what stands before the name, because colour never stands alone. ``opens``: the address
    that a click opens, ``n`` how many tickets that are.
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
    colour: str = ""
    sign: str = ""

    @property
    def label(self) -> str:
        """The name, with the sign of what stands out: colour never stands alone."""
        return self.sign + {"high": "▲", "low": "▼"}.get(self.paint, "") + self.name


@dataclass(frozen=True, slots=True)
class Shown:
    """What a map shows: its areas, the numbers that part the shades (ascending), and how they are
    written.

    ``whole``: values are whole numbers, whose steps are told from one to another. ``colours``: the
    areas' own colours with what each means. ``bare``: what grey means, where a page says it in
    words of its own.
    """

    areas: Sequence[Area]
    bounds: Sequence[float] = ()
    written: Callable[[float], str] = number
    whole: bool = False
    colours: Sequence[tuple[str, str]] = ()
    bare: str = ""


def shade_bounds(values: Sequence[float], shades: int = STEPS) -> list[float]:
    """Return the numbers that part ``values`` into about equally full shades, each only once."""
    ordered = sorted(values)
    if not ordered:
        return []
    cuts = [ordered[min(len(ordered) * k // shades, len(ordered) - 1)] for k in range(1, shades)]
    return sorted({cut for cut in cuts if cut > ordered[0]})


def even_bounds(highest: float, shades: int = STEPS) -> list[float]:
    """Return the whole numbers that part counts from 1 to ``highest`` into steps of like width."""
    cuts = {ceil(highest * k / shades) for k in range(1, shades)}
    return sorted(float(cut) for cut in cuts if cut > 1)


def shade_of(value: float, bounds: Sequence[float]) -> int:
    """Return which shade a value has: how many bounds it has reached."""
    return sum(value >= bound for bound in bounds)


def colour_of(area: Area, bounds: Sequence[float]) -> str:
    """Return an area's colour: grey where it has no value or nothing of it stands out."""
    if area.colour:
        return area.colour
    if area.paint == "shade" and area.value is not None:
        return _shades(bounds)[shade_of(area.value, bounds)]
    return {"high": MAP_HIGH, "low": MAP_LOW}.get(area.paint, BAND)


def key(shown: Shown) -> list[tuple[str, str]]:
    """Return the colours that a map has and what each means."""
    areas = [area for area in shown.areas if not area.colour]
    painted = {area.paint for area in areas}
    used = {area.colour for area in shown.areas}
    found = [(colour, words) for colour, words in shown.colours if colour in used]
    found += _steps(shown, [a.value for a in areas if a.paint == "shade" and a.value is not None])
    found += [(MAP_HIGH, text("map.high"))] if "high" in painted else []
    found += [(MAP_LOW, text("map.low"))] if "low" in painted else []
    unknown = any(area.paint == "shade" and area.value is None for area in areas)
    grey = "plain" in painted or unknown
    if grey and shown.bare:
        found.append((BAND, shown.bare))
    elif "plain" in painted:
        # Both are grey: one square says both.
        found.append((BAND, text("map.plain_or_few" if unknown else "map.plain")))
    elif unknown:
        found.append((BAND, text("map.unknown")))
    return found


def _steps(shown: Shown, values: Sequence[float]) -> list[tuple[str, str]]:
    """Return the shades with the values that each stands for."""
    bounds, written = shown.bounds, shown.written
    if not values:
        return []
    if shown.whole:
        starts = [min(values), *bounds]
        ends = [bound - 1 for bound in bounds] + [max(values)]
        words = [_from_to(low, to, written) for low, to in zip(starts, ends, strict=True)]
    elif bounds:
        between = [(written(low), written(to)) for low, to in pairwise(bounds)]
        words = [text("map.below", to=written(bounds[0]))]
        words += [text("map.between", low=low, to=to) for low, to in between]
        words.append(text("map.from", low=written(bounds[-1])))
    else:
        return []
    return list(zip(_shades(bounds), words, strict=True))


def _from_to(low: float, to: float, written: Callable[[float], str]) -> str:
    return text("map.between", low=written(low), to=written(to)) if low < to else written(to)


def _shades(bounds: Sequence[float]) -> list[str]:
    """Return as many shades as there are steps, from the palest to the darkest."""
    steps = len(bounds) + 1
    return [MAP_SHADES[round(STEPS * (k + 1) / steps)] for k in range(steps)]
