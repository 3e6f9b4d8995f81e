"""Writes the files, batch by batch: memory stays flat however long the span is."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from demo_city.calendar.events import Event
from demo_city.calls import calls, within
from demo_city.columns import FILES
from demo_city.csv_file import CsvFile, from_rows
from demo_city.faults import sent_twice, spoil
from demo_city.intake import World
from demo_city.organisations import organisations
from demo_city.place import area_rows, geojson
from demo_city.side_files import call_columns, callback_columns, event_columns
from demo_city.simulate import Batch, batches, make_world
from demo_city.stories import tell
from demo_city.tables import rng
from demo_city.tickets_file import span_columns, ticket_columns, write_words
from demo_city.truth import TruthFiles
from demo_city.words.dangers import added
from demo_city.words.dangers import dangers as spoken

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What is written beside the bare rows."""

    words: bool
    faults: bool
    dangers: bool = False


def _organisation_rows() -> list[dict[str, str]]:
    units = organisations()
    return [
        {"code": c, "name": n, "group_name": g, "level": v, "parent": p}
        for c, n, g, v, p in zip(
            units.codes, units.names, units.groups, units.levels, units.parents, strict=True
        )
    ]


def _local_event_rows(events: list[Event], first: date, last: date) -> list[dict[str, str]]:
    """Return what the city's calendar knows; an event that hasn't begun isn't weather yet."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for event in events:
        touches = event.last >= first and event.first <= last
        if event.public and touches:
            row = {
                "day": event.first.isoformat(), "end_day": min(event.last, last).isoformat(),
                "kind": event.kind, "name": event.name,
            }  # fmt: skip
            rows.setdefault((event.kind, row["day"]), row)
    return list(rows.values())


def _write_batch(
    files: dict[str, CsvFile],
    truth: TruthFiles | None,
    world: World,
    batch: Batch,
    options: Options,
) -> None:
    """Write one batch into every file."""
    tell(world, batch.kept)
    kept = batch.kept
    written = write_words(kept) if options.words else None
    planted = spoken(kept) if options.dangers and written is not None else None
    if planted is not None and written is not None:
        written["content"] = added(written["content"], planted)
    files["ticket_events"].add(event_columns(kept))
    files["callbacks"].add(callback_columns(kept))
    span = batch.whole
    offered = calls(batch.full, span, world.per_day, rng(world.seed, "calls", span.start))
    files["calls"].add(call_columns(within(offered, batch.days, world.cut)))
    stated = dict(kept)
    faults = spoil(stated) if options.faults else []
    rows = ticket_columns(stated, written, world.seed, faults=options.faults)
    if options.faults:
        order, again = sent_twice(world.seed, kept)
        rows = {name: values.take(pa.array(order)) for name, values in rows.items()}
        faults += [
            {"ticket_no": str(n), "fault": "sent_twice", "field": "ticket_no"}
            for n in kept["number"][again]
        ]
    files["tickets"].add(rows)
    if truth is not None:
        truth.add(batch, faults, span_columns(kept, written), planted)


def write_city(
    out: Path,
    *,
    last_day: date,
    seed: int = 12345,
    days: int = 1461,
    per_day: float = 150,
    words: bool = True,
    faults: bool = True,
    truth: bool = True,
    dangers: bool = False,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write the fictional city's files into ``out`` and return the number of rows of each.

    ``days`` days end with ``last_day``; nothing in the files is later. ``per_day`` is about the
    mean number of tickets a day (levels differ by year). The same arguments give the same bytes,
    and a day has the same tickets whatever span is asked for. ``words=False`` leaves title,
    content, reply and address empty, for speed; ``faults=False`` leaves out the errors that real
    files have. What is planted is written to ``out/truth`` unless ``truth=False``.
    ``dangers=True`` lets some callers speak of danger to life, or in words that only sound like it
    (``truth/danger_tickets``). ``progress`` gets a Chinese sentence and a share done, 0 to 1.
    Raises ValueError for a span or volume that can't be, OSError where ``out`` can't be written.
    """
    if days < 1 or per_day <= 0:
        msg = f"days must be at least 1 and per_day above 0, not {days} and {per_day}"
        raise ValueError(msg)
    out.mkdir(parents=True, exist_ok=True)
    world = make_world(seed, days, per_day, last_day)
    first = last_day - timedelta(days=days - 1)
    told = dangers and words
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(CsvFile(out / f"{name}.csv", labels))
            for name, labels in FILES.items()
        }
        files["areas"].add(from_rows(area_rows(), FILES["areas"]))
        files["organisations"].add(from_rows(_organisation_rows(), FILES["organisations"]))
        known = _local_event_rows(world.events, first, last_day)
        files["local_events"].add(from_rows(known, FILES["local_events"]))
        known_truth = (
            stack.enter_context(TruthFiles(out / "truth", world, first, last_day, told))
            if truth
            else None
        )
        done = 0
        for batch in batches(world, first, days):
            _write_batch(files, known_truth, world, batch, Options(words, faults, told))
            done += len(batch.days)
            if progress is not None:
                progress(f"工单：第 {done} 天，共 {days} 天", done / days)
        counts = {name: file.rows for name, file in files.items()}
    text = json.dumps(geojson(), ensure_ascii=False, separators=(",", ":"))
    (out / "areas.geojson").write_text(text + "\n", encoding="utf-8")
    return counts
