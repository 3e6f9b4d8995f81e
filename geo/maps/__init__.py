"""How areas look on a map, for pages and for paper: shades, what stands out, which names fit."""

from geo.maps.names import fitting
from geo.maps.painted import (
    Area,
    Ground,
    Paint,
    Shown,
    colour_of,
    even_bounds,
    key,
    shade_bounds,
    shade_of,
)

__all__ = [
    "Area", "Ground", "Paint", "Shown", "colour_of", "even_bounds", "fitting", "key",
    "shade_bounds", "shade_of",
]  # fmt: skip
