"""New matters: topics that nobody had last month. The room of topics fills the frame."""

from __future__ import annotations

import pandas as pd

from early_warning.detection import Detection

COLUMNS = ("topic", "name", "born", "tickets", "callers", "streets", "category", "area")


def new_matters(
    topics: pd.DataFrame, day: int, *, within: int = 30, callers: int = 5
) -> list[Detection]:
    """Return topics born within ``within`` days with at least ``callers`` callers.

    ``topics`` has ``COLUMNS``; ``born`` is a day number; category and area are the topic's commonest
    ("" where it has none).
    """
    fresh = topics[(topics["born"] > day - within) & (topics["born"] <= day)]
    fresh = fresh[fresh["callers"] >= callers].sort_values(
        ["tickets", "topic"], ascending=[False, True]
    )
    return [
        Detection(
            "new_matter", "new", day, int(day - row.born + 1), float(row.tickets), 0.0, 1e-6,
            area=str(row.area), category=str(row.category), note=str(row.name_),
            evidence=(str(row.topic),),
        )
        for row in fresh.rename(columns={"name": "name_"}).itertuples()
    ]  # fmt: skip
