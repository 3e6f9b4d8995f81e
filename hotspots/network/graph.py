"""The network of repeats as a graph: tickets, callers, places, matters and units.

An edge ticket–matter says that the ticket speaks of the matter, ticket–caller who said it,
ticket–place where, matter–unit who handles it. Only tickets of groups are in it: the rest repeat
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data_access.results.values import within
from hotspots.repeats.types import NamesLike, RepeatRun

if TYPE_CHECKING:
    import networkx as nx

TICKET, CALLER, PLACE, MATTER, UNIT = "ticket", "caller", "place", "matter", "unit"
KINDS = (TICKET, CALLER, PLACE, MATTER, UNIT)
_HANGS = ("caller_key", "place_key", "org_lead", "area_code")
KEY_SHOWN = 6
_LABEL = 40
_LOOKED_AT = 3
"""An overview chooses its nodes among so many times as many."""


def build(
    frame: pd.DataFrame, run: RepeatRun, names: NamesLike, *, most: int | None = None
) -> nx.Graph:
    """Return the graph of a run's groups.

    Nodes are named ``kind:key`` and carry ``kind``, ``label`` and ``n`` (tickets that hang on
    them); edges carry ``kind`` and ``n``. The order of nodes and edges is fixed. ``most``: only
    the largest matters with what hangs on them, as far as an ``overview`` of so many nodes looks.
    """
    import networkx as nx

    rows = _grouped(frame, run)
    part = rows if most is None else _largest(rows, _LOOKED_AT * most)
    graph = nx.Graph()
    for kind, label in (
        (MATTER, run.groups.set_index("group_id")["name"].to_dict() if len(run.groups) else {}),
        (CALLER, {}),
        (PLACE, _place_labels(rows, names)),
        (UNIT, {}),
        (TICKET, {}),
    ):
        counts = rows[kind].value_counts(sort=False)
        counts = counts.loc[sorted(part[kind].dropna().unique())]
        for key, n in zip(map(str, counts.index), counts, strict=True):
            shown = label.get(key) or _label(kind, key)
            graph.add_node(f"{kind}:{key}", kind=kind, label=str(shown)[:_LABEL], n=int(n))
    for one, other in ((TICKET, MATTER), (TICKET, CALLER), (TICKET, PLACE), (MATTER, UNIT)):
        both = part[[one, other]].dropna().value_counts(sort=False).sort_index()
        for (a, b), n in zip(both.index.tolist(), both, strict=True):
            graph.add_edge(f"{one}:{a}", f"{other}:{b}", kind=f"{one}-{other}", n=int(n))
    return graph


def _largest(rows: pd.DataFrame, nodes: int) -> pd.DataFrame:
    """Return the rows of the largest matters, until they and what hangs on them are more nodes."""
    matter, keys = pd.factorize(rows[MATTER], sort=True)
    size = np.bincount(matter, minlength=len(keys))
    rank = np.empty(len(keys), dtype=np.int64)
    rank[np.lexsort((np.arange(len(keys)), -size))] = np.arange(len(keys))
    at = rank[matter]
    more = np.ones(len(keys), dtype=np.int64)
    for kind in (CALLER, PLACE, UNIT):
        code, known = pd.factorize(rows[kind])
        first = np.full(len(known), len(keys))
        np.minimum.at(first, code[code >= 0], at[code >= 0])
        more += np.bincount(first, minlength=len(keys))
    last = int(np.searchsorted(more.cumsum(), nodes, side="right"))
    return rows[at <= last]


def _grouped(frame: pd.DataFrame, run: RepeatRun) -> pd.DataFrame:
    """Tickets of groups with what they hang on, one row each, sorted by number."""
    group = dict(zip(run.members["ticket_no"], run.members["group_id"], strict=True))
    wanted = [name for name in _HANGS if name in frame]
    number = frame["ticket_no"].astype("str")
    grouped = within(number, group)
    part = frame.loc[grouped, wanted].assign(ticket_no=number[grouped])
    part = part.drop_duplicates("ticket_no", keep="last")
    rows = pd.DataFrame({TICKET: part["ticket_no"].to_numpy(dtype=object)})
    rows[MATTER] = part["ticket_no"].map(group).to_numpy(dtype=object)
    for kind, name in ((CALLER, "caller_key"), (PLACE, "place_key"), (UNIT, "org_lead")):
        rows[kind] = part[name].to_numpy(dtype=object) if name in part else None
    rows["area_code"] = part["area_code"].to_numpy(dtype=object) if "area_code" in part else None
    return rows.sort_values(TICKET).reset_index(drop=True)


def _place_labels(rows: pd.DataFrame, names: NamesLike) -> dict[str, str]:
    # A key says nothing to a person: the community it lies in does.
    first = rows.dropna(subset=[PLACE, "area_code"]).drop_duplicates(PLACE)
    return {
        str(place): f"{names.areas[area]}·{str(place)[:KEY_SHOWN]}"
        for place, area in zip(first[PLACE], first["area_code"], strict=True)
        if area in names.areas
    }


def _label(kind: str, key: str) -> str:
    if kind == CALLER:
        return f"诉求人 {key[:KEY_SHOWN]}"
    if kind == PLACE:
        return f"地址 {key[:KEY_SHOWN]}"
    return key


def overview(graph: nx.Graph, *, most: int = 300) -> nx.Graph:
    """Return the largest matters with what hangs on them, ``most`` nodes at most, no tickets.

    Callers and places are tied to a matter directly; nodes that tie several matters come first.
    """
    import networkx as nx

    flat = nx.Graph()
    matters = [name for name, kind in graph.nodes(data="kind") if kind == MATTER]
    for matter in sorted(matters, key=lambda m: (-graph.nodes[m]["n"], m)):
        flat.add_node(matter, **graph.nodes[matter])
        for near in sorted(graph[matter]):
            hangs = [near] if graph.nodes[near]["kind"] == UNIT else sorted(graph[near])
            for other in hangs:
                if other == matter or graph.nodes[other]["kind"] == TICKET:
                    continue
                flat.add_node(other, **graph.nodes[other])
                n = flat.edges[matter, other]["n"] + 1 if flat.has_edge(matter, other) else 1
                if near == other:
                    n = graph.edges[matter, other]["n"]
                kind = f"{MATTER}-{graph.nodes[other]['kind']}"
                flat.add_edge(matter, other, kind=kind, n=n)
        if len(flat) > _LOOKED_AT * most:
            break
    ranked = sorted(flat, key=lambda node: (-_weight(flat, node), node))
    return flat.subgraph(ranked[:most]).copy()


def _weight(graph: nx.Graph, node: str) -> float:
    matters = graph.degree(node) if graph.nodes[node]["kind"] != MATTER else 0
    return float(graph.nodes[node]["n"]) + 10.0 * (matters - 1 if matters > 1 else 0)
