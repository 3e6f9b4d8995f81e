"""Where the value of a point can stand so that no line of its panel runs through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

STEP = 52
"""px from one period to the next in the narrowest picture."""
GAP, HEIGHT = 5, 15
"""px between a point and its words, and of their height."""
_SAMPLES = 12

Side = Literal["left", "center", "right"]
Place = tuple[Side, bool]
"""What ``xanchor`` is, and whether the words stand above the point."""
_PLACES: tuple[Place, ...] = (
    ("center", True), ("center", False), ("right", True), ("left", True), ("right", False),
    ("left", False),
)  # fmt: skip


def clear_place(
    at: int, value: float, lines: Sequence[Sequence[float | None]], width: float, a_px: float
) -> Place:
    """Return the place with the least of the ``lines`` in it; of several the first, above.

    ``at``: the point's place in its line; ``width``: px of its words; ``a_px``: how much a pixel of
    the axis is. At the ends of a line words stay over their point: beside it they would run out.
    """
    near = [p for line in lines for p in _near(at, value, line, a_px)]
    ends = at == 0 or any(at == len(line) - 1 for line in lines)
    places = _PLACES[:2] if ends else _PLACES
    return min(places, key=lambda place: sum(_inside(p, place, width) for p in near))


def _near(
    at: int, value: float, line: Sequence[float | None], a_px: float
) -> list[tuple[float, float]]:
    """Return points of a line from the period before to the one after, in px from the value."""
    found = []
    for n in (at - 1, at):
        if n < 0 or n + 1 >= len(line):
            continue
        begin, end = line[n], line[n + 1]
        if begin is None or end is None:
            continue
        for k in range(_SAMPLES + 1):
            share = k / _SAMPLES
            height = begin + (end - begin) * share
            found.append(((n - at + share) * STEP, (height - value) / a_px))
    return found


def _inside(point: tuple[float, float], place: Place, width: float) -> bool:
    side, above = place
    x, y = point
    left = {"left": 0.0, "center": -width / 2, "right": -width}[side]
    up = y if above else -y
    return left <= x <= left + width and GAP <= up <= GAP + HEIGHT
