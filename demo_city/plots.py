"""Draws what is in a city's files against the published patterns: the pictures of its manual.

``python -m demo_city.plots --data DIR --out docs/demo-city`` after ``python -m demo_city``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from demo_city.drawing import COLOURS, GRID, SOFT, Chart
from demo_city.planted.model import SHAPES

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
PUBLISHED_WEEK = (1.12, 1.05, 1.02, 1.0, 0.98, 0.70, 0.63)
SHAPE_NAMES = ("突发", "缓慢渗漏", "一村集中", "网络传播", "季节高峰", "登记假象", "来源中断")
TYPES = (
    ("咨询", 0.41, 0.64), ("求助", 0.10, 0.30), ("投诉+举报", 0.015, 0.46), ("建议", 0.006, 0.156),
    ("表扬", 0.001, 0.005), ("其他", 0.02, 0.05),
)  # fmt: skip
GOOD = ["非常满意", "满意", "基本满意"]
SATISFIED = (
    ("停水停电停暖", ("0401", "0501", "0601"), 0.86, 0.86),
    ("基础设施", ("0301", "0302", "0303", "0304"), 0.92, 0.93),
    ("政策咨询", ("1002", "1003", "1101", "1103", "1402", "2101"), 0.93, 0.95),
)


class Data:
    """A city's files, read for drawing."""

    def __init__(self, folder: Path) -> None:
        """Read the files and the truth in ``folder``."""
        used = ["工单编号", "受理时间", "来电时间", "诉求类型", "一级分类", "二级分类", "分类编码",
                "行政区划", "满意度", "重复工单标记"]  # fmt: skip
        tickets = pd.read_csv(folder / "tickets.csv", dtype=str, usecols=used)
        self.tickets = tickets.drop_duplicates("工单编号")
        self.tickets["at"] = pd.to_datetime(self.tickets["受理时间"])
        self.tickets["day"] = self.tickets["at"].dt.normalize()
        days = pd.date_range(self.tickets["day"].min(), self.tickets["day"].max())
        self.daily = self.tickets.groupby("day").size().reindex(days, fill_value=0)
        truth = folder / "truth"
        self.truth = {p.stem: pd.read_csv(p, dtype=str) for p in truth.glob("*.csv")}
        self.areas = pd.read_csv(folder / "areas.csv", dtype=str)
        self.shapes = json.loads((folder / "areas.geojson").read_text("utf-8"))["features"]

    def daily_of(self, rows: Any) -> Any:
        """Count some tickets by day."""
        return self.tickets[rows].groupby("day").size().reindex(self.daily.index, fill_value=0)


def _years(chart: Chart, data: Data) -> None:
    first = data.daily.index[0]
    marks = list(pd.date_range(first, data.daily.index[-1], freq="QS"))
    chart.ticks_x([(d - first).days for d in marks[::2]], [f"{d:%Y-%m}" for d in marks[::2]])


def volume(data: Data) -> Chart:
    """Draw four years of days, storms marked."""
    top = float(data.daily.max()) * 1.05
    chart = Chart("每天受理的工单：年年相似，又有春节、暴雨、供暖和水平变化",
                  x=(0, len(data.daily)), y=(0, top))  # fmt: skip
    chart.ticks_y(np.arange(0, top, 100).tolist())
    first = data.daily.index[0]
    for _, row in data.truth["background"].iterrows():
        start, end = ((pd.Timestamp(row[k]) - first).days for k in ("start", "end"))
        at = (start, end + 1)
        if "暴雨" in row["name"]:
            chart.box(at, (0, top), COLOURS[5], 0.35)
        elif "春节" in row["name"]:
            chart.box(at, (0, top), COLOURS[1], 0.22)
    days = list(range(len(data.daily)))
    chart.line(days, data.daily.tolist(), "#a9bfd8", 0.7)
    chart.line(days, data.daily.rolling(28, center=True, min_periods=7).mean().tolist(), COLOURS[0])
    chart.legend([("每天", "#a9bfd8"), ("28日平均", COLOURS[0]), ("春节", COLOURS[1]),
                  ("暴雨", COLOURS[5])])  # fmt: skip
    _years(chart, data)
    return chart


def week(data: Data) -> Chart:
    """Draw the week against the factors that it was made with."""
    weekday = pd.DatetimeIndex(data.daily.index).day_of_week
    mean = data.daily.groupby(weekday).mean() / data.daily.mean()
    wanted = np.array(PUBLISHED_WEEK) / np.mean(PUBLISHED_WEEK)
    chart = Chart("一周：周一最多，周末约为工作日的七成", height=250, x=(-0.6, 6.6), y=(0, 1.4))
    chart.ticks_y([0, 0.5, 1.0])
    for k in range(7):
        chart.box((k - 0.3, k + 0.3), (0, float(mean[k])), COLOURS[0], 0.85)
        chart.box((k - 0.38, k + 0.38), (wanted[k] - 0.008, wanted[k] + 0.008), COLOURS[1])
    chart.ticks_x(range(7), WEEK)
    chart.legend([("本城（与日均之比）", COLOURS[0]), ("依据的系数", COLOURS[1])])
    return chart


def hours(data: Data) -> Chart:
    """Draw the day's two humps, and noise at night."""
    hour = data.tickets["at"].dt.hour
    chart = Chart("一天：上午、下午两个高峰，噪声在夜里", height=250, x=(0, 23), y=(0, 0.16))
    chart.ticks_y([0, 0.05, 0.10, 0.15], "{:.0%}")
    noise = data.tickets["二级分类"] == "噪声"
    for rows, colour in ((noise | True, COLOURS[0]), (noise, COLOURS[1])):
        share = hour[rows].value_counts(normalize=True).reindex(range(24), fill_value=0)
        chart.line(range(24), share.tolist(), colour, 2)
    chart.ticks_x(range(0, 24, 3), [f"{k}时" for k in range(0, 24, 3)])
    chart.legend([("全部", COLOURS[0]), ("噪声", COLOURS[1])])
    return chart


def heating(data: Data) -> Chart:
    """Draw the heating seasons one over another."""
    heat = data.daily_of(data.tickets["一级分类"] == "供热").rolling(3, center=True).mean()
    chart = Chart("供热：11月15日起五日内约七倍，随后回落，寒潮再起", x=(-30, 130),
                  y=(0, float(heat.max()) * 1.08))  # fmt: skip
    chart.ticks_y(np.arange(0, float(heat.max()), 10).tolist())
    entries = []
    for k, year in enumerate(sorted(set(pd.DatetimeIndex(data.daily.index).year))):
        start = pd.Timestamp(year, 11, 15)
        part = heat[start - pd.Timedelta(days=30) : start + pd.Timedelta(days=130)].dropna()
        if len(part) > 60:
            chart.line((part.index - start).days.tolist(), part.tolist(), COLOURS[k % 7], 1.4)
            entries.append((f"{year}—{year + 1}", COLOURS[k % 7]))
    chart.legend(entries)
    chart.ticks_x([-14, 0, 30, 60, 90, 120], ["11-01", "11-15", "12-15", "1-14", "2-13", "3-15"])
    return chart


def types(data: Data) -> Chart:
    """Draw the type mix inside the published ranges."""
    kinds = data.tickets["诉求类型"]
    chart = Chart("诉求类型：都在公开数字的范围之内", height=230, left=90, x=(0, 0.7),
                  y=(5.6, -0.6))  # fmt: skip
    for k, (name, low, high) in enumerate(TYPES):
        chart.box((low, high), (k - 0.28, k + 0.28), GRID)
        share = float(kinds.isin(name.split("+")).mean())
        chart.dot(share, k, COLOURS[0], 5)
        chart.text(82, chart.at_y(k) + 4, name, anchor="end")
        chart.text(chart.at_x(max(share, high)) + 8, chart.at_y(k) + 4, f"{share:.1%}")
    chart.ticks_x([0, 0.2, 0.4, 0.6], ["0", "20%", "40%", "60%"])
    chart.legend([("公开数字的范围", GRID), ("本城", COLOURS[0])])
    return chart


def satisfaction(data: Data) -> Chart:
    """Draw satisfaction by kind: rated in callbacks, published, and true of everyone."""
    known = data.tickets.merge(data.truth["ticket_truth"], left_on="工单编号", right_on="ticket_no")
    rated = known[known["满意度"].notna()]
    groups = [(n, known["category"].str[:4].isin(c), a, b) for n, c, a, b in SATISFIED]
    again = known["重复工单标记"].notna()
    groups += [("重复诉求", again, 0.76, 0.76), ("全部派单", again | True, 0.8376, 0.9675)]
    chart = Chart("满意率：回访到的人比全体更满意", height=230, left=100, x=(0.6, 1.0),
                  y=(4.6, -0.6))  # fmt: skip
    for k, (name, rows, low, high) in enumerate(groups):
        chart.box((low - 0.002, high + 0.002), (k - 0.3, k + 0.3), "#c9ced6")
        good = rated.loc[rows.reindex(rated.index), "满意度"].isin(GOOD).mean()
        everyone = known.loc[rows, "satisfied"].dropna().astype(float).mean()
        chart.dot(float(everyone), k, COLOURS[1], 5)
        chart.dot(float(good), k, COLOURS[0], 5)
        chart.text(92, chart.at_y(k) + 4, name, anchor="end")
    chart.ticks_x([0.6, 0.7, 0.8, 0.9, 1.0], ["60%", "70%", "80%", "90%", "100%"])
    chart.legend([("公开的数字", "#c9ced6"), ("回访所得", COLOURS[0]), ("全体的真值", COLOURS[1])])
    return chart


def calendar_of_events(data: Data) -> Chart:
    """Draw every planted event as a bar in its shape's row."""
    first = data.daily.index[0]
    chart = Chart("埋设的事件：七种形态，粗细表示件数", left=110, height=330,
                  x=(0, len(data.daily)), y=(6.7, -0.7))  # fmt: skip
    seen = dict.fromkeys(SHAPES, 0)
    for _, event in data.truth["events"].iterrows():
        row, n = SHAPES.index(event["shape"]), int(event["n"])
        at = [(pd.Timestamp(event[k]) - first).days for k in ("start", "end")]
        half = min(0.06 + 0.006 * n, 0.4)
        shift = (seen[event["shape"]] % 3 - 1) * 0.14
        seen[event["shape"]] += 1
        chart.box((max(at[0], 0), min(at[1] + 3, len(data.daily))),
                  (row + shift - half / 2, row + shift + half / 2), COLOURS[row], 0.8)  # fmt: skip
    for row, name in enumerate(SHAPE_NAMES):
        words = f"{name} {seen[SHAPES[row]]}起"
        chart.text(chart.left - 8, chart.at_y(row) + 4, words, anchor="end")
    _years(chart, data)
    return chart


def examples(data: Data) -> Chart:
    """Draw one event of each told shape: its reports by day and the whole category's."""
    members = data.truth["event_tickets"].merge(data.tickets, left_on="ticket_no",
                                                right_on="工单编号")  # fmt: skip
    chart = Chart("每种形态一例：红为事件工单，灰为同类全部工单", height=560, x=(0, 1), y=(0, 1))
    for k, shape in enumerate(SHAPES[:5]):
        events = data.truth["events"]
        whole = events[(events["shape"] == shape) & (events["complete"] == "1")]
        sizes = whole["n"].astype(int)
        event = whole.iloc[int((sizes - sizes.median()).abs().argmin())]
        start, end = (pd.Timestamp(event[c]) for c in ("start", "end"))
        days = pd.date_range(start - pd.Timedelta(days=21), end + pd.Timedelta(days=21))
        every = data.daily_of(data.tickets["分类编码"].str.startswith(event["category"]))
        every = every.reindex(days, fill_value=0)
        mine = members[members["event_id"] == event["id"]].groupby("day").size()
        mine = mine.reindex(days, fill_value=0)
        base, top = 1 - (k + 1) * 0.2, float(every.max())
        for number, day in enumerate(days):
            x = (number / len(days), (number + 0.8) / len(days))
            chart.box(x, (base, base + 0.13 * every[day] / top), "#c9ced6")
            if mine[day]:
                chart.box(x, (base, base + 0.13 * mine[day] / top), COLOURS[1])
        chart.text(chart.left, chart.at_y(base + 0.15),
                   f"{SHAPE_NAMES[k]}｜{event['what']}（{event['start']} 至 {event['end']}，"
                   f"{event['n']}件，同类最多一天{top:.0f}件）", colour=SOFT)  # fmt: skip
    return chart


def place(data: Data) -> Chart:
    """Draw the map: tickets a thousand people a year."""
    people = data.areas.set_index("区划编码")["常住人口"].astype(float)
    years = len(data.daily) / 365.25
    rate = data.tickets["行政区划"].value_counts() / people * 1000 / years
    shapes = [f for f in data.shapes if f["properties"]["level"] == "community"]
    points = np.array([p for f in shapes for p in f["geometry"]["coordinates"][0]])
    low, high = points.min(axis=0), points.max(axis=0)
    chart = Chart("每千人每年工单：社区上报倾向相差可达三倍（底图为虚构）", width=760, height=620,
                  left=20, x=(low[0], high[0]), y=(low[1], high[1]))  # fmt: skip
    steps = np.nanquantile(rate[[f["properties"]["code"] for f in shapes]], [0.2, 0.4, 0.6, 0.8])
    blues = ("#e8f0f8", "#bcd3ea", "#86afd6", "#4a84bb", "#1b4f86")
    for shape in shapes:
        value = rate.get(shape["properties"]["code"], 0.0)
        colour = blues[int(np.searchsorted(steps, value))]
        chart.shape(shape["geometry"]["coordinates"][0], colour)
    limits = [f"{s:.0f}" for s in steps]
    names = [f"<{limits[0]}", *(f"{a}–{b}" for a, b in pairwise(limits)),
             f"≥{limits[-1]}"]  # fmt: skip
    chart.legend(list(zip(names, blues, strict=True)))
    return chart


def programme(data: Data) -> Chart:
    """Draw the largest programme with an effect: treated places and their twins by month."""
    kinds, areas = data.truth["programmes"], data.truth["programme_areas"]
    last = data.daily.index[-1] - pd.Timedelta(days=270)
    fits = kinds[(kinds["effect"].astype(float) < -0.3) & kinds["fades_from"].isna()
                 & pd.to_datetime(kinds["start"]).between(
                     data.daily.index[0] + pd.Timedelta(days=300), last)]  # fmt: skip
    known = data.tickets.merge(data.truth["ticket_truth"], left_on="工单编号", right_on="ticket_no")
    best, lines = None, {}
    for _, one in fits.iterrows():
        mine = known[known["category"].str.startswith(one["category"])]
        pair = areas[areas["programme_id"] == one["id"]]
        found = {
            k: mine[mine["community"].isin(pair[k])].groupby(mine["day"].dt.to_period("M")).size()
            for k in ("treated", "twin")
        }
        if best is None or found["twin"].sum() > lines["twin"].sum():
            best, lines = one, found
    if best is None:
        return Chart("所选时段内没有完整的治理行动")
    months = lines["twin"].index.union(lines["treated"].index)
    top = float(max(v.max() for v in lines.values())) * 1.1
    chart = Chart(f"{best['name']}：真实效果 {float(best['effect']):+.0%}，与未治理的配对社区相比",
                  x=(0, len(months) - 1), y=(0, top))  # fmt: skip
    chart.ticks_y(np.arange(0, top, 50).tolist())
    at = (pd.Timestamp(best["start"]).to_period("M") - months[0]).n
    chart.box((at, len(months) - 1), (0, top), GRID, 0.6)
    for k, name in enumerate(("treated", "twin")):
        chart.line(range(len(months)), lines[name].reindex(months, fill_value=0).tolist(),
                   COLOURS[1 - k], 2)  # fmt: skip
    chart.ticks_x(range(0, len(months), 6), [str(m) for m in months[::6]])
    chart.legend([("治理社区", COLOURS[1]), ("配对社区", COLOURS[0]), ("行动之后", GRID)])
    return chart


def charts(data: Data) -> Iterator[tuple[str, Chart]]:
    """Yield every chart with the name of its file."""
    for make in (volume, week, hours, heating, types, satisfaction, calendar_of_events, examples,
                 place, programme):  # fmt: skip
        yield make.__name__.replace("_", "-"), make(data)


def main(arguments: list[str] | None = None) -> int:
    """Draw the pictures; returns 0, or 1 where the files aren't there."""
    parser = argparse.ArgumentParser(
        prog="python -m demo_city.plots", description="绘制示范城市的图"
    )
    parser.add_argument("--data", type=Path, required=True, help="python -m demo_city 写出的文件夹")
    parser.add_argument("--out", type=Path, required=True, help="图片写入的文件夹")
    given = parser.parse_args(arguments)
    if not (given.data / "truth" / "events.csv").exists():
        sys.stderr.write(f"{given.data} 中没有 truth/events.csv。请先运行 python -m demo_city。\n")
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    for name, chart in charts(Data(given.data)):
        (given.out / f"{name}.svg").write_text(chart.svg(), encoding="utf-8")
        sys.stdout.write(f"{name}.svg\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
