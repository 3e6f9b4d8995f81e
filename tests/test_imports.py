"""What modules may know of each other, beyond the layers that import-linter holds."""

from __future__ import annotations

import importlib

import grimp
import networkx as nx
import pytest

from tests.test_structure import project


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Every import of the product, in functions and for types alone too."""
    return grimp.build_graph(*project()["tool"]["importlinter"]["root_packages"])


def test_no_modules_import_each_other_in_a_circle(graph: grimp.ImportGraph) -> None:
    arrows = nx.DiGraph(
        (module, other)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
    )
    circles = [sorted(found) for found in nx.strongly_connected_components(arrows)]
    assert [found for found in circles if len(found) > 1] == []


def inner_rooms(graph: grimp.ImportGraph) -> list[str]:
    """The packages inside ``data_access``, and those inside them."""
    inside = graph.find_descendants("data_access")
    return sorted(name for name in inside if graph.find_children(name) and "migrations" not in name)


def test_an_inner_room_is_entered_by_what_it_offers(graph: grimp.ImportGraph) -> None:
    entered = []
    for room in inner_rooms(graph):
        offered = importlib.import_module(room).__all__
        inside = {room, *graph.find_descendants(room)}
        for module in graph.find_children(room):
            if module.rpartition(".")[2] in offered:
                continue
            below = {module, *graph.find_descendants(module)}
            users = {u for m in below for u in graph.find_modules_that_directly_import(m)}
            entered += [f"{user} -> {module}" for user in sorted(users - inside)]
    assert entered == [], "private: see __all__ of the inner room"


def test_what_an_inner_room_offers_is_there_and_asked_for(graph: grimp.ImportGraph) -> None:
    idle = []
    for room in inner_rooms(graph):
        found = importlib.import_module(room)
        inside = {room, *graph.find_descendants(room)}
        for name in found.__all__:
            module = f"{room}.{name}"
            if module not in graph.modules:
                assert hasattr(found, name), module
                continue
            below = {module, *graph.find_descendants(module)}
            users = {u for m in below for u in graph.find_modules_that_directly_import(m)}
            if not users - inside:
                idle.append(module)
    assert idle == []
