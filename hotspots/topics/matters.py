"""Local matters of a run: found by bursts of features, shed of strangers, and the young ones.

``local.py`` finds what bursts, ``core.py`` sheds what only shares its days and a word, ``young.py``
finds what is new in a community without bursting, ``joining.py`` lists one matter once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hotspots.topics.core import cores
from hotspots.topics.features import Occurrences, features_of, words_once
from hotspots.topics.joining import join_same
from hotspots.topics.local import bursts_of, events_of
from hotspots.topics.prepare import Prepared
from hotspots.topics.settings import TopicSettings
from hotspots.topics.stability import stability
from hotspots.topics.young import Places, young_matters


@dataclass(frozen=True)
class _Looked:
    """The tickets that are looked at: ``rows`` (sorted) of ``whole``, from row ``first`` on; the
    others of ``whole`` tell what is usual.
    """

    whole: Places
    first: int
    rows: np.ndarray
    cuts: list[tuple[list[str], list[str]]]
    words: Occurrences
    areas: list[str]
    settings: TopicSettings
    night: bool

    @classmethod
    def of(cls, data: Prepared, first: int, settings: TopicSettings, *, night: bool) -> _Looked:
        codes = data.frame["area_code"].where(data.frame["area_code"].astype(bool), None)
        callers = pd.factorize(data.frame["caller"])[0]
        whole = Places(data.vectors, pd.factorize(codes)[0], data.days, callers)
        areas = [str(area or "") for area in data.frame["area_code"].iloc[first:]]
        rows = np.arange(first, len(data.cuts))
        cuts = data.cuts[first:]
        return cls(whole, first, rows, cuts, words_once(cuts), areas, settings, night)

    def sample(self, rows: np.ndarray) -> _Looked:
        """Return the same with only ``rows`` (counted from ``first``) to be looked at."""
        cuts, areas = [self.cuts[row] for row in rows], [self.areas[row] for row in rows]
        words = self.words.of(rows, len(self.cuts))
        return replace(self, rows=self.rows[rows], cuts=cuts, words=words, areas=areas)

    def matters(
        self, found: Occurrences, *, least: int, least_callers: int, part: float = 1.0
    ) -> tuple[np.ndarray, set[str]]:
        """Return the matter of every ticket, and the features that burst.

        ``part``: share of the score that is asked for.
        """
        settings, rows = self.settings, self.rows
        days, callers = self.whole.days[rows], self.whole.callers[rows]
        bursts = bursts_of(
            found, days, longest=settings.local_days, least_score=part * settings.local_score
        )
        events = events_of(
            bursts, self.cuts, self.areas, callers, least=least, least_callers=least_callers
        )
        said = self.words.tickets()
        if self.night:
            events = self._strict(events, said, least, least_callers, part)
        names = {burst.feature for burst in bursts}
        return join_same(events, self.cuts, self.areas, days, said=said), names

    def _strict(
        self,
        events: np.ndarray,
        said: Mapping[str, int],
        least: int,
        least_callers: int,
        part: float,
    ) -> np.ndarray:
        """Return the events without strangers, and the young matters after them."""
        settings, rows = self.settings, self.rows
        callers = self.whole.callers[rows]
        events = cores(events, self.whole.vectors, rows, self.cuts, self.areas, said=said)
        events = _large(events, callers, least, least_callers)
        free = np.zeros(len(self.whole.days), dtype=bool)
        free[rows] = events < 0
        young = young_matters(
            self.whole,
            free,
            longest=settings.local_days,
            least=least,
            least_callers=least_callers,
            least_score=part * settings.young_score,
        )[rows]
        return np.where(young >= 0, int(events.max(initial=-1)) + 1 + young, events)


def local_matters(
    data: Prepared,
    upper: np.ndarray,
    *,
    seed: int,
    settings: TopicSettings,
    first: int = 0,
    since: int = 0,
    night: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the local matter of every ticket from row ``first`` on (−1 none, the largest first)
    and their stability.

    ``upper``: those tickets × (coarse, middle) numbers, −1 outlier; ``since``: of those tickets
    the number from which on a feature must occur to be looked at. Tickets before ``first`` tell
    what is usual at a place. ``night``: strangers are shed and young matters looked for, as the
    few weeks of a night tell less of what is usual than the year of a whole run.
    """
    looked = _Looked.of(data, first, settings, night=night)
    topics = [upper[:, 0], upper[:, 1]]
    occurrences = features_of(looked.cuts, looked.areas, topics, since=since)
    events, names = looked.matters(
        occurrences, least=settings.min_size, least_callers=settings.local_callers
    )
    most = int(settings.local_most * settings.depths[2])
    events = np.where(events < most, events, -1)
    again = _again(looked, _of(occurrences, names))
    return events, stability(events, again, samples=settings.samples, seed=seed)


def _of(found: Occurrences, names: set[str]) -> Occurrences:
    """Return the occurrences of some features only."""
    wanted = np.array([feature in names for feature in found.features], dtype=bool)
    keep = wanted[found.columns] if len(wanted) else np.zeros(0, dtype=bool)
    number = np.cumsum(wanted) - 1
    return Occurrences(
        found.rows[keep],
        number[found.columns[keep]].astype(np.int32),
        [feature for feature in found.features if feature in names],
    )


def _again(looked: _Looked, found: Occurrences) -> Callable[[np.ndarray, int], np.ndarray]:
    """Return what finds the local matters of a sample of the tickets."""

    def again(rows: np.ndarray, _seed: int) -> np.ndarray:
        part = found.of(rows, len(looked.cuts))
        least = max(3, int(0.8 * looked.settings.min_size))
        return looked.sample(rows).matters(part, least=least, least_callers=2, part=0.8)[0]

    return again


def _large(events: np.ndarray, callers: np.ndarray, least: int, least_callers: int) -> np.ndarray:
    """Return the events without those of too few tickets or callers, numbered anew."""
    result = np.full_like(events, -1)
    rows = np.flatnonzero(events >= 0)
    number = 0
    for event in np.unique(events[rows]):
        at = rows[events[rows] == event]
        if len(at) >= least and len(np.unique(callers[at])) >= least_callers:
            result[at] = number
            number += 1
    return result
