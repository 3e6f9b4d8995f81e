"""The network of repeats: tickets, callers, places, matters and units, and what ties them."""

from hotspots.network.cure import cure
from hotspots.network.graph import build, ego, graphml, overview
from hotspots.network.returns import circles, pingpong, pingpong_graph
from hotspots.network.structure import bridges, communities, frames, layout

__all__ = [
    "bridges", "build", "circles", "communities", "cure", "ego", "frames", "graphml", "layout",
    "overview", "pingpong", "pingpong_graph",
]  # fmt: skip
