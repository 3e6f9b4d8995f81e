"""The part of a run that looks for repeats and ties them into a network."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from data_access.extract.texts import Names
from data_access.results.declared import Frame
from data_access.results.values import within
from hotspots.frames import (
    CURE,
    EDGES,
    GROUPS,
    MEMBERS,
    NODES,
    PAIRS,
    PINGPONG,
    PINGPONG_TICKET,
    SUGGESTIONS,
)

if TYPE_CHECKING:
    import networkx as nx

    from hotspots.repeats.day_words import DayWords
    from hotspots.repeats.types import Decisions, RepeatRun

NETWORK_NODES = 1_500
DRAWN_NODES = 120
TIES = 5
"""How many nodes of the network are stored, and how many are drawn before the reader opens more."""


@dataclass(frozen=True)
class RepeatFrames:
    """The frames that are stored; ``notes``: what was missing, in words."""

    frames: Mapping[Frame, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepeatsBefore:
    """An earlier search: what it found, its last day, and the tickets it had not seen.

    ``words``: how words were used on each day, None to count it now.
    """

    run: RepeatRun
    as_of: date
    new: Collection[str]
    words: Sequence[DayWords] | None = None


def find(
    frame: pd.DataFrame,
    names: Names,
    events: pd.DataFrame,
    *,
    as_of: date,
    seed: int,
    decided: Sequence[Mapping[str, Any]],
    before: RepeatsBefore | None = None,
) -> RepeatFrames:
    """Return the repeats among tickets and their network.

    ``events``: who returned and who took tickets (see ``store.ticket_events``), may be empty.
    ``decided``: what people judged of earlier suggestions, the oldest first. ``before``: what an
    earlier search found, from which a night goes on; None: everything is searched.
    """
    from hotspots.repeats.find import find_repeats
    from hotspots.repeats.types import Decisions
    from hotspots.repeats.update import update_repeats

    decisions = Decisions.from_rows(decided)
    if before is None:
        found = find_repeats(frame, names, as_of=as_of, decisions=decisions)
    else:
        found = update_repeats(
            frame,
            names,
            as_of=as_of,
            previous=before.run,
            since=before.as_of,
            new=before.new,
            decisions=decisions,
            words=before.words,
        )
    frames = {
        GROUPS: found.groups,
        MEMBERS: found.members,
        PAIRS: found.pairs,
        SUGGESTIONS: worth_asking(still_open(found.suggestions, decisions), frame),
        **_network(frame, found, names, seed),
        **_returns(frame, events),
    }
    return RepeatFrames(frames, found.notes)


def still_open(suggestions: pd.DataFrame, decisions: Decisions) -> pd.DataFrame:
    """Return the suggestions in which some pair has not been judged yet."""
    import json

    known = decisions.together | decisions.apart

    def judged(tickets: str) -> bool:
        numbers = sorted({str(t) for t in json.loads(tickets)})
        return all(pair in known for pair in itertools.combinations(numbers, 2))

    done = suggestions["tickets"].map(judged).astype(bool)
    return suggestions[~done].reset_index(drop=True)


def worth_asking(suggestions: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the suggestions that the source has not merged itself, what they bring first.

    Merged are tickets of one case number, or tied by marks of duplicates. A suggestion brings its
    probability times its tickets.
    """
    import json

    if suggestions.empty:
        return suggestions
    tickets = suggestions["tickets"].map(lambda text: [str(t) for t in json.loads(text)])
    number = frame["ticket_no"].astype("str")
    asked = within(number, {t for some in tickets for t in some})
    marked = [name for name in ("case_no", "duplicate_of") if name in frame]
    frame, number = frame.loc[asked, marked], number[asked]
    marks: dict[str, set[str]] = {}
    for name in marked:
        given = frame[name].notna() & (frame[name].astype("str").str.strip() != "")
        for ticket, value in zip(number[given], frame.loc[given, name].astype("str"), strict=True):
            keys = {("case:" if name == "case_no" else "ticket:") + value}
            marks.setdefault(ticket, set()).update(keys)

    def merged(numbers: list[str]) -> bool:
        sets = [{f"ticket:{t}", *marks.get(t, ())} for t in numbers]
        joined, rest = sets[0], sets[1:]
        while near := [s for s in rest if s & joined]:
            joined = joined.union(*near)
            rest = [s for s in rest if not s & joined]
        return not rest

    gain = suggestions["probability"] * tickets.map(len)
    kept = suggestions.assign(_gain=gain)[~tickets.map(merged).astype(bool)]
    kept = kept.sort_values(["_gain", "suggestion_id"], ascending=[False, True], kind="stable")
    return kept.drop(columns="_gain").reset_index(drop=True)


def _network(
    frame: pd.DataFrame, found: RepeatRun, names: Names, seed: int
) -> dict[Frame, pd.DataFrame]:
    """Return the largest matters with what they hang on; the very largest have a place to draw."""
    from hotspots.network import bridges, build, communities, cure, layout, overview

    whole = build(frame, found, names, most=NETWORK_NODES)
    graph = overview(whole, most=NETWORK_NODES)
    first = graph.subgraph(largest(graph, DRAWN_NODES))
    place, group = layout(first, seed=seed), communities(graph, seed=seed)
    ties = set(bridges(graph, seed=seed)["node_id"]) if len(graph) else set()
    nodes = pd.DataFrame(
        [
            (node, d["kind"], d["label"], d["n"], group[node],
             *place.get(node, (None, None)), node in ties)
            for node, d in sorted(graph.nodes(data=True), key=lambda pair: pair[0])
        ],
        columns=list(NODES.names),
    ).astype({"x": "float64", "y": "float64"})  # fmt: skip
    edges = pd.DataFrame(
        sorted((*sorted((a, b)), d["kind"], d["n"]) for a, b, d in graph.edges(data=True)),
        columns=list(EDGES.names),
    )
    return {NODES: nodes, EDGES: edges, CURE: cure(frame, found, names)}


def largest(graph: nx.Graph, most: int) -> list[str]:
    """Return the largest matters, each with the largest of what it hangs on, ``most`` nodes."""
    size = dict(graph.nodes(data="n"))

    def by_size(names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (-size[name], name))

    matters = [name for name, kind in graph.nodes(data="kind") if kind == "matter"]
    found: dict[str, None] = {}
    for matter in by_size(matters):
        near = by_size(graph[matter])[:TIES]
        if near and len(found) + 1 + len(near) <= most:
            found.update(dict.fromkeys([matter, *near]))
    return list(found)


def _returns(frame: pd.DataFrame, events: pd.DataFrame) -> dict[Frame, pd.DataFrame]:
    from hotspots.network import pingpong, pingpong_tickets

    if events.empty:
        return {}
    mine = frame["ticket_no"]
    return {
        PINGPONG: pingpong(events, tickets=mine),
        PINGPONG_TICKET: pingpong_tickets(events, tickets=mine),
    }
