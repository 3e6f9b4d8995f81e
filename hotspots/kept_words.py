"""How words were used day by day: what a night of the repeats takes over and leaves behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from hotspots.vectors.store import WORDS, VectorStore

if TYPE_CHECKING:
    from hotspots.repeats.day_store import DayStore
    from hotspots.repeats.day_words import DayWords


@dataclass(frozen=True)
class WordsBefore:
    """Counts of words by day. ``days`` None: a whole run, which counts in its own texts.

    ``made``: the days that were counted now; ``marks``: which days' counts still hold.
    """

    days: Sequence[DayWords] | None
    made: Sequence[int]
    marks: Mapping[int, int]

    @property
    def way(self) -> str:
        """What was counted, in words for the run's message."""
        if self.days is None:
            return ""
        anew = len(self.made)
        return f"，用词统计新算 {anew} 天、沿用 {len(self.days) - anew} 天"


def word_store(vectors: VectorStore) -> DayStore:
    """Return the counts kept beside a jurisdiction's vectors."""
    from hotspots.repeats.day_store import DayStore
    from hotspots.repeats.prepare import CONTENT_BITS, LONG_BITS, TITLE_BITS
    from hotspots.repeats.types import RepeatSettings

    signed = f"{TITLE_BITS}/{CONTENT_BITS}/{LONG_BITS}/{RepeatSettings().text_limit}"
    return DayStore(vectors.folder / WORDS, signed)


def words_before(
    vectors: VectorStore, frame: pd.DataFrame, *, as_of: date, since: date | None
) -> WordsBefore:
    """Return the counts that a night goes on with.

    ``since``: the last run's day, None for a whole run. Days that are kept and as they were are
    taken over, the others counted. Nothing is written.
    """
    from hotspots.repeats.update import marks_told, words_told

    if since is None:
        return WordsBefore(None, (), marks_told(frame, as_of=as_of, since=as_of))
    days, made = words_told(frame, as_of=as_of, since=since, known=word_store(vectors))
    return WordsBefore(days, made, {day.day: day.mark for day in days})


def keep_words(vectors: VectorStore, words: WordsBefore) -> None:
    """Keep the counts of these days and of no others, once the run has become current.

    A whole run adds nothing, but what tickets said that are gone or changed leaves the disk.
    """
    store = word_store(vectors)
    if words.days is None:
        store.only(words.marks)
    else:
        store.keep(words.days, words.made)
