"""Reads 趋势预测."""

from __future__ import annotations

import re
from datetime import date, timedelta

from style.texts import text
from tests.agreement import read_few, read_forecast_tables
from tests.agreement.facts import Days
from tests.agreement.numbers import counted, relative, written
from tests.agreement.read_forecast_days import (
    FORECAST,
    VOLUME,
    ahead,
    next_month,
    past,
    year_before,
)
from tests.agreement.reading import Reading

TABLES = ("cells", "days", "before", "models", "apart", "items", "drivers", "seats", "findings")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) 周.(.*?)(?:预测约|实际)")


def read(reading: Reading) -> None:
    """Read the page."""
    _sentence(reading)
    _tiles(reading)
    _main(reading)
    _month(reading)
    _drivers(reading)
    _seats(reading)
    read_forecast_tables.read(reading)
    _sums(reading)


def _sentence(reading: Reading) -> None:
    page = reading.page
    few = {"n": past(reading, 28), "week": past(reading, 7)}
    read_few.read(reading, "fc.sentence_few", few, days=r"\d+")
    page.take("fc.advice_few")
    for told in page.take("fc.fresh_few"):
        reading.say("last day", told["as_of"], told.words, "数据截至", window="now", alone="1")
    for told in page.take("fc.sentence", against=r"[^；。]+?(?=；|。|$)"):
        reading.about(FORECAST, told["n"], "结论", window=ahead(reading, 7))
        _against(reading, told["against"])
    for told in page.take("fc.sentence_item", month=r"\d+月", name=r"[^“”]+"):
        code = reading.look.names.category(told["name"])
        reading.about(FORECAST, told["expected"], "结论", window=next_month(reading), category=code)
    for key in ("fc.advice_item", "fc.advice_items"):
        page.take(key)
    for told in page.take("fc.rise_times"):
        if told.sentence.kind in {"weisu-acts", "weisu-finding"}:
            reading.say("rise of month", written(told["times"]), told.words, "结论", basis="first")
    for told in page.take("fc.rise"):
        if told.sentence.kind in {"weisu-acts", "weisu-finding"}:
            span = relative(told["share"])
            rise = type(span)(1 + span.low, 1 + span.high) if span else None
            reading.say("rise of month", rise, told.words, "结论", basis="first")


def _against(reading: Reading, words: str) -> None:
    window = ahead(reading, 7)
    share = relative(words) if re.search(r"\d", words.replace("近7天", "")) else None
    if share is None:
        return
    span = relative(words.replace("近7天", ""))
    if span is None:
        return
    sign = -1.0 if "少" in words else 1.0
    low, high = sorted((1 + sign * span.low, 1 + sign * span.high))
    reading.say("week to week", type(span)(low, high), words, "结论", window=window)


def _tiles(reading: Reading) -> None:
    page = reading.page
    before = page.take("fc.against_before", due=r"(?:，预期约[\d,.]+[万亿]?件)?")
    for key, days in (("fc.tile_week", 7), ("fc.tile_month", 28)):
        tile = page.tile(text(key))
        if tile is not None:
            reading.about(FORECAST, tile.value, "数字", window=ahead(reading, days))
    for told in before:
        days = int(told["days"].removesuffix("天"))
        reading.count(VOLUME, told["n"], "数字：近期实际", window=past(reading, days))
        if told["due"]:
            reading.about("expected", told["due"], "数字：近期预期", window=past(reading, days))
    tile = page.tile(text("fc.tile_error"))
    if tile is not None:
        reading.about("error", tile.value, "数字：偏差", window="1–7 天")
    for told in page.take("fc.error", few=r"(?:（[^）]*）)?"):
        reading.about("error", told["share"], "结论下", window="1–7 天")
    for told in page.take("fc.error_note"):
        reading.about("error", told["share"], "数字：偏差", window="8–28 天")


def _main(reading: Reading) -> None:
    page, picture = reading.page, reading.page.figure("fc_main")
    if picture is not None:
        for trace, figure in ((picture.actual(), VOLUME), (picture.dashed(), FORECAST)):
            if trace is None:
                continue
            days = [date.fromisoformat(d) for d in trace["x"]]
            for day, value in zip(days, trace["y"], strict=True):
                reading.cell(figure, value, "图", window=(day, day))
            for length in (7, 28):
                part = trace["y"][:length] if figure == FORECAST else trace["y"][-length:]
                window = ahead(reading, length) if figure == FORECAST else past(reading, length)
                if len(part) == length:
                    reading.total(figure, list(part), "图合计", window=window)
            if figure == FORECAST:
                _range(reading, list(trace["y"]), days)
    for sentence in page.sentences:
        if sentence.box == "fc_main" and sentence.kind == "hover":
            _hover(reading, sentence.words)
            sentence.taken.append((0, len(sentence.words)))
    for key in ("fc.before", "fc.before_rough"):
        for told in page.take(key, origin=r"[^；。]+?"):
            reading.about(
                "forecast made earlier", told["expected"], "图下", window=past(reading, 28)
            )
            reading.count(VOLUME, told["actual"], "图下", window=past(reading, 28))
            reading.about("error of that forecast", told["share"], "图下", window=past(reading, 28))
            if "inside" in told.blanks:
                reading.count("days inside", told["inside"], "图下", window=past(reading, 28))
    page.take("fc.why", naive=r"[^；]*?", others=r"[^；]*", why=r"[^。]+", model=r"[^，；]+?")


def _range(reading: Reading, means: list[float], days: list[date]) -> None:
    window = (days[0], days[-1])
    whole = {"low": round(min(means)), "high": round(max(means))}
    top = days[means.index(max(means))]
    for told in reading.page.take("fc.title", kind="title", peak=r"[^，]+?"):
        for name, value in whole.items():
            reading.count(f"forecast day {name}", told[name], "图题", window=window)
            reading.cell(f"forecast day {name}", value, "图", window=window)
        peak = reading.days(told["peak"])
        reading.say(
            "peak day", f"{peak[0]:%m-%d}" if peak else "?", told.words, "图题", window=window
        )
        reading.say("peak day", f"{top:%m-%d}", top, "图", window=window)
    for told in reading.page.take("fc.title_flat", kind="title"):
        reading.count("forecast day high", told["n"], "图题", window=window)
        reading.cell("forecast day high", whole["high"], "图", window=window)


def _hover(reading: Reading, words: str) -> None:
    found = _DAY.match(words)
    if found is None:
        return
    day = date.fromisoformat(found.group(1))
    actual = re.search(r"实际([\d,]+)件", words)
    said = re.search(r"(?<!此前)预测约([\d,.]+)件", words)
    earlier = re.search(r"此前预测约([\d,.]+)件", words)
    if actual:
        reading.count(VOLUME, actual.group(1), "图提示", window=(day, day))
    if said and not actual:
        reading.about(FORECAST, said.group(1), "图提示", window=(day, day))
        ends = re.search(r"范围 ([\d,]+) 至 ([\d,]+) 件", words)
        for name, end in zip(("q05", "q95"), ends.groups() if ends else (), strict=False):
            reading.count(f"{FORECAST}#{name}", end, "图提示", window=(day, day))
    if earlier:
        reading.about("forecast made earlier", earlier.group(1), "图提示", window=(day, day))


def _month(reading: Reading) -> None:
    grid, month = reading.page.table("fc_month:month"), next_month(reading)
    if grid is not None:
        for column in grid.frame.columns:
            for words in grid.column(str(column)):
                cell = re.match(r"(\d+)\D* ([\d,.]+)$", str(words))
                if cell:
                    day = month[0] + timedelta(days=int(cell.group(1)) - 1)
                    reading.about(FORECAST, cell.group(2), "月历", window=(day, day))
    for told in reading.page.take("fc.more_items", count=r"[\d,]+"):
        reading.count("matters beyond those shown", told["count"], "事项")
    items = reading.page.table("fc_items:items")
    if items is not None:
        names = [text(f"fc.col_{n}") for n in ("matter", "expected", "rise", "evidence")]
        for i, (name, expected, rise, evidence) in enumerate(items.rows(*names)):
            _item(reading, (str(name), str(expected), str(evidence)), month)
            if i == 0:
                span = written(str(rise)) if "倍" in str(rise) else None
                if span is None and relative(str(rise)):
                    share = relative(str(rise))
                    span = type(share)(1 + share.low, 1 + share.high) if share else None
                reading.say("rise of month", span, rise, "事项表", basis="first")
        items.taken.update(str(c) for c in items.frame.columns)


def _item(reading: Reading, row: tuple[str, str, str], month: Days) -> None:
    name, expected, evidence = row
    code = reading.look.names.category(name)
    reading.about(FORECAST, expected, "事项表", window=month, category=code)
    last_year = re.search(r"去年同月\s*([\d,]+)\s*件", evidence)
    if last_year:
        reading.count(
            VOLUME, last_year.group(1), "事项表：依据", window=year_before(month), category=code
        )


def _drivers(reading: Reading) -> None:
    page, picture = reading.page, reading.page.figure("fc_drivers")
    for told in page.take(
        "fc.drivers_title", kind="title", before=r"(?:前28天|去年同期)", change=r"[多少][\d,]+"
    ):
        sign = -1.0 if told["change"].startswith("少") else 1.0
        n = counted(told["change"])
        span = None if n is None else type(n)(sign * n.low, sign * n.low)
        basis = "month" if "前28天" in told["before"] else "year"
        reading.say(
            "volume change", span, told.words, "变化原因图题", window=past(reading, 28), basis=basis
        )
        if picture is not None:
            value = picture.traces[0]["x"]
            reading.cell(
                "volume change",
                value[-1],
                "变化原因图：合计",
                window=past(reading, 28),
                basis=basis,
            )
            reading.total(
                "volume change",
                list(value[:-1]),
                "变化原因图：各条之和",
                window=past(reading, 28),
                basis=basis,
            )
    if picture is not None:
        picture.taken = True
    for sentence in page.sentences:
        if sentence.box == "fc_drivers" and sentence.kind in {"mark", "hover", "title"}:
            sentence.taken.append((0, len(sentence.words)))


def _seats(reading: Reading) -> None:
    page, picture = reading.page, reading.page.figure("fc_seats")
    for told in page.take("fc.seats_title", kind="title"):
        day = reading.days(told["day"])
        hour = told["hour"]
        if day:
            reading.count("agents", told["n"], "坐席图题", window=day, hour=hour)
            for inner in page.take("fc.seats_hover", kind="hover"):
                reading.count("agents", inner["n"], "坐席图提示", window=day, hour=inner["hour"])
                reading.about("calls", inner["calls"], "坐席图提示", window=day, hour=inner["hour"])
    if picture is not None:
        picture.taken = True
    for sentence in page.sentences:
        if sentence.box == "fc_seats" and sentence.kind in {"hover", "bar", "option", "weisu-note"}:
            sentence.taken.append((0, len(sentence.words)))


def _sums(reading: Reading) -> None:
    """Read what stands there for a reader of several units or areas."""
    page = reading.page
    for told in page.take("fc.sums_sentence", places=r"[^今]+", against=r"[^；。]+"):
        reading.about(FORECAST, told["n"], "结论", window=ahead(reading, 7))
    for told in page.take("fc.sums_advice"):
        reading.about(FORECAST, told["n"], "建议", window=ahead(reading, 28), at=told["name"])
