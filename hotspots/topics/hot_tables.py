"""Hot matters as two tables, 热点问题表 and 热点问题留言明细表 (as in the Teddy Cup 2020, C)."""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import Final

import numpy as np
import pandas as pd

from data_access.types import WeisuError
from hotspots.topics.result import TopicRun

HOT_COLUMNS: Final = ("热度排名", "问题ID", "热度指数", "时间范围", "地点/人群", "问题描述")
DETAIL_COLUMNS: Final = (
    "问题ID",
    "留言编号",
    "留言用户",
    "留言主题",
    "留言时间",
    "留言详情",
    "反对数",
    "点赞数",
)
_LOCAL_DAYS, _CORE = 120, 0.8
EXPLAINED: Final = (
    (
        "热度指数",
        "诉求人数 × √(1＋(点赞数＋反对数) ÷ 留言件数) ÷ √(持续天数＋1)，最热的折算为 100",
    ),
    ("诉求人数", "同一用户只计一次；多人提到才算热"),
    ("点赞数、反对数", "全部留言之和；来源没有这两项时按 0 计，指数只由人数和天数决定"),
    ("持续天数", "最早一件到最晚一件；同样的人数，集中在越短的时间里越热"),
    ("列入范围", "八成留言集中在 120 天之内的细类主题；隐藏的、换样本后不能重现的不列"),
    ("同一问题", "地点相同、用词相近、时间相接的几组留言合为一个问题"),
    ("问题描述", "取自留言标题，电话和姓名已隐去"),
)
"""How to read the tables: (what, how it is worked out)."""


def hot_tables(
    run: TopicRun, frame: pd.DataFrame, *, top: int = 5, only_stable: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the hot matters of the run's whole period, and their tickets.

    ``frame``: the tickets, with ticket_no, caller_key, title, t_accept (or day), content and, if
    there are any, against and likes (numbers). A matter's heat over a period is what people bring
    up much, in a short time: callers × (1 + votes ÷ tickets)^½ ÷ √(days + 1),
    scaled to 100 for the hottest; only fine topics that have four fifths of their tickets within
    120 days are matters (one late reminder does not undo a matter), hidden ones are left out.
    Texts are given as they are in ``frame``: the tables are for the user's own file.
    """
    if run.topics.empty:
        raise WeisuError(f"没有可以列出的热点问题。{run.note}")
    topics = run.topics[(run.topics["depth"] == 3) & (run.topics["n"] > 0) & ~run.topics["hidden"]]
    if only_stable:
        topics = topics[topics["stable"]]
    days = (topics["last_day"] - topics["first_day"]).dt.days
    topics = topics.assign(days=days)[(_core_days(run, frame, topics) <= _LOCAL_DAYS)]
    table = frame.assign(ticket_no=frame["ticket_no"].astype(str))
    members = run.topic_ticket[["ticket_no", "topic_id"]].merge(table, on="ticket_no")
    for name in ("against", "likes"):
        members[name] = pd.to_numeric(members[name], errors="coerce") if name in members else 0
    votes = (members["likes"].fillna(0) + members["against"].fillna(0)).groupby(members["topic_id"])
    share = votes.sum().reindex(topics["topic_id"]).fillna(0).to_numpy() / topics["n"].to_numpy()
    heat = topics["callers"] * (1 + share) ** 0.5 / (topics["days"] + 1) ** 0.5
    topics = topics.assign(heat_index=heat).sort_values(
        ["heat_index", "topic_id"], ascending=[False, True]
    )
    topics = topics.head(top).reset_index(drop=True)
    return _hot(topics), _details(topics, members)


def _core_days(run: TopicRun, frame: pd.DataFrame, topics: pd.DataFrame) -> pd.Series:
    """Return per topic (index of ``topics``) the days of the shortest span with most tickets."""
    day = pd.Series(pd.to_datetime(frame["day"]).to_numpy(), frame["ticket_no"].astype(str))
    own = run.topic_ticket.assign(day=run.topic_ticket["ticket_no"].astype(str).map(day))
    core = {
        topic: _shortest(np.sort(days.to_numpy())) for topic, days in own.groupby("topic_id")["day"]
    }
    return topics["topic_id"].map(core)


def _shortest(days: np.ndarray) -> int:
    held = max(1, ceil(_CORE * len(days)))
    spans = days[held - 1 :] - days[: len(days) - held + 1]
    return int(spans.min() / np.timedelta64(1, "D"))


def hot_workbook(hot: pd.DataFrame, details: pd.DataFrame) -> bytes:
    """Return both tables as one XLSX file, a sheet each, and a sheet that explains the index."""
    target = BytesIO()
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        hot.to_excel(writer, sheet_name="热点问题表", index=False)
        details.to_excel(writer, sheet_name="热点问题留言明细表", index=False)
        pd.DataFrame(EXPLAINED, columns=["项目", "说明"]).to_excel(
            writer, sheet_name="说明", index=False
        )
    return target.getvalue()


def _hot(topics: pd.DataFrame) -> pd.DataFrame:
    most = float(topics["heat_index"].max()) if len(topics) else 1.0
    span = [
        f"{first:%Y/%m/%d}至{last:%Y/%m/%d}"
        for first, last in zip(topics["first_day"], topics["last_day"], strict=True)
    ]
    rows = {
        "热度排名": range(1, len(topics) + 1),
        "问题ID": range(1, len(topics) + 1),
        "热度指数": (100 * topics["heat_index"] / most).round(1),
        "时间范围": span,
        "地点/人群": topics["place_name"].fillna("全市").to_list(),
        "问题描述": topics["name"].to_list(),
    }
    return pd.DataFrame(rows, columns=list(HOT_COLUMNS))


def _details(topics: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    number = {topic: index + 1 for index, topic in enumerate(topics["topic_id"])}
    rows = members[members["topic_id"].isin(number)].copy()
    when = rows["t_accept"] if "t_accept" in rows else rows["day"]
    rows = rows.assign(number=rows["topic_id"].map(number), when=pd.to_datetime(when))
    rows = rows.sort_values(["number", "when", "ticket_no"])
    return pd.DataFrame(
        {
            "问题ID": rows["number"].to_list(),
            "留言编号": rows["ticket_no"].to_list(),
            "留言用户": rows["caller_key"].to_list(),
            "留言主题": rows["title"].to_list(),
            "留言时间": rows["when"].dt.strftime("%Y/%m/%d %H:%M:%S").to_list(),
            "留言详情": rows["content"].to_list(),
            "反对数": rows["against"].fillna(0).astype(int).to_list(),
            "点赞数": rows["likes"].fillna(0).astype(int).to_list(),
        },
        columns=list(DETAIL_COLUMNS),
    )
