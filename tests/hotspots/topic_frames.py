"""Small ticket frames whose topics are known."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd

AS_OF = date(2026, 6, 30)
NAMES = SimpleNamespace(
    categories={
        "01": "住房物业",
        "0101": "物业服务",
        "010101": "电梯故障",
        "02": "供水",
        "03": "噪声",
    },
    areas={"990181001001": "东湖里社区", "990181001002": "晨光社区", "990181002001": "西河社区"},
    units=(),
)
MATTERS = {
    "010101": ("电梯故障维修", ("电梯", "故障", "维修", "困人", "停运", "维保", "按钮", "轿厢")),
    "020101": ("停水水压不足", ("停水", "水压", "水管", "爆裂", "抢修", "自来水", "发黄", "水表")),
    "030101": ("施工噪声扰民", ("施工", "噪声", "扰民", "工地", "夜间", "打桩", "机器", "睡觉")),
}
AREAS = ("990181001001", "990181001002", "990181002001")
COMPOUNDS = ("金水湾小区", "绿洲花园", "南山家园", "书香公寓", "盛世华庭")


def ticket(
    rng: np.random.Generator, code: str, day: pd.Timestamp, number: int
) -> dict[str, object]:
    """Return one ticket of a matter, worded by chance."""
    title, words = MATTERS[code]
    place = COMPOUNDS[int(rng.integers(len(COMPOUNDS)))]
    said = rng.choice(words, size=5, replace=False)
    area = AREAS[int(rng.integers(3))]
    return {
        "ticket_no": f"T{number:06d}",
        "day": day,
        "hour": int(rng.integers(24)),
        "category_code": code,
        "area_county": area[:6],
        "area_street": area[:9],
        "area_code": area,
        "ticket_type": "投诉",
        "caller_key": f"k{int(rng.integers(10_000))}",
        "title": f"{place}{title}问题",
        "content": f"来电人反映{place}的{'，'.join(said)}，希望尽快处理。",
    }


def frame_of(days: int = 120, a_day: int = 4, seed: int = 0) -> pd.DataFrame:
    """Return tickets of three matters over ``days`` that end with ``AS_OF``."""
    rng = np.random.default_rng(seed)
    rows = []
    for offset in range(days):
        day = pd.Timestamp(AS_OF) - pd.Timedelta(days=days - 1 - offset)
        for _ in range(a_day):
            code = list(MATTERS)[int(rng.integers(3))]
            rows.append(ticket(rng, code, day, len(rows)))
    return pd.DataFrame(rows)


def with_event(frame: pd.DataFrame, n: int = 12, ago: int = 5) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with ``n`` tickets of one local matter, and their numbers."""
    rows = [
        {
            **frame.iloc[0].to_dict(),
            "ticket_no": f"E{index:03d}",
            "day": pd.Timestamp(AS_OF) - pd.Timedelta(days=ago - index % ago),
            "caller_key": f"event{index}",
            "category_code": "010101",
            "area_code": "990181001001",
            "title": "启航名城电梯坠落困住老人",
            "content": f"启航名城三号楼电梯突然坠落，困住老人{index}十分钟，维保公司失联。",
        }
        for index in range(n)
    ]
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True), [
        str(row["ticket_no"]) for row in rows
    ]
