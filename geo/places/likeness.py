"""Names that are written wrongly: sounding alike, or one character off, within the jurisdiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final

from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.places.gazetteer import Entry, Gazetteer
from geo.places.kinds import KIND_OF_ENDING

HOMOPHONE: Final = "homophone"
TYPO: Final = "typo"
_FAMILIES: Final = {
    "street": "area", "community": "area", "village": "area", "county": "area",
    "estate": "point", "building": "point", "market": "point", "school": "point",
    "hospital": "point", "park": "point", "station": "point", "road": "road", "river": "river",
}  # fmt: skip
# Sounds that many regions do not tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_LEAST_FOR_TYPO = 3


@cache
def _sound_of(character: str) -> str:
    """Return how one character sounds, alone: the same in every name, whatever it is read as."""
    syllable = lazy_pinyin(character)[0]
    for heard, same in _ALIKE:
        syllable = syllable.replace(heard, same)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable


def sound(name: str) -> str:
    """Return how a name sounds without tones, regional pairs as one."""
    return " ".join(map(_sound_of, name))


class Alike:
    """Finds the names of a gazetteer that a wrongly written one may mean. Remembers answers."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._sounds: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._by_name: Mapping[str, Entry] = gazetteer.by_name
        self._known: dict[tuple[str, str], tuple[str, tuple[Entry, ...]]] = {}
        for entry in gazetteer.entries:
            family = _FAMILIES.get(entry.kind, "point")
            if not entry.needs_support and len(entry.name) > 2:
                self._sounds[family, sound(entry.name)].append(entry)
                self._names[family].append(entry.name)

    def find(self, name: str, kind: str) -> tuple[str, tuple[Entry, ...]]:
        """Return how it is alike and what it may mean, nothing where nothing is near enough."""
        key = (name, kind)
        if key not in self._known:
            self._known[key] = self._find(name, _FAMILIES.get(kind, "point"))
        return self._known[key]

    def _find(self, name: str, family: str) -> tuple[str, tuple[Entry, ...]]:
        for cut in range(max(0, min(4, len(name) - 2))):
            # 和谐家园 and 和谐佳园 may both be there: what sounds alike must be the body.
            heard = self._sounds.get((family, sound(name[cut:])), ())
            if found := tuple(e for e in heard if _same_ending(name[cut:], e.name)):
                return HOMOPHONE, found
        body = len(name) - _ending(name)
        if body < _LEAST_FOR_TYPO - 1:
            return "", ()
        near = process.extract(
            name, self._names[family], scorer=OSA.distance, score_cutoff=1, limit=5
        )
        # One character off in two leaves too many that it could be: the ending must be the same
        # and the body long enough.
        kept = tuple(
            self._by_name[n]
            for n, _, _ in near
            if _same_ending(name, n) and max(body, len(n) - _ending(n)) >= _LEAST_FOR_TYPO
        )
        return (TYPO, kept) if kept else ("", ())


def _ending(name: str) -> int:
    """Return the length of a name's ending, 0 where it has none."""
    for size in range(min(6, len(name) - 1), 0, -1):
        if name[-size:] in KIND_OF_ENDING:
            return size
    return 0


def _same_ending(one: str, other: str) -> bool:
    size = _ending(one)
    return size == _ending(other) and one[len(one) - size :] == other[len(other) - size :]
