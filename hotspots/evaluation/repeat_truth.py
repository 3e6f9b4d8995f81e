"""Which tickets truly speak of one matter in a demo city, from its truth files.

A matter is one caller's ticket with its repeats, a call that was entered twice, or one concrete
happening that several people report: a burst, a village's trouble, a slow leak, a story that
goes viral. What only comes oftener in a season (many people, each with a question of their own) is
not one matter. Tickets of one happening and the same callers' repeats of it are one matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HAPPENINGS = ("burst", "one_village", "slow_leak", "viral")
SEASONAL = "seasonal_peak"


@dataclass(frozen=True, slots=True)
class RepeatTruth:
    """True matters by kind, each a map from ticket to matter; ``all`` is their common closure.

    ``seasonal``: tickets of seasonal peaks, which are told apart in reports of errors.
    """

    by_kind: dict[str, dict[str, str]]
    seasonal: frozenset[str]

    def codes(self, kind: str, ticket_no: NDArray[np.object_]) -> NDArray[np.int64]:
        """Return each ticket's matter as a number; tickets of none have numbers of their own."""
        matter = self.by_kind[kind]
        named = [matter.get(str(number), f"={number}") for number in ticket_no]
        return pd.factorize(np.array(named, dtype=object))[0].astype(np.int64)


def read_truth(folder: Path) -> RepeatTruth:
    """Read ``truth/`` of a demo city's folder."""
    truth = folder / "truth"
    repeats = pd.read_csv(truth / "matter_tickets.csv", dtype=str)
    pairs = pd.read_csv(truth / "pairs.csv", dtype=str)
    twice = pairs[pairs["kind"] == "double_entry"]
    reports = pd.read_csv(truth / "event_tickets.csv", dtype=str)
    events = pd.read_csv(truth / "events.csv", dtype=str).set_index("id")["shape"]
    shape = reports["event_id"].map(events)
    told = reports[shape.isin(HAPPENINGS) & (reports["role"] != "artefact")]
    links = {
        "一人多诉": list(zip(repeats["ticket_no"], repeats["matter_id"], strict=True)),
        "重复录入": list(zip(twice["ticket_no"], twice["earlier_ticket_no"], strict=True)),
        "多人同诉": list(zip(told["ticket_no"], "event " + told["event_id"], strict=True)),
    }
    links["all"] = [link for kind in list(links) for link in links[kind]]
    seasonal = frozenset(reports.loc[shape == SEASONAL, "ticket_no"])
    return RepeatTruth({kind: _closure(found) for kind, found in links.items()}, seasonal)


def _closure(links: list[tuple[str, str]]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in links:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    return {node: root(node) for node in list(parent)}
