"""Warnings in words, for notices and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data_access.results.values import as_text, missing
from early_warning.detection import DETECTORS
from style.wording import about, count, day_words, number, span_words

FIELDS = {
    "area": "地点", "caller": "诉求人标识", "category": "诉求分类", "channel": "来源渠道",
    "lon": "坐标",
}  # fmt: skip


def subject(row: Mapping[str, Any], areas: Mapping[str, str], categories: Mapping[str, str]) -> str:
    """Return what a warning is about: place, category, channel or unit."""
    area = as_text(row["area_code"])
    place = areas.get(area, area)
    parts = [_name(as_text(row["category_code"]), categories), as_text(row["channel"])]
    parts.append(as_text(row["unit"]))
    note = as_text(row.get("note"))
    if row["detector"] == "emptied":
        parts.append(FIELDS.get(note, note))
    if row["detector"] == "new_matter" and note:
        # The topic's own name says its category and place where they belong to it.
        return note if place in note else place + note
    return place + " ".join(p for p in parts if p) or "全市"


def title(row: Mapping[str, Any], areas: Mapping[str, str], categories: Mapping[str, str]) -> str:
    """Return a warning's headline: what its event is called, or where and what, and by which rule.

    ``event_name``: in the row where the register of events knows it.
    """
    about = as_text(row.get("event_name")) or subject(row, areas, categories)
    return f"{about}：{DETECTORS.get(row['detector'], row['detector'])}"


def numbers(row: Mapping[str, Any]) -> str:
    """Return observed against expected in words; empty where the reader may not see them."""
    observed, expected = row["observed"], row["expected"]
    if missing(observed):
        return ""
    first, last = (pd.Timestamp(row[name]).date() for name in ("first", "last"))
    days = span_words(first, last)
    if row["detector"] == "same_words":
        # Callers are counted, and what is expected is of a run of characters, no number to act on.
        if not missing(row.get("latest")):
            last = pd.Timestamp(row["latest"]).date()
            days = span_words(min(first, last), last)
            return f"{days}共{row['callers']:,}人说同一件事"
        return f"{days}共{observed:,.0f}人说同一件事"
    if row["detector"] == "deadline":
        return f"{observed:,.0f}件将在48小时内到期且可能超期，预计其中{about(expected)}件超期"
    if row["detector"] == "emotion":
        return f"{days}共{observed:,.0f}人情绪激烈，按平时{about(expected)}人"
    if row["detector"] == "shift":
        weeks = ((last - first).days + 1) / 7.0
        return (
            f"{day_words(first)}起平均每周{_few(observed / weeks)}件，"
            f"此前的水平为每周{_few(expected / weeks)}件（已扣除季节因素）"
        )
    if not missing(row.get("counted")):
        first, last = (pd.Timestamp(row[name]).date() for name in ("since", "seen"))
        counted = f"{span_words(first, last)}共{row['counted']:,.0f}件"
        return counted if missing(row["due"]) else f"{counted}，预期{about(row['due'])}件"
    said = f"{days}共{observed:,.0f}件"
    if row["kind"] in ("repeat", "new") or missing(expected):
        return said
    # The yardstick of the rule, of its own window: what is expected of a cell is told above.
    return f"{said}，平时{about(expected)}件"


def _few(value: float) -> str:
    """Return a mean of weeks: whole from ten on."""
    return count(value) if value >= 10 else number(value, 1)


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code) if code else ""
