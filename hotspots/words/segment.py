"""Segmentation: a text as words of its matter and words of its places.

Words are cut by jieba (in Rust, ``rjieba``) with the words of the category tree and the place
names added. Places and forms of address never become words of a matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

import yaml

from data_access.store.vault.scrub import TOKENS
from hotspots.words.names import Names
from hotspots.words.places import find_places

# jieba's parts of speech that carry a matter: nouns, verbs, adjectives and what is mixed of them.
_CARRIES = ("n", "v", "a", "i", "l", "j", "b", "x")
_NEVER = ("nr", "ns", "nt", "vd", "ad", "m", "t", "r", "d", "p", "c", "u", "f", "q", "y")
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z][a-z0-9]{2,}")
_HAS_HAN = re.compile(r"[\u4e00-\u9fff]")
_SPLIT = re.compile(r"[\s、,，/（）()及和与]+")
_TOKEN = re.compile("|".join(map(re.escape, TOKENS.values())))
_SAMPLE = 20_000
_MATTER, _PLACE = 1, 2


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about a matter, forms of address included."""
    text = (files("hotspots.words") / "stopwords.yaml").read_text(encoding="utf-8")
    return frozenset(chain.from_iterable(part.split() for part in yaml.safe_load(text).values()))


class Segmenter:
    """Cuts texts into words; the same texts and names always give the same cuts."""

    def __init__(self, places: Iterable[str] = (), domain: Iterable[str] = ()) -> None:
        """Take place names and words of the domain, which are then never cut apart."""
        import rjieba

        self.places = frozenset(places)
        self.domain = frozenset(word for word in domain if len(word) > 1) - self.places
        self._jieba = rjieba.Jieba()
        for word in sorted(self.places | self.domain):
            self._jieba.add_word(word, None, "nz")
        self._kept = _Kept(self._kind)

    @classmethod
    def learned(cls, texts: Sequence[str], names: Names | None = None) -> Segmenter:
        """Return a segmenter that knows the names handed in and the places found in the texts."""
        step = max(1, len(texts) // _SAMPLE)
        areas = set(names.areas.values()) if names is not None else set()
        known = areas | {_short(name) for name in areas}
        places = find_places(texts[::step], known, least=3)
        return cls(places, domain_words(names))

    def cut(self, text: str) -> tuple[list[str], list[str]]:
        """Return (words of the matter, place names), in the text's order."""
        words = self._jieba.cut(_TOKEN.sub(" ", text).lower())
        # Loops in C: a night has ten million words.
        matter = list(filter(None, map(self._kept.__getitem__, words)))
        return matter, list(filter(None, map(self._kept.places.__getitem__, words)))

    def tagged(self, text: str) -> list[tuple[str, str, bool]]:
        """Return every word with jieba's part of speech and whether it is a place name."""
        return [
            (word, tag, word in self.places or word.upper() in self.places)
            for word, tag in self._jieba.tag(text)
        ]

    def words(self, texts: Iterable[str]) -> list[list[str]]:
        """Return the words of the matter of every text."""
        return [self.cut(text)[0] for text in texts]

    def _kind(self, word: str) -> int:
        """Return 0 for what is dropped, 1 for a word of a matter, 2 for a place."""
        if word in self.places or word.upper() in self.places:
            return 2
        if word in stop_words() or not _HAN_WORD.fullmatch(word):
            return 0
        if word in self.domain or not _HAS_HAN.search(word):
            return 1
        tag = self._jieba.tag(word)[0][1]
        return int(tag.startswith(_CARRIES) and not tag.startswith(_NEVER))


class _Kept(dict[str, str]):
    """Words that were met: by each itself where it is of a matter, else ''; ``places`` likewise.

    Each word once: jieba makes a new string at every turn, which adds up to gigabytes.
    """

    def __init__(self, kind_of: Callable[[str], int]) -> None:
        """Take what tells the kind of a word (``Segmenter._kind``)."""
        super().__init__()
        self.places: dict[str, str] = {}
        self._kind_of = kind_of

    def __missing__(self, word: str) -> str:
        """Return a word that was not met before, and keep it."""
        kind = self._kind_of(word)
        self.places[word] = word if kind == _PLACE else ""
        self[word] = found = word if kind == _MATTER else ""
        return found


def domain_words(names: Names | None) -> set[str]:
    """Return the words of the category tree: whole names and the parts between their marks."""
    if names is None:
        return set()
    parts = chain.from_iterable(_SPLIT.split(name) for name in names.categories.values())
    return {part for part in parts if 2 <= len(part) <= 6}


def _short(name: str) -> str:
    """Return an area's name without its generic part, where three characters or more are left."""
    for generic in ("街道", "社区", "居委会", "村委会", "村", "镇", "乡", "区", "县", "市"):
        if name.endswith(generic) and len(name) - len(generic) >= 3:
            return name.removesuffix(generic)
    return name
