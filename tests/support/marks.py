"""Marks of pages: what a click on each opens, and whether as many tickets are listed there.

A mark is a point or bar of a picture, a link in the text, or a row's link of a table. Each says how
many tickets or tasks it opens (``meta.counts`` of a trace, ``data-counted`` of a link, a column of
a table).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dashboards.shell.context import PlaceContext
from dashboards.shell.digests import context_of
from dashboards.shell.pages import page_of
from dashboards.shell.task_context import TaskContext
from dashboards.tasks_app import address as tasks_address
from dashboards.tasks_app import reading as tasks_reading
from dashboards.tickets_app import address as looked_at
from dashboards.tickets_app.reading import listed
from data_access.results.store import ResultStore
from data_access.types import Scope
from hotspots.topics.heat_windows import BY_KEY
from style.texts import text

KEY = re.compile(r"^\$\$ID-[0-9a-f]+-")
_LINK = re.compile(
    r'<a href="(/tickets\?[^"]*)"[^>]*?(?: data-counted="(\d+)")?>'
    r'|<a href="(/tasks\?[^"]*)"[^>]* data-counted="(\d+)">'
)
OPENS = text("shell.tickets")
COUNTS = (
    *(text("hot.col_n_recent", span=text(f"hot.window_{key}")) for key in BY_KEY),
    *(text(key) for key in ("column.tickets", "column.after", "column.n_after", "rep.col_n",
                            "fc.cell_usual", "fc.day_actual", "hot.col_n")),
)  # fmt: skip
"""Columns that say how many tickets a row's link opens."""


@dataclass(frozen=True)
class Mark:
    """``where``: the part of the page and its kind, alike for marks that are made alike;
    ``counted``: None where the mark says no number (a word, a single ticket's name)."""

    where: str
    address: str
    counted: int | None


def in_picture(where: str, traces: list[dict[str, Any]]) -> Iterator[Mark]:
    """Yield the marks of a picture that open something."""
    for n, trace in enumerate(traces):
        meta = trace.get("meta") or {}
        opens = meta.get("opens") or []
        for to, counted in zip(opens, meta.get("counts") or [None] * len(opens), strict=True):
            if to:
                yield Mark(f"{where} {n}", to, None if counted is None else round(counted))


def in_text(where: str, body: str) -> Iterator[Mark]:
    """Yield the links of a text."""
    for ticket, n, task, tasks in _LINK.findall(body):
        to, counted = ticket or task, n or tasks
        yield Mark(f"{where} text", html.unescape(to), int(counted) if counted else None)


def in_table(where: str, frame: Any) -> Iterator[Mark]:
    """Yield the rows of a table that open something."""
    if OPENS not in frame:
        return
    heads = [head for head in COUNTS if head in frame.columns]
    for _, row in frame.iterrows():
        if isinstance(row[OPENS], str):
            counted = row[heads[0]] if heads else None
            yield Mark(f"{where} table", row[OPENS], None if counted is None else round(counted))


def on_page(tree: Any) -> list[Mark]:
    """Return all marks of a page that AppTest ran."""
    return list(_walk(tree, "page"))


def _walk(node: Any, box: str) -> Iterator[Mark]:
    for child in getattr(node, "children", {}).values():
        proto: Any = getattr(child, "proto", None)
        mine = box
        key = KEY.sub("", str(getattr(proto, "id", "") or ""))
        if key.startswith("part_"):
            mine = re.sub(r"[\d-]+.*", "", key.removeprefix("part_"))
        if getattr(child, "type", "") == "plotly_chart":
            kind = re.sub(r"\d.*", "", KEY.sub("", proto.id))
            yield from in_picture(f"{mine} {kind}", json.loads(proto.spec)["data"])
        elif type(child).__name__ == "Html":
            yield from in_text(mine, proto.body)
        elif type(child).__name__ == "Dataframe":
            yield from in_table(mine, child.value)
        yield from _walk(child, mine)


def count_of(results: ResultStore, scope: Scope, to: str) -> int | None:
    """Return how many tickets or tasks an address lists, as its page reads it; None where it lists
    none."""
    fields = dict(parse_qsl(urlsplit(to).query))
    summary = results.extract.manifest.jurisdictions[fields["jurisdiction"]]
    if urlsplit(to).path == "/tasks":
        return _tasks_of(results, scope, fields)
    context, notes = context_of(results, scope, page_of("tickets"), summary, fields)
    assert not notes, (to, notes)
    assert context is not None
    seen = listed(context, looked_at.of(fields))  # type: ignore[arg-type]
    return None if seen is None else seen.found.count


def _tasks_of(results: ResultStore, scope: Scope, fields: dict[str, str]) -> int:
    summary = results.extract.manifest.jurisdictions[fields["jurisdiction"]]
    found = TaskContext.now_of(PlaceContext("tasks", scope, results.extract, summary), results)
    return tasks_reading.table(found, tasks_address.of(fields))[1]


def sampled(marks: list[Mark], each: int = 3) -> list[Mark]:
    """Return of the marks of each kind the first, the last and some between."""
    kinds: dict[str, list[Mark]] = {}
    for mark in marks:
        kinds.setdefault(mark.where, []).append(mark)
    found: list[Mark] = []
    for held in kinds.values():
        step = max(1, (len(held) - 1) // max(1, each - 1))
        found += dict.fromkeys([*held[::step][:each], held[-1]])
    return found
