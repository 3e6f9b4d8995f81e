"""Reads 热点 and 主题详情."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlparse

from style.texts import text
from tests.agreement import read_few
from tests.agreement.drawn import Table
from tests.agreement.facts import Days
from tests.agreement.numbers import counted, exactly, known, written
from tests.agreement.read_forecast_days import past
from tests.agreement.read_warnings import events
from tests.agreement.reading import Reading
from tests.agreement.tables import head

N, USUAL = "topic", "topic usual"
WEEK = text("hot.window_7d")
"""How the page calls the days that it counts where nothing else is chosen."""


def read_list(reading: Reading) -> None:
    """Read 热点. Topics are told apart by their names: what a reader has to go by."""
    page, week = reading.page, past(reading, 7)
    read_few.read(reading, "hot.sentence_few", {"n": week}, least=r"\d+")
    for key in ("hot.sentence", "hot.sentence_part", "hot.sentence_pin"):
        for told in page.take(
            key, against=r"(?:，往常约[\d,]+件|，往常几乎没有)?", place=r"[^。]*?(?=。|$)"
        ):
            _sentence(reading, told["name"], told["n"], told["against"], told["place"])
    for told in (*page.take("hot.advice_unit"), *page.take("hot.advice_unit_only")):
        first = next((t["name"] for t in _firsts(reading)), "")
        reading.say("lead_unit", told["unit"], told.words, "建议", window=week, topic=first)
    _tables(reading, week)
    _options(reading, week)
    _trend(reading, "hot_trend")
    _places(reading, "hot_places", topic="")
    _hours(reading, "hot_hours")
    _lengths(reading)
    page.take("hot.outliers")
    page.take("hot.heat_hover")


def _tables(reading: Reading, week: Days) -> None:
    for name, table in reading.page.tables.items():
        heads = table.frame.columns
        if name.endswith(":list") and head("hot.col_recent", span=WEEK) in heads:
            _rows(reading, table, week)
        elif head("hot.col_n_recent", span=WEEK) in heads and not name.endswith(":paper"):
            _data(reading, table, week, every=name != "page")


def _lengths(reading: Reading) -> None:
    """A list has as many rows as its headline says."""
    page = reading.page
    for told in page.take("hot.all_title"):
        reading.say("topics", counted(told["count"]), told.words, "全部主题题", window="run")
        for more in page.tables.values():
            if head("hot.col_stability") in more.frame:
                n = len(more.frame)
                reading.say("topics", exactly(n), n, "全部主题表", window="run")
    for told in page.take("hot.title_list"):
        reading.say("topics shown", counted(told["count"]), told.words, "热点题", window="run")
        for name, more in page.tables.items():
            if name.endswith(":list"):
                n = len(more.frame)
                reading.say("topics shown", exactly(n), n, "热点表", window="run")


def _options(reading: Reading, week: Days) -> None:
    """Read the choice of a topic: its name with the tickets of the week."""
    told = [
        re.match(r"(?:细类 · )?((?![大中]类 · ).+)（([\d,]+)件）$", s.words)
        for s in reading.page.sentences
        if s.kind == "option"
    ]
    names = [m.group(1) for m in told if m]
    for found in told:
        if found and names.count(found.group(1)) == 1:
            reading.count(N, found.group(2), "主题选择", window=week, topic=found.group(1))


def _hours(reading: Reading, box: str) -> None:
    """Read the hours of the last day: the labels of the columns, and what a pointer shows."""
    page, picture = reading.page, reading.page.figure(box)
    topic = "" if box == "hot_hours" else reading.look.query.get("topic", box)
    day = (reading.look.last_day,) * 2
    if picture is None:
        return
    picture.taken = True
    for told in page.take("hot.hour_hover", box=box, kind="hover", name=r"[^：]+"):
        reading.count(
            "topic hours", told["n"], "时辰图提示", window=day, hour=told["name"], box=topic
        )
    hovers = [re.match(r"([^：]+)：", str(c)) for c in picture.traces[0].get("customdata") or []]
    for found, value in zip(hovers, picture.traces[0]["y"], strict=False):
        if found:
            reading.cell("topic hours", value, "时辰图", window=day, hour=found.group(1), box=topic)
    for sentence in page.sentences:
        if sentence.box == box:
            sentence.taken.append((0, len(sentence.words)))


def _firsts(reading: Reading) -> list[dict[str, str]]:
    found = []
    for key in ("hot.sentence", "hot.sentence_part", "hot.sentence_pin"):
        found += [
            t.blanks
            for t in reading.page.take(
                key, against=r"(?:，往常约[\d,]+件|，往常几乎没有)?", place=r"[^。]*?(?=。|$)"
            )
        ]
    return found


def _sentence(reading: Reading, name: str, n: str, against: str, place: str) -> None:
    week = past(reading, 7)
    reading.count(N, n, "结论", window=week, topic=name)
    if re.search(r"\d", against):
        reading.about(USUAL, against, "结论", window=week, topic=name)
    if place.startswith("，多在"):
        reading.say(
            "main place", place.removeprefix("，多在"), place, "结论", topic=name, window=week
        )


def _rows(reading: Reading, table: Table, week: Days) -> None:
    heads = [head(f"hot.col_{c}", span=WEEK) for c in ("topic", "recent", "where")]
    with_heat = head("hot.col_heat") in table.frame.columns
    for row, (name, recent, where) in enumerate(table.rows(*heads)):
        topic = str(name).split(" ")[0].removesuffix(text("hot.pinned"))
        found = re.match(r"([\d,]+)件(?: 往常约([\d,]+)件)?", str(recent))
        if found:
            reading.count(N, found.group(1), "热点表", window=week, topic=topic)
            if found.group(2):
                reading.about(USUAL, found.group(2), "热点表", window=week, topic=topic)
        spread = re.search(r"(\d+)个街道、([\d,]+)人", str(where))
        if spread:
            reading.count("streets", spread.group(1), "热点表", window=week, topic=topic)
            reading.count("people", spread.group(2), "热点表", window=week, topic=topic)
        place = str(where).split(" ")[0]
        if (place and place != "—" and not spread) or (
            spread and not place.startswith(spread.group(0)[:3])
        ):
            reading.say("main place", place, where, "热点表", window=week, topic=topic)
        if with_heat:
            heat = str(table.frame[head("hot.col_heat")].iloc[row])
            reading.about("heat", heat, "热点表", window=week, topic=topic)
        state = head("hot.col_state")
        if state in table.frame.columns:
            words = str(table.frame[state].iloc[row]).split(" ")[0]
            reading.say("state", words, words, "热点表", window=week, topic=topic)
    table.taken.update(str(c) for c in table.frame.columns)


def _data(reading: Reading, table: Table, week: Days, *, every: bool = False) -> None:
    """Read the table of figures; of ``every`` level, only those that no other level names."""
    keys = ("name", "n_recent", "expected", "n", "heat", "state")
    names = [k for k in keys if head(f"hot.col_{k}", span=WEEK) in table.frame.columns]
    rows = [
        dict(zip(names, r, strict=True))
        for r in table.rows(*(head(f"hot.col_{k}", span=WEEK) for k in names))
    ]
    told = [str(r["name"]) for r in rows]
    for row in rows:
        topic = str(row["name"])
        if every and told.count(topic) > 1:
            continue
        for key, figure, window in (
            ("n_recent", N, week),
            ("expected", USUAL, week),
            ("n", N, "run"),
            ("heat", "heat", week),
        ):
            if key in row:
                reading.cell(figure, row[key], "数据表", window=window, topic=topic)
        if row.get("state"):
            reading.say(
                "state", str(row["state"]), row["state"], "数据表", window=week, topic=topic
            )
    table.taken.update(str(c) for c in table.frame.columns)


def _trend(reading: Reading, box: str) -> None:
    page, picture, week = reading.page, reading.page.figure(box), past(reading, 7)
    name = ""
    for key in ("hot.trend_title", "hot.trend_bare"):
        for told in page.take(key, kind="title", box=box, how=r"[^；。]+"):
            name = told["name"]
            reading.count(N, told["n"], "走势图题", window=week, topic=name)
            more = re.match(r"比往常(多|少)([\d,]+)件", told.blanks.get("how", ""))
            if more:
                gap = written(more.group(2))
                n = counted(told["n"])
                if gap and n:
                    sign = -1.0 if more.group(1) == "多" else 1.0
                    low, high = sorted((n.low + sign * gap.low, n.low + sign * gap.high))
                    reading.say(
                        USUAL, type(gap)(low, high), told.words, "走势图题", window=week, topic=name
                    )
    if picture is None or not name:
        return
    actual, usual = picture.actual(), picture.dashed()
    if actual is not None:
        days = [date.fromisoformat(d) for d in actual["x"]]
        for day, value in zip(days, actual["y"], strict=True):
            reading.cell(N, value, "走势图", window=(day, day), topic=name)
        mine = [v for d, v in zip(days, actual["y"], strict=True) if week[0] <= d <= week[1]]
        if len(mine) == 7:
            reading.total(N, mine, "走势图合计", window=week, topic=name)
        for told in page.take("chart.actual", box=box):
            reading.count(N, told["n"], "走势图末端", window=(days[-1], days[-1]), topic=name)
    if usual is not None:
        values = [v for v in usual["y"] if v is not None]
        if len(values) == 7:
            reading.total(USUAL, values, "走势图合计", window=week, topic=name)
    for sentence in page.sentences:
        if sentence.box == box and sentence.kind in {"hover", "mark"}:
            sentence.taken.append((0, len(sentence.words)))


def _places(reading: Reading, box: str, topic: str) -> None:
    page, picture, week = reading.page, reading.page.figure(box), past(reading, 7)
    counts: dict[str, str] = {}
    if picture is not None:
        picture.taken = True
        called = {code: name for name, code in reading.look.names.areas.items()}
        counts |= {called.get(code, code): told for code, told, n in picture.areas() if n}
        trace = {} if counts else picture.traces[-1]
        names = picture.names or [
            re.sub(r"\s*[\d,]+.*$", "", str(c)) for c in trace.get("customdata") or []
        ]
        words = trace.get("text") or trace.get("customdata") or []
        for name, told in zip(names, words, strict=False):
            counts[name] = re.sub(r"^\D*|<br>.*", "", str(told).replace(name, ""))
    recent = not page.take("hot.places_key_all", box=box) and not page.take(
        "hot.map_key_all", box=box
    )
    window = week if recent else "run"
    for name, told in counts.items():
        if written(told):
            reading.count("topic at place", told, "地点图", window=window, topic=topic, at=name)
    for told in page.take("hot.place_count", box=box, kind="weisu-note", name=r"[^、：；。]+?"):
        reading.count(
            "topic at place", told["n"], "地点列表", window=window, topic=topic, at=told["name"]
        )
    for key in ("hot.places_one_title", "hot.places_old_title"):
        for told in page.take(key, box=box, kind="title"):
            reading.count(
                "topic at place", told["n"], "地点图题", window=window, topic=topic, at=told["name"]
            )
    for told in page.take("hot.places_title", box=box, kind="title"):
        reading.say("main place of all", told["name"], told.words, "地点图题", window=week)
    for sentence in page.sentences:
        if sentence.box == box and sentence.kind in {"hover", "mark", "bar", "title"}:
            sentence.taken.append((0, len(sentence.words)))


def read_topic(reading: Reading) -> None:
    """Read 主题详情."""
    page, week = reading.page, past(reading, 7)
    events(reading)
    name, where, whole = "", "", ""
    for told in page.take(
        "topic.sentence",
        name=r"[^：]+",
        against=r"(?:，往常约[\d,]+件|，往常几乎没有)?",
        where=r"[^。]*?(?=。|$)",
    ):
        name, where, whole = told["name"], told["where"], told["all"]
        _sentence(reading, name, told["n"], told["against"], where)
        reading.count(N, told["all"], "结论", window="run", topic=name)
    for told in page.take("topic.unit"):
        reading.say("lead_unit", told["unit"], told.words, "建议", window=week, topic=name)
    for key, figure, window in (("recent", N, week), ("all", N, "run"), ("heat", "heat", week)):
        tile = page.tile(text(f"topic.tile_{key}", span=WEEK))
        if tile is not None:
            keep = reading.count if figure == N else reading.about
            keep(figure, tile.value, "数字", window=window, topic=name)
    for told in page.take("topic.tile_usual", kind="weisu-note"):
        reading.about(USUAL, told["n"], "数字", window=week, topic=name)
    for told in (*page.take("topic.members_what"), *page.take("topic.members_all")):
        reading.count(N, told["n"], "工单表题", window="run", topic=name)
        table = next((t for t in page.tables.values() if head("topic.col_no") in t.frame), None)
        if table is not None and "shown" in told.blanks:
            reading.say("shown", counted(told["shown"]), told.words, "工单表题", topic=name)
            reading.say("shown", exactly(len(table.frame)), len(table.frame), "工单表", topic=name)
        elif table is not None:
            reading.cell(N, len(table.frame), "工单表行数", window="run", topic=name)
    for told in page.take("topic.to_tickets"):
        reading.count(N, told["n"], "工单表链接", window="run", topic=name)
    for table in page.tables.values():
        if head("topic.col_no") in table.frame:
            table.taken.update(str(c) for c in table.frame.columns)
    _heat(reading, name, week)
    _trend(reading, "topic_trend")
    _places(reading, "topic_places", topic=name)
    _hours(reading, "topic_hours")
    _options(reading, week)
    page.take("topic.unstable")
    assert whole or not name


def _heat(reading: Reading, name: str, week: Days) -> None:
    for table in [t for n, t in reading.page.tables.items() if n.endswith(":list")]:
        if head("topic.heat_value") not in table.frame.columns:
            continue
        product = 1.0
        for part, value, means in table.rows(
            *(head(f"topic.heat_{c}") for c in ("part", "value", "means"))
        ):
            span = known(str(value))
            product *= (span.low + span.high) / 2 if span else 1.0
            if part == text("topic.part_volume"):
                reading.count(
                    N, str(means).removeprefix("近7天"), "热度表", window=week, topic=name
                )
            if part == text("topic.part_growth"):
                reading.about(USUAL, str(means), "热度表", window=week, topic=name)
        if product:
            low, high = product * 0.96 - 1, product * 1.04 + 1
            reading.say(
                "heat",
                type(exactly(0))(low, high),
                f"乘积 {product:.1f}",
                "热度表",
                window=week,
                topic=name,
            )


def topic_links(bodies: list[str]) -> list[str]:
    """Return the ids of the topics that a page links to."""
    found: list[str] = []
    for body in bodies:
        for link in re.findall(r'href="([^"]+)"', body):
            asked = parse_qs(urlparse(link.replace("&amp;", "&")).query).get("topic")
            if asked and asked[0] not in found:
                found.append(asked[0])
    return found
