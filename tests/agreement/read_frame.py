"""Reads what stands on every page: until when the data reach, how many tickets there are; and the
pages without figures of tickets.
"""

from __future__ import annotations

import re

import pandas as pd

from style.texts import text
from tests.agreement.numbers import known, written
from tests.agreement.reading import Reading

LEFT = tuple(
    re.compile(p)
    for p in (
        r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?",
        r"(?:\d{4}年)?\d+月(?:\d+日)?(?:至(?:\d+月)?\d+日)?",
        r"近\d+个?[天月]",
        r"前\d+天",
        r"此前\d+天",
        r"\d+天",
        r"95% ?可信范围",
        r"12345",
        r"\d{8,}-[0-9a-f]+",
        r"可信度(?:为)?50%、80%、90%",
        r"50%、80%、90%",
        r"90%(?:可信)?范围",
        r"可信度\d+%",
        r"样本不足（\d+ 件）",
        r"15秒内接听率95%",
        r"\d+小时",
        r"\d+秒",
        r"每日不足\d+件",
        r"最近\d+周(?:承办的工单)?不足\d+件",
        r"口径版本 \d+",
        r"加权 0\.\d",
        r"^口径 .+$",
        r"且已有 \d+ 件以上",
        r"\d+ 件以上",
        r"\d+ 倍以上",
        r"(?:本期|之前同长时段|去年同期|上周|上月同期|上月)?\s?\d+\s?天含\s?\d+\s?个工作日",
        r"\d+分位",
        r"\d+年",
        r"目标(?:不[低高]于)?\d+%",
        r"督办〔\d+〕\d+号",
    )
)
"""What has figures that say nothing of the data: dates, lengths of windows, levels of intervals."""


def read(reading: Reading) -> None:
    """Read the lines of freshness, and set what is printed beside what is on the screen."""
    page = reading.page
    for told in page.take("fresh.line"):
        reading.about("volume", told["tickets"], "数据截至", window="all", alone="1")
        reading.say("last day", told["last_day"], told.words, "数据截至", window="now", alone="1")
    for told in page.take("fresh.line_part"):
        reading.say("last day", told["last_day"], told.words, "数据截至", window="now", alone="1")
    for told in page.take("fc.fresh"):
        reading.say("last day", told["as_of"], told.words, "数据截至", window="now", alone="1")
    for key in ("hot.fresh", "warn.fresh"):
        for told in page.take(key):
            reading.say("last day", told["as_of"], told.words, "分析截至", window="now", alone="1")
    for told in page.take("chart.footer", kind="mark", source=r"[^；]+?"):
        reading.say(
            "last day",
            told["as_of"].strip(),
            told.words,
            f"图脚注 {told.sentence.box}",
            window="now",
            alone="1",
        )
    page.take("shell.paper_more")
    page.take("chart.opens_count", kind="hover")  # tests/support/marks.py opens them
    _printed(reading)


def _printed(reading: Reading) -> None:
    """A table in print says what the one on the screen says."""
    page, look = reading.page, reading.look
    for name, paper in page.tables.items():
        if not name.endswith(":paper"):
            continue
        paper.taken.update(str(c) for c in paper.frame.columns)
        box = name.removesuffix(":paper")
        screen = next(
            (
                t
                for n, t in reversed(page.tables.items())
                if n.split("#")[0] == box
                and set(paper.frame.columns) <= set(map(str, t.frame.columns))
                and len(t.frame) >= len(paper.frame)
            ),
            None,
        )
        if screen is None:
            continue
        for head in paper.frame.columns:
            for row, (printed, shown) in enumerate(
                zip(paper.frame[head], screen.frame[head], strict=False)
            ):
                basis = f"{look.page} {name} {head} {row} {sorted(look.query.items())}"
                if isinstance(shown, int | float) and not pd.isna(shown):
                    reading.say(
                        "printed", written(str(printed)), printed, "打印", window="now", basis=basis
                    )
                    reading.say(
                        "printed",
                        known(float(shown) * _scale(str(printed), float(shown))),
                        shown,
                        "屏幕",
                        window="now",
                        basis=basis,
                    )


def _scale(printed: str, shown: float) -> float:
    """Return 0.01 where a table on the screen has per cents and the one in print says so."""
    span = written(printed)
    if span is None or "%" not in printed:
        return 1.0
    middle = (span.low + span.high) / 2
    return 0.01 if abs(shown * 0.01 - middle) < abs(shown - middle) else 1.0


def read_readiness(reading: Reading) -> None:
    """Read 数据就绪度: what it counts of the data."""
    page = reading.page
    for tile in page.tiles:
        tile.taken = True
    for told in page.take("ready.sentence"):
        reading.about("ready systems", told["ready"], "结论", window="now")
        systems = page.tile(text("ready.tile_systems"))
        if systems is not None:
            reading.about("ready systems", systems.value, "数字", window="now")
    leave(reading)


def leave(reading: Reading) -> None:
    """Leave what says nothing of the tickets: the guide's thresholds, files, jobs."""
    page = reading.page
    for table in page.tables.values():
        table.taken.update(str(c) for c in table.frame.columns)
    for sentence in page.sentences:
        sentence.taken.append((0, len(sentence.words)))
