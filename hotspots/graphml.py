"""The stored network as GraphML, for programs that draw and count networks."""

from __future__ import annotations

import io

import pandas as pd


def graphml_of(nodes: pd.DataFrame, edges: pd.DataFrame) -> bytes:
    """Return the frames ``nodes`` and ``edges`` of a run as a GraphML file.

    Nodes carry kind, label, n, community, x, y, is_bridge where they have them; edges kind and n.
    """
    import networkx as nx

    graph = nx.Graph()
    for row in nodes.to_dict("records"):
        graph.add_node(str(row["node_id"]), **_known(row, "node_id"))
    for row in edges.to_dict("records"):
        graph.add_edge(str(row["a"]), str(row["b"]), **_known(row, "a", "b"))
    content = io.BytesIO()
    nx.write_graphml(graph, content, named_key_ids=True)
    return content.getvalue()


def _known(row: dict[object, object], *left_out: str) -> dict[str, object]:
    """Return what GraphML can hold: plain values, without gaps."""
    found: dict[str, object] = {}
    for name, value in row.items():
        if str(name) in left_out or value is None or pd.isna(value):  # type: ignore[call-overload]
            continue
        found[str(name)] = value.item() if hasattr(value, "item") else value
    return found
