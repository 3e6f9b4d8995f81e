"""The network of repeats: tickets, callers, places, matters and units, and what ties them."""

from hotspots.network.cure import cure
from hotspots.network.graph import build, overview
from hotspots.network.printed import PRINTED
from hotspots.network.returns import pingpong, pingpong_tickets
from hotspots.network.structure import bridges, communities, layout

__all__ = [
    "PRINTED",
    "bridges",
    "build",
    "communities",
    "cure",
    "layout",
    "overview",
    "pingpong",
    "pingpong_tickets",
]
