"""Why two tickets look like one matter, in words for the person who decides."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from hotspots.repeats.features import FEATURES, Table

_LEAST_PHRASE = 4
_ENTERED_TWICE_MINUTES = 120


def words_of(row: Mapping[str, float], phrase: str) -> list[str]:
    """Return what agrees, the weightiest first. ``row``: features of the pair by name."""
    found = []
    if row["same_caller"] == 1:
        soon = row["minutes"] <= _ENTERED_TWICE_MINUTES
        found.append("同一诉求人" + ("，两小时内先后登记" if soon else ""))
    elif row["same_caller"] == 0:
        found.append("不同诉求人")
    if row["same_place"] == 1:
        found.append("同一地址")
    elif row["area_levels"] == 3:
        found.append("同一社区")
    elif row["area_levels"] >= 2:
        found.append("同一街道")
    if row["kilometres"] <= 0.3:
        found.append("相距 300 米以内")
    if row["category_levels"] >= 2.99:
        found.append("分类相同")
    elif row["category_levels"] >= 1:
        found.append("上级分类相同")
    days = round(row["days"])
    found.append("同一天" if days == 0 else f"相隔 {days} 天")
    if row["copy_share"] >= 0.6:
        found.append(f"文字有 {row['copy_share']:.0%} 相同")
    elif row["title_cosine"] >= 0.6:
        found.append(f"标题相近（{row['title_cosine']:.0%}）")
    elif row["content_cosine"] >= 0.3:
        found.append(f"正文相近（{row['content_cosine']:.0%}）")
    if len(phrase) >= _LEAST_PHRASE:
        found.append(f"都提到“{phrase}”")
    if row["surge_most"] >= np.log1p(6):
        found.append("都有近日突然增多的字句")
    return found


def evidence_json(table: Table, phrases: list[str]) -> list[str]:
    """Return for each pair its evidence as a JSON list of Chinese phrases."""
    return [
        json.dumps(
            words_of(dict(zip(FEATURES, row.astype(float).tolist(), strict=True)), phrase),
            ensure_ascii=False,
        )
        for row, phrase in zip(table, phrases, strict=True)
    ]


def common_phrase(first: str, second: str, most: int = 30) -> str:
    """Return the longest run of characters that both titles have, at most ``most`` long."""
    a, b = first[:60], second[:60]
    best, end = 0, 0
    for at in range(1, len(a) + 1):
        # Only a longer run that ends here counts: of equally long ones the first stays.
        while best < at and a[at - best - 1 : at] in b:
            best, end = best + 1, at
    return a[end - best : end][:most].strip(" ，。、；：？！,.;:?!的")
