"""What a run does around the analyses: judged suggestions, the part of the network to draw."""

from __future__ import annotations

import json
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from hotspots.frames import SUGGESTIONS
from hotspots.repeat_frames import largest, still_open, worth_asking
from hotspots.repeats.types import Decisions
from hotspots.shown import for_leaders, in_order, with_edits


def suggestion(number: str, tickets: list[str]) -> dict[str, object]:
    return dict(
        zip(SUGGESTIONS.names, (number, tickets[0], json.dumps(tickets), 0.9, "像"), strict=True)
    )


def test_suggestions_stay_open_until_every_pair_is_judged() -> None:
    found = pd.DataFrame([suggestion("s1", ["1", "2"]), suggestion("s2", ["3", "4", "5"])])
    rows = [
        {"decision": "refused", "tickets": ["1", "2"]},
        {"decision": "accepted", "tickets": ["3", "4"]},
    ]
    left = still_open(found, Decisions.from_rows(rows))
    assert left["suggestion_id"].tolist() == ["s2"]
    none = still_open(pd.DataFrame(columns=list(SUGGESTIONS.names)), Decisions())
    assert list(none.columns) == list(SUGGESTIONS.names)


def test_the_largest_matters_are_drawn_with_what_they_hang_on() -> None:
    graph = nx.Graph()
    for number in range(40):
        graph.add_node(f"m{number:02d}", kind="matter", n=100 - number)
        for near in range(8):
            graph.add_node(f"c{number:02d}{near}", kind="caller", n=near)
            graph.add_edge(f"m{number:02d}", f"c{number:02d}{near}")
    names = largest(graph, 60)
    assert len(names) == 60
    assert names[:2] == ["m00", "c007"]
    assert all(graph.subgraph(names).degree(name) for name in names)
    assert largest(nx.Graph(), 60) == []


def topics() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "topic_id": ["a", "b", "c", "d", "e"],
            "depth": [3, 3, 3, 3, 2],
            "name": list("abcde"),
            "stable": [True, True, False, True, True],
            "hidden": False,
            "pinned": False,
            "n_recent": [5, 9, 9, 0, 9],
            "callers": [5, 9, 9, 0, 9],
            "expected": [1.0, 8.0, 1.0, 0.0, 1.0],
            "heat": [10.0, 20.0, 90.0, 0.0, 90.0],
        }
    )


def test_leaders_see_stable_fine_topics_with_recent_tickets() -> None:
    assert for_leaders(topics())["topic_id"].tolist() == ["b", "a"]
    left_over = topics().assign(name=["零散诉求：道路、噪声等", *"bcde"])
    assert for_leaders(left_over)["topic_id"].tolist() == ["b"]
    assert for_leaders(left_over.assign(pinned=True))["topic_id"].tolist() == ["b", "a"]
    edits: list[dict[str, Any]] = [
        {"kind": "pin", "topic_id": "a", "payload": {"on": True}},
        {"kind": "rename", "topic_id": "a", "payload": {"name": "甲"}},
        {"kind": "hide", "topic_id": "b", "payload": {}},
        {"kind": "hide", "topic_id": "b", "payload": {"on": False}},
        {"kind": "hide", "topic_id": "a", "payload": {}, "withdrawn": True},
        {"kind": "merge", "topic_id": "a", "payload": {"ids": ["b"]}},
    ]
    shown = for_leaders(with_edits(topics(), edits))
    assert shown["topic_id"].tolist() == ["a", "b"]
    assert shown["name"].tolist() == ["甲", "b"]


@pytest.mark.parametrize("seed", range(5))
def test_order_does_not_depend_on_the_order_of_rows(seed: int) -> None:
    mixed = topics().sample(frac=1, random_state=seed)
    assert in_order(mixed)["topic_id"].tolist() == in_order(topics())["topic_id"].tolist()
    without = mixed.assign(heat=None)
    assert in_order(without)["topic_id"].tolist()[:2] == ["c", "e"]


def test_suggestions_that_the_source_merged_are_left_out_and_the_largest_come_first() -> None:
    frame = pd.DataFrame(
        {
            "ticket_no": list("123456789"),
            "case_no": ["a", "a", None, None, None, None, None, None, None],
            "duplicate_of": [None, None, None, "3", None, None, None, None, ""],
        }
    )
    found = pd.DataFrame(
        [
            suggestion("by case", ["1", "2"]),
            suggestion("by mark", ["3", "4"]),
            suggestion("two", ["5", "6"]),
            suggestion("partly merged", ["3", "4", "7"]),
        ]
    )
    assert worth_asking(found, frame)["suggestion_id"].tolist() == ["partly merged", "two"]
