"""One form for each kind of figure in sentences: dates, spans of days, large numbers, rounding.

Tables and the small lines under pictures write ``2026-11-21`` and ``12,345``; sentences, advice and
the titles of pictures write ``11月21日`` and ``1.23万``, and expected numbers without decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.agreement.drawn import Drawn

SENTENCES = frozenset({"weisu-acts", "weisu-finding", "weisu-advice", "title"})
_MONTH = r"(?:\d{4}年)?(\d{1,2})月\d{1,2}日"
RULES: dict[str, re.Pattern[str]] = {
    "a date as in tables": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "a month said twice in one span": re.compile(rf"{_MONTH}至\1月\d{{1,2}}日"),
    "a space beside a figure": re.compile(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]"),
    "a large number as in tables": re.compile(r"\d{2,3},\d{3}(?![\d.])"),
    "an expected number with decimals": re.compile(
        r"(?:预期|预计|往常|约)\s?\d{2,}(?:,\d{3})*\.\d+\s?件"
    ),
}


def odd_forms(page: Drawn) -> Iterator[str]:
    """Yield sentences with a figure in another form, and which one that is."""
    for sentence in page.sentences:
        if sentence.kind in SENTENCES and sentence.box != "peers":  # its titles name groups
            yield from (
                f"{what}: {sentence.words}"
                for what, rule in RULES.items()
                if rule.search(sentence.words)
            )
    for tile in page.tiles:
        if RULES["a large number as in tables"].search(tile.value):
            yield f"a large number as in tables: {tile.label} {tile.value}"
