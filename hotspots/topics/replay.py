"""Analysts' edits replayed on the topics of a run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hotspots.topics.edits import TopicEdit, TopicEdits
from hotspots.topics.prepare import Prepared
from hotspots.topics.result import TopicRun


def replay(
    ids: np.ndarray, data: Prepared, edits: TopicEdits, previous: TopicRun | None
) -> np.ndarray:
    """Return the topic ids (tickets × depths) after merging and splitting, in the edits' order.

    A merge also takes in what this run newly found where most of the tickets were in the merged
    topic before: otherwise what an analyst joined would fall apart again in the next run.
    """
    result = ids.copy()
    for edit in edits.edits:
        if edit.kind == "merge":
            _merge(result, edit, data, previous)
        elif edit.kind == "split":
            _split(result, edit, data)
    return result


def mark(topics: pd.DataFrame, edits: TopicEdits) -> pd.DataFrame:
    """Return the topics with the analysts' names and with pinned and hidden as they chose."""
    result = topics.copy()
    for edit in edits.edits:
        rows = result["topic_id"] == edit.topic_id
        if edit.kind == "rename":
            result.loc[rows, "name"] = str(edit.payload["name"]).strip()
        elif edit.kind in ("pin", "hide"):
            column = "pinned" if edit.kind == "pin" else "hidden"
            result.loc[rows, column] = bool(edit.payload.get("on", True))
        elif edit.kind == "split" and edit.payload.get("name"):
            result.loc[result["topic_id"] == split_id(edit), "name"] = str(edit.payload["name"])
    return result


def split_id(edit: TopicEdit) -> str:
    """Return the id of the topic that a split makes: the same in every run."""
    return f"{edit.topic_id}.{edit.id}"


def _merge(ids: np.ndarray, edit: TopicEdit, data: Prepared, previous: TopicRun | None) -> None:
    gone = {str(topic) for topic in edit.payload["ids"]} - {edit.topic_id}
    for depth in range(ids.shape[1]):
        if not np.any(ids[:, depth] == edit.topic_id):
            continue
        joins = set(gone)
        if previous is not None and depth == 2:
            joins |= _came_from(ids[:, depth], edit.topic_id, data, previous)
        inside = np.isin(ids[:, depth], sorted(joins))
        target = ids[np.argmax(ids[:, depth] == edit.topic_id)].copy()
        ids[inside, : depth + 1] = target[: depth + 1]


def _came_from(own: np.ndarray, topic: str, data: Prepared, previous: TopicRun) -> set[str]:
    """Return this run's new topics most of whose known tickets were in ``topic`` before."""
    before = previous.topic_ticket.set_index("ticket_no")["topic_id"]
    was = data.frame["ticket_no"].map(before)
    table = pd.DataFrame({"now": own, "was": was}).dropna()
    table = table[(table["now"] != "") & (table["now"] != topic)]
    share = (table["was"] == topic).groupby(table["now"]).mean()
    old = set(previous.topics["topic_id"])
    return {str(name) for name in share.index[share >= 0.5] if name not in old}


def _split(ids: np.ndarray, edit: TopicEdit, data: Prepared) -> None:
    rows = np.flatnonzero(ids[:, 2] == edit.topic_id)
    words = {str(word) for word in edit.payload.get("words") or ()}
    tickets = {str(number) for number in edit.payload.get("tickets") or ()}
    numbers = data.frame["ticket_no"].to_numpy(object)
    for row in rows:
        cut = data.cuts[row]
        if str(numbers[row]) in tickets or words & {*cut[0], *cut[1]}:
            ids[row, 2] = split_id(edit)
