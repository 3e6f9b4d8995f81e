"""The network of repeats: what it says, and its greedy cure."""

import itertools
from types import SimpleNamespace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots import network
from hotspots.frames import GROUPS
from hotspots.network.cure import GUARANTEE, greedy_cover
from hotspots.repeats.types import RepeatRun

NAMES = SimpleNamespace(categories={}, areas={"990181001001": "和平社区"})


def run_of(groups: dict[str, list[str]]) -> RepeatRun:
    members = [
        (ticket, group, rank, 0.9)
        for group, tickets in groups.items()
        for rank, ticket in enumerate(tickets, 1)
    ]
    rows = [
        {"group_id": group, "kind": "多人同诉", "n": len(tickets), "name": f"事项{group}"}
        for group, tickets in groups.items()
    ]
    return RepeatRun(
        pd.DataFrame(rows, columns=list(GROUPS.names)),
        pd.DataFrame(members, columns=["ticket_no", "group_id", "rank", "probability"]),
        pd.DataFrame(),
        pd.DataFrame(),
    )


@pytest.fixture
def run() -> RepeatRun:
    return run_of({"t1": ["t1", "t2", "t3"], "t4": ["t4", "t5"], "t6": ["t6", "t7", "t8"]})


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ticket_no": [f"t{k}" for k in range(1, 10)],
            "caller_key": ["c1", "c1", "c2", "c2", "c3", "c4", "c4", None, "c9"],
            "place_key": ["p1", "p1", "p1", "p2", "p2", "p3", "p3", "p3", "p9"],
            "area_code": ["990181001001"] * 5 + [None] * 4,
            "org_lead": ["甲局", "甲局", "乙局", "乙局", None, "甲局", "甲局", "甲局", "丙局"],
        }
    )


def test_nodes_and_edges_say_what_the_run_says(frame: pd.DataFrame, run: RepeatRun) -> None:
    graph = network.build(frame, run, NAMES)
    kinds = pd.Series([d["kind"] for _, d in graph.nodes(data=True)]).value_counts().to_dict()
    assert kinds == {"ticket": 8, "caller": 4, "place": 3, "matter": 3, "unit": 2}
    assert "ticket:t9" not in graph
    assert graph.nodes["matter:t1"]["n"] == 3
    assert graph.nodes["matter:t1"]["label"] == "事项t1"
    assert graph.nodes["place:p1"]["label"].startswith("和平社区")
    assert graph.edges["matter:t1", "unit:甲局"]["n"] == 2
    for node, data in graph.nodes(data=True):
        if data["kind"] == "matter":
            near = [n for n in graph[node] if n.startswith("ticket:")]
            assert len(near) == data["n"]
    shuffled = network.build(frame.sample(frac=1, random_state=3), run, NAMES)
    assert list(shuffled.nodes(data=True)) == list(graph.nodes(data=True))
    assert set(shuffled.edges) == set(graph.edges)


def test_bridges_are_what_parts_the_network(frame: pd.DataFrame, run: RepeatRun) -> None:
    graph = network.build(frame, run, NAMES)
    found = network.bridges(graph, seed=1)
    assert set(found["node_id"]) <= set(nx.articulation_points(graph))
    whole = nx.number_connected_components(graph)
    for node, parts in zip(found["node_id"], found["parts"], strict=True):
        rest = graph.copy()
        rest.remove_node(node)
        assert nx.number_connected_components(rest) - whole + 1 == parts >= 2


def test_communities_and_positions_are_whole_and_repeatable(
    frame: pd.DataFrame, run: RepeatRun
) -> None:
    graph, turned = (network.build(f, run, NAMES) for f in (frame, frame[::-1]))
    for found in (network.communities, network.layout):
        assert found(graph, seed=7) == found(turned, seed=7)
        assert set(found(graph, seed=7)) == set(graph)
    assert max(abs(x) for place in network.layout(graph, seed=7).values() for x in place) <= 1
    assert min(network.communities(graph, seed=7).values()) == 0


def test_three_hundred_nodes_do_not_lie_on_each_other() -> None:
    groups = {f"g{k}": [f"g{k}"] + [f"g{k}-{i}" for i in range(k % 9 + 1)] for k in range(60)}
    rows = [
        (ticket, f"c{ticket}", f"p{number % 40}", f"单位{number % 7}")
        for number, tickets in enumerate(groups.values())
        for ticket in tickets
    ]
    frame = pd.DataFrame(rows, columns=["ticket_no", "caller_key", "place_key", "org_lead"])
    graph = network.overview(network.build(frame, run_of(groups), NAMES), most=300)
    assert 250 <= len(graph) <= 300
    assert not any("ticket" in kind for _, _, kind in graph.edges(data="kind"))
    points = np.array(list(network.layout(graph, seed=5).values()))
    gaps = [
        min(abs(a - b).max() for j, b in enumerate(points) if i != j) for i, a in enumerate(points)
    ]
    assert pd.Series(gaps).quantile(0.05) > 0.002


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=40), st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_a_graph_for_an_overview_shows_what_the_whole_one_does(
    tickets: list[tuple[int, int, int, int]], most: int
) -> None:
    groups: dict[str, list[str]] = {}
    for number, (group, *_) in enumerate(tickets):
        groups.setdefault(f"g{group}", []).append(f"t{number}")
    rows = [
        (f"t{k}", *(f"{what}{n}" if n else None for what, n in zip("cpu", keys, strict=True)))
        for k, (_, *keys) in enumerate(tickets)
    ]
    frame = pd.DataFrame(rows, columns=["ticket_no", "caller_key", "place_key", "org_lead"])
    run = run_of(groups)
    shown, whole = (
        network.overview(network.build(frame, run, NAMES, most=few), most=most)
        for few in (most, None)
    )
    assert list(shown.nodes(data=True)) == list(whole.nodes(data=True))
    assert list(shown.edges(data=True)) == list(whole.edges(data=True))


def test_an_empty_network_is_no_error(frame: pd.DataFrame) -> None:
    empty = run_of({})
    graph = network.build(frame, empty, NAMES)
    assert len(graph) == len(network.layout(graph, seed=1)) == 0
    assert network.communities(graph, seed=1) == {}
    assert network.bridges(graph, seed=1).empty
    assert network.cure(frame, empty, NAMES).empty


# ---------------------------------------------------------------- cure
COVERS = st.dictionaries(
    st.sampled_from("abcdefg"), st.sets(st.integers(0, 11), max_size=6), min_size=1
)


@given(COVERS, st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_greedy_takes_the_best_next_and_keeps_its_guarantee(
    covers: dict[str, set[int]], top: int
) -> None:
    sets = {name: {str(i) for i in items} for name, items in covers.items()}
    found = greedy_cover(sets, top)
    done: set[str] = set()
    for name, gain in found:
        gains = {other: len(items - done) for other, items in sets.items()}
        assert gain == gains[name] == max(gains.values())
        done |= sets[name]
    best = max(
        len(set().union(*(sets[name] for name in chosen)))
        for chosen in itertools.combinations(sets, min(top, len(sets)))
    )
    assert len(done) >= GUARANTEE * best - 1e-9


def test_curing_few_ends_most(frame: pd.DataFrame, run: RepeatRun) -> None:
    found = network.cure(frame, run, NAMES, kinds=("matter",))
    assert found["gain"].tolist() == [2, 2, 1]
    assert found["cumulative"].tolist() == [2, 4, 5]
    assert found["share"].iloc[-1] == 1
    assert found["label"].iloc[0] == "事项t1"
    # One community holds the repeats of two matters.
    wide = network.cure(frame, run, NAMES, kinds=("matter", "community"))
    assert wide.iloc[0][["kind", "key", "gain", "label"]].tolist() == [
        "community", "990181001001", 3, "和平社区",
    ]  # fmt: skip


# ---------------------------------------------------------------- handing back
def events(steps: list[tuple[str, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(steps, columns=["ticket_no", "op", "org"])
    return frame.assign(seq=range(len(frame)))


def test_returns_go_to_who_takes_the_ticket_next() -> None:
    found = network.pingpong(
        events(
            [
                ("a", "派单", "中心"), ("a", "申请退单", "甲"), ("a", "批准退单", "中心"),
                ("a", "重新派单", "中心"), ("a", "申请退单", "乙"), ("a", "重新派单", "中心"),
                ("a", "签收", "甲"), ("b", "申请退单", "甲"), ("b", "签收", "乙"),
                ("c", "申请退单", "丙"), ("c", "驳回退单", "中心"), ("c", "签收", "丙"),
                ("d", "申请退单", "丙"),
            ]
        )
    )  # fmt: skip
    assert found[["from_unit", "to_unit", "returns", "back", "mutual"]].to_numpy().tolist() == [
        ["甲", "乙", 2, 1, 1],
        ["乙", "甲", 1, 2, 1],
    ]


def test_the_tickets_of_returns_are_as_many_as_are_counted() -> None:
    frame = events(
        [
            ("a", "申请退单", "甲"), ("a", "签收", "乙"), ("a", "申请退单", "乙"),
            ("a", "签收", "甲"), ("a", "申请退单", "甲"), ("a", "签收", "乙"),
            ("b", "申请退单", "甲"), ("b", "签收", "乙"),
        ]
    )  # fmt: skip
    held = network.pingpong_tickets(frame).groupby(["from_unit", "to_unit"])["ticket_no"]
    counted = network.pingpong(frame).set_index(["from_unit", "to_unit"])
    assert held.apply(list).to_dict() == {("甲", "乙"): ["a", "b"], ("乙", "甲"): ["a"]}
    assert held.nunique().to_dict() == counted["tickets"].to_dict()
    assert counted.loc[("甲", "乙"), "returns"] == 3


def test_no_returns_is_an_empty_table() -> None:
    found = network.pingpong(events([("a", "派单", "中心"), ("a", "签收", "甲")]))
    assert found.empty
