"""Return ping-pong: tickets that units hand back, as a directed network between units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hotspots.frames import PINGPONG

if TYPE_CHECKING:
    import networkx as nx

RETURNED = ("申请退单", "退单")
TAKEN = ("签收", "首次联系", "答复", "报结")
HANDLED = (*RETURNED, *TAKEN)
"""Operations as the ticket events' ``op`` names them."""


def pingpong(events: pd.DataFrame, *, tickets: pd.Series | None = None) -> pd.DataFrame:
    """Return who hands tickets back and who gets them next, most returns first.

    ``events``: columns ticket_no, seq, op, org (events of tickets, any order). A return by unit A
    leads to the unit that next does anything with the ticket as its own (takes, contacts, answers
    or returns it): B, which may be A again where the return was refused. ``returns``: times,
    ``tickets``: different tickets, ``back``: returns from B to A, ``mutual``: the smaller of both
    (what goes to and fro). ``tickets`` limits to these numbers. Returns that nobody took up yet
    have no ``to_unit`` and are left out.
    """
    need = ["ticket_no", "seq", "op", "org"]
    rows = events[need].dropna(subset=["ticket_no", "op", "org"])
    if tickets is not None:
        rows = rows[rows["ticket_no"].isin(set(tickets))]
    rows = rows[rows["op"].isin(HANDLED)].sort_values(["ticket_no", "seq"])
    following = rows.groupby("ticket_no")["org"].shift(-1)
    returned = rows[rows["op"].isin(RETURNED)].assign(to_unit=following).dropna(subset=["to_unit"])
    returned = returned[returned["org"] != returned["to_unit"]]
    found = (
        returned.groupby(["org", "to_unit"])
        .agg(returns=("seq", "size"), tickets=("ticket_no", "nunique"))
        .reset_index()
        .rename(columns={"org": "from_unit"})
    )
    there = found.set_index(["from_unit", "to_unit"])["returns"].to_dict()
    pairs = zip(found["to_unit"], found["from_unit"], strict=True)
    found["back"] = [int(there.get(pair, 0)) for pair in pairs]
    found["mutual"] = found[["returns", "back"]].min(axis=1)
    found = found.sort_values(
        ["returns", "from_unit", "to_unit"], ascending=[False, True, True]
    ).reset_index(drop=True)
    return found[list(PINGPONG.names)]


def pingpong_graph(found: pd.DataFrame) -> nx.DiGraph:
    """Return the table as a directed graph: an edge from the unit that returned to the next one."""
    import networkx as nx

    graph = nx.DiGraph()
    for unit in sorted({*found["from_unit"], *found["to_unit"]}):
        graph.add_node(unit, kind="unit", label=unit, n=0)
    for row in found.to_dict("records"):
        graph.add_edge(row["from_unit"], row["to_unit"], kind="return", n=int(row["returns"]))
        graph.nodes[row["from_unit"]]["n"] += int(row["returns"])
    return graph


def circles(graph: nx.DiGraph, *, longest: int = 4) -> list[tuple[str, ...]]:
    """Return the circles in which tickets go round, up to ``longest`` units, heaviest first.

    A circle's weight is its thinnest edge.
    """
    import networkx as nx

    found = [tuple(circle) for circle in nx.simple_cycles(graph, length_bound=longest)]
    turned = [_from_smallest(circle) for circle in found]

    def weight(circle: tuple[str, ...]) -> int:
        steps = zip(circle, (*circle[1:], circle[0]), strict=True)
        return min(int(graph.edges[step]["n"]) for step in steps)

    return sorted(set(turned), key=lambda circle: (-weight(circle), len(circle), circle))


def _from_smallest(circle: tuple[str, ...]) -> tuple[str, ...]:
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]
