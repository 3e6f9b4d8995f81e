"""``python -m benchmarks.tasks``: 20,000 supervision tasks with 300,000 events beside a workbook.

Prints one JSON document of figures as ``python -m benchmarks`` does. The tasks are made through
``fold`` straight into the tables; ``task_pages.py`` has what the pages cost. The peer is what an
office without the product keeps: the same list in a workbook, read by openpyxl into pandas once,
and filtered there at every click.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import insert

from benchmarks.measure import cpu_seconds, figure, median_cpu
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.clock import utc_now
from data_access.store.engine import migrate, open_store
from data_access.store.tables import jurisdiction
from data_access.types import Scope
from supervision import store_reads as reads
from supervision import store_tables as stored
from supervision.colours import marks_at
from supervision.ladder import StepRules
from supervision.rebuild import rebuild
from supervision.task import Event, Task, fold

CODE = "990101"
NOW = datetime.fromisoformat("2026-11-02T02:00")
UNITS = tuple(f"{n}局" for n in range(40))
SIZES = (2_000, 20_000)
EVENTS = 15
COLUMNS = (("issued",), ("signed", "planned", "in_work"), ("reported",), ("closed",))
_WORK, _CLOSED = ("issue", "sign", "start"), ("report", "verify", "close")
WAYS = (
    (("issue",), "remind", ()),
    (("issue",), "remind", ("refuse",)),
    (_WORK, "progress", ()),
    (_WORK, "progress", ("ask_extension",)),
    (_WORK, "progress", ("report",)),
    (_WORK, "progress", ("report", "verify")),
    *((_WORK, "progress", _CLOSED),) * 12,
)
"""How tasks begin, what happens often, how they end: a third goes on, in every state."""
OFFICE = Scope("office", frozenset({"task.view", "task.issue"}), frozenset({CODE}))
UNIT = Scope("unit", frozenset({"task.view", "task.work"}), frozenset({CODE}),
             frozenset({UNITS[0]}))  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure every size and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tasks", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of tasks")
    parser.add_argument("--times", type=int, default=5, help="runs of each; the median counts")
    given = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    rows: list[dict[str, Any]] = []
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="weisu-benchmarks-") as name:
            rows += measured(Path(name), size, given.times)
        with tempfile.TemporaryDirectory(prefix="weisu-benchmarks-") as name:
            rows += pages(Path(name), size, given.times)
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def measured(work: Path, size: int, times: int) -> list[dict[str, Any]]:
    """Return the figures of one number of tasks."""
    settings = load_settings(home=work)
    store = open_store(settings)
    migrate(store)
    results = ResultStore.open(store, settings)
    with store.write() as connection:
        connection.execute(
            insert(jurisdiction).values(
                code=CODE, name="县", timezone="Asia/Shanghai", size="county", calendar="cn",
                time_precision="minute", created_at=NOW,
            )
        )  # fmt: skip
    tasks = made(store, size, CODE, NOW)
    marks = marks_at(date(2026, 11, 2), NOW, StepRules.of(settings), "cn")
    whole = reads.Asked(code=CODE, marks=marks)
    red = reads.Asked(code=CODE, marks=marks, colour="red", words="供热")
    number = tasks[size // 2].id

    def board() -> None:
        reads.by_column(store, OFFICE, whole, COLUMNS, 20)
        reads.counted(store, OFFICE, whole)

    def detail() -> None:
        of = reads.one(store, OFFICE, number)
        assert of is not None
        reads.events_of(store, OFFICE, number)
        reads.tickets_of(store, OFFICE, number)
        reads.evidence_of(store, OFFICE, number)
        reads.files_of(store, OFFICE, number)
        reads.earlier_on(store, OFFICE, of)

    def listed(scope: Scope, asked: reads.Asked) -> None:
        reads.listed(store, scope, asked)
        reads.counted(store, scope, asked)

    frame, peer_open = workbook(work / "list.xlsx", tasks)
    kinds = {
        "list": (lambda: listed(OFFICE, whole), lambda: frame.sort_values("due").head(50)),
        "list, red with a word": (lambda: listed(OFFICE, red), lambda: filtered(frame)),
        "list of one unit": (lambda: listed(UNIT, whole), lambda: of_unit(frame)),
        "board": (board, lambda: columns(frame)),
        "detail": (detail, lambda: frame[frame["id"] == number].to_dict("records")),
    }
    rows = []
    for name, (ours, peer) in kinds.items():
        ours()
        rows.append(
            figure(
                f"tasks: {name}", 1000 * median_cpu(ours, times), "ms", size=size, limit=150,
                peer="pandas over the open workbook", peer_value=1000 * median_cpu(peer, times),
                note="store read anew at every rerun; the workbook stays in memory",
            )
        )  # fmt: skip
    system = Scope.system("benchmark")
    seconds = cpu_seconds(lambda: rebuild(results, system))
    assert not rebuild(results, system).differences
    rows.append(
        figure(
            "tasks: rebuild", seconds, "s", size=size, limit=30, peer="opening the workbook",
            peer_value=peer_open, note=f"{size * EVENTS:,} events added up and compared",
        )
    )  # fmt: skip
    store.close()
    return rows


def pages(work: Path, size: int, times: int) -> list[dict[str, Any]]:
    """Return what reruns of the pages cost over one number of tasks."""
    from benchmarks.big_extract import small_city
    from benchmarks.task_pages import reruns
    from demo_city import CITY_CODE

    settings, store, scope = small_city(work)
    now = utc_now()
    tasks = made(store, size, CITY_CODE, now)
    workbook(work / "list.xlsx", tasks)
    rows = reruns(settings, store, scope, tasks, workbook=work / "list.xlsx", times=times)
    store.close()
    return rows


def made(store: Any, size: int, code: str, now: datetime) -> list[Task]:
    """Store tasks with their events; a third goes on, the others are closed."""
    chance = random.Random(size)
    tasks: list[Task] = []
    for start in range(0, size, 1000):
        rows, events, units, readers = [], [], [], []
        for number in range(start + 1, min(start + 1000, size) + 1):
            done = tuple(history(chance, code, now))
            blank = Task(id=number, jurisdiction=code, number=f"2026-{number:05d}")
            task = fold(blank, done)
            tasks.append(task)
            rows.append(stored.row_of(task))
            names = ("seq", "action", "actor", "party", "at", "note", "payload", "answers")
            events += [{"task_id": number, **{n: getattr(e, n) for n in names}} for e in done]
            tied = stored.names_of(task)
            units += [{"task_id": number, "unit": unit} for unit in tied[0]]
            readers += [{"task_id": number, "login": login} for login in tied[1]]
        with store.write() as connection:
            for table, values in (
                (stored.task, rows),
                (stored.task_event, events),
                (stored.task_unit, units),
                (stored.task_reader, readers),
            ):
                connection.execute(insert(table), values)  # fmt: skip
    store.tune()
    return tasks


def history(chance: random.Random, code: str, now: datetime) -> Iterator[Event]:
    """Yield ``EVENTS`` events of one task."""
    at = now - timedelta(days=chance.randint(20, 700))
    day = (at + timedelta(days=chance.randint(5, 40))).date()
    due, late = day.isoformat(), (day + timedelta(days=10)).isoformat()
    subject = chance.choice(("供热不热", "道路积水", "噪声扰民", "欠薪"))
    begun = {
        "title": f"{subject}（{chance.randint(1, 999)}号小区）", "requirement": "查明原因并解决。",
        "lead": chance.choice(UNITS), "due": due, "step": "written",
        "area": f"{code}{chance.randint(1, 20):03d}", "category": f"1{chance.randint(1, 9)}",
    }  # fmt: skip
    begin, middle, last = chance.choice(WAYS)
    actions = (*begin, *(middle,) * (EVENTS - len(begin) - len(last)), *last)
    parties = {"issue": "office", "remind": "office", "verify": "verifier", "close": "office"}
    given = {"issue": begun, "close": {"outcome": "true"}, "ask_extension": {"until": late}}
    for seq, action in enumerate(actions, 1):
        at += timedelta(hours=chance.randint(1, 20))
        party = parties.get(action, "lead")
        note = "已联系诉求人，正在办理。"
        yield Event(seq, action, party, party, at, note, given.get(action, {}), seq - 1)


def workbook(path: Path, tasks: list[Task]) -> tuple[pd.DataFrame, float]:
    """Write the list as a workbook; return it opened, and the processor seconds of opening it."""
    names = ("id", "number", "state", "title", "lead", "due", "area", "category", "issued_at")
    rows = [{n: getattr(t, n) for n in names} for t in tasks]
    pd.DataFrame(rows).to_excel(path, index=False, engine="openpyxl")
    found: list[pd.DataFrame] = []
    seconds = cpu_seconds(lambda: found.append(pd.read_excel(path, engine="openpyxl")))
    return found[0], seconds


def filtered(frame: pd.DataFrame) -> pd.DataFrame:
    """Overdue tasks with a word in their title, as a person filters a sheet."""
    late = frame["due"] < pd.Timestamp("2026-11-02")
    going = ~frame["state"].isin(["closed", "reported"])
    return frame[late & going & frame["title"].str.contains("供热")].sort_values("due").head(50)


def of_unit(frame: pd.DataFrame) -> pd.DataFrame:
    """One unit's tasks."""
    return frame[frame["lead"] == UNITS[0]].sort_values("due").head(50)


def columns(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """The first tasks of every column of the board, and the counts."""
    frame["state"].value_counts()
    return [frame[frame["state"].isin(c)].sort_values("due").head(20) for c in COLUMNS]


if __name__ == "__main__":
    sys.exit(main())
