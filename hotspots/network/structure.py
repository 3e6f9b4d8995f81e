"""What shape the network has: communities, bridges and positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import networkx as nx

_EXACT = 400
_SOURCES = 200


def communities(graph: nx.Graph, *, seed: int) -> dict[str, int]:
    """Return each node's community, the largest is 0 (Louvain, Blondel et al., 2008)."""
    import networkx as nx

    if not len(graph):
        return {}
    ordered = _ordered(graph)
    parts = nx.community.louvain_communities(ordered, weight="n", seed=seed)
    ranked = sorted(parts, key=lambda part: (-len(part), min(part)))
    return {node: k for k, part in enumerate(ranked) for node in part}


def bridges(graph: nx.Graph, *, seed: int, top: int = 20) -> pd.DataFrame:
    """Return the nodes that tie otherwise separate parts: cut nodes by betweenness, largest first.

    Columns node_id, kind, label, betweenness, parts (pieces that its own part falls into without
    it). Betweenness (Freeman, 1977; Brandes and Pich, 2007) is sampled for large graphs.
    """
    import networkx as nx

    columns = ["node_id", "kind", "label", "betweenness", "parts"]
    ordered = _ordered(graph)
    cuts = sorted(node for node in nx.articulation_points(ordered) if ordered.degree(node) > 1)
    if not cuts:
        return pd.DataFrame(columns=columns)
    sample = None if len(ordered) <= _EXACT else min(_SOURCES, len(ordered))
    between = nx.betweenness_centrality(ordered, k=sample, seed=seed)
    cuts.sort(key=lambda node: (-between[node], node))
    blocks: dict[str, int] = dict.fromkeys(cuts, 0)
    for block in nx.biconnected_components(ordered):
        for node in block:
            if node in blocks:
                blocks[node] += 1
    rows = [
        (node, graph.nodes[node]["kind"], graph.nodes[node]["label"], between[node], blocks[node])
        for node in cuts[:top]
    ]
    return pd.DataFrame(rows, columns=columns)


def layout(graph: nx.Graph, *, seed: int) -> dict[str, tuple[float, float]]:
    """Return positions in [-1, 1]: forces inside each connected part, the parts packed in rows.

    Fruchterman and Reingold (1991). Meant for the few hundred nodes that a page shows.
    """
    import networkx as nx

    ordered = _ordered(graph)
    parts = sorted(nx.connected_components(ordered), key=lambda part: (-len(part), min(part)))
    placed: dict[str, tuple[float, float]] = {}
    across, down, row = 0.0, 0.0, 0.0
    wide = max(1.0, sum(_side(len(part)) ** 2 for part in parts) ** 0.5 * 1.15)
    for part in parts:
        side = _side(len(part))
        if across + side > wide and across > 0:
            across, down, row = 0.0, down + row, 0.0
        inner = ordered.subgraph(sorted(part))
        spread = 2.0 / max(len(part), 2) ** 0.5
        spring = nx.spring_layout(_ordered(inner), seed=seed, iterations=120, weight=None, k=spread)
        for node, (x, y) in spring.items():
            half = side * 0.42
            placed[node] = (
                across + side / 2 + float(x) * half,
                -(down + side / 2 + float(y) * half),
            )
        across, row = across + side, max(row, side)
    return _scaled(placed)


def _side(nodes: int) -> float:
    return float(nodes**0.5) + 0.6


def _scaled(placed: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    if not placed:
        return {}
    xs, ys = zip(*placed.values(), strict=True)
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    half = max(max(xs) - min(xs), max(ys) - min(ys)) / 2 or 1.0
    return {
        node: (round((x - middle[0]) / half, 4), round((y - middle[1]) / half, 4))
        for node, (x, y) in placed.items()
    }


def _ordered(graph: nx.Graph) -> nx.Graph:
    """Return the graph with nodes and edges in order, so that seeds give the same result."""
    import networkx as nx

    same = nx.Graph()
    same.add_nodes_from(sorted(graph.nodes(data=True), key=lambda node: node[0]))
    edges = ((*sorted((a, b)), d) for a, b, d in graph.edges(data=True))
    same.add_edges_from(sorted(edges, key=lambda edge: edge[:2]))
    return same
