"""New matters: topics that nobody had last month. The room of topics fills the frame."""

from __future__ import annotations

import pandas as pd

from early_warning.detection import Detection

NEW_DAYS = 30
"""How long a topic is new."""
COLUMNS = ("topic", "name", "born", "numbers", "callers", "streets", "category", "area")


def new_matters(
    topics: pd.DataFrame, day: int, *, within: int = NEW_DAYS, callers: int = 5
) -> list[Detection]:
    """Return topics born within ``within`` days with at least ``callers`` callers.

    ``topics`` has ``COLUMNS``; ``born`` is a day number; ``numbers`` are the topic's tickets, which
    are what the warning rests on; category and area are the topic's most frequent ("" where it has
    none).
    """
    fresh = topics[(topics["born"] > day - within) & (topics["born"] <= day)]
    fresh = fresh[fresh["callers"] >= callers]
    fresh = fresh.assign(tickets=fresh["numbers"].map(len)).sort_values(
        ["tickets", "topic"], ascending=[False, True]
    )
    return [
        Detection(
            "new_matter", "new", day, day - born + 1, float(len(numbers)), 0.0, 1e-6,
            area=area, category=category, note=name, evidence=tuple(numbers),
        )
        for name, born, numbers, category, area in zip(
            fresh["name"].astype(str), fresh["born"].tolist(), fresh["numbers"],
            fresh["category"].astype(str), fresh["area"].astype(str), strict=True,
        )
    ]  # fmt: skip
