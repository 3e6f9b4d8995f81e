"""New matters: topics that nobody had last month. The room of topics fills the frame."""

from __future__ import annotations

import pandas as pd

from early_warning.detection import Detection

COLUMNS = ("topic", "name", "born", "tickets", "callers", "streets", "category", "area")


def new_matters(
    topics: pd.DataFrame, day: int, *, within: int = 30, callers: int = 5
) -> list[Detection]:
    """Return topics born within ``within`` days with at least ``callers`` callers.

    ``topics`` has ``COLUMNS``; ``born`` is a day number; category and area are the topic's most
    frequent ("" where it has none).
    """
    fresh = topics[(topics["born"] > day - within) & (topics["born"] <= day)]
    fresh = fresh[fresh["callers"] >= callers].sort_values(
        ["tickets", "topic"], ascending=[False, True]
    )
    return [
        Detection(
            "new_matter", "new", day, day - born + 1, float(tickets), 0.0, 1e-6,
            area=area, category=category, note=name, evidence=(topic,),
        )
        for topic, name, born, tickets, category, area in zip(
            fresh["topic"].astype(str), fresh["name"].astype(str), fresh["born"].tolist(),
            fresh["tickets"].tolist(), fresh["category"].astype(str), fresh["area"].astype(str),
            strict=True,
        )
    ]  # fmt: skip
