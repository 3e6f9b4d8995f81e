"""The network of repeats on the page: what is drawn first, and how it grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.charts.network import Node, network
from dashboards.charts.picture import Caption, Picture, config
from dashboards.components.empty import show_empty
from dashboards.hotspots_app import matter_names, reading, to_tickets
from dashboards.hotspots_app.context import HotContext
from dashboards.server.viewer import get_services
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, figure, records, words_of
from data_access.store.exports import record_export
from hotspots.frames import EDGES, NODES
from style.texts import text
from style.ties import most
from style.wording import labelled, number

MOST = 300
RING = 0.09
OPENED = "node"


def show(context: HotContext) -> None:
    """Draw the network around the largest nodes and those that the reader opened."""
    st.subheader(text("rep.network_title"))
    nodes = reading.whole(context, NODES)
    if nodes.empty:
        show_empty(text("rep.network_none"))
        return
    opened = [n for n in st.query_params.get_all(OPENED) if n in set(nodes["node_id"])]
    drawn = _drawn(context, tuple(opened))
    picture = drawn.picture
    st.caption(text("rep.network_what"))
    clicked = st.plotly_chart(
        picture.figure,
        width="stretch",
        theme=None,
        key=f"network_{len(opened)}",
        config=config(picture),
        alt=picture.alt,
        on_select="rerun",
        selection_mode="points",
    )
    _open_clicked(clicked, {*opened, *drawn.whole}, opened)
    if len(drawn.rows) >= MOST:
        st.caption(text("rep.network_full", most=MOST))
    _choose(drawn.rows, opened)
    _download(context)


@dataclass(frozen=True, slots=True)
class _Network:
    """What is drawn, shared by all readers: nodes with the most tickets first, those of them with
    all that they are tied to, and the picture."""

    rows: Mapping[str, Row]
    whole: frozenset[str]
    picture: Picture


@kept(40, shared=True)
def _drawn(context: HotContext, opened: tuple[str, ...]) -> _Network:
    nodes, edges = (reading.whole(context, frame) for frame in (NODES, EDGES))
    numbered = nodes.assign(key=nodes["node_id"].astype(str).str.partition(":")[2])
    matters = nodes["kind"].eq("matter")
    nodes = matter_names.called(context, numbered, "key", "label", matters).drop(columns="key")
    seen = shown_nodes(nodes, edges, opened)
    rows = records(seen.sort_values("n", ascending=False))
    return _Network(
        {str(r["node_id"]): r for r in rows},
        all_shown(seen, edges),
        network_picture(context, seen, edges),
    )


def shown_nodes(nodes: pd.DataFrame, edges: pd.DataFrame, opened: Sequence[str]) -> pd.DataFrame:
    """Return the nodes that have a place, and each opened node with all that it is tied to.

    300 at most. Those without a place stand in a ring around the node that brought them.
    """
    placed = nodes[nodes["x"].notna()].sort_values(["n", "node_id"], ascending=[False, True])
    at = {r["node_id"]: (float(r["x"]), float(r["y"])) for r in records(placed.head(MOST))}
    for node in opened:
        tied = edges[(edges["a"] == node) | (edges["b"] == node)]
        near = dict.fromkeys([*tied["a"], *tied["b"]])
        new = [n for n in near if n not in at and n != node][: max(0, MOST - len(at) - 1)]
        x, y = at.setdefault(node, (0.0, 0.0))
        for i, name in enumerate(new):
            turn = 2 * math.pi * i / len(new)
            ring = RING * (1 + 0.5 * (i % 3))
            at[name] = (x + ring * math.cos(turn), y + ring * math.sin(turn))
    shown = nodes[nodes["node_id"].isin(at)].copy()
    shown["x"] = [at[n][0] for n in shown["node_id"]]
    shown["y"] = [at[n][1] for n in shown["node_id"]]
    return shown


def network_picture(context: HotContext, nodes: pd.DataFrame, edges: pd.DataFrame) -> Picture:
    """Return the picture of some nodes and the ties among them."""
    rows = records(nodes)
    keys = {r["node_id"] for r in rows}
    ties = edges[edges["a"].isin(keys) & edges["b"].isin(keys)]
    degree = pd.concat([ties["a"], ties["b"]]).value_counts()
    names = {r["node_id"]: words_of(r["label"]) or r["node_id"] for r in rows}
    tied_to = [(name, float(degree.get(key, 0))) for key, name in names.items()]
    first = most(tied_to, text("rep.network_counter"))
    head = "rep.network_head_tied" if first.tied else "rep.network_head"
    caption = Caption(
        text(head, count=number(len(rows)), label=first.names),
        text("rep.unit_nodes"),
        context.source,
        context.as_of,
        text("rep.network_key"),
    )
    done = all_shown(nodes, edges)
    drawn = [
        _node(r, names[r["node_id"]], to_tickets.of_node(context, key) if key in done else "")
        for r in rows
        for key in [str(r["node_id"])]
    ]
    return network(caption, drawn, list(zip(ties["a"], ties["b"], strict=True)))


def all_shown(nodes: pd.DataFrame, edges: pd.DataFrame) -> frozenset[str]:
    """Return the nodes with all that they are tied to drawn: there a click opens tickets, on others
    it draws the rest."""
    keys = set(nodes["node_id"])
    apart = edges[edges["a"].isin(keys) != edges["b"].isin(keys)]
    return frozenset(keys - {*apart["a"], *apart["b"]})


def _node(row: dict[str, Any], label: str, opens: str) -> Node:
    kind = str(row["kind"])
    n = figure(row["n"]) or 1.0
    hover = text("rep.node_hover", kind=kind_words(kind), label=label, n=number(n))
    return Node(
        str(row["node_id"]),
        kind,
        label,
        max(1.0, n),
        float(row["x"]),
        float(row["y"]),
        hover.replace("\n", "<br>"),
        bool(row["is_bridge"]),
        opens,
    )


def kind_words(kind: str) -> str:
    """Return what a kind of node is called."""
    known = ("ticket", "caller", "place", "community", "matter", "unit")
    return text(f"rep.kind_{kind}") if kind in known else kind


def _open_clicked(clicked: Any, left_out: set[str], opened: list[str]) -> None:
    points = clicked["selection"]["points"] if clicked else []
    found = [p["customdata"][0] for p in points if p.get("customdata")]
    new = [n for n in found if n not in left_out]
    if new:
        st.query_params[OPENED] = [*opened, *new]
        st.rerun()


def _choose(rows: Mapping[str, Row], opened: list[str]) -> None:
    left = [n for n in rows if n not in opened]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            text("rep.network_open"),
            left,
            index=None,
            format_func=lambda n: labelled(kind_words(rows[n]["kind"]), rows[n]["label"]),
            placeholder=text("rep.network_choose"),
            key=f"network_choice_{len(opened)}",
            width=320,
        )
        if opened and st.button(text("rep.network_reset"), key="network_reset"):
            del st.query_params[OPENED]
            st.rerun()
    if chosen is not None:
        st.query_params[OPENED] = [*opened, str(chosen)]
        st.rerun()


def _download(context: HotContext) -> None:
    if not context.scope.has("export.data"):
        return
    title = text("rep.network_title")

    def taken() -> bytes:
        from hotspots.graphml import graphml_of

        nodes, edges = (reading.whole(context, frame) for frame in (NODES, EDGES))
        record_export(get_services().store, context.scope, title, context.cut, len(nodes))
        return graphml_of(nodes, edges)

    st.download_button(
        text("rep.network_download"),
        data=taken,
        file_name=f"{title}_{context.run.as_of}.graphml",
        mime="application/graphml+xml",
        icon=":material/download:",
        on_click="ignore",
        key="download_network",
    )
