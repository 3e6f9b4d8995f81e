"""How soon a silence is told, and how often one is told that is none.

Demo cities are changed: on dates drawn at random the whole city, one channel or one street brings
nothing for three days, or only 30 % of three days' tickets are there. Delay: days from the first
silent day to its warning (0: the same evening). The unchanged city of the same seed tells of false
alarms; its own planted silences and its streets that are entered late are none.

Run: ``python -m benchmarks.silence --seeds 620 621 622``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from demo_city import write_city
from early_warning.engine import silences
from early_warning.history import History
from early_warning.settings import EngineSettings

LAST = date(2026, 6, 30)
STOPPED = 3
NAMES = {
    "工单编号": "ticket_no", "受理时间": "t_accept", "行政区划": "area", "分类编码": "category",
    "来源渠道": "channel", "诉求人编号": "caller",
}  # fmt: skip
Change = Callable[[pd.DataFrame, str, np.random.Generator], "pd.Series[bool]"]


def city(seed: int, days: int, per_day: float) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return tickets, the calendar of local events and the truth's events of a demo city."""
    with tempfile.TemporaryDirectory(prefix="weisu-silence-") as name:
        folder = Path(name)
        write_city(folder, last_day=LAST, seed=seed, days=days, per_day=per_day, words=False,
                   faults=False)  # fmt: skip
        tickets = pd.read_csv(folder / "tickets.csv", usecols=list(NAMES), dtype=str)
        local = pd.read_csv(folder / "local_events.csv", dtype=str)
        truth = pd.read_csv(folder / "truth" / "events.csv", dtype=str).fillna("")
    tickets = tickets.rename(columns=NAMES)
    tickets["t_accept"] = pd.to_datetime(tickets["t_accept"])
    tickets = tickets.dropna(subset=["t_accept"]).reset_index(drop=True)
    tickets["day"] = (tickets["t_accept"].dt.normalize() - first_day(days)).dt.days
    return tickets[tickets["day"] >= 0], local, truth


def first_day(days: int) -> pd.Timestamp:
    """Return the first day of a city of so many days."""
    return pd.Timestamp(LAST) - pd.Timedelta(days=days - 1)


def told(history: History, days: range) -> list[tuple[int, str]]:
    """Return the silences told on ``days``: day, and the area or channel ("" is the city)."""
    settings = EngineSettings()
    return [
        (day, one.channel or one.area) for day in days for one in silences(history, day, settings)
    ]


def starts(random: np.random.Generator, first: int, last: int, number: int) -> list[int]:
    """Return ``number`` days, at least sixty days apart."""
    step = (last - first) // number
    return [first + k * step + int(random.integers(max(step - 60, 1))) for k in range(number)]


def delays(
    tickets: pd.DataFrame, world: str, days: int, number: int, seed: int
) -> list[tuple[float, float]]:
    """Return for each stop of a world its usual tickets a day and its delay (NaN: not told)."""
    random = np.random.default_rng(seed)
    begun = starts(random, 420, days - 30, number)
    kept = np.ones(len(tickets), dtype=np.bool_)
    targets = []
    for start in begun:
        inside = tickets["day"].between(start, start + STOPPED - 1).to_numpy(copy=True)
        who = ""
        if world == "channel":
            who = str(random.choice(sorted(tickets["channel"].dropna().unique())))
            inside &= (tickets["channel"] == who).to_numpy()
        elif world == "street":
            who = str(random.choice(sorted(tickets["area"].dropna().str[:9].unique())))
            inside &= (tickets["area"].str[:9] == who).to_numpy()
        elif world == "third":
            inside &= random.random(len(tickets)) >= 0.3
        column = tickets["channel"] if world == "channel" else tickets["area"].str[:9]
        mine = tickets["day"] if not who else tickets["day"][(column == who).to_numpy()]
        usual = float(mine.between(start - 56, start - 1).sum()) / 56
        targets.append((start, who, usual))
        kept &= ~inside
    history = History(tickets[kept], np.datetime64(first_day(days), "D"), last=np.datetime64(LAST))
    found = []
    for start, who, usual in targets:
        named = [d for d, what in told(history, range(start, start + 8)) if what == who]
        found.append((usual, float(min(named) - start) if named else np.nan))
    return found


def false_alarms(
    tickets: pd.DataFrame, truth: pd.DataFrame, days: int, span: range
) -> list[tuple[int, str]]:
    """Return what is told on ``span`` of the unchanged city and no planted matter explains; what is
    told of one place or channel within three weeks is one.
    """
    history = History(tickets, np.datetime64(first_day(days), "D"))
    data = truth[truth["mode"].isin(["channel", "street", "backlog"])]
    known = [
        (
            (pd.Timestamp(e["start"]) - first_day(days)).days,
            (pd.Timestamp(e["end"]) - first_day(days)).days + 14,
            e["channel"] or e["areas"].split(";")[0][:9],
        )
        for _, e in data.iterrows()
    ]
    open_until: dict[str, int] = {}
    found = []
    for day, what in told(history, span):
        if any(low <= day <= high and what == who for low, high, who in known):
            continue
        if day > open_until.get(what, -1):
            found.append((day, what))
        open_until[what] = day + 21
    return found


def main() -> None:
    """Print delays by world and size, and false alarms a year."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=[620, 621, 622])
    parser.add_argument("--days", type=int, default=1461)
    parser.add_argument("--per-day", type=float, default=150)
    parser.add_argument("--stops", type=int, default=8)
    given = parser.parse_args()
    rows, wrong, years = [], [], 0.0
    for seed in given.seeds:
        tickets, _, truth = city(seed, given.days, given.per_day)
        for world in ("city", "third", "channel", "street"):
            rows += [
                (world, usual, delay)
                for usual, delay in delays(tickets, world, given.days, given.stops, seed)
            ]
        span = range(given.days - 730, given.days)
        years += len(span) / 365.25
        wrong += [(seed, *one) for one in false_alarms(tickets, truth, given.days, span)]
        print(f"seed {seed} done; false so far: {wrong}", flush=True)
    frame = pd.DataFrame(rows, columns=["world", "usual", "delay"])
    frame["size"] = pd.cut(frame["usual"], [0, 2, 5, 10, 1e9], labels=["<2", "2-5", "5-10", ">10"])
    table = frame.groupby(["world", "size"], observed=True)["delay"].agg(
        stops="size", told="count", median="median", longest="max",
        within_a_day=lambda d: (d <= 1).mean(),
    )  # fmt: skip
    print(table.round(2).to_string())
    print(f"false alarms: {len(wrong)} in {years:.1f} years, {len(wrong) / years:.2f} a year")


if __name__ == "__main__":
    main()
