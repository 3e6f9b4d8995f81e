"""Where the network's frames hold keys of callers and places, for a turn of the key of prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data_access.results.printed import PrintedFrame, Values, Wrap
from hotspots.frames import CURE, EDGES, NODES
from hotspots.network.graph import CALLER, KEY_SHOWN, PLACE

_PRINTED = frozenset({CALLER, PLACE})


def _node(name: str, wrap: Wrap) -> str:
    kind, _, key = name.partition(":")
    return f"{kind}:{wrap(key)}" if kind in _PRINTED else name


def _label(label: str | None, old: str, new: str) -> str | None:
    """Return a label with the new key's beginning, where it ends with the old one's."""
    shown = old[:KEY_SHOWN]
    if label is None or old == new or not label.endswith(shown):
        return label
    return label.removesuffix(shown) + new[:KEY_SHOWN]


def _labels(labels: Sequence[Any], old: Sequence[str], new: Sequence[str]) -> Values:
    return [_label(*one) for one in zip(labels, old, new, strict=True)]


def _nodes(columns: Mapping[str, Values], wrap: Wrap) -> dict[str, Values]:
    old = columns["node_id"]
    new = [_node(name, wrap) for name in old]
    keys = [[name.partition(":")[2] for name in names] for names in (old, new)]
    return {"node_id": new, "label": _labels(columns["label"], *keys)}


def _edges(columns: Mapping[str, Values], wrap: Wrap) -> dict[str, Values]:
    return {end: [_node(name, wrap) for name in columns[end]] for end in ("a", "b")}


def _cure(columns: Mapping[str, Values], wrap: Wrap) -> dict[str, Values]:
    old = columns["key"]
    new = [
        wrap(key) if kind in _PRINTED else key
        for kind, key in zip(columns["kind"], old, strict=True)
    ]
    return {"key": new, "label": _labels(columns["label"], old, new)}


PRINTED = (
    PrintedFrame(NODES, ("node_id", "label"), _nodes),
    PrintedFrame(EDGES, ("a", "b"), _edges),
    PrintedFrame(CURE, ("kind", "key", "label"), _cure),
)
