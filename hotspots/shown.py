"""Topics as a page shows them: edits made since the run, who may see what, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hotspots.topics.result import SCATTERED

LEADERS_DEPTH = 3
VOICES = 0.2
"""Least share of callers in a topic's recent tickets."""


def with_edits(topics: pd.DataFrame, edits: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the topics with renames, pins and hides applied, later ones winning.

    Edits that the run knew already change nothing; merges and splits wait for the next run.
    """
    shown = topics.copy()
    for edit in edits:
        if edit.get("withdrawn"):
            continue
        rows = shown["topic_id"] == edit["topic_id"]
        payload = edit["payload"]
        if edit["kind"] == "rename":
            shown.loc[rows, "name"] = payload["name"]
        elif edit["kind"] == "pin":
            shown.loc[rows, "pinned"] = bool(payload.get("on", True))
        elif edit["kind"] == "hide":
            shown.loc[rows, "hidden"] = bool(payload.get("on", True))
    return shown


def for_leaders(topics: pd.DataFrame, count: int = 10) -> pd.DataFrame:
    """Return the topics that leaders see: fine, stable, not hidden, with recent tickets.

    What is left over of many matters (零散诉求) is no matter to act upon, and is left out; so is
    what few people wrote again and again (less than one caller in five tickets): it is theirs, not
    the city's.

    Pinned ones come first, then by heat; where there is no heat (a part of the tickets), by what
    is above the usual, then by number.
    """
    scattered = topics["name"].astype(str).str.startswith(SCATTERED)
    few = topics["callers"].fillna(0) < VOICES * topics["n_recent"].fillna(0)
    seen = topics[
        (topics["depth"] == LEADERS_DEPTH)
        & topics["stable"].astype(bool)
        & ~topics["hidden"].astype(bool)
        & (topics["n_recent"].fillna(0) > 0)
        & (topics["pinned"].astype(bool) | (~scattered & ~few))
    ]
    return in_order(seen).head(count)


def in_order(topics: pd.DataFrame) -> pd.DataFrame:
    """Return topics, pinned first, then the hottest; ties by number and id."""
    heat = pd.to_numeric(topics["heat"]).astype("float64")
    recent = pd.to_numeric(topics["n_recent"]).fillna(0).astype("float64")
    excess = recent - pd.to_numeric(topics["expected"]).fillna(0).astype("float64")
    keys = topics.assign(
        _pin=~topics["pinned"].astype(bool), _heat=-heat.fillna(0), _excess=-excess, _n=-recent
    )
    ordered = keys.sort_values(["_pin", "_heat", "_excess", "_n", "topic_id"], kind="stable")
    return ordered.drop(columns=["_pin", "_heat", "_excess", "_n"]).reset_index(drop=True)
