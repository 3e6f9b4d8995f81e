"""Reads 今日要情."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tests.agreement import read_today_pictures
from tests.agreement.drawn import Told
from tests.agreement.facts import Days, days_name
from tests.agreement.numbers import counted, relative, written
from tests.agreement.read_compare import changes
from tests.agreement.read_warnings import counted_words, match_counted
from tests.agreement.reading import PERIOD, Reading, expected_of, volume_of, with_variant
from tests.agreement.templates import pattern

_OF = re.compile(r"([\d,]+)件中([\d,]+)件")
_SHORT = r"(?:近\d+天|(?:\d+年)?\d+月(?:\d+日)?(?:至(?:\d+年)?(?:\d+月)?\d+日)?)"
"""How a matter calls the days; no figure of its own may be read as part of them."""
RATES = ("on_time_rate", "satisfaction_rate")


def read(reading: Reading) -> None:
    """Read the page."""
    _sentence(reading)
    _matters(reading)
    _tiles(reading)
    read_today_pictures.read(reading)


def _sentence(reading: Reading) -> None:
    page, volume = reading.page, volume_of(reading)
    for told in page.take("today.total", period=PERIOD):
        window = reading.days(told["period"]) or reading.look.period
        reading.count(volume, told["n"], "结论", window=window)
    for told in (*page.take("today.all_within"), *page.take("today.all_outside")):
        reading.count(volume, told["n"], "结论后")
    for told in page.take("today.within"):
        reading.about(f"{expected_of(reading)}.low", told["low"], "结论", basis="sum")
        reading.about(f"{expected_of(reading)}.high", told["high"], "结论", basis="sum")
    for told in page.take("today.rise", period=PERIOD):
        # "共有诉求33件" is the whole's number, told above.
        if told["category"] != "共有":
            _rise(reading, told)
    for key in ("today.against_more", "today.against_less"):
        for told in page.take(key):
            # What it is told of stands before it: the whole of the cut.
            reading.say(
                reading.look.counting("ratio"),
                _ratio(told, key),
                told.words,
                "结论",
                basis="volume/expected",
            )
    _warned(reading)
    for told in page.take("today.concern", label=r"按时办结率[^，；。]*?|满意率[^，；。]*?"):
        name = next(
            n
            for n, label in zip(RATES, ("按时", "满意"), strict=True)
            if told["label"].startswith(label)
        )
        reading.about(
            reading.look.counting(name), told["value"], "结论后", window=_rate_days(reading)
        )


def _warned(reading: Reading) -> None:
    """The warning that comes first, and how many there are besides."""
    page = reading.page
    pressing = page.take("today.pressing", title=r"[^，。]+")
    for told in pressing:
        title = told["title"]
        reading.say("first warning", title, told.words, "结论", window="now")
        rest = told.sentence.words.partition(f"{told.words}，")[2].rstrip("。")
        found = match_counted(rest)
        if found is not None:
            counted_words(reading, title, found, reading.look.warnings.get(title), "最要紧")
        for inner in page.take("today.pressing_advice"):
            unit = inner["unit"].removeprefix("请")
            reading.say(
                "lead_unit", unit, inner.words, "建议", window="now", warning=title, alone="1"
            )
        told.sentence.taken.append((0, len(told.sentence.words)))
    for told in page.take("today.matters_due", link=r"预警"):
        reading.count(reading.look.due_warnings, told["n"], "要事", window="now")


def _matters(reading: Reading) -> None:
    """Each matter's tickets against the season and last year; whose they are stands above them."""
    name, code, area = "", "", ""
    for sentence in reading.page.sentences:
        if sentence.kind == "h3":
            name, code, area = sentence.words, *_cell(reading, sentence.words)
            sentence.taken.append((0, len(sentence.words)))
        elif sentence.kind == "p" and name:
            if code:
                _amount(reading, sentence.words, code, area)
            sentence.taken.append((0, len(sentence.words)))


def _cell(reading: Reading, title: str) -> tuple[str, str]:
    """Return the category and the area that a matter's second half counts; empty where its name
    does not tell them."""
    names = reading.look.names
    row = reading.look.warnings.get(title.partition(" ")[2] or title)
    if row is not None:
        return str(row.get("category_code") or ""), str(row.get("area_code") or "")
    for key in ("today.matter_season", "today.matter_rose"):
        found = pattern(key, (("name", r".+?"), ("place", ""))).fullmatch(title)
        if found is not None and not names.category(found["name"]).startswith("“"):
            return names.category(found["name"]), ""
    return "", ""


def _amount(reading: Reading, words: str, code: str, area: str) -> None:
    cell = {"category": code, **({"area": area} if area else {})}
    volume, days = volume_of(reading), days_name(reading.look.period)
    clause = words.rpartition("；")[2].rpartition("当地同类诉求")[2]
    found = pattern("today.matter_n", (("period", _SHORT),)).match(clause)
    if found is None:
        return
    reading.count(volume, found["n"], "要事", **cell)
    for told in re.finditer(r"约([\d,.万]+)件", clause):
        reading.about(expected_of(reading), told[1], "要事", **cell)
    for told in re.finditer(r"去年同期([\d,.万]+)件", clause):
        reading.count(volume, told[1], "要事", window="去年同期", basis=days, **cell)


def _ratio(told: Told, key: str) -> Any:
    span = relative(told["share"])
    if span is None:
        return None
    sign = 1.0 if key.endswith("more") else -1.0
    low, high = sorted((1 + sign * span.low, 1 + sign * span.high))
    return type(span)(low, high)


def _rise(reading: Reading, told: Told) -> None:
    page, code = reading.page, reading.look.names.category(told["category"])
    window = reading.days(told["period"]) or reading.look.period
    reading.count(volume_of(reading), told["n"], "结论", category=code, window=window)
    for key in ("today.rise_times", "today.rise_more"):
        for inner in page.take(key):
            reading.about(expected_of(reading), inner["usual"], "结论", category=code)
    for inner in page.take("today.rise_times"):
        reading.say(
            reading.look.counting("ratio"),
            written(inner["times"]),
            inner.words,
            "结论",
            category=code,
            basis="volume/expected",
        )
    for inner in page.take("today.rise_more"):
        reading.say(
            reading.look.counting("ratio"),
            _ratio(inner, "more"),
            inner.words,
            "结论",
            category=code,
            basis="volume/expected",
        )
    for inner in page.take("today.rise_place", place=r"[^，。；]+"):
        area = reading.look.names.area(inner["place"])
        reading.count(volume_of(reading), inner["n"], "结论：地点", category=code, area=area)
        share = written(inner["share"])
        reading.say(
            reading.look.counting("share_of_place"),
            share,
            inner.words,
            "结论",
            # A reader of one area has his own tickets as the whole.
            basis=reading.look.limits.get("area", ""),
            category=code,
            area=area,
        )
    for inner in page.take("today.rise_advice_unit", unit=r"[^，。；（）]+", part=r"[^（）]+"):
        reading.say(
            "lead_unit", inner["unit"].removeprefix("请"), inner.words, "建议", category=code
        )
    page.take("today.handles_part")


def _rate_days(reading: Reading) -> Days:
    first, last = reading.look.period
    length = max(28, (last - first).days + 1)
    return last - timedelta(days=length - 1), last


def _tiles(reading: Reading) -> None:
    page, volume = reading.page, volume_of(reading)
    tiles = [t for t in page.tiles if t.box == "page"]
    if not tiles:
        return
    tiles[0].taken = True
    reading.count(volume, tiles[0].value, f"数字：{tiles[0].label}")
    for told in page.take("today.basis_volume"):
        window = reading.days(told["period"])
        if window:
            reading.count(volume, tiles[0].value, "数字：依据所写日期", window=window)
            days = (window[1] - window[0]).days + 1
            reading.say("days", counted(told["days"]), told.words, "数字", basis="volume")
            reading.say("days", counted(str(days)), told.words, "数字", basis="volume")
    bases = page.take("today.basis_rate", period=PERIOD)
    told_rates = [t for t in tiles[1:] if t.value.endswith("%")]
    names = [n for n, t in zip(RATES, tiles[1:], strict=False) if t in told_rates]
    _few(reading)
    for name, tile, basis in zip(names, told_rates, bases, strict=False):
        full, window = reading.look.counting(name), reading.days(basis["period"])
        reading.about(full, tile.value, f"数字：{tile.label}", window=window or "?")
        reading.count(f"{full}#n", basis["n"], "数字：依据", window=window or "?")
        reading.about(f"{full}#low", basis["low"], "数字：依据", window=window or "?")
        reading.about(f"{full}#high", basis["high"], "数字：依据", window=window or "?")
    for tile in tiles[1:]:
        tile.taken = True
    then = page.take("today.then")
    if len(then) == len(tiles):  # of rates as known then, which no other page tells
        year = days_name(reading.look.period)
        reading.count(volume, then[0]["value"], "数字", window="去年同期", basis=year)
    _assessed(reading, [volume, *[reading.look.counting(n) for n in names]])
    _changes(reading, [volume, *[reading.look.counting(n) for n in RATES]])


def _few(reading: Reading) -> None:
    """A rate of few tickets: how many of how many."""
    spans = reading.page.take("today.basis_few", period=PERIOD)
    tiles = [t for t in reading.page.tiles if t.box == "page"][1:]
    known = [(n, _OF.fullmatch(t.value)) for n, t in zip(RATES, tiles, strict=False)]
    for (name, said), span in zip([k for k in known if k[1]], spans, strict=False):
        window = reading.days(span["period"])
        if said is not None:
            full = f"{reading.look.counting(name)}#n"
            reading.count(full, said.group(1), "数字：几件中几件", window=window or "?")


def _assessed(reading: Reading, names: list[str]) -> None:
    told = reading.page.take("today.assessed")
    for name, one in zip(names, told, strict=False) if len(told) == len(names) else ():
        window = reading.look.period if name == names[0] else _rate_days(reading)
        full = with_variant(name, "assessed")
        (reading.count if name == names[0] else reading.about)(
            full, one["value"], "数字：考核口径", window=window
        )
        out = counted(one["out"])
        reading.say(f"{name}#struck", out, one.words, "数字：考核口径", window=window)


def _changes(reading: Reading, names: list[str]) -> None:
    """What each tile says of a change: in words, against a period that has a name."""
    tiles = [t for t in reading.page.tiles if t.box == "page"][:3]
    for name, tile in zip(names, tiles, strict=False):
        window = reading.look.period if name == names[0] else _rate_days(reading)
        changes(reading, name, tile.delta, f"数字：{tile.label}", window)
    against = [
        s
        for s in reading.page.sentences
        if s.kind in {"weisu-neutral", "weisu-better", "weisu-worse"}
    ]
    for sentence in against:
        sentence.taken.append((0, len(sentence.words)))
    for name, one in zip(names, against, strict=True) if len(against) == 3 else ():
        window = reading.look.period if name == names[0] else _rate_days(reading)
        changes(reading, name, one.words, "数字", window)
