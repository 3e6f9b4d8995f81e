"""A topic's past: its bursts, its birth and state, and what became of the last run's topics."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd

from hotspots.topics.burst import burst_levels
from hotspots.topics.describe import blank
from hotspots.topics.lifecycle import states_of
from hotspots.topics.match import Matches
from hotspots.topics.prepare import Prepared
from hotspots.topics.result import TopicRun


def bursts(topics: pd.DataFrame, members: pd.DataFrame, data: Prepared) -> pd.DataFrame:
    """Add Kleinberg's level on the last day, and since when the topic is above calm."""
    days = pd.date_range(data.frame["day"].iloc[0], data.frame["day"].iloc[-1])
    total = data.frame.groupby("day").size().reindex(days, fill_value=0).to_numpy()
    table = members.pivot_table(index="topic_id", columns="day", values="sharp", aggfunc="size")
    table = table.reindex(index=topics["topic_id"], columns=days).fillna(0)
    levels = burst_levels(table.to_numpy(), np.maximum(total, 1))
    now = levels[:, -1]
    calm = np.where(levels == 0, np.arange(len(days))[None, :], -1).max(axis=1)
    since = [days[k + 1] if level else pd.NaT for k, level in zip(calm, now, strict=True)]
    return topics.assign(burst_level=now, burst_since=pd.Series(since, index=topics.index))


def with_past(
    topics: pd.DataFrame,
    matches: list[Matches],
    named: list[dict[int, str]],
    first: date,
    as_of: date,
    *,
    stable_from: float,
    previous: TopicRun | None,
) -> pd.DataFrame:
    """Add states, births and the rows of topics that merged, split or went since the last run."""
    old = previous.topics.set_index("topic_id") if previous is not None else None
    known = topics["topic_id"].isin(old.index) if old is not None else topics["n"] < 0
    born = topics["first_day"]
    if old is not None:
        born = topics["topic_id"].map(old["born"]).fillna(born)
    topics = topics.assign(
        matched=known, born=born, name=topics["auto_name"], into="[]", pinned=False, hidden=False
    )
    topics["state"] = states_of(topics, as_of=as_of, window_first=first)
    topics["stable"] = topics["stability"] >= stable_from
    if old is None:
        return topics
    rows = []
    here = set(topics["topic_id"])
    for depth, found in enumerate(matches):
        ends = [("merged", k, v) for k, v in found.merged.items()]
        ends += [("split", k, v) for k, v in found.split.items()]
        ends += [("gone", k, []) for k in found.gone]
        for state, topic, into in ends:
            if topic in here or topic not in old.index:
                continue
            heirs = [named[depth][number] for number in into if number in named[depth]]
            row = blank(old.loc[[topic]].iloc[0])
            rows.append({**row, "topic_id": topic, "state": state, "into": json.dumps(heirs)})
    return pd.concat([topics, pd.DataFrame(rows)], ignore_index=True) if rows else topics
