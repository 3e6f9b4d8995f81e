"""Frames for the benchmarks of topics: the Teddy Cup's messages, and a demo city's tickets."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from data_access.store.vault.scrub import scrub_many

NO_NAMES = SimpleNamespace(categories={}, areas={}, units=())
READ = [
    "工单编号",
    "诉求类型",
    "一级分类",
    "二级分类",
    "三级分类",
    "分类编码",
    "标题",
    "主要内容",
    "联系电话",
    "行政区划",
    "来电时间",
    "受理时间",
]
LEVELS = ("一级分类", "二级分类", "三级分类")


def messages(path: Path) -> pd.DataFrame:
    """Return the Teddy Cup's messages_2019.xlsx as a ticket frame, texts scrubbed."""
    table = pd.read_excel(path, dtype=str, engine="calamine")
    when = pd.to_datetime(table["留言时间"].str.replace("/", "-"), format="mixed")
    frame = pd.DataFrame(
        {
            "ticket_no": table["留言编号"],
            "day": when.dt.normalize(),
            "hour": when.dt.hour,
            "t_accept": when,
            "caller_key": table["留言用户"],
            "title": scrub_many(table["留言主题"].fillna("").str.strip()),
            "content": scrub_many(table["留言详情"].fillna("").str.strip()),
            "against": pd.to_numeric(table["反对数"]),
            "likes": pd.to_numeric(table["点赞数"]),
        }
    )
    return frame.sort_values(["day", "ticket_no"]).reset_index(drop=True)


def city(folder: Path) -> tuple[pd.DataFrame, SimpleNamespace]:
    """Return a demo city's tickets as a ticket frame, texts scrubbed, and its names."""
    table = pd.read_csv(folder / "tickets.csv", dtype=str, usecols=READ)
    table = table.drop_duplicates("工单编号")
    when = pd.to_datetime(table["受理时间"], errors="coerce")
    when = when.fillna(pd.to_datetime(table["来电时间"], errors="coerce"))
    area = table["行政区划"]
    frame = pd.DataFrame(
        {
            "ticket_no": table["工单编号"],
            "day": when.dt.normalize(),
            "hour": when.dt.hour,
            "t_accept": when,
            "category_code": table["分类编码"],
            "area_county": area.str[:6],
            "area_street": area.str[:9],
            "area_code": area,
            "ticket_type": table["诉求类型"],
            "caller_key": table["联系电话"],
            "title": scrub_many(table["标题"]),
            "content": scrub_many(table["主要内容"]),
        }
    )
    names: dict[str, str] = {}
    for level, column in enumerate(LEVELS, 1):
        codes = table["分类编码"].fillna("").str[: 2 * level]
        known = (codes.str.len() == 2 * level) & table[column].notna()
        names |= dict(zip(codes[known], table.loc[known, column], strict=True))
    areas = pd.read_csv(folder / "areas.csv", dtype=str)
    area_names = dict(zip(areas["区划编码"], areas["区划名称"], strict=True))
    frame = frame[frame["day"].notna()].sort_values(["day", "ticket_no"]).reset_index(drop=True)
    return frame, SimpleNamespace(categories=names, areas=area_names, units=())


def events(folder: Path) -> pd.DataFrame:
    """Return the event of every first report (ticket_no, event_id)."""
    table = pd.read_csv(folder / "truth" / "event_tickets.csv", dtype=str)
    return table.loc[table["role"] == "report", ["ticket_no", "event_id"]]
