"""Results of the room hotspots for the pages' small city: made by hand, with known numbers."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_access.extract.query import Extract
from data_access.extract.texts import ticket_frame
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Period, Scope
from hotspots import frames
from tests.support.frames import frames_of

CODE = "330199"
AS_OF = date(2026, 10, 31)
PERIOD = Period(date(2026, 5, 1), date(2026, 11, 1))
SYSTEM = Scope.system("tests")
NAMES = {"01": "暖气不热", "02": "电梯停运", "03": "夜间施工噪声"}


def topic_row(topic_id: str, depth: int, parent: str | None, n: int, recent: int) -> dict[str, Any]:
    name = NAMES.get(topic_id.removeprefix("T"), f"{topic_id}类诉求")
    return {
        "topic_id": topic_id,
        "depth": depth,
        "parent_id": parent,
        "name": name,
        "auto_name": name,
        "words": json.dumps([["暖气", 0.5], ["不热", 0.3]], ensure_ascii=False),
        "said": None,
        "place_code": "330199001",
        "place_name": "清河街道",
        "places": json.dumps([["330199001", recent]]),
        "category_code": topic_id.removeprefix("T")[:2],
        "category_share": 0.9,
        "first_day": pd.Timestamp(PERIOD.start),
        "last_day": pd.Timestamp(AS_OF),
        "born": pd.Timestamp(PERIOD.start),
        "n": n,
        "n_recent": recent,
        "callers": recent,
        "streets": 3,
        "expected": recent / 4,
        "state": "growing" if topic_id == "T01" else "steady",
        "into": "[]",
        "heat": recent * 2.0,
        "heat_volume": float(recent),
        "heat_growth": 1.5,
        "heat_breadth": 1.0,
        "heat_spread": 1.4,
        "heat_tone": 1.0,
        "burst_level": 1 if topic_id == "T01" else 0,
        "burst_since": pd.Timestamp("2026-10-25") if topic_id == "T01" else pd.NaT,
        "stability": 0.9,
        "stable": True,
        "typical": json.dumps([["QS1", "小区暖气不热"]], ensure_ascii=False),
        "pinned": False,
        "hidden": False,
    }


def store_results(store: Store, settings: Settings) -> RunInfo:
    """Store one run: a fine topic a category, one of them unstable, one hidden."""
    results = ResultStore.open(store, settings)
    tickets = ticket_frame(Extract(settings), SYSTEM, CODE, PERIOD, as_of=AS_OF)
    first = tickets["category_code"].str[:2].to_numpy()
    order = sorted(set(first))
    fine = np.array([f"T{order.index(c) + 1:02d}" for c in first], dtype=object)
    # One ticket in ten belongs to a topic that does not last, one in twenty to a hidden one.
    number = np.arange(len(fine))
    fine[number % 10 == 9] = "T08"
    fine[number % 20 == 8] = "T09"
    members = pd.DataFrame(
        {
            "ticket_no": tickets["ticket_no"].to_numpy(),
            "topic_id": fine,
            "topic_mid": "M1",
            "topic_coarse": "C1",
            "weight": 0.5,
        }
    )
    recent = (tickets["day"] >= pd.Timestamp("2026-10-25")).to_numpy()
    rows = [topic_row("C1", 1, None, len(fine), int(recent.sum()))]
    rows.append(topic_row("M1", 2, "C1", len(fine), int(recent.sum())))
    for topic in sorted(set(fine)):
        mine = fine == topic
        rows.append(topic_row(topic, 3, "M1", int(mine.sum()), int((mine & recent).sum())))
    topics = pd.DataFrame(rows)
    topics.loc[topics["topic_id"] == "T08", ["stable", "stability", "name"]] = (
        False, 0.1, "不稳定的主题",
    )  # fmt: skip
    topics.loc[topics["topic_id"] == "T09", ["hidden", "name"]] = (True, "已隐藏的主题")
    run_id = results.begin(
        "hotspots",
        CODE,
        as_of=AS_OF,
        settings={"from": PERIOD.start.isoformat(), "to": PERIOD.end.isoformat()},
    )
    results.write(run_id, frames.TOPICS, topics)
    results.write(run_id, frames.TOPIC_TICKET, members)
    results.write(run_id, frames.TOPIC_HEAT, heat_rows(topics))
    due = topics[["topic_id"]].assign(window="7d", by_before=0.25, by_recent=0.5)
    results.write(run_id, frames.TOPIC_DUE, frames.TOPIC_DUE.shaped(due))
    results.write_facts(run_id, frames.Facts(outlier_share=0.05))
    for name, data in repeat_frames(tickets).items():
        results.write(run_id, frames_of(frames)[name], data)
    return results.complete(run_id)


def heat_rows(topics: pd.DataFrame) -> pd.DataFrame:
    """Return the week's heat as the topics have it, and a month's that counts everything."""
    week = topics.assign(window="7d", kind="city", code="")
    month = week.assign(
        window="30d", n_recent=week["n"], callers=week["n"], expected=np.nan, heat_growth=1.0,
        heat=1.4 * week["n"], heat_volume=week["n"].astype(float),
    )  # fmt: skip
    return frames.TOPIC_HEAT.shaped(pd.concat([week, month], ignore_index=True))


def repeat_frames(tickets: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return two groups of three tickets, a suggestion and a small network."""
    numbers = tickets["ticket_no"].tolist()[-6:]
    groups = [numbers[:3], numbers[3:]]
    pairs = [(g[0], g[1]) for g in groups]
    return {
        "groups": pd.DataFrame(
            {
                "group_id": [g[0] for g in groups],
                "kind": ["一人多诉", "多人同诉"],
                "n": 3,
                "callers": [1, 3],
                "places": 1,
                "first": pd.Timestamp("2026-10-31"),
                "last": pd.Timestamp("2026-10-31"),
                "name": ["暖气一直不热", "电梯又停了"],
                "category_code": "01",
                "area_code": "330199001",
                "units": '["县供热公司"]',
                "score": 0.9,
                "returns": 1,
            }
        ),
        "members": pd.DataFrame(
            {
                "ticket_no": numbers,
                "group_id": [g[0] for g in groups for _ in g],
                "rank": [1, 2, 3] * 2,
                "probability": 0.9,
            }
        ),
        "pairs": pd.DataFrame(
            {
                "a": [a for a, _ in pairs],
                "b": [b for _, b in pairs],
                "probability": 0.9,
                "evidence": '["同一诉求人"]',
            }
        ),
        "suggestions": pd.DataFrame(
            {
                "suggestion_id": ["S1"],
                "group_id": [groups[0][0]],
                "tickets": [json.dumps(groups[0])],
                "probability": [0.9],
                "reason": ["同一诉求人，内容相近"],
            }
        ),
        "cure": pd.DataFrame(
            {
                "rank": [1],
                "kind": ["place"],
                "key": ["p1"],
                "label": ["清河街道幸福小区"],
                "gain": [4],
                "cumulative": [4],
                "share": [1.0],
            }
        ),
        "pingpong": pd.DataFrame(
            {
                "from_unit": ["县住建局"],
                "to_unit": ["县城管局"],
                "returns": [3],
                "tickets": [2],
                "back": [1],
                "mutual": [1],
            }
        ),
        "nodes": pd.DataFrame(
            {
                "node_id": ["g1", "g2", "p1", "c1"],
                "kind": ["matter", "matter", "place", "caller"],
                "label": ["暖气一直不热", "电梯又停了", "幸福小区", "诉求人甲"],
                "n": [3, 3, 6, 1],
                "community": [1, 1, 1, 1],
                "x": [0.0, 1.0, 0.5, -1.0],
                "y": [0.0, 0.2, -0.5, 0.4],
                "is_bridge": [False, False, True, False],
            }
        ),
        "edges": pd.DataFrame(
            {"a": ["g1", "g2", "g1"], "b": ["p1", "p1", "c1"], "kind": "at", "n": [3, 3, 1]}
        ),
    }
