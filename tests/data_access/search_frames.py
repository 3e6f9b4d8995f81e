"""Random tickets with texts over two months, as a stored extract with its index of texts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_access.extract.layout import Storage
from data_access.extract.manifest import read_manifest, write_manifest
from data_access.extract.query import Extract
from data_access.extract.text_months import put_texts
from data_access.types import Filters, Period, Scope
from tests.data_access import metric_frames as frames

CODE = frames.CODE
PIECES = (
    "暖气", "不热", "电梯", "困人", "噪音", "半夜", "施工", "水", "停水", "KTV", "ktv", "12号楼",
    "12", "3单元", "%", "_", "'", '"', "😀", "家里", "，", "。", "a", "A", "é", "İ", "\n",
    "\x1e", "\x1f",
)  # fmt: skip
EVERYTHING = Filters(CODE, Period(frames.FIRST, frames.LAST + timedelta(days=41)))
TRACER = Scope("t", frozenset({"metric.view", "caller.trace"}), frozenset({CODE}))
ALL = Scope("t", frozenset({"metric.view"}), frozenset({CODE}))
SCOPES = (
    ALL,
    Scope("t", frozenset(), frozenset({CODE}), frozenset({"甲局"})),
    Scope("t", frozenset(), frozenset({CODE}), None, frozenset({"350199001"})),
    Scope("t", frozenset(), frozenset({CODE}), frozenset({"乙局"}), frozenset({"350199002"})),
)


def with_texts(seed: int, rows: int) -> pd.DataFrame:
    """Return random tickets of two months with titles, contents, callers and long numbers."""
    rng = np.random.default_rng(seed)
    frame = frames.random_tickets(seed, rows)
    late = rng.random(rows) < 0.5
    for name in frame.columns:
        if str(frame[name].dtype).startswith("datetime"):
            frame[name] = frame[name].mask(late, frame[name] + pd.Timedelta(days=40))
    days = zip(frame["day"], late, strict=True)
    frame["day"] = [day + timedelta(days=40 if moved else 0) for day, moved in days]

    def text(longest: int) -> str | None:
        if rng.random() < 0.15:
            return None
        return "".join(rng.choice(PIECES) for _ in range(rng.integers(0, longest)))

    frame["title"] = [text(4) for _ in range(rows)]
    frame["content"] = [text(12) for _ in range(rows)]
    frame["ticket_no"] = [f"{d:%y%m%d}A{n:05d}" for n, d in enumerate(frame["day"])]
    frame["caller_key"] = [("k1", "k2", "k3", None)[n] for n in rng.integers(0, 4, rows)]
    return frame


def stored(folder: Path, frame: pd.DataFrame, *, index: bool = True) -> Extract:
    """Write the tickets as an extract, with their index or without."""
    extract = frames.written_extract(folder, frame)
    if index:
        storage = Storage.of(extract.settings)
        manifest = read_manifest(storage)
        put_texts(storage, manifest, CODE)
        manifest.generation += 1
        write_manifest(storage, manifest)
    return extract


def seen(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return the rows that a scope sees, in plain pandas."""
    mine = frame
    if scope.departments is not None:
        mine = mine[mine["org_lead"].isin(sorted(scope.departments))]
    if scope.areas is not None:
        mine = mine[mine["area_street"].isin(sorted(scope.areas))]
    return mine.sort_values(["t_accept", "ticket_no"], ascending=False)


def holds(row: Any, terms: list[str]) -> bool:
    """Tell whether every term is in a ticket's title or content, or ends or begins its number."""
    texts = [_lower(row[n]) for n in ("title", "content")]
    number = _lower(row["ticket_no"])
    return all(
        any(t in x for x in texts)
        or (_is_number(t) and (number.startswith(t) or number.endswith(t)))
        for t in map(_lower, terms)
    )


def _is_number(term: str) -> bool:
    plain = all(c.isascii() and (c.isalnum() or c in "_./-") for c in term)
    return len(term) >= 4 and plain and term[0].isalnum() and any(c.isdigit() for c in term)


def _lower(text: Any) -> str:
    plain = text if isinstance(text, str) else ""
    return "".join(c.lower() if c.isascii() else c for c in plain)
