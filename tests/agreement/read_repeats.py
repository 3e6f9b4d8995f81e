"""Reads 重复诉求网络."""

from __future__ import annotations

import re

from style.texts import text
from tests.agreement.numbers import exactly, known, written
from tests.agreement.read_warnings import events
from tests.agreement.reading import Reading
from tests.agreement.tables import head


def read(reading: Reading) -> None:
    """Read the page."""
    page = reading.page
    events(reading)
    for told in page.take("rep.sentence"):
        for figure in ("tickets", "matters", "ended"):
            reading.count(f"repeats: {figure}", told[figure], "结论", window="run")
    values = {}
    for figure, key in (("tickets", "tickets"), ("matters", "matters"), ("ended", "repeated")):
        tile = page.tile(text(f"rep.tile_{key}"))
        if tile is not None:
            reading.count(f"repeats: {figure}", tile.value, "数字", window="run")
            values[figure] = written(tile.value)
    spans = list(values.values())
    if len(spans) == 3 and all(spans):
        tickets, matters, ended = spans
        assert tickets
        assert matters
        assert ended
        gap = type(tickets)(tickets.low - matters.high, tickets.high - matters.low)
        reading.say("repeats: ended", gap, f"{gap.low:g}", "数字：两数之差", window="run")
    for told in page.take("rep.share", kind="weisu-note"):
        reading.about("repeats: share", told["share"], "数字", window="run")
    _cures(reading)
    _groups(reading)
    _network(reading)
    _suggestions(reading)


def _suggestions(reading: Reading) -> None:
    """What is said of tickets that look like one matter: how many they are, all in all."""
    page = reading.page
    page.take("rep.sug_title")
    page.take("rep.sug_what")
    page.take("rep.merge_gain")
    for table in page.tables.values():
        if head("rep.merge_col_gain") in table.frame.columns:
            table.taken.update(str(c) for c in table.frame.columns)
    page.take("rep.decided_title")
    for sentence in page.sentences:
        if not sentence.box.startswith("suggestion_"):
            continue
        found = re.match(r"(?P<kind>[^：]+)：(?P<n>[\d,]+) 件，", sentence.words)
        if found and sentence.kind == "weisu-note":
            reading.count("suggested", found["n"], "并单依据", window="run", box=sentence.box)
    for told in page.take("rep.sug_line", score=r"[^）]+"):
        reading.count("suggested", told["count"], "并单建议", window="run", box=told.sentence.box)
    for told in page.take("rep.sug_others"):
        box = told.sentence.box
        listed = sum(
            1
            for s in page.sentences
            if s.box == box
            and s.kind == "weisu-note"
            and re.search(r"· \d{12,}$|^\d{12,}$", s.words)
        )
        if listed:  # numbers of another form are not told from words
            reading.say(
                "suggested", exactly(listed), f"{listed} 条", "并单列表", window="run", box=box
            )
    for sentence in page.sentences:
        if sentence.box.startswith(("suggestion_", "merge_")):
            sentence.taken.append((0, len(sentence.words)))


def _cures(reading: Reading) -> None:
    page, picture = reading.page, reading.page.figure("cure")
    for told in page.take("rep.cure"):
        reading.count("repeats: cured", told["ended"], "建议", window="run", basis=told["count"])
        reading.about(
            "repeats: cured share", told["share"], "建议", window="run", basis=told["count"]
        )
    for told in page.take("rep.cure_one"):
        reading.count("repeats: cured", told["ended"], "建议", window="run", basis="1")
        reading.about("repeats: cured share", told["share"], "建议", window="run", basis="1")
    for told in page.take("rep.cure_chart", kind="title"):
        reading.about(
            "repeats: cured share", told["share"], "图题", window="run", basis=told["count"]
        )
    if picture is not None:
        picture.taken = True
        gains, trace = 0.0, picture.traces[0]
        for i, (value, words) in enumerate(zip(trace["x"], trace["text"], strict=True), 1):
            gains += value
            reading.say(
                "repeats: cured",
                exactly(gains),
                f"前{i}条之和 {gains:g}",
                "图",
                window="run",
                basis=str(i),
            )
            share = re.search(r"累计([\d.]+%)", words)
            if share:
                reading.about(
                    "repeats: cured share", share.group(1), "图标注", window="run", basis=str(i)
                )
            reading.cell("bar", value, "图", window="run", basis=f"cure {i}")
            reading.count("bar", words, "图标注", window="run", basis=f"cure {i}")
    for sentence in page.sentences:
        if sentence.box == "cure" and sentence.kind in {"bar", "hover"}:
            sentence.taken.append((0, len(sentence.words)))
    ping = page.figure("pingpong")
    for told in (
        *page.take("rep.ping_title", kind="title"),
        *page.take("rep.ping_title_tied", kind="title", pairs=r".+?"),
    ):
        reading.count("ping", told["n"], "推转图题", window="run")
        if ping is not None:
            reading.cell("ping", ping.traces[0]["x"][0], "推转图", window="run")
    if ping is not None:
        ping.taken = True
    for sentence in page.sentences:
        if sentence.box == "pingpong" and sentence.kind in {"bar", "hover"}:
            sentence.taken.append((0, len(sentence.words)))


def _groups(reading: Reading) -> None:
    page = reading.page
    for table in page.tables.values():
        if head("rep.col_n") not in table.frame.columns or table.name.endswith(":paper"):
            continue
        rows = table.rows(head("rep.col_name"), head("rep.col_n"))
        names = [str(r[0]) for r in rows]
        for name, n in rows:
            if names.count(str(name)) == 1:
                reading.cell("group", n, "事项表", window="run", matter=str(name))
        table.taken.update(str(c) for c in table.frame.columns)
        for sentence in page.sentences:
            found = (
                re.match(r"(.+)（([\d,]+)件）$", sentence.words)
                if sentence.kind == "option"
                else None
            )
            if found:
                sentence.taken.append((0, len(sentence.words)))
                if names.count(found.group(1)) == 1:
                    reading.count(
                        "group", found.group(2), "事项选择", window="run", matter=found.group(1)
                    )


def _network(reading: Reading) -> None:
    page = reading.page
    for name, picture in page.figures.items():
        if "network" in name:
            picture.taken = True
    page.take("rep.network_head", label=r".+?")
    page.take("rep.network_head_tied", label=r".+?")
    for told in page.take("rep.node_hover", kind="hover", kind_=".*"):
        if told["kind"] == text("rep.kind_matter") and known(told["n"]):
            reading.count("group", told["n"], "网络图提示", window="run", matter=told["label"])
    for sentence in page.sentences:
        if "network" in sentence.box or sentence.kind == "mark":
            sentence.taken.append((0, len(sentence.words)))
