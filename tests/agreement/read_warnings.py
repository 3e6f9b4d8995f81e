"""Reads 预警: its cards and, where they are open, what each rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from style.texts import text
from tests.agreement.drawn import Sentence, Table
from tests.agreement.facts import Days
from tests.agreement.numbers import counted, exactly, written
from tests.agreement.reading import Reading
from tests.agreement.tables import head

_TITLE = r"[^。；]+"
SURGES = ("local", "city")
Row = Mapping[str, Any]
_COUNTED = re.compile(
    r"^(?P<days>\S+?月\S*日) (?P<n>[\d,]+) (?P<unit>件|人)(?:，预期 (?P<due>[\d,.]+) 件)?"
)


def read(reading: Reading) -> None:
    """Read the page."""
    page, rows = reading.page, reading.look.warnings
    for told in page.take("warn.sentence", first=_TITLE):
        reading.say(
            reading.look.due_warnings, counted(told["count"]), told.words, "结论", window="now"
        )
        reading.say("first warning", told["first"], told.words, "结论", window="now")
    for told in page.take("warn.advice_unit"):
        first = page.take("warn.sentence", first=_TITLE)
        if first:
            reading.say(
                "lead_unit",
                told["unit"],
                told.words,
                "建议",
                window="now",
                warning=first[0]["first"],
                alone="1",
            )
    for told in page.take("warn.title_list"):
        if not page.take("warn.sentence_listed") and not page.take("warn.sentence_none"):
            reading.say(
                reading.look.due_warnings,
                counted(told["count"]),
                told.words,
                "列表题",
                window="now",
            )
    for told in page.take("warn.title_first"):
        reading.say(
            reading.look.due_warnings, counted(told["count"]), told.words, "列表题", window="now"
        )
    boxes = _cards(reading)
    events(reading)
    for i, (box, title, body) in enumerate(boxes):
        row = rows.get(title)
        if i == 0 and page.take("warn.sentence", first=_TITLE):
            reading.say("first warning", title, title, "第一张卡片", window="now")
        _card(reading, title, body, row)
        _evidence(reading, box, title, row)
    for key in (
        "warn.more",
        "warn.due",
        "warn.dismissed",
        "warn.history",
        "warn.listed_head",
        "warn.load",
        "warn.replay_line",
    ):
        page.take(key, kind_=".*")
    _where(reading)
    _late(reading)
    for table in page.tables.values():
        if (
            head("warn.col_opened") in table.frame.columns
            or head("warn.col_judged") in table.frame.columns
        ):
            table.taken.update(str(c) for c in table.frame.columns)


def events(reading: Reading) -> None:
    """Read what is said of events: the register's numbers, the same wherever an event is met."""
    for key in ("event.line", "event.own"):
        for told in reading.page.take(key, name=r"[^（；]+", id=r"[^）]+", state=r"[^；。，]+"):
            event = {"event": told["id"], "alone": "1"}
            reading.count("event tickets", told["n"], "事件", window="now", **event)
            reading.count("event callers", told["callers"], "事件", window="now", **event)
            reading.say("event name", told["name"], told.words, "事件", window="now", **event)
            reading.say("event state", told["state"], told.words, "事件", window="now", **event)
    reading.page.take("event.with")
    reading.page.take("event.lead_share")


def _cards(reading: Reading) -> list[tuple[str, str, list[Sentence]]]:
    """Return the cards in their order: box, headline, what stands below it."""
    found: dict[str, tuple[str, list[Sentence]]] = {}
    for sentence in reading.page.sentences:
        if not sentence.box.startswith("warning_"):
            continue
        if sentence.kind == "weisu-warning-head":
            found.setdefault(sentence.box, (sentence.words, []))
        elif sentence.box in found and sentence.kind in {"div", "weisu-note"}:
            found[sentence.box][1].append(sentence)
    return [(box, title, body) for box, (title, body) in found.items()]


def _card(reading: Reading, title: str, body: list[Sentence], row: Row | None) -> None:
    for sentence in body:
        found = _COUNTED.match(sentence.words)
        unit = re.search(r"建议牵头：([^（；。]+)", sentence.words)
        if unit:
            reading.say(
                "lead_unit",
                unit.group(1),
                sentence.words,
                "卡片",
                window="now",
                warning=title,
                alone="1",
            )
        if found:
            counted_words(reading, title, found, row, "卡片")
        sentence.taken.append((0, len(sentence.words)))


def counted_words(
    reading: Reading, title: str, found: re.Match[str], row: Row | None, place: str
) -> None:
    """Keep what a warning says of its tickets: of the event; of its cell where it is a surge."""
    days = reading.days(found["days"])
    if days is None:
        return
    figure = "event" if found["unit"] == "件" else "event people"
    reading.count(figure, found["n"], place, window=days, warning=title, alone="1")
    if found["due"]:
        reading.about("event due", found["due"], place, window=days, warning=title, alone="1")
    cell = cell_of_row(row)
    if cell is not None and found["unit"] == "件":
        reading.count("volume", found["n"], place, window=days, alone="1", **cell)
        if found["due"]:
            reading.about("expected", found["due"], place, window=days, alone="1", **cell)


def cell_of_row(row: Row | None) -> dict[str, str] | None:
    """Return the cell of a surge; None where a warning is no surge of all of its cell's tickets."""
    if row is None or row["detector"] not in SURGES:
        return None
    names = {
        "area_code": "area",
        "category_code": "category",
        "channel": "channel",
        "unit": "department",
    }
    return {to: str(row[name]) for name, to in names.items() if row.get(name)}


def match_counted(words: str) -> re.Match[str] | None:
    """Return what a warning's words say, where they count something over days."""
    return _COUNTED.match(words)


def _evidence(reading: Reading, box: str, title: str, row: Row | None) -> None:
    page = reading.page
    picture = next(
        (f for n, f in page.figures.items() if n == f"picture_{box.removeprefix('warning_')}"), None
    )
    spans = {f.meaning.window for f in reading.facts if ("warning", title) in f.meaning.cell}
    if picture is not None:
        actual, dashed = picture.actual(), picture.dashed()
        for window in spans:
            days = _days(window)
            if days is None:
                continue
            for trace, figure in ((actual, "event"), (dashed, "event due")):
                mine = (
                    [
                        v
                        for d, v in zip(trace["x"], trace["y"], strict=True)
                        if days[0] <= date.fromisoformat(d) <= days[1]
                    ]
                    if trace
                    else []
                )
                if len(mine) == (days[1] - days[0]).days + 1:
                    reading.total(figure, mine, "依据图合计", window=days, warning=title, alone="1")
        cell = cell_of_row(row)
        for day, value in (
            zip(actual["x"], actual["y"], strict=True) if actual and cell is not None else ()
        ):
            reading.cell(
                "volume",
                value,
                "依据图",
                window=(date.fromisoformat(day),) * 2,
                alone="1",
                **(cell or {}),
            )
    _map_title(reading, box, title)
    _map(reading, box, title)
    for sentence in page.sentences:
        if sentence.box == box and sentence.kind in {"hover", "mark", "title"}:
            found = (
                re.search(r"：(\S+?月\S*日 .+)$", sentence.words)
                if sentence.kind == "title"
                else None
            )
            inner = _COUNTED.match(found.group(1)) if found else None
            if inner:
                counted_words(reading, title, inner, row, "依据图题")
        if sentence.box == box:
            sentence.taken.append((0, len(sentence.words)))
    table = page.tables.get(box)
    if table is not None:
        _found(reading, table, title, cell_of_row(row))
        table.taken.update(str(c) for c in table.frame.columns)


def _found(reading: Reading, table: Table, title: str, cell: dict[str, str] | None) -> None:
    """Read the rows of the findings that are about the warning's own cell."""
    heads = [head(f"warn.col_{c}") for c in ("rule", "where", "days", "seen")]
    if cell is None or not set(heads) <= set(map(str, table.frame.columns)):
        return
    subject, _, rule = title.partition("：")
    for name, where, days, seen in table.rows(*heads):
        first, _, last = str(days).partition("至")
        if name == rule and where == subject:
            window = (date.fromisoformat(first), date.fromisoformat(last or first))
            reading.cell("volume", seen, "依据：发现", window=window, alone="1", **cell)


def _where(reading: Reading) -> None:
    """Read the map of the warnings to be handled: those in its areas and those in none are all."""
    picture, box = reading.page.figure("warning_areas"), "warning_areas"
    if picture is None:
        return
    keys = ("warn.where_title", "warn.where_title_tied", "warn.where_spread", "warn.where_alone")
    placed = [int(t["n"]) for key in keys for t in reading.page.take(key, box=box, kind="title")]
    whole = [int(t["n"]) for t in reading.page.take("warn.where_whole", box=box)]
    due, hovers = reading.look.due_warnings, [told for _, told, n in picture.areas() if n]
    in_areas = [int(n) for told in hovers for n in re.findall(r"(\d+)条", told)]
    for parts, place in ((placed, "地图题"), (in_areas, "地图提示之和")):
        every = sum(parts) + sum(whole)
        reading.say(due, exactly(every), f"{parts} {whole}", place, window="now")
    for code, told, n in picture.areas():
        reading.cell(f"tickets of {due}", n, told, window="now", area=code)
    for sentence in reading.page.sentences:
        if sentence.box == box and sentence.kind in {"hover", "mark", "title"}:
            sentence.taken.append((0, len(sentence.words)))


def _map_title(reading: Reading, box: str, title: str) -> None:
    for key, total in (
        ("warn.map_title", "total"), ("warn.map_title_tied", "total"),
        ("warn.map_spread", "total"), ("warn.map_alone", "n"),
    ):  # fmt: skip
        for told in reading.page.take(key, box=box, kind="title"):
            reading.count(
                "event places", told[total], "依据地图题", window="now", warning=title, alone="1"
            )


def _map(reading: Reading, box: str, title: str) -> None:
    page = reading.page
    picture = page.figures.get(f"map_{box.removeprefix('warning_')}")
    if picture is None:
        return
    areas = [told for _, told, n in picture.areas() if n]
    trace = picture.traces[-1]
    values = [written(re.sub(r"^\D*", "", str(c))) for c in areas or trace.get("customdata") or []]
    if values and all(values):
        whole = sum((v.low + v.high) / 2 for v in values if v)
        reading.say(
            "event places",
            exactly(whole),
            f"{whole:g}",
            "依据地图各点之和",
            window="now",
            warning=title,
            alone="1",
        )
    for told in page.take("warn.places", box=box):
        parts = re.findall(r" ([\d,]+)件", told.words)
        if parts and len(parts) < 5:
            whole = sum(int(p.replace(",", "")) for p in parts)
            reading.say(
                "event places",
                exactly(whole),
                told.words,
                "依据地点列表",
                window="now",
                warning=title,
                alone="1",
            )


def _days(window: str) -> Days | None:
    first, _, last = window.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None


def _late(reading: Reading) -> None:
    page = reading.page
    table: Table | None = next(
        (
            t
            for n, t in page.tables.items()
            if head("warn.col_late") in t.frame.columns and not n.endswith(":paper")
        ),
        None,
    )
    if table is None:
        return
    units = table.column(head("warn.col_unit"))
    for told in page.take("warn.deadline_said", least=r"[\d.]+%"):
        reading.say("late tickets", counted(told["count"]), told.words, "可能超期", window="now")
        reading.say("late units", counted(told["units"]), told.words, "可能超期", window="now")
        reading.say("late tickets", exactly(len(units)), len(units), "可能超期表", window="now")
        reading.say(
            "late units",
            exactly(len({u for u in units if isinstance(u, str) and u})),
            "",
            "可能超期表",
            window="now",
        )
    for told in page.take("warn.deadline_head"):
        reading.say("late tickets", counted(told["count"]), told.words, "可能超期题", window="now")
    table.taken.update(str(c) for c in table.frame.columns)
    assert text("warn.col_ticket") in table.frame.columns
