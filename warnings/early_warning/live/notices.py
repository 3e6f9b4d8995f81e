"""What is told of a night's warnings: once when it is pushed, once when a grave one grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from early_warning.words import numbers, title
from notify.post import Notice

GRAVE = ("红", "橙")


def notices(
    warnings: pd.DataFrame,
    jurisdiction: str,
    since: pd.Timestamp,
    areas: Mapping[str, str],
    categories: Mapping[str, str],
) -> list[Notice]:
    """Return the notices of warnings pushed after ``since``, and of grave ones that grow.

    ``about`` is for ever, so that the same stage is never told twice. It goes to whoever sees the
    whole jurisdiction, and to those limited to the suggested unit or the warning's place.
    """
    found = []
    for row in warnings.to_dict("records"):
        pushed = row["pushed"]
        if pushed is None or pd.isna(pushed):
            continue
        stages = []
        if pd.Timestamp(pushed) > since:
            stages.append("pushed")
        grows = row["state"] == "growing" and row["severity"] in GRAVE
        if grows and pd.Timestamp(row["seen"]) > since:
            stages.append("growing")
        for stage in stages:
            found += _of(row, stage, jurisdiction, areas, categories)
    return found


def _of(
    row: Mapping[Any, Any],
    stage: str,
    jurisdiction: str,
    areas: Mapping[str, str],
    categories: Mapping[str, str],
) -> list[Notice]:
    key = row["warning_id"]
    head = f"【{row['severity']}】{title(row, areas, categories)}"
    if stage == "growing":
        head += "，仍在扩大"
    lines = [numbers(row), f"定级：{row['rule']}"]
    unit = row["lead_unit"] if isinstance(row["lead_unit"], str) else ""
    if unit:
        lines.append(f"建议牵头：{unit}")
    common: dict[str, Any] = {
        "room": "early_warning",
        "title": head,
        "link": f"/warnings?jurisdiction={jurisdiction}&warning={key}",
        "jurisdiction": jurisdiction,
        "needs": "warning.view",
        "urgent": bool(row["life"]),
    }
    about = f"warning:{jurisdiction}:{key}:{stage}"
    text = "。".join(line for line in lines if line) + "。"
    return [
        Notice(
            about=about, text=text, department=unit,
            area=row["area_code"] if isinstance(row["area_code"], str) else "", **common,
        )
    ]  # fmt: skip
