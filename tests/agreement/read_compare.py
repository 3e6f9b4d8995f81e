"""Reads 指标对比."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from data_access.metrics.registry import ask
from style.texts import text
from style.wording import punctuate
from tests.agreement.drawn import Figure, Table
from tests.agreement.facts import Days
from tests.agreement.numbers import known, written
from tests.agreement.reading import Reading, with_variant, without_variant
from tests.agreement.tables import head

CHANGE = re.compile(
    r"较(上周同日|上周|上月同日|上月同期|上月|去年同日|去年同期|之前同长时段|前\d+天)(\S+)"
)


def asked(reading: Reading) -> str:
    """Return the full name of the metric that the page is about."""
    query = reading.look.query
    name, variant = query.get("metric", "volume"), query.get("variant", "")
    full = f"{name}:{variant}" if variant else name
    if ask(name).metric.dataset == "tickets":
        full = reading.look.counting(full)
        full = with_variant(full, "assessed") if query.get("basis") == "assessed" else full
    return full


def read(reading: Reading) -> None:
    """Read the page."""
    name = asked(reading)
    metric = ask(name).metric
    label = punctuate(ask(name).label)
    _sentence(reading, name, label)
    table = reading.page.table("earlier")
    if table is not None:
        _earlier(reading, name, table)
    _tiles(reading, name, label)
    _bars(reading, name)
    for box in ("effects", "parts"):
        _parts(reading, name, box, is_count=metric.kind == "count")
    _peers(reading, name)


def _figure(reading: Reading, name: str, words: str, place: str, **more: Any) -> None:
    """Keep a metric's figure in words: a number of things, or rounded."""
    unit = ask(name).metric.unit
    if ask(name).metric.kind == "count":
        reading.count(name, words, place, **more)
    elif unit not in {"小时", "天"}:
        reading.about(name, words, place, **more)


def _sentence(reading: Reading, name: str, label: str) -> None:
    for told in reading.page.take(
        "compare.sentence",
        label=_escaped(label),
        period=r"[^，；。]*?",
        change=r"[^；]+?(?=；|。|$)",
    ):
        window = reading.days(told["period"]) or "?"
        _figure(reading, name, told["value"], "结论", window=window)
        changes(reading, name, told["change"], "结论", reading.look.period)
    for told in reading.page.take("compare.reason_count", name=r"[^；。（]+"):
        code = reading.look.names.category(told["name"])
        sign = written(told["size"])
        when = reading.look.query.get("against", "month")
        reading.say(
            "volume change", sign, told.words, "结论后", basis=f"{name} {when}", category=code
        )


def _escaped(words: str) -> str:
    return "".join(f"\\{c}" if c in "()[]{}+*?.|^$\\" else c for c in words)


def changes(reading: Reading, name: str, words: str, place: str, window: Days) -> None:
    """Keep what is said of changes, each against a period by its name."""
    for clause in words.split("；"):
        found = CHANGE.search(clause)
        if found:
            label = "前一段" if found[1].startswith(("之前", "前")) else found[1]
            reading.say("change", found[2], clause, place, window=window, basis=f"{name} 较{label}")


def _then(reading: Reading, last: date) -> str:
    """Return as of when an earlier period is told, where that isn't the last day with data."""
    look = reading.look
    until = last + (look.last_day - look.period[1])
    return "" if until == look.last_day else f"截至 {until}"


def _earlier(reading: Reading, name: str, table: Table) -> None:
    keys = (
        "metric",
        "when",
        "first",
        "last",
        "value",
        "numerator",
        "denominator",
        "cases",
        "low",
        "high",
        "compared",
    )
    mine = punctuate(ask(name).label)
    names = {punctuate(ask(n).label): n for n in _readings(name)}
    for label, when, first, last, value, hit, n, cases, low, high, said in table.rows(
        *(head(f"column.{k}") for k in keys)
    ):
        full = names.get(str(label))
        if full is None or not first:
            continue
        days = (date.fromisoformat(str(first)), date.fromisoformat(str(last)))
        basis = _then(reading, days[1]) if ask(full).metric.kind != "count" else ""
        place = f"对比表：{when}"
        if when == text("compare.due"):
            reading.cell(full.replace("volume", "expected"), value, place, window=days)
            continue
        reading.cell(full, value, place, window=days, basis=basis)
        if known(value) is not None:
            for part, one in (
                ("numerator", hit),
                ("denominator", n),
                ("n", cases),
                ("low", low),
                ("high", high),
            ):
                reading.cell(f"{full}#{part}", one, place, window=days, basis=basis)
        if str(label) == mine and said:
            changes(reading, name, str(said), place, reading.look.period)
    for more in ("change_low", "change_high"):
        table.column(head(f"column.{more}"))


def _readings(name: str) -> list[str]:
    """Return the metric in all ways of counting that the page may set beside each other."""
    bare = without_variant(without_variant(name, "matters"), "assessed")
    if ask(name).metric.dataset != "tickets":
        return [name]
    matters, assessed = (with_variant(bare, v) for v in ("matters", "assessed"))
    return [bare, matters, assessed, with_variant(matters, "assessed")]


def _tiles(reading: Reading, name: str, label: str) -> None:
    other = {
        text("compare.tile_raw"): without_variant(name, "assessed"),
        text("compare.tile_assessed"): with_variant(name, "assessed"),
        text("compare.tile_tickets"): without_variant(name, "matters"),
        text("compare.tile_matters"): with_variant(name, "matters"),
    }
    for tile in reading.page.tiles:
        tile.taken = True
        full = name if tile.label == label else other.get(tile.label)
        if full is not None:
            _figure(reading, full, tile.value, f"数字：{tile.label}")
    reading.page.take("compare.gap", out="(?:多计|少计)[\\d,]+件")
    for told in reading.page.take("compare.based_on", kind="weisu-note"):
        reading.count(f"{name}#n", told["n"], "数字：依据")
    for told in reading.page.take("compare.interval", kind="weisu-note"):
        if ask(name).metric.unit not in {"小时", "天"}:
            reading.about(f"{name}#low", told["low"], "数字：可信范围")
            reading.about(f"{name}#high", told["high"], "数字：可信范围")
    for key in ("within", "season_up", "season_down"):
        for told in reading.page.take(f"compare.due_{key}"):
            for end in ("low", "high"):
                reading.about(
                    f"{name.replace('volume', 'expected')}.{end}",
                    told[end],
                    "数字：预期",
                    basis="sum",
                )
    for key in ("above", "below"):
        for told in reading.page.take(f"compare.due_{key}"):
            reading.about(name.replace("volume", "expected"), told["n"], "数字：预期")
    for told in reading.page.take("compare.due_hover", kind="hover"):
        reading.about(name.replace("volume", "expected"), told["n"], "对比图：预期")
    for key in ("compare.counts_more", "compare.counts_fewer", "compare.sums_right"):
        reading.page.take(key)
    for key in ("reached", "missed", "near"):
        reading.page.take(f"compare.target_{key}", target=r"[^；。]+?")


def _bars(reading: Reading, name: str) -> None:
    picture = reading.page.figure("earlier")
    if picture is None:
        return
    picture.taken = True
    for sentence in (s for s in reading.page.sentences if s.box == "earlier" and s.kind == "title"):
        changes(reading, name, sentence.words.partition("：")[2], "对比图题", reading.look.period)
        sentence.taken.append((0, len(sentence.words)))
    for label, value, words, hover in zip(
        picture.names,
        picture.traces[0]["x"],
        picture.traces[0]["text"],
        picture.traces[0]["customdata"],
        strict=True,
    ):
        days = reading.days(hover)
        if days is None:
            continue
        basis = _then(reading, days[1]) if ask(name).metric.kind != "count" else ""
        reading.cell(name, value, f"对比图：{label}", window=days, basis=basis)
        _figure(reading, name, words, f"对比图标注：{label}", window=days, basis=basis)
    for sentence in reading.page.sentences:
        if sentence.box == "earlier" and sentence.kind in {"bar", "hover"}:
            sentence.taken.append((0, len(sentence.words)))


def _parts(reading: Reading, name: str, box: str, *, is_count: bool) -> None:
    table, picture = reading.page.table(box), reading.page.figure(box)
    for told in reading.page.take(
        "compare.effects_title", box=box, before=r"\S+?", after=r"\S+?(?=，)"
    ):
        _figure(reading, name, told["after"], "构成图题")
    for told in reading.page.take("compare.unclear_title", box=box):
        _figure(reading, name, told["after"], "构成图题")
    if table is not None:
        _part_rows(reading, name, table, box, is_count=is_count)
    if picture is not None:
        _labels(reading, picture, name, box, is_count=is_count)


def _part_rows(reading: Reading, name: str, table: Table, box: str, *, is_count: bool) -> None:
    heads = {str(c) for c in table.frame.columns}
    when = reading.look.query.get("against", "month")
    if is_count and head("column.after") in heads:
        # A count's parts are taken by category first, then by place.
        by = "category" if box == "effects" else "area"
        keys = ("code", "after", "before", "cases_change")
        rows = table.rows(*(head(f"column.{k}") for k in keys))
        for code, after, _, change in rows:
            # What names no finer part stands under the whole's own code.
            if isinstance(code, str) and code and code != reading.look.query.get(by):
                cell, basis = {by: code}, f"{name} {when}"
                reading.cell(name, after, "构成表：本期", **cell)
                reading.cell("volume change", change, "构成表", basis=basis, **cell)
        reading.total(name, [r[1] for r in rows], "构成表合计")
        reading.total(f"{name} before", [r[2] for r in rows], "构成表合计", basis=when)
    elif head("column.n_after") in heads:
        rows = table.rows(*(head(f"column.{k}") for k in ("code", "n_after", "hit_after")))
        for code, n, hit in rows:
            if isinstance(code, str) and code != reading.look.query.get("category") and n:
                reading.cell(f"{name}#denominator", n, "各类表：本期", category=str(code))
                reading.cell(f"{name}#numerator", hit, "各类表：本期", category=str(code))
        reading.total(f"{name}#denominator", [r[1] for r in rows], "各类表合计")
        reading.total(f"{name}#numerator", [r[2] for r in rows], "各类表合计")
    for column in table.frame.columns:
        table.taken.add(str(column))


def _labels(reading: Reading, picture: Figure, name: str, box: str, *, is_count: bool) -> None:
    """A bar's label says its bar; the last bar of a waterfall is the sum of the others."""
    picture.taken = True
    marks = [
        s for s in reading.page.sentences if s.box == box and s.kind in {"mark", "hover", "title"}
    ]
    for sentence in marks:
        sentence.taken.append((0, len(sentence.words)))
    hovers = picture.traces[0].get("customdata") or []
    values = list(picture.traces[0]["x"])
    when = reading.look.query.get("against", "month")
    for label, value, hover in zip(picture.names, values, hovers, strict=True):
        where = f"bar {label}"
        if "：" in hover:
            scale = 1.0 if is_count else 100.0
            words = hover.partition("：")[2]
            span = written(words)
            if span is not None:
                reading.say(where, span, words, f"{box} 图标注", basis=f"{name} {box} {when}")
                reading.say(
                    where, known(value * scale), value, f"{box} 图", basis=f"{name} {box} {when}"
                )
    if box == "effects" and picture.names and picture.names[-1] == text("compare.total"):
        reading.cell("effects total", values[-1], "构成图合计", basis=f"{name} {when}")
        reading.total("effects total", values[:-1], "构成图各条之和", basis=f"{name} {when}")


def _peers(reading: Reading, name: str) -> None:
    table, picture = reading.page.table("peers"), reading.page.figure("peers")
    if table is not None:
        keys = ("unit", "value", "numerator", "denominator")
        for unit, value, hit, n in table.rows(*(head(f"column.{k}") for k in keys)):
            if "department" in reading.look.limits:
                continue
            cell = {"department": str(unit)}
            if known(value) is not None and n:
                reading.cell(name, value, "单位表", **cell)
                reading.cell(f"{name}#numerator", hit, "单位表", **cell)
                reading.cell(f"{name}#denominator", n, "单位表", **cell)
        table.taken.update(str(c) for c in table.frame.columns)
    for told in reading.page.take(
        "compare.peer_hover", kind="hover", unit=r"[^：]+?", verdict=".+"
    ):
        cell = {"department": told["unit"]}
        reading.about(name, told["rate"], "单位图提示", **cell)
        reading.count(f"{name}#numerator", told["hit"], "单位图提示", **cell)
        reading.count(f"{name}#denominator", told["n"], "单位图提示", **cell)
    if picture is not None:
        picture.taken = True
    for sentence in reading.page.sentences:
        if sentence.box == "peers":
            sentence.taken.append((0, len(sentence.words)))
