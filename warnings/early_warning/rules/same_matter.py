"""Several callers on one matter, by their words: where it is, what it is about, how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from early_warning.detection import Detection
from early_warning.events.related import Neighbours, related
from early_warning.text.shared_words import Matter, SharedWords

DOUBT = "来电所说不是同一件事"


@dataclass(frozen=True, slots=True)
class MatterSettings:
    """How sure a matter must be (p-value of its surest run of characters, all runs paid for)."""

    callers: int = 3
    runs: int = 5  # runs of characters that at least two tickets share
    p_value: float = 1e-4
    many: int = 6  # so many callers are linked by chance more easily, one by one:
    many_p: float = 1e-6
    local_p: float = 1e-7  # where it is judged against a place's own past
    least_p: float = 1e-8  # the same with the least number of callers
    place_share: float = 0.4  # of the tickets in one community, or else in one street
    kind_share: float = 0.6  # of the tickets in one leaf category
    part_share: float = 0.2  # of the tickets under one second-level category, to be one matter
    support_days: int = 3  # a surge of counts is backed by a matter so recent


def same_matters(
    words: SharedWords | None,
    tickets: pd.DataFrame,
    day: int,
    settings: MatterSettings | None = None,
) -> list[Detection]:
    """Return the matters of ``day``. ``tickets``: the rows that ``words`` was made of.

    What people say in the same words of several kinds of matter ("everybody talks about it") is
    parted by second-level category.
    """
    if words is None:
        return []
    return told_alike(words.matters(day), tickets, day, settings or MatterSettings())


def told_alike(
    matters: Sequence[Matter], tickets: pd.DataFrame, day: int, settings: MatterSettings
) -> list[Detection]:
    """Return those of the matters that are sure enough, parted by second-level category."""
    found = []
    for one in matters:
        if one.callers < settings.callers or one.runs < settings.runs:
            continue
        rows = tickets.iloc[one.rows]
        for _, part in rows.groupby(rows["category"].str[:4], sort=True):
            callers = part["caller"].fillna(part["ticket_no"]).nunique()
            enough = max(settings.callers, settings.part_share * one.callers)
            if callers >= enough and one.p_value < _limit(one, callers, settings):
                found.append(_detection(one, part, callers, day, settings))
    return found


def _limit(one: Matter, callers: int, settings: MatterSettings) -> float:
    limit = settings.p_value if callers < settings.many else settings.many_p
    if one.local:
        few = callers <= settings.callers
        limit = min(limit, settings.least_p if few else settings.local_p)
    return limit


def _detection(
    one: Matter, rows: pd.DataFrame, callers: int, day: int, settings: MatterSettings
) -> Detection:
    return Detection(
        "same_words", "event", day, one.days, float(callers), one.expected,
        max(one.p_value, 1e-300),
        area=place_of(rows["area"], settings.place_share),
        category=common(rows["category"], (6, 4), settings.kind_share),
        evidence=tuple(sorted(rows["ticket_no"].astype(str))),
    )  # fmt: skip


def backed(
    surges: Sequence[Detection], matters: Sequence[Detection], near: Neighbours
) -> list[Detection]:
    """Mark surges of counts as doubtful whose callers do not speak of one matter.

    ``matters``: those of the last days. A doubtful surge is listed and not pushed.
    """
    return [
        one if any(related(one, other, near) for other in matters) else replace(one, doubt=DOUBT)
        for one in surges
    ]


def place_of(areas: pd.Series, share: float) -> str:
    """Return the community that ``share`` of the tickets (two at least) name, else the street."""
    return common(areas, (12, 9), share, least=2)


def common(codes: pd.Series, lengths: tuple[int, ...], share: float, *, least: int = 1) -> str:
    """Return the longest code that ``share`` of the tickets fall under; "" where there is none."""
    values = [str(c) for c in codes.dropna()]
    for length in lengths:
        counts = Counter(c[:length] for c in values if len(c) >= length)
        if counts:
            code, n = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            if n >= max(least, share * len(values)):
                return code
    return ""
