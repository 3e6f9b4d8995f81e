"""How likely letters are as a name and words as ordinary text, as powers of ten.

A name is a surname and one or two letters of given names (``scrub_weights.yaml``); ordinary text is
a row of words with the frequencies of jieba's dictionary. What the two say about the same letters
are compared by ``gain``.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from math import log10

import yaml

from data_access.store.vault.scrub_likely_rules import NEVER

_ALL_WORDS = 60_101_964
_UNKNOWN = -7.8
_COMPOUND = -2.6
# One token of running text in four hundred is somebody's name.
PRIOR = -2.6
_RARE_LETTER = -4.7
_RARE_SURNAME = -4.0
_ONE, _TWO = -0.7, -0.1
# 老六, 二狗: how brothers are counted and children are called.
_COUNTED = frozenset("大二三四五六七八九毛狗娃蛋虎牛龙妹妞丫柱宝幺")
_RANK = -3.8
# Of a given name of twice the same letter the second says little.
_DOUBLED = -0.7


@cache
def surnames() -> dict[str, float]:
    """Return surnames of one letter with their share among names."""
    return _shares("surnames")


@cache
def letters() -> dict[str, float]:
    """Return letters of given names with their share."""
    return {c: share for c, share in _shares("letters").items() if c not in NEVER - {"得"}}


def rare(surname: str) -> bool:
    """Tell whether a surname is so rare that letters alone say little for it."""
    return surnames().get(surname, _RARE_LETTER) < _RARE_SURNAME


def _shares(part: str) -> dict[str, float]:
    return {c: -float(share) for share, row in _parts()[part].items() for c in row if c.strip()}


@cache
def _parts() -> dict[str, dict[float, str]]:
    path = files("data_access.store.vault") / "scrub_weights.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=65536)
def word_share(word: str) -> float:
    """Return the share of a word in running text; of what is no word, that of its letters."""
    import rjieba

    if len(word) == 1 or rjieba.has_word(word):
        # What jieba suggests is one more than the frequency that it has.
        return max(_UNKNOWN, log10(max(rjieba.suggest_freq(word) - 1, 1) / _ALL_WORDS))
    return sum(map(word_share, word))


def name_share(name: str, first: int) -> float:
    """Return the share of a name whose surname has ``first`` letters, 0 for a given name alone."""
    share = PRIOR + (_ONE if len(name) - first == 1 else _TWO)
    if first:
        share += _COMPOUND if first == 2 else surnames().get(name[0], _RARE_LETTER)
    return share + given_share(name[first:])


def given_share(name: str) -> float:
    """Return the share of a given name among given names."""
    known = letters()
    if len(name) > 1 and name[0] in "老小大二" and name[1] in _COUNTED:
        return _RANK
    if len(name) > 1 and name[0] == name[1]:
        return known.get(name[0], _RARE_LETTER) + _DOUBLED
    return sum(known.get(letter, _RARE_LETTER) for letter in name)


def gain(text: str, start: int, end: int, *, first: int, words: list[tuple[int, int]]) -> float:
    """Return by how much a name at ``start``..``end`` is likelier than the words that are there.

    ``words`` are those that the place touches; what of them lies outside has to be words too.
    """
    plain = sum(word_share(text[a:b]) for a, b in words)
    named = name_share(text[start:end], first)
    if words[0][0] < start:
        named += word_share(text[words[0][0] : start])
    if words[-1][1] > end:
        named += _rest(text, end, words[-1][1])
    return named - plain


def _rest(text: str, start: int, end: int) -> float:
    """Return the share of what a name leaves of a word; another may begin with it (下井)."""
    alone = word_share(text[start:end])
    for size in (1, 2):
        follows = text[end : end + size]
        if len(follows) == size and is_plain(text[start : end + size]):
            return max(alone, word_share(text[start : end + size]) - word_share(follows))
    return alone


@lru_cache(maxsize=65536)
def is_plain(word: str) -> bool:
    """Tell whether jieba has a word."""
    import rjieba

    return bool(rjieba.has_word(word))
