"""Reads 督办任务, 我的任务, 督办进展: how many tasks are in which state, and how late each is.

What a task rests on is told as it was when it was issued: it says nothing of today's figures.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from style.texts import text
from supervision.states import OPEN
from tests.agreement.numbers import exactly, written
from tests.agreement.reading import Reading
from tests.agreement.tables import head

_TASK = re.compile(r"(?:card|opened|my_task|stuck)_(\d+)$")
_COUNTED = re.compile(r"（([\d,]+)）$")
_OFFICE = {
    "refused": ("refused",),
    "extension_asked": ("extension_asked",),
    "reported": ("reported",),
    "verified": ("verified",),
    "drafted": ("drafted",),
    "proposed": ("proposed",),
}
_COLUMN_STATES = {
    "drafted": ("drafted",),
    "issued": ("issued",),
    "answer": ("refused", "extension_asked"),
    "check": ("reported", "verified"),
}
_WITH_DRAFTS = frozenset({"drafted", "listed all", "listed open"})
"""Figures that count drafts, which the office sees, and otherwise who wrote them."""
_THEN = frozenset({"hover", "mark", "title", "bar", "li"})


def read_office(reading: Reading) -> None:
    """Read 督办任务."""
    page = reading.page
    for told in page.take("tasks.sentence", open=r"[\d,]+", overdue=r"[\d,]+"):
        _count(reading, "open", told["open"], "结论")
        _count(reading, "overdue", told["overdue"], "结论")
    for told in page.take("tasks.sentence_well", open=r"[\d,]+"):
        _count(reading, "open", told["open"], "结论")
        reading.say("tasks overdue", exactly(0), told.words, "结论", window="now", alone="1")
    for name in _OFFICE:
        for told in page.take(f"tasks.wait_{name}"):
            _count(reading, name, told["count"], "建议")
    _columns(reading)
    of_figure = _figure(reading.look.query)
    for part in ("numerator", "denominator", "n"):
        for told in page.take(f"tasks.figure_{part}"):
            reading.count(of_figure, told["count"], "结论", window="90", alone="1")
    for told in page.take("tasks.listed", first=r"\d+", last=r"\d+"):
        group = reading.look.query.get("group", "open")
        if of_figure:
            reading.count(of_figure, told["count"], "列表", window="90", alone="1")
        else:
            _count(reading, f"listed {group}", told["count"], "列表")
    _rows(reading)
    read_one(reading)


def figure_links(bodies: Sequence[str]) -> list[dict[str, str]]:
    """Return the addresses of the tasks that figures of a page count."""
    found = (
        to for body in bodies for to in re.findall(r'href="(/tasks\?[^"]*figure=[^"]*)"', body)
    )
    return [dict(parse_qsl(urlsplit(html.unescape(to)).query)) for to in dict.fromkeys(found)]


def _figure(query: Mapping[str, str]) -> str:
    """Name the figure whose tasks an address lists; empty where it lists all."""
    return f"tasks {query['figure']} {query['part']}" if "figure" in query else ""


def _columns(reading: Reading) -> None:
    """The board's columns, where nothing narrows them: their states add up."""
    if set(reading.look.query) - {"task"}:
        return
    for sentence in reading.page.sentences:
        name = sentence.box.removeprefix("column_")
        found = _COUNTED.search(sentence.words)
        if not sentence.box.startswith("column_") or found is None:
            continue
        sentence.taken.append(found.span())
        states = _COLUMN_STATES.get(name, (name,))
        _count(reading, states[0] if len(states) == 1 else "+".join(states), found.group(1), "看板")
    reading.page.take("tasks.column_rest")


def _rows(reading: Reading) -> None:
    """The table, where all of it is shown: what it lists is what the sentence counts."""
    if _figure(reading.look.query):
        return
    for table in reading.page.tables.values():
        if head("tasks.col_state") not in table.frame or reading.look.query.get("group") != "all":
            continue
        states = table.column(head("tasks.col_state"))
        names = {text(f"task.state_{s}"): s for s in OPEN if s != "drafted"}
        n = sum(s in names for s in states)
        reading.say("tasks open", exactly(n), n, "列表", window="now", alone="1")
        colours = table.column(head("tasks.col_colour"))
        red = sum(c == text("task.colour_red") for c in colours)
        reading.say("tasks overdue", exactly(red), red, "列表", window="now", alone="1")


def read_unit(reading: Reading) -> None:
    """Read 我的任务."""
    page = reading.page
    for key in ("mytasks.sentence", "mytasks.sentence_late"):
        for told in page.take(key, count=r"[\d,]+", late=r"[\d,]+", first=r"[^”]+"):
            _count(reading, "waiting", told["count"], "结论")
            if "late" in told.blanks:
                _count(reading, "waiting late", told["late"], "结论")
    for told in page.take("mytasks.advice_sign"):
        _count(reading, "waiting unsigned", told["count"], "建议")
    for name in ("waiting", "helping", "elsewhere", "done"):
        for told in page.take(f"mytasks.{name}"):
            _count(reading, name, told["count"], "标题")
    page.take("mytasks.rest")
    read_one(reading)


def read_progress(reading: Reading) -> None:
    """Read 督办进展."""
    page = reading.page
    for key in ("sentence", "sentence_slow", "sentence_well"):
        for told in page.take(f"progress.{key}", open=r"[\d,]+", overdue=r"[\d,]+"):
            _count(reading, "open", told["open"], "结论")
            if "overdue" in told.blanks:
                _count(reading, "overdue", told["overdue"], "结论")
    for name in ("open", "overdue"):
        tile = page.tile(text(f"progress.tile_{name}"))
        if tile is not None:
            _count(reading, name, tile.value.removesuffix("项"), "数字")
    page.tile(text("progress.tile_in_time"))
    for told in page.take("progress.open_note"):
        _count(reading, "issued", told["count"], "数字")
    for told in page.take("progress.overdue_note"):
        reading.say("tasks overdue share", written(told["share"]), told.words, "数字",
                    window="now", alone="1")  # fmt: skip
    for key, part in (
        ("of", "denominator"), ("few", "denominator"), ("to_ended", "denominator"),
        ("to_in_time", "numerator"),
    ):  # fmt: skip
        for told in page.take(f"progress.{key}"):
            reading.count(f"tasks task_closed_in_time_rate {part}", told["count"], "数字",
                          window="90", alone="1")  # fmt: skip
    for told in page.take("progress.to_unsigned"):
        _count(reading, "issued", told["count"], "数字")
    page.take("progress.stuck")
    read_one(reading)


def read_one(reading: Reading) -> None:
    """Of each task, how long it is over; and leave what was known when it was issued."""
    page = reading.page
    for told in page.take("tasks.late"):
        found = _TASK.search(told.sentence.box)
        if found:
            reading.count("task days late", told["days"], "期限", window="now", alone="1",
                          task=found.group(1))  # fmt: skip
    page.take("tasks.sheet_rule", soon=r"\d+", hours=r"\d+")
    for key in (
        "tasks.check",
        "tasks.check_odd",
        "tasks.files",
        "tasks.tickets",
        "tasks.tickets_part",
        "tasks.earlier",
    ):
        page.take(key)
    for sentence in page.sentences:
        if sentence.kind in _THEN and _TASK.search(sentence.box):
            sentence.taken.append((0, len(sentence.words)))
    for name, figure in page.figures.items():
        figure.taken = figure.taken or name.startswith("evidence_")


def _count(reading: Reading, what: str, words: str, place: str) -> None:
    own = what in _WITH_DRAFTS and not reading.look.role.startswith("governance")
    figure = f"tasks {what}, drafts of others left out" if own else f"tasks {what}"
    reading.count(figure, words, place, window="now", alone="1")
