"""Reads the pictures of 今日要情 and the tables behind them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from style.texts import text
from tests.agreement.drawn import Figure
from tests.agreement.facts import Days
from tests.agreement.numbers import counted, known, written
from tests.agreement.reading import PERIOD, Reading, expected_of, volume_of
from tests.agreement.tables import head


def read(reading: Reading) -> None:
    """Read trend, rises, areas and rates."""
    _trend(reading)
    _rises(reading)
    _areas(reading)
    _rates(reading)


def _trend(reading: Reading) -> None:
    table, picture = reading.page.table("trend"), reading.page.figure("trend")
    volume, expected = volume_of(reading), expected_of(reading)
    first, last = reading.look.period
    if table is not None:
        heads = [
            head(f"column.{k}") for k in ("day", "tickets", "expected", "usual_low", "usual_high")
        ]
        rows = [(date.fromisoformat(str(r[0])), *r[1:]) for r in table.rows(*heads)]
        for day, n, due, low, high in rows:
            reading.cell(volume, n, "每日表", window=(day, day))
            reading.cell(expected, due, "每日表", window=(day, day))
            reading.cell(f"{expected_of(reading)}.low", low, "每日表", window=(day, day))
            reading.cell(f"{expected_of(reading)}.high", high, "每日表", window=(day, day))
        mine = [r for r in rows if first <= r[0] <= last]
        if len(mine) == (last - first).days + 1:
            reading.total(volume, [r[1] for r in mine], "每日表合计")
            reading.total(expected, [r[2] for r in mine], "每日表合计")
            above = sum(1 for r in mine if known(r[4]) and r[1] > r[4])
            reading.say(
                reading.look.counting("days_above"), counted(str(above)), f"{above}天", "每日表"
            )
    if picture is not None:
        _lines(reading, picture)
    for told in reading.page.take("today.trend_above"):
        day = reading.days(told["top"])
        reading.count(volume, told["count"], "每日图题", window=day or "?")
        reading.say(
            reading.look.counting("days_above"), counted(told["days"]), told.words, "每日图题"
        )
    if reading.page.take("today.trend_within"):
        reading.say(reading.look.counting("days_above"), counted("0"), "没有", "每日图题")


def _lines(reading: Reading, picture: Figure) -> None:
    volume, expected = volume_of(reading), expected_of(reading)
    for trace, figure in ((picture.actual(), volume), (picture.dashed(), expected)):
        for day, value in zip(trace["x"], trace["y"], strict=True) if trace else ():
            reading.cell(figure, value, "每日图", window=(date.fromisoformat(day),) * 2)
    days = [date.fromisoformat(d) for d in (picture.actual() or {"x": []})["x"]]
    for told in reading.page.take("chart.actual", box="trend"):
        reading.count(volume, told["n"], "每日图末端", window=(days[-1], days[-1]))
    for told in reading.page.take(
        "chart.expected",
        box="trend",
    ):
        if told.sentence.kind == "mark":
            reading.about(expected, told["n"], "每日图末端", window=(days[-1], days[-1]))
    for sentence in reading.page.sentences:
        if sentence.box == "trend" and sentence.kind == "hover":
            _hover(reading, sentence.words)
            sentence.taken.append((0, len(sentence.words)))


def _hover(reading: Reading, words: str) -> None:
    """Read 2026-09-27 周日 中秋节 9 预期 13 通常在 8 至 17 之间."""
    parts = words.split()
    day = date.fromisoformat(parts[0])
    until = parts.index("预期") if "预期" in parts else len(parts)
    reading.count(volume_of(reading), parts[until - 1], "每日图提示", window=(day, day))
    if until < len(parts):
        reading.about(expected_of(reading), parts[until + 1], "每日图提示", window=(day, day))


def _rises(reading: Reading) -> None:
    page, table = reading.page, reading.page.table("rises")
    volume, expected = volume_of(reading), expected_of(reading)
    names = reading.look.names
    if table is not None:
        heads = [head(f"column.{k}") for k in ("category_code", "tickets", "expected", "ratio")]
        for code, n, due, ratio in table.rows(*heads):
            reading.cell(volume, n, "上升表", category=str(code))
            reading.cell(expected, due, "上升表", category=str(code))
            reading.cell(
                reading.look.counting("ratio"),
                ratio,
                "上升表",
                category=str(code),
                basis="volume/expected",
            )
        for more in ("ratio_low", "ratio_high"):
            table.column(head(f"column.{more}"))
    for told in page.take("today.rise_hover", kind="hover", name=r"[^：]+"):
        code = names.category(told["name"])
        reading.count(volume, told["count"], "上升图提示", category=code)
        reading.about(expected, told["expected"], "上升图提示", category=code)
    for told in (
        *page.take("today.rise_above", name=r"[^：。]+?"),
        *page.take("today.rise_above_rare", name=r"[^：。]+?"),
        *page.take("today.rise_within", name=r"[^：。；]+?"),
    ):
        code = names.category(told["name"])
        reading.count(volume, told["count"], "上升图题", category=code)
        if "expected" in told.blanks:
            reading.about(expected, told["expected"], "上升图题", category=code)
    picture = page.figure("rises")
    if picture is not None:
        picture.taken = True
        for trace, figure in zip(picture.traces, (volume, expected), strict=True):
            for name, value, words in zip(picture.names, trace["x"], trace["text"], strict=True):
                code = names.category(name)
                reading.cell(figure, value, "上升图", category=code)
                if written(words) and text("today.rise_rare") != words:
                    reading.about(figure, words, "上升图标注", category=code)
    for sentence in page.sentences:
        if sentence.box == "rises" and sentence.kind == "bar":
            sentence.taken.append((0, len(sentence.words)))


def _areas(reading: Reading) -> None:
    page, table, volume = reading.page, reading.page.table("areas"), volume_of(reading)
    if table is not None:
        heads = [head(f"column.{k}") for k in ("area_code", "tickets", "population", "per_10k")]
        rows = table.rows(*heads)
        for code, n, people, rate in rows:
            reading.cell(volume, n, "区域表", area=str(code))
            reading.cell("population", people, "区域表", area=str(code), window="—")
            reading.cell(reading.look.counting("per_10k"), rate, "区域表", area=str(code))
        for more in ("low", "high"):
            table.column(head(f"column.{more}"))
        unplaced = page.take("today.area_key_unplaced")
        whole = [r[1] for r in rows] + [int(t["count"].replace(",", "")) for t in unplaced]
        if "area" not in reading.look.query:
            reading.total(volume, whole, "区域表合计")
    for told in page.take("today.area_hover", kind="hover", name=r"[^：]+"):
        code = reading.look.names.area(told["name"])
        reading.count(volume, told["count"], "区域图提示", area=code)
        reading.about(reading.look.counting("per_10k"), told["rate"], "区域图提示", area=code)
        reading.about("population", told["people"], "区域图提示", area=code, window="—")
    for told in page.take("today.area_counts", name=r"[^，。]+?"):
        code = reading.look.names.area(told["name"])
        reading.count(volume, told["count"], "区域图题", area=code)
    picture = page.figure("areas")
    if picture is not None and picture.areas():
        _area_map(reading, picture)
    elif picture is not None:
        people = bool(picture.traces) and "（" in "".join(picture.traces[0].get("text") or [])
        trace = picture.traces[0]
        for name, value, words in zip(picture.names, trace["x"], trace["text"], strict=True):
            figure, code = (
                reading.look.counting("per_10k") if people else volume,
                reading.look.names.area(name),
            )
            reading.cell(figure, value, "区域图", area=code)
            reading.about(figure, words, "区域图标注", area=code)
            if people:
                reading.count(volume, words.partition("（")[2], "区域图标注", area=code)
    page.take("today.basis_rate", period=PERIOD)
    for sentence in page.sentences:
        if sentence.box == "areas" and sentence.kind in {"bar", "mark", "title"}:
            sentence.taken.append((0, len(sentence.words)))


_AREA_SAID = re.compile(r"(?:(?P<rate>[\d.,]+)（)?(?P<n>[\d,]+)件")


def _area_map(reading: Reading, picture: Figure) -> None:
    """Read what a pointer on an area shows, how many tickets a click opens, and the list below."""
    page, names = reading.page, reading.look.names
    told = [(code, words, "区域图提示") for code, words, _ in picture.areas()]
    for key in ("today.map_most_rate", "today.map_most"):
        for listed in page.take(key, box="areas", areas=r".+"):
            items = [item.split(" ", 1) for item in listed["areas"].split("、")]
            told += [(names.area(name), said, "区域列表") for name, said in items]
    for code, words, place in told:
        found = _AREA_SAID.match(words)
        if found:
            reading.count(volume_of(reading), f"{found['n']}件", place, area=code)
        if found and found["rate"]:
            rate = reading.look.counting("per_10k")
            reading.about(rate, found["rate"], place, area=code)
    for code, _, n in picture.areas():
        reading.cell(volume_of(reading), n, "区域图点按", area=code)
    for sentence in page.sentences:
        if sentence.box == "areas" and sentence.kind == "hover":
            sentence.taken.append((0, len(sentence.words)))


def _rates(reading: Reading) -> None:
    page, table = reading.page, reading.page.table("rates")
    labels = {"按时办结率": "on_time_rate", "满意率": "satisfaction_rate"}
    if table is not None:
        keys = ("metric", "month", "value", "low", "high", "numerator", "denominator")
        for label, month, value, low, high, hit, n in table.rows(
            *(head(f"column.{k}") for k in keys)
        ):
            name = labels.get(str(label).partition("（")[0])
            if name is None or _year_before(reading, str(month)):
                continue
            full, window = reading.look.counting(name), _month(reading, str(month))
            for part, one in (("", value), ("#low", low), ("#high", high)):
                reading.cell(f"{full}{part}", one, "月表", window=window)
            if known(value):
                reading.cell(f"{full}#numerator", hit, "月表", window=window)
                reading.cell(f"{full}#denominator", n, "月表", window=window)
    for told in page.take(
        "today.rate_hover", kind="hover", label=r"[^；。]+?", month=r"\d{4}-\d{2}"
    ):
        name = labels.get(told["label"].partition("（")[0])
        if name is None:
            continue
        full, window = reading.look.counting(name), _month(reading, told["month"])
        reading.about(full, told["rate"], "月图提示", window=window)
        reading.count(f"{full}#numerator", told["hit"], "月图提示", window=window)
        reading.count(f"{full}#denominator", told["n"], "月图提示", window=window)
    for told in page.take("today.rate_now", kind="title", month=r"\d+月", label=r"[^；。\d]+?"):
        name = labels.get(told["label"].partition("（")[0])
        if name is not None:
            month, last = reading.days(told["month"]), reading.look.period[1]
            full = reading.look.counting(name)
            if month:
                window = (month[0], min(month[1], last))
                reading.about(full, told["rate"], "月图题", window=window)
    picture = page.figure("rates")
    if picture is not None:
        picture.taken = True
    for sentence in page.sentences:
        value = re.fullmatch(r"[\d.]+%", sentence.words)  # beside its point, read from the table
        if sentence.box == "rates" and (sentence.kind == "bar" or value):
            sentence.taken.append((0, len(sentence.words)))


def _month(reading: Reading, month: str) -> Days:
    """Return a month's days, the last one only up to the last day that is looked at."""
    year, number = (int(p) for p in month.split("-"))
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    return first, min(following - timedelta(days=1), reading.look.period[1])


def _year_before(reading: Reading, month: str) -> bool:
    """Tell whether a month is one of last year's: known as of then, which no other page tells."""
    last = reading.look.period[1]
    return _month(reading, month)[1] < last - timedelta(days=250)
