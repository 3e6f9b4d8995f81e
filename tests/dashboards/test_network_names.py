"""The network of repeats: a name stands beside its symbol and on no other one."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from dashboards.charts.network import Node, half_width, most_of, network
from dashboards.charts.picture import Caption

CAPTION = Caption("题", "件", "源", date(2026, 11, 29), "注")
WIDE = Node("matter:w", "matter", "远处", 1.0, 0.9, 0.9)


def names(nodes: list[Node]) -> dict[str, Any]:
    drawn = network(CAPTION, nodes, []).figure.to_plotly_json()["layout"]["annotations"]
    return {str(a["text"]): a for a in drawn if a.get("bgcolor")}


def test_a_name_begins_behind_the_edge_of_its_symbol():
    large = Node("matter:a", "matter", "停水", 100.0, 0.0, 0.0)
    found = names([large, WIDE])["停水"]
    away = math.hypot(found["xshift"], found["yshift"])
    assert away > half_width(large, most_of([large, WIDE]))


def test_a_name_that_would_lie_on_symbols_is_left_to_hovering():
    ring = [
        Node(f"place:{i}", "place", "", 1.0, 0.06 * math.cos(i * math.pi / 8),
             0.06 * math.sin(i * math.pi / 8))
        for i in range(16)
    ]  # fmt: skip
    middle = Node("matter:a", "matter", "停水停电", 2.0, 0.0, 0.0)
    assert "停水停电" not in names([middle, *ring, WIDE])
    assert "停水停电" in names([middle, WIDE])
