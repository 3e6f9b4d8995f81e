"""A small city with prints in every place, and what anybody counts, finds or opens of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import MetaData, select

from data_access.extract.query import Extract
from data_access.extract.refresh import refresh, sweep
from data_access.importing import job, quarantine
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.metrics.evaluate import evaluate
from data_access.results.store import ResultStore
from data_access.search.asked import Asked
from data_access.search.find import find
from data_access.search.original import original
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.store.tables import quarantine as aside
from data_access.store.tables import vault_item
from data_access.store.vault import print_state
from data_access.store.vault.printed_columns import PRINTED
from data_access.store.vault.sealer import open_sealer
from data_access.types import Filters, Period, Scope
from hotspots.counted_reads import hanging
from hotspots.frames import CURE, EDGES, MEMBERS, NODES
from supervision import store_tables as tasks
from supervision.attachments import Attachment, opened, sealed_row
from tests.data_access.test_extract import PLACE
from tests.data_access.test_import import write
from weisu.print_turning import turn_prints

SCOPE = Scope.system("test")
CODE = "990101"
HEADER = (
    "工单编号", "受理时间", "派单时间", "办结时间", "一级分类", "街道", "联系电话", "发生地址",
    "主要内容", "状态",
)  # fmt: skip
EVENTS = ("工单编号", "序号", "环节", "新状态", "时间")
SPRING = Filters(CODE, Period(date(2026, 3, 1), date(2026, 6, 1)), as_of=date(2026, 5, 31))
COUNTED = ("volume", "repeat_rate", "one_time_rate")
PLACES = (*PRINTED, *tasks.PRINTED)
HEX = re.compile(r"[0-9a-f]{32}")


def ticket(number: int, words: str = "路灯不亮") -> tuple[str, ...]:
    """A ticket of one of seven callers and five places, over three months."""
    day = f"2026-0{3 + number % 3}-{1 + number % 28:02d}"
    times = (f"{day} 09:00:00", f"{day} 10:00:00", f"{day} 15:00:00")
    caller, place = f"1381234567{number % 7}", f"清河路{number % 5}号"
    return (str(number), *times, "市政", "清河街道", caller, place, f"{words}{number}", "已办结")


def load(store: Store, own: Settings, path: Path) -> job.BatchResult:
    return ingest(store, own, SCOPE, path, "standard", actor="t", place=PLACE)


def fill(store: Store, own: Settings, tmp_path: Path) -> Store:
    """Fill a store with prints in every place: versions, vault, quarantine, files, extract,
    results."""
    bad = (*ticket(999)[:1], "昨天", *ticket(999)[2:])
    load(store, own, write(tmp_path / "t.csv", [*map(ticket, range(60)), bad], HEADER))
    changed = [ticket(n, "路灯又不亮") for n in range(0, 60, 3)]
    load(store, own, write(tmp_path / "more.csv", changed, HEADER))
    flow: list[tuple[str, ...]] = [
        (str(n), "1", "派单", "待签收", "2026-03-02 10:00:00") for n in range(20)
    ]
    load(store, own, write(tmp_path / "ticket_events.csv", flow, EVENTS))
    sealer = open_sealer(store, own)
    with store.write() as connection:
        number = tasks.insert_task(connection, CODE, "2026-1")
        for seq in range(1, 7):
            file = Attachment("信.pdf", f"%PDF-{seq // 2}".encode(), "application/pdf")
            tasks.add_file(connection, sealed_row(sealer, file, CODE, number, seq))
    refresh(store, own, lasting_measures())
    network(store, own)
    return store


def network(store: Store, own: Settings) -> None:
    """Store results that name callers and places, as the network of repeats does."""
    results = ResultStore.open(store, own)
    sql = "SELECT ticket_no, caller_key, place_key FROM t ORDER BY ticket_no"
    rows = results.extract.query(SCOPE, SPRING, sql)
    run = results.begin("hotspots", CODE, as_of=date(2026, 5, 31))
    callers, places = (sorted(rows[name].unique()) for name in ("caller_key", "place_key"))
    named = [
        *(("caller", key, f"诉求人 {key[:6]}") for key in callers),
        *(("place", key, f"清河街道·{key[:6]}") for key in places),
        ("unit", "住建局", "住建局"),
    ]
    nodes = pd.DataFrame(named, columns=["kind", "key", "label"])
    ids = nodes["kind"] + ":" + nodes["key"]
    shape = {"n": 1, "community": 0, "x": 0.0, "y": 0.0, "is_bridge": False}
    results.write(run, NODES, nodes.assign(node_id=ids, **shape)[list(NODES.names)])
    a = "ticket:" + rows["ticket_no"].astype(str)
    edges = {"a": a, "b": "caller:" + rows["caller_key"], "kind": "ticket-caller", "n": 1}
    results.write(run, EDGES, pd.DataFrame(edges))
    cure = nodes.assign(rank=range(1, len(nodes) + 1), gain=1, cumulative=1, share=0.1)
    results.write(run, CURE, cure[list(CURE.names)])
    members = rows[["ticket_no"]].assign(group_id="g", rank=1, probability=1.0)
    results.write(run, MEMBERS, members)
    results.complete(run)


# ---------------------------------------------------------------- what there is


def stored_prints(store: Store) -> list[str]:
    """Return every print that the store holds, with where it stands."""
    found = []
    with store.read() as connection:
        for one in PLACES:
            for row in connection.execute(select(one.number, *one.columns)):
                found += [f"{one.table.name} {row[0]} {v}" for v in row[1:] if v is not None]
        for table in (aside, vault_item):
            names = connection.execute(select(*table.primary_key.columns, table.c.row_hash))
            found += [f"{table.name} {'/'.join(map(str, row[:-1][:3]))} {row[-1]}" for row in names]
    return found


def bare(prints: list[str]) -> set[str]:
    return {one.rpartition(" ")[2] for one in prints}


def everything(store: Store, own: Settings) -> set[str]:
    """Return whatever looks like a print in any table and any file: the files of SQLite as bytes,
    Parquet as values."""
    found: set[str] = set()
    tables = MetaData()
    with store.read() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)):
                found.update(HEX.findall(" ".join(map(str, row))))
    for path in own.home.rglob("*"):
        if path.suffix == ".parquet":
            columns = pq.read_table(path).to_pydict().values()
            found.update(HEX.findall(" ".join(str(v) for column in columns for v in column)))
        elif path.is_file() and path.parent != own.key_folder:
            found.update(HEX.findall(path.read_bytes().decode("latin-1")))
    return found


def counted(own: Settings) -> list[list[Any]]:
    """Return figures, and what callers and places tie together, without their keys."""
    extract = Extract(own)
    figures = evaluate(extract, SCOPE, SPRING, COUNTED, ("month",)).astype(str)
    groups = [
        extract.query(
            SCOPE, SPRING,
            f"SELECT string_agg(ticket_no, ',' ORDER BY ticket_no) AS n FROM t GROUP BY {name}",
        )["n"]
        for name in ("caller_key", "place_key")
    ]  # fmt: skip
    words = find(extract, SCOPE, Asked(SPRING, words="又不亮")).rows["ticket_no"]
    return [figures.to_numpy().tolist(), *(sorted(group) for group in groups), list(words)]


def callers_tickets(own: Settings) -> dict[str, str]:
    """Return by every caller's key, as the extract has it, what a search by it finds."""
    extract = Extract(own)
    keys = extract.query(SCOPE, SPRING, "SELECT DISTINCT caller_key AS k FROM t")["k"]
    found = {key: find(extract, SCOPE, Asked(SPRING, caller_key=key)).rows for key in keys}
    return {key: ",".join(sorted(rows["ticket_no"])) for key, rows in found.items()}


def originals(store: Store, own: Settings) -> list[str]:
    """Open every current ticket's original, the quarantine's rows, and the files at tasks."""
    extract = Extract(own)
    free = own.model_copy(update={"originals_a_day": 10_000_000})
    found = [
        str(original(extract, store, free, SCOPE, CODE, str(n), reason="核实情况").fields)
        for n in range(0, 60, 7)
    ]
    found += quarantine.export(store, own, SCOPE, actor="t")["原始内容"].tolist()
    sealer = open_sealer(store, own)
    with store.read() as connection:
        files = connection.execute(select(tasks.task_file)).mappings().all()
    return [*found, *(str(opened(sealer, CODE, file)) for file in files)]


def hanging_on(store: Store, own: Settings) -> list[str]:
    """Return label's kind and tickets of every node of callers and places."""
    results = ResultStore.open(store, own)
    run = results.current("hotspots", CODE)
    assert run is not None
    found = []
    nodes = results.read(SCOPE, run, NODES)
    for node, label in zip(nodes["node_id"], nodes["label"], strict=True):
        kind, _, key = node.partition(":")
        if kind != "unit":
            assert label.endswith(key[:6])
            on_it = hanging(results, SCOPE, run, SPRING, node)
            assert on_it is not None
            found.append(f"{kind} {','.join(on_it[2])}")
    cure = results.read(SCOPE, run, CURE)
    ids = set(nodes["node_id"])
    assert {f"{k}:{key}" for k, key in zip(cure["kind"], cure["key"], strict=True)} == ids
    assert set(results.read(SCOPE, run, EDGES)["b"]) <= ids
    return sorted(found)


def turn(store: Store, own: Settings) -> None:
    turn_prints(store, own, actor="t")
    sweep(own, older_than=-pd.Timedelta(seconds=5).to_pytimedelta())


class CutOffError(Exception):
    """Stands for the power going."""


def cut_off(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], None]:
    """End a turn when it is about to note its step of that number."""
    real, steps = print_state.note, []

    def note(*args: Any) -> None:
        steps.append(1)
        if len(steps) > after:
            raise CutOffError
        real(*args)

    monkeypatch.setattr(print_state, "note", note)
    return lambda: monkeypatch.setattr(print_state, "note", real)
