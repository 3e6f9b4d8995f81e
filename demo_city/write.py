"""Writes the files, batch by batch: memory stays flat however long the span is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from demo_city.aftermath import METHODS, MOST_REDOS, SATISFACTION
from demo_city.calendar.events import Event
from demo_city.calendar.workdays import ordinal
from demo_city.calls import calls
from demo_city.columns import FILES
from demo_city.flow import flow
from demo_city.intake import Columns
from demo_city.lifecycle import NEVER
from demo_city.organisations import organisations
from demo_city.place import area_rows, geojson
from demo_city.simulate import batches, make_world
from demo_city.tables import rng
from demo_city.tickets_file import named, strings, ticket_columns, ticket_numbers, times, yes_no
from demo_city.words import choices, phrases

Progress = Callable[[str, float], None]


class CsvFile:
    """One output file: columns by name in, headings of the file out; counts its rows."""

    def __init__(self, folder: Path, name: str) -> None:
        self.labels = FILES[name]
        self.path = folder / f"{name}.csv"
        self.rows = 0
        self._writer: pa_csv.CSVWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    def add(self, columns: dict[str, pa.Array]) -> None:
        """Write some rows."""
        table = pa.table({label: columns[name] for name, label in self.labels.items()})
        if self._writer is None:
            self._writer = pa_csv.CSVWriter(str(self.path), table.schema)
        self._writer.write_table(table)
        self.rows += table.num_rows


def _event_columns(columns: Columns) -> dict[str, pa.Array]:
    """Return ``ticket_events.csv`` of a batch."""
    found, shared = flow(columns), phrases()
    notes = {k: choices(k, columns, 50) for k in ("return_reason", "extend_reason")}
    options, at = [""], np.zeros(len(found.row), dtype=np.int64)
    for number, step in enumerate(found.kinds):
        if step.note:
            mine = found.kind == number
            at[mine] = len(options) + notes[step.note][found.row[mine]]
            options += shared[step.note]

    def of_kind(name: str) -> pa.Array:
        words = [getattr(step, name) for step in found.kinds]
        there = np.array([w != "" for w in words])[found.kind]
        return named(words, found.kind, there)

    return {
        "ticket_no": ticket_numbers(columns["number"][found.row]),
        "seq": pa.array(found.seq),
        "node": of_kind("node"),
        "from_status": of_kind("before"),
        "to_status": of_kind("after"),
        "op": of_kind("op"),
        "org": named(organisations().names, found.org),
        "t": times(found.at),
        "note": named(options, at, at > 0),
    }


def _callback_columns(columns: Columns) -> dict[str, pa.Array]:
    """Return ``callbacks.csv`` of a batch: every round of every ticket."""
    turns = range(MOST_REDOS + 1)
    made = [np.flatnonzero(columns[f"cb{t}_t"] < NEVER) for t in turns]
    row = np.concatenate(made)
    turn = np.concatenate([np.full(len(m), t) for t, m in zip(turns, made, strict=True)])
    order = np.lexsort((turn, row))
    row, turn = row[order], turn[order]

    def of(name: str) -> np.ndarray[tuple[int], np.dtype[Any]]:
        return np.asarray(np.stack([columns[f"cb{t}_{name}"] for t in turns])[turn, row])

    reached, grade, solved = of("reached"), of("grade"), of("solved")
    shared = phrases()
    unhappy = reached & (grade >= 3)
    words = np.array(shared["callback_text"], dtype=object)[
        choices("callback_text", columns, 51)[row]
    ]
    said = [t.format_map({"评价": SATISFACTION[g]}) for t, g in zip(words, grade, strict=True)]
    return {
        "ticket_no": ticket_numbers(columns["number"][row]),
        "round": pa.array(turn + 1),
        "method": named(METHODS, of("method")),
        "t": times(of("t")),
        "reached": yes_no(reached),
        "solved": yes_no(solved, reached),
        "satisfied": named(SATISFACTION, grade, reached),
        "reason": named(shared["bad_reason"], choices("bad_reason", columns, 52)[row], unhappy),
        "text": strings(said, reached),
    }


def _call_columns(found: Columns, first_number: int) -> dict[str, pa.Array]:
    """Return ``calls.csv`` of a batch."""
    lost = found["abandoned"]
    count = len(lost)
    agents = [f"A{k:03d}" for k in range(int(found["agent"].max(initial=0)) + 1)]
    return {
        "call_id": pa.array(10**9 + first_number + np.arange(count)).cast(pa.string()),
        "t_offer": times(found["t_offer"]),
        "t_answer": times(np.where(lost, NEVER, found["t_answer"])),
        "wait_s": pa.array(found["wait_s"]),
        "talk_s": pa.array(found["talk_s"], mask=lost),
        "abandoned": yes_no(lost),
        "agent_key": named(agents, found["agent"], ~lost),
        "ticket_no": ticket_numbers(found["ticket"], found["ticket"] >= 0),
    }


def _from_rows(rows: Iterable[dict[str, Any]], names: Iterable[str]) -> dict[str, pa.Array]:
    found = list(rows)
    return {n: pa.array([r.get(n) or None for r in found]) for n in names}


def _organisation_rows() -> list[dict[str, str]]:
    units = organisations()
    return [
        {"code": c, "name": n, "group_name": g, "level": v, "parent": p}
        for c, n, g, v, p in zip(
            units.codes, units.names, units.groups, units.levels, units.parents, strict=True
        )
    ]


def _local_event_rows(events: list[Event], last_day: date) -> list[dict[str, str]]:
    """Return what the city's calendar knows; an event that hasn't begun isn't weather yet."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for event in events:
        known = event.kind != "天气" or event.first <= last_day
        if event.public and known:
            row = {
                "day": event.first.isoformat(), "end_day": min(event.last, last_day).isoformat(),
                "kind": event.kind, "name": event.name,
            }  # fmt: skip
            rows.setdefault((event.kind, row["day"]), row)
    return list(rows.values())


def write_city(
    out: Path,
    *,
    seed: int = 12345,
    days: int = 365,
    per_day: float = 150,
    last_day: date,
    words: bool = True,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write the fictional city's files into ``out`` and return the number of rows of each.

    ``days`` days end with ``last_day``; nothing in the files is later. ``per_day`` is the mean
    number of tickets a day. The same arguments give the same bytes. ``words=False`` leaves title,
    content, reply and address empty, for speed. ``progress`` gets a Chinese sentence and a share
    done, 0 to 1. Raises ValueError for a span or volume that can't be, OSError where ``out`` can't
    be written.
    """
    if days < 1 or per_day <= 0:
        msg = f"days must be at least 1 and per_day above 0, not {days} and {per_day}"
        raise ValueError(msg)
    out.mkdir(parents=True, exist_ok=True)
    world = make_world(seed, days, per_day, last_day)
    first = last_day - timedelta(days=days - 1)
    with ExitStack() as stack:
        files = {name: stack.enter_context(CsvFile(out, name)) for name in FILES}
        files["areas"].add(_from_rows(area_rows(), FILES["areas"]))
        files["organisations"].add(_from_rows(_organisation_rows(), FILES["organisations"]))
        files["local_events"].add(
            _from_rows(_local_event_rows(world.events, last_day), FILES["local_events"])
        )
        before = 0
        for done, batch in batches(world, first, days):
            files["tickets"].add(ticket_columns(batch, words=words))
            files["ticket_events"].add(_event_columns(batch))
            files["callbacks"].add(_callback_columns(batch))
            span = range(ordinal(first) + before, ordinal(first) + done)
            offered = calls(batch, span, per_day, world.cut, rng(seed, "calls", span.start))
            files["calls"].add(_call_columns(offered, files["calls"].rows))
            before = done
            if progress is not None:
                progress(f"工单:第 {done} 天,共 {days} 天", done / days)
        counts = {name: file.rows for name, file in files.items()}
    text = json.dumps(geojson(), ensure_ascii=False, separators=(",", ":"))
    (out / "areas.geojson").write_text(text + "\n", encoding="utf-8")
    return counts
