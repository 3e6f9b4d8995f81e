"""Places that no list knows, by how their names end: on sentences, and on real messages."""

from __future__ import annotations

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places import extract

MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "teddy" / "messages_2019.xlsx"
LABELS = Path(__file__).with_name("place_labels.csv")
# Labels within the beginning of the detail, where the title names no place.
READ = 110


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("投诉海天小区物业乱收费", [("海天小区", "estate")]),
        ("关于育才路垃圾满溢", [("育才路", "road")]),
        ("和顺路与朝阳大道交叉口堵车", [("和顺路", "road"), ("朝阳大道", "road")]),
        ("碧桂园城市花园小区停水", [("碧桂园城市花园小区", "estate")]),
        ("青竹湖镇霞光社区", [("青竹湖镇", "street"), ("霞光社区", "community")]),
        ("在第一小学门口占道", [("第一小学", "school")]),
        ("A7县星沙四季春小区，噪音", [("星沙四季春小区", "estate")]),
        ("向阳社区鑫源花园", [("向阳社区", "community"), ("鑫源花园", "estate")]),
        ("梁坪村小学门口", [("梁坪村小学", "school")]),
        ("投诉海德公元15栋", [("海德公元", "estate")]),
    ],
)
def test_names_are_found_by_their_endings(text: str, names: list[tuple[str, str]]) -> None:
    assert [(m.name, m.kind) for m in extract(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "我们小区停水", "老旧小区改造", "附近学校很多", "马路上积水", "村里修路", "农贸市场乱",
        "住宅小区", "近期很吵", "去街道办反映", "每条路都堵", "高速公路", "这个社区不管", "",
    ],
)  # fmt: skip
def test_what_is_said_of_any_place_is_no_name(text: str) -> None:
    assert extract(text) == []


def test_the_building_stands_beside_the_name() -> None:
    found = extract("投诉海天小区12栋噪音")
    assert [(m.name, m.building) for m in found] == [("海天小区", "12栋")]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="路街村镇小区花园和在的A1，0😀湖大道一期社", max_size=40))
def test_spans_hold_the_names_in_order_and_apart(text: str) -> None:
    found = extract(text)
    assert all(text[m.start : m.end] == m.name for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_long_text_is_read_to_its_limit() -> None:
    assert len(extract("投诉海天小区。" * 1_000)) == 1_000


@cache
def real_messages() -> dict[str, dict[str, str]]:
    """The texts of the labelled messages by their number."""
    frame: Any = pd.read_excel(MESSAGES, engine="openpyxl", dtype=str)
    return {
        number: {"title": title, "content": " ".join(detail.split())[:READ]}
        for number, title, detail in zip(
            frame["留言编号"], frame["留言主题"], frame["留言详情"], strict=True
        )
    }


def labels(of: str) -> dict[str, list[tuple[str, int, int]]]:
    """Return what was read in each message of a set: field, start, end; nothing where no place is.

    The set "first" was read before the rules were written, and their mistakes in it were looked
    at; "unseen" was read after they were finished.
    """
    found: dict[str, list[tuple[str, int, int]]] = {}
    with LABELS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["set"] != of:
                continue
            spans = found.setdefault(row["message"], [])
            if row["level"] != "none":
                spans.append((row["field"], int(row["start"]), int(row["end"])))
    return found


@pytest.mark.skipif(not MESSAGES.exists(), reason="the real messages are not on this machine")
@pytest.mark.parametrize(
    ("of", "messages", "places", "least"),
    [
        # Measured: overlap .88 and .85, exact .72 and .70.
        ("first", 200, 193, (0.86, 0.83, 0.70, 0.68)),
        # Measured: overlap .90 and .79, exact .72 and .64.
        ("unseen", 80, 78, (0.88, 0.77, 0.70, 0.62)),
    ],
)
def test_places_in_real_messages_are_found(
    of: str, messages: int, places: int, least: tuple[float, float, float, float]
) -> None:
    told = both = said = found = exact = 0
    for number, spans in labels(of).items():
        field = spans[0][0] if spans else "title"
        mentions = [(m.start, m.end) for m in extract(real_messages()[number][field])]
        true = [(start, end) for _, start, end in spans]
        told, said = told + len(mentions), said + len(true)
        both += sum(any(s < b and a < e for s, e in true) for a, b in mentions)
        found += sum(any(s < b and a < e for a, b in mentions) for s, e in true)
        exact += len(set(mentions) & set(true))
    assert (len(labels(of)), said) == (messages, places)
    measured = (both / told, found / said, exact / told, exact / said)
    assert all(m >= n for m, n in zip(measured, least, strict=True)), measured
