"""A ticket frame as arrays: what the search for repeats compares, sorted by time.

Missing columns and values are codes of -1 or NaN; ``notes`` says in Chinese what was missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.repeats.grams import GramSets, Ints, chunks, gram_sets
from hotspots.repeats.types import RepeatSettings

TITLE_BITS = 18
CONTENT_BITS = 18
LONG_BITS = 21
_LEVEL = 2
_CHUNK = 20_000
_MINUTES = 60 * 24
# What a source writes where it knows nothing; as a key it would tie strangers together.
_TEXT_COLUMNS = ("title", "content")


@dataclass(frozen=True, slots=True)
class Tickets:
    """The tickets as arrays of one length, in order of time."""

    ticket_no: NDArray[np.object_]
    day: Ints
    minute: NDArray[np.float64]
    caller: Ints
    place: Ints
    leaf: Ints
    levels: tuple[Ints, ...]
    """Category codes cut at every level, the coarsest first; the leaf last."""
    county: Ints
    street: Ints
    area: Ints
    channel: Ints
    unit: Ints
    kind: Ints
    question: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    length: Ints
    titles: GramSets
    contents: GramSets
    long: GramSets
    """Four-grams of title and content, only those that at least two tickets have."""
    long_sizes: Ints
    """Four-grams of each ticket, those that no other ticket has included."""
    order: Ints
    """Row of the given frame that each ticket was."""
    notes: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of tickets."""
        return len(self.ticket_no)


def prepare(
    frame: pd.DataFrame,
    settings: RepeatSettings,
    *,
    read: NDArray[np.bool_] | None = None,
    counts: Ints | None = None,
) -> Tickets:
    """Return the frame's tickets as arrays. Rows without a day are left out, and counted.

    ``read``: the rows whose texts are read, the others' stay empty; ``counts``: how many tickets
    have each four-gram, where more tell it than are read.
    """
    part, moment = timely(frame)
    order = part.index.to_numpy()
    rows = frame.reset_index(drop=True)
    texts = part if read is None else _unread(part, ~np.asarray(read)[order])
    long = long_grams(texts, settings)
    long_sizes = long.sizes
    long = long.only((long.counts() if counts is None else counts) >= 2)
    titles, contents = short_grams(texts, settings)
    levels = _levels(known_column(part, "category_code"))
    kind = known_column(part, "ticket_type")
    return Tickets(
        ticket_no=part["ticket_no"].astype("str").to_numpy(dtype=object),
        day=part["day"].to_numpy().astype("datetime64[D]").astype(np.int64),
        minute=moment.to_numpy().astype("datetime64[m]").astype(np.int64) / _MINUTES,
        caller=_codes(known_column(part, "caller_key")),
        place=_codes(known_column(part, "place_key")),
        leaf=levels[-1],
        levels=levels,
        county=_codes(known_column(part, "area_county")),
        street=_codes(known_column(part, "area_street")),
        area=_codes(known_column(part, "area_code")),
        channel=_codes(known_column(part, "source_channel")),
        unit=_codes(known_column(part, "org_lead")),
        kind=_codes(kind),
        question=np.where(kind.isna(), np.nan, (kind == "咨询").to_numpy(dtype=float)),
        lon=_numbers(part, "lon"),
        lat=_numbers(part, "lat"),
        length=_lengths(texts, "title") + _lengths(texts, "content"),
        titles=titles,
        contents=contents,
        long=long,
        long_sizes=long_sizes,
        order=order,
        notes=_notes(rows, part),
    )


def timely(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the dated rows in order of time (index: row of the frame) and their moments."""
    rows = frame.reset_index(drop=True)
    dated = rows.iloc[:0]
    if "day" in rows:
        has = rows["day"].notna()
        dated = rows if has.all() else rows[has]
    moment = _moments(dated)
    by_time = pd.DataFrame({"at": moment, "no": dated["ticket_no"].astype("str")})
    order = by_time.sort_values(["at", "no"], kind="stable").index.to_numpy()
    return dated.loc[order], moment.loc[order]


def long_grams(part: pd.DataFrame, settings: RepeatSettings) -> GramSets:
    """Return the four-grams of title and content of every ticket."""
    limit = settings.text_limit
    both = (
        f"{title}\n{content[:limit]}"
        for title, content in zip(*(_each(part, name) for name in _TEXT_COLUMNS), strict=True)
    )
    return gram_sets(both, 4, bits=LONG_BITS, limit=limit + 200)


def short_grams(part: pd.DataFrame, settings: RepeatSettings) -> tuple[GramSets, GramSets]:
    """Return the two-grams of every ticket's title, and of its content."""
    limit = settings.text_limit
    return (
        gram_sets(_each(part, "title"), 2, bits=TITLE_BITS, limit=limit),
        gram_sets(_each(part, "content"), 2, bits=CONTENT_BITS, limit=limit),
    )


def _unread(part: pd.DataFrame, unread: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the texts, those that are not read as empty ones."""
    held = [name for name in _TEXT_COLUMNS if name in part]
    texts = {name: part[name].to_numpy(dtype=object, copy=True) for name in held}
    for column in texts.values():
        column[unread] = None
    # As objects: to make them Arrow's and to read them from there takes seconds.
    return pd.DataFrame(texts, index=part.index, dtype=object)


def texts_of(frame: pd.DataFrame, name: str) -> list[str]:
    """Return a text column as plain strings, empty where it is missing."""
    if name not in frame:
        return [""] * len(frame)
    return [text if isinstance(text, str) else "" for text in frame[name].to_numpy(dtype=object)]


def _each(frame: pd.DataFrame, name: str) -> Iterator[str]:
    """The texts of a column one after the other, so that no copy of all of them is held."""
    held = frame[[name] if name in frame else []]
    for rows in chunks(len(frame), _CHUNK):
        yield from texts_of(held.iloc[rows], name)


def _lengths(frame: pd.DataFrame, name: str) -> Ints:
    return np.fromiter(map(len, _each(frame, name)), dtype=np.int64, count=len(frame))


def _moments(frame: pd.DataFrame) -> pd.Series:
    day = pd.to_datetime(frame["day"]).astype("datetime64[s]") if len(frame) else frame["day"]
    if "t_accept" not in frame or not len(frame):
        return day
    at = pd.to_datetime(frame["t_accept"]).astype("datetime64[s]")
    return at.fillna(day)


def known_column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, None where it is missing or blank."""
    if name not in frame:
        return pd.Series([None] * len(frame), index=frame.index, dtype=object)
    column = frame[name].astype(object)
    return column.where(column.notna() & (column.astype("str").str.strip() != ""), None)


def _codes(column: pd.Series) -> Ints:
    # Sorted categories, so that codes do not depend on the order of rows.
    codes, _ = pd.factorize(column, sort=True)
    return codes.astype(np.int64)


def _levels(column: pd.Series) -> tuple[Ints, ...]:
    text = column.map(lambda code: code if isinstance(code, str) else None)
    deepest = int(text.dropna().str.len().max()) if text.notna().any() else _LEVEL
    cuts = range(_LEVEL, max(deepest, _LEVEL) + 1, _LEVEL)
    found = [_codes(text.str.slice(0, cut)) if text.notna().any() else _codes(text) for cut in cuts]
    return tuple(found) if deepest % _LEVEL == 0 else (*found, _codes(text))


def _numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float)


def _notes(rows: pd.DataFrame, part: pd.DataFrame) -> tuple[str, ...]:
    notes = []
    if len(part) < len(rows):
        notes.append(f"有 {len(rows) - len(part)} 件工单没有受理日期，未参与比对。")
    if not len(part):
        return (*notes, "没有可以比对的工单。")
    for name, what in (
        ("caller_key", "没有诉求人标识：不能凭诉求人认出一人多诉。"),
        ("place_key", "没有地址标识：不能凭同一地址比对。"),
        ("category_code", "没有诉求分类：比对时不看分类。"),
    ):
        if not known_column(part, name).notna().any():
            notes.append(what)
    if not any(any(_each(part, name)) for name in _TEXT_COLUMNS):
        notes.append("没有标题和正文：只能凭诉求人、地点、分类和时间判断，把握较低。")
    return tuple(notes)
