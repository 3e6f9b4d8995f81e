"""Reads 今日待办: how many rows of each kind there are; tasks are counted as on 督办任务."""

from __future__ import annotations

from collections import Counter

from style.texts import text
from tests.agreement import read_tasks
from tests.agreement.numbers import exactly
from tests.agreement.read_frame import leave
from tests.agreement.reading import Reading
from tests.agreement.tables import head

_STATES = {
    "dispute": "refused",
    "extension": "extension_asked",
    "verify": "reported",
    "close": "verified",
    "draft": "drafted",
    "reopen": "proposed",
}


def read(reading: Reading) -> None:
    """Read the sentence, the list and what is open beside it."""
    page = reading.page
    whole = not set(reading.look.query) - {"item"}
    for key in ("office.sentence", "office.sentence_calm"):
        for told in page.take(key, first=r"[^”]+"):
            if whole:
                reading.count("asked of the office", told["count"], "结论", window="now", alone="1")
    for told in page.take("office.listed"):
        if whole:
            reading.count("asked of the office", told["count"], "列表", window="now", alone="1")
    if whole:
        _rows(reading)
    page.take("office.more_merges")
    read_tasks.read_one(reading)
    leave(reading)


def _rows(reading: Reading) -> None:
    """The rows by kind: what is in a state that asks for the office is asked of it."""
    for table in reading.page.tables.values():
        if head("office.col_kind") not in table.frame or table.name.endswith(":paper"):
            continue
        kinds = Counter(str(kind) for kind in table.column(head("office.col_kind")))
        for kind, state in _STATES.items():
            n = kinds[text(f"office.kind_{kind}")]
            if n:
                reading.say(f"tasks {state}", exactly(n), n, "今日待办", window="now", alone="1")
