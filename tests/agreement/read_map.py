"""Reads 热点地图: the sentence, what a pointer shows, and the table are of the same areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from geo.boundaries.levels import WORDS
from geo.statistics.measures import MEASURES
from style.texts import text
from tests.agreement.drawn import Table
from tests.agreement.facts import Days
from tests.agreement.numbers import exactly, known, written
from tests.agreement.reading import Reading, days_in
from tests.agreement.tables import head

_LEVEL = "|".join(map(re.escape, WORDS.values()))
_VALUE = r"[^，。]+?"


def looks(
    last_day: date, busy: Mapping[str, Sequence[str]], *, whole: bool
) -> Iterator[dict[str, str]]:
    """Return looks at the map; for who sees the ``whole`` city also every measure, two months and
    cuts to its busiest parts."""
    last = f"{last_day.replace(day=1) - timedelta(days=1):%Y-%m}"
    yield {}
    yield {"measure": "count", "month": f"{last_day:%Y-%m}"}
    yield {"measure": "on_time", "month": last}
    if whole:
        yield {"measure": "satisfied", "only": "1"}
        yield {"measure": "to_expected", "against": last}
        yield {"measure": "repeat", "level": "community"}
        yield from ({"measure": "count", "category": c} for c in busy["category_1"][:1])
        yield from ({"area": a} for a in busy["area_street"][:1])


def read(reading: Reading) -> None:
    """Read the page."""
    told = [
        t
        for key in ("map.sentence", "map.sentence_none", "map.sentence_own", "map.sentence_few")
        for t in reading.page.take(key, month=r"\d+年\d+月", level=_LEVEL, found=r"[^。]+")
    ]
    month = days_in(told[0]["month"], reading.look.last_day) if told else None
    if month is None:
        return
    what = told[0]["what"]
    measure = next(m for m in MEASURES if text(f"map.name_{m}") == what)
    for fresh in reading.page.take("map.fresh"):
        reading.say("last day", fresh["as_of"], fresh.words, "分析截至", window="now", alone="1")
    _advice(reading, measure, month)
    _pictures(reading, measure)
    table = reading.page.table("map_table")
    if table is not None:
        _table(reading, measure, month, table)
    _basis(reading, measure, told[0]["level"], month, table)


def _figure(measure: str) -> str:
    return f"map {measure}"


def _advice(reading: Reading, measure: str, month: Days) -> None:
    for told in reading.page.take("map.highest", name=r"[^，]+", value=_VALUE + "(?=，|$)"):
        area = reading.look.names.area(told["name"])
        reading.about(_figure(measure), told["value"], "建议", window=month, area=area)
        for like in reading.page.take("map.highest_like", value=_VALUE + "(?=$)"):
            reading.about(f"like {measure}", like["value"], "建议", window=month, area=area)


def _pictures(reading: Reading, measure: str) -> None:
    """Read what a pointer on an area shows; keys are of all areas together."""
    for name, figure in reading.page.figures.items():
        shown = re.fullmatch(r"picture_map_(\d{4})-(\d{2})", name)
        if shown is None:
            continue
        figure.taken = True
        month = days_in(f"{shown.group(1)}年{int(shown.group(2))}月", reading.look.last_day)
        assert month is not None
        for trace in figure.traces:
            if trace["type"] == "choropleth":
                _hovers(reading, measure, month, trace)
        for sentence in reading.page.sentences:
            if sentence.box == name.removeprefix("picture_") and (
                sentence.kind == "hover" or "■" in sentence.words
            ):
                sentence.taken.append((0, len(sentence.words)))


def _hovers(reading: Reading, measure: str, month: Days, trace: dict[str, Any]) -> None:
    counts = (trace.get("meta") or {}).get("counts") or [None] * len(trace["locations"])
    for code, hover, n in zip(trace["locations"], trace["customdata"], counts, strict=True):
        words = re.sub(r"<br>.*", "", str(hover))
        value = written(words.split(" ", 1)[-1].partition("，")[0])
        reading.say(_figure(measure), value, words, "地图提示", window=month, area=code)
        reading.cell("volume", n, "地图点按", window=month, area=code)


def _table(reading: Reading, measure: str, month: Days, table: Table) -> None:
    share = MEASURES[measure].form == "share"
    scale = 0.01 if share else 1.0
    what = text(f"map.name_{measure}")
    names = table.column(head("column.area"))
    for column, figure in (
        (text("map.col_share" if share else "map.col_value", what=what), _figure(measure)),
        (text("map.col_like"), f"like {measure}"),
        (head("column.low"), f"low {measure}"),
        (head("column.high"), f"high {measure}"),
        (text("map.col_raw"), f"raw {measure}"),
        (text("map.col_n"), f"n {measure}"),
        (head("column.tickets"), "volume"),
    ):
        if column not in table.frame:
            continue
        factor = scale if figure.split()[0] in {"map", "like", "low", "high", "raw"} else 1.0
        for name, value in zip(names, table.column(column), strict=True):
            told = known(value)
            if told is None:
                continue
            exact = exactly(told.low * factor)
            area = reading.look.names.area(name)
            reading.say(figure, exact, value, "表", window=month, area=area)
    table.taken.update(str(c) for c in table.frame.columns)


def _basis(reading: Reading, measure: str, level: str, month: Days, table: Table | None) -> None:
    for told in reading.page.take("map.basis"):
        reading.count(f"map n {level} {measure}", told["n"], "口径", window=month)
        reading.count(f"map areas {level}", told["areas"], "口径", window=month)
        if table is not None:
            areas = len(table.frame)
            reading.say(f"map areas {level}", exactly(areas), areas, "表", window=month)
    few = reading.page.take("map.basis_few")
    reading.page.take("map.basis_bare")
    value = text("map.col_value", what=text(f"map.name_{measure}"))
    for told in few:
        reading.count(f"map few {level} {measure}", told["count"], "口径", window=month)
        if table is not None and value in table.frame:
            gaps = int(table.frame[value].isna().sum())
            reading.say(f"map few {level} {measure}", exactly(gaps), gaps, "表", window=month)
