"""The truth files: what is planted in a city's files, for judging methods. A city sends none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from demo_city.calendar.events import FLOODED, wet_days
from demo_city.calendar.workdays import day_of
from demo_city.categories import leaves
from demo_city.csv_file import CsvFile, from_rows
from demo_city.faults import renaming_rows
from demo_city.intake import OPEN_PATH, Columns, World
from demo_city.organisations import organisations
from demo_city.place import city
from demo_city.planted.levels import shifts
from demo_city.planted.programmes import FADE_DAYS
from demo_city.repeats import REACH_DAYS
from demo_city.satisfaction import truth as satisfaction_truth
from demo_city.simulate import Batch
from demo_city.tickets_file import named, ticket_numbers
from demo_city.truth_columns import DANGERS, TRUTH
from demo_city.truth_events import EventCounts, stamp
from demo_city.truth_matters import Matters
from demo_city.words.dangers import LOOK_ALIKE, Planted

KINDS = ("repeat", "double_entry")


class TruthFiles:
    """Writes ``truth/*`` beside a city's files, batch by batch."""

    def __init__(
        self, folder: Path, world: World, first: date, last: date, dangers: bool = False
    ) -> None:
        """Write into ``folder`` what is true of the span ``first`` .. ``last``; ``dangers``: also
        who speaks of danger to life, which most cities' words do not.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._world, self._first, self._last = world, first, last
        self._events, self._matters, self._stack = EventCounts(), Matters(), ExitStack()
        self._folder = folder
        self._files = {
            name: self._stack.enter_context(CsvFile(folder / f"{name}.csv", {k: k for k in labels}))
            for name, labels in (TRUTH | (DANGERS if dangers else {})).items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._stack.__exit__(kind, error, trace)

    def add(
        self,
        batch: Batch,
        faults: list[dict[str, Any]],
        spans: dict[str, pa.Array] | None,
        dangers: Planted | None = None,
    ) -> None:
        """Write what is true of a batch."""
        columns = batch.kept
        self._files["event_tickets"].add(self._events.add(columns, batch.withheld))
        self._files["ticket_truth"].add(_ticket_columns(columns))
        self._files["pairs"].add(_pairs(columns, stamp(self._first)))
        self._add("faults", faults)
        if dangers is not None:
            self._files["danger_tickets"].add(_danger_columns(columns, dangers))
        if spans is not None:
            self._files["personal_spans"].add(spans)
        self._matters.add(columns)
        self._close_matters(stamp(day_of(batch.days.start) - timedelta(days=REACH_DAYS)))

    def _close_matters(self, before: int) -> None:
        matters, tickets = self._matters.closed(before)
        self._files["matters"].add(matters)
        self._files["matter_tickets"].add(tickets)

    def _add(self, name: str, rows: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
        """Add rows as text: what is missing in the first batch may come in a later one."""
        found = [{k: v if v is None or v == "" else str(v) for k, v in r.items()} for r in rows]
        columns = from_rows(found, TRUTH[name])
        self._files[name].add({k: v.cast(pa.string()) for k, v in columns.items()})

    def _finish(self) -> None:
        world, first, last = self._world, self._first, self._last
        self._close_matters(10**18)
        self._add("events", self._events.rows(world, first, last))
        self._add("background", _background(world, first, last))
        self._add("level_shifts", _shift_rows(world.seed, first, last))
        self._add("programmes", _programme_rows(world, first, last))
        self._add("programme_areas", _area_rows(world, first, last))
        self._add("faults", renaming_rows(world.seed, first, last))
        home, units = city(), organisations()
        self._add(
            "communities",
            [
                {"code": c, "name": n, "urban": int(u), "population": int(p),
                 "propensity": round(float(r), 4)}
                for c, n, u, p, r in zip(
                    home.codes, home.names, home.urban, home.population, home.propensity,
                    strict=True,
                )
            ],
        )  # fmt: skip
        self._add(
            "departments",
            [
                {"name": n, "speed": round(float(s), 4), "workload": round(float(w), 4)}
                for n, s, w in zip(units.names, units.speed, units.workload, strict=True)
            ],
        )
        text = json.dumps(satisfaction_truth(), ensure_ascii=False, indent=1)
        (self._folder / "satisfaction_truth.json").write_text(text + "\n", encoding="utf-8")


def _ticket_columns(columns: Columns) -> dict[str, pa.Array]:
    home, point = city(), columns["point"].round(5)
    handled = columns["path"] == OPEN_PATH

    def known(name: str) -> pa.Array:
        return pa.array(columns[name].astype(np.int8), mask=~handled)

    def event(name: str) -> pa.Array:
        return pa.array(columns[name], mask=columns[name] < 0).cast(pa.string())

    return {
        "ticket_no": ticket_numbers(columns["number"]),
        "category": named(leaves().codes, columns["leaf"]),
        "community": named(home.codes, columns["community"]),
        "street": named(home.street_codes, home.street_of[columns["community"]]),
        "lon": pa.array(point[:, 0]),
        "lat": pa.array(point[:, 1]),
        "event_id": event("event"),
        "artefact_id": event("artefact"),
        "solved": known("true_solved"),
        "satisfied": known("true_satisfied"),
        "p_satisfied": pa.array(columns["chance"].round(4), mask=~handled),
    }


def _danger_columns(columns: Columns, dangers: Planted) -> dict[str, pa.Array]:
    risk = ["" if one == LOOK_ALIKE else one for one in dangers.risk]
    return {
        "ticket_no": ticket_numbers(columns["number"][dangers.row]),
        "class": pa.array(risk, type=pa.string()),
        "is_risk": pa.array([int(one != "") for one in risk], type=pa.int8()),
        "words": pa.array(dangers.words, type=pa.string()),
    }


def _pairs(columns: Columns, first: int) -> dict[str, pa.Array]:
    """Return the pairs of a ticket and the one before it on the same matter, both in the files."""
    at = np.flatnonzero(columns["parent"] >= first)
    return {
        "ticket_no": ticket_numbers(columns["number"][at]),
        "earlier_ticket_no": ticket_numbers(columns["parent"][at]),
        "kind": named(KINDS, columns["double"][at].astype(np.int64)),
    }


def _background(world: World, first: date, last: date) -> Iterator[dict[str, Any]]:
    """Yield what moves the numbers and is no planted event: a method that warns of it is right to
    name it, and wrong to call it an event."""
    for event in world.events:
        if event.last >= first and event.first <= last and event.kind != "工作日历推定":
            yield {
                "kind": event.kind, "name": event.name, "categories": ";".join(event.lift),
                "centre": "" if event.near is None else city().codes[event.near],
                "start": event.first.isoformat(), "end": event.last.isoformat(),
                "size": round(max(event.rise), 3) if event.rise else "",
            }  # fmt: skip
    for k in range((last - first).days + 1):
        day = first + timedelta(days=k)
        rain = wet_days(world.seed, day.year)[day.timetuple().tm_yday - 1]
        if rain:
            yield {
                "kind": "降雨", "name": "降雨", "categories": ";".join(FLOODED),
                "start": day.isoformat(), "end": day.isoformat(), "size": round(float(rain), 3),
            }  # fmt: skip


def _shift_rows(seed: int, first: date, last: date) -> list[dict[str, Any]]:
    return [
        {"id": s.id, "category": s.category, "start": s.first.isoformat(),
         "end": s.last.isoformat(), "factor": round(s.factor, 4), "reason": s.reason}
        for s in shifts(seed, first, last)
    ]  # fmt: skip


def _programme_rows(world: World, first: date, last: date) -> Iterator[dict[str, Any]]:
    for p in world.programmes:
        if p.last >= first and p.first <= last:
            yield {
                "id": p.id, "name": p.name, "category": p.category, "start": p.first.isoformat(),
                "end": p.last.isoformat(), "ramp_days": p.ramp, "effect": p.effect,
                "fades_from": "" if p.fades is None else p.fades.isoformat(),
                "fade_days": "" if p.fades is None else FADE_DAYS,
            }  # fmt: skip


def _area_rows(world: World, first: date, last: date) -> Iterator[dict[str, Any]]:
    codes = city().codes
    for p in world.programmes:
        if p.last >= first and p.first <= last:
            for pair, (one, twin) in enumerate(zip(p.treated, p.twins, strict=True), start=1):
                yield {"programme_id": p.id, "pair": pair, "treated": codes[one],
                       "twin": codes[twin]}  # fmt: skip
