"""A small town with its directory, list of places and past tickets, for tests of places."""

from __future__ import annotations

import pandas as pd

from geo.places import Gazetteer, build_gazetteer

COUNTY = "330100"
CENTRE, ORCHARD, WILLOW = "330100001", "330100002", "330100101"
PEACE, BUILDING, YONGAN = "330100001001", "330100001002", "330100001003"
SUNNY, SPRING = "330100002001", "330100002002"
TEMPLE, SUNNY_VILLAGE = "330100101201", "330100101202"


def areas() -> pd.DataFrame:
    """The directory: one county, two streets, one town, seven communities."""
    return pd.DataFrame(
        [
            (COUNTY, "", "county", "江城区", None),
            (CENTRE, COUNTY, "street", "城关街道", 50_000),
            (PEACE, CENTRE, "community", "和平社区", 9_000),
            (BUILDING, CENTRE, "community", "建设社区", 8_000),
            (YONGAN, CENTRE, "community", "永安里社区", 8_000),
            (ORCHARD, COUNTY, "street", "桃园街道", 40_000),
            (SUNNY, ORCHARD, "community", "向阳社区", 9_000),
            (SPRING, ORCHARD, "community", "清泉社区", 8_000),
            (WILLOW, COUNTY, "street", "柳沟镇", 20_000),
            (TEMPLE, WILLOW, "community", "三官沟村", 3_000),
            (SUNNY_VILLAGE, WILLOW, "community", "向阳村", 3_000),
        ],
        columns=["code", "parent", "level", "name", "population"],
    )


def places() -> pd.DataFrame:
    """The user's list."""
    return pd.DataFrame(
        [
            ("翠湖花园", "estate", PEACE, "翠湖小区；翠湖壹号"),
            ("丽景名城", "estate", SPRING, None),
            ("人民广场", "park", BUILDING, None),
            ("和平路", "road", CENTRE, None),
            ("和平路", "road", ORCHARD, None),
            ("建国路", "road", BUILDING, None),
        ],
        columns=["name", "kind", "area_code", "aliases"],
    )


def past() -> pd.DataFrame:
    """Past tickets that teach an estate, a road through two streets, and a word of everywhere."""
    what = (
        "电梯坏了",
        "停水两天",
        "路灯不亮",
        "物业不管",
        "垃圾没人清",
        "井盖缺失",
        "噪音扰民",
        "下水道堵",
    )
    codes = (PEACE, BUILDING, YONGAN, SUNNY, SPRING, TEMPLE, SUNNY_VILLAGE)
    rows = [(f"龙湾家园{w}", PEACE) for w in what]
    rows += [(f"在滨江路{w}", BUILDING) for w in what for _ in range(3)]
    rows += [(f"在滨江路，{w}", SUNNY) for w in what[:4]]
    rows += [(f"惠民超市门口{what[k % 8]}", code) for k, code in enumerate(codes * 2)]
    return pd.DataFrame(
        [
            (f"T{k:03d}", f"2026-01-{k % 28 + 1:02d}T08:00:00", text[:6], text, code)
            for k, (text, code) in enumerate(rows)
        ],
        columns=["ticket_no", "t_accept", "title", "content", "area_code"],
    )


def gazetteer() -> Gazetteer:
    """The town's gazetteer without past tickets."""
    return build_gazetteer(areas(), places())
