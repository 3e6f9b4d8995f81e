"""What names stand beside: one pattern for forms of address, ties, 老, 小, 阿, 叫 and the like.

It begins with a letter of theirs, of which a text has few, and looks around from there: the whole
of it runs in C. A surname with a given name is told by ``scrub_gate.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from data_access.store.vault.scrub_likely_rules import (
    DOUBLED,
    INTRODUCED,
    SHORT_BEHIND,
)
from data_access.store.vault.scrub_name_rules import NameRules
from data_access.store.vault.scrub_signs import all_of
from data_access.store.vault.scrub_weights import letters, surnames, word_share

TITLED, NICK, TIED, DOUBLE, CALLED, WORD = 1, 2, 3, 5, 6, 7
"""What the groups of the pattern stand for; the fourth is the letter that a pet name doubles. A
word: an everyday one that may be somebody's name (文明); the gate sees it."""
KINSHIP = "哥姐嫂叔婶姨爷伯"
"""One letter behind a surname or a given name (强哥)."""
_HOUSE = "姓家太"
# Too everyday to look behind (爱人, 老公).
_NO_TIE = "人公事"
# How seldom a letter may be in given names, how everyday a surname, beside what they are told by.
_COMMON, _PLAINEST = -3.5, -1.2


@cache
def beside(known: NameRules) -> re.Pattern[str]:
    """Return the pattern; made when the first text comes."""
    words = known.likely
    common = as_set(c for c, share in letters().items() if share >= _COMMON)
    plain = {c for c, share in surnames().items() if share - word_share(c) > _PLAINEST}
    names = as_set(
        {*plain, *(c for c, w in words.weight.items() if w), *(w[1] for w in words.compound)}
    )
    titles = {*all_of("titles"), *words.title_words, *words.private}
    heads, seconds = (as_set(w[i] for w in titles) for i in (0, 1))
    ties = {word for word in all_of("kin") if len(word) > 1 and word[-1] not in _NO_TIE}
    tie, before_tie = (as_set(w[i] for w in ties) for i in (-1, -2))
    pet = as_set(all_pet())
    nick = as_set({*(c for c in letters() if c in words.letters), *words.weight, *plain})
    return re.compile(
        rf"[{heads}{_HOUSE}{KINSHIP}总工队局{tie}子儿大嫂老小阿是{DOUBLED}叫喊系为](?:"
        rf"(?<=[{names}].)(?:(?<=[{heads}])(?=[{seconds}])|(?<=[{_HOUSE}])|{SHORT_BEHIND})()"
        rf"|(?<=[老小阿])(?=[{nick}])()"
        rf"|(?:(?<=[{KINSHIP}大嫂阿是])(?<=[{common}].)(?:(?<!是)|(?=[我俺他她咱其]))"
        rf"|(?<=[{tie}])(?<=[{before_tie}].)(?=[{common}])|(?<=[子儿])(?<=[{pet}].))()"
        rf"|(?<=[{DOUBLED}])(?<=(.))\4()"
        rf"|(?<=[叫喊系为]){INTRODUCED}()"
        rf")"
    )


@cache
def title_heads(known: NameRules) -> frozenset[str]:
    """Return the first two letters of forms of address, and those that are one letter."""
    words = known.likely
    titles = {*all_of("titles"), *words.title_words, *words.private}
    return frozenset({w[:2] for w in titles} | set(_HOUSE + KINSHIP + "总工队局"))


@cache
def all_pet() -> frozenset[str]:
    """Return the letters that 子 and 儿 make pet names of."""
    return frozenset(c for word in all_of("pet") for c in word)


def behind_one(words: set[str]) -> str:
    """Return a pattern for words that may end before the last letter, by two letters of each."""
    one = as_set(word for word in words if len(word) == 1)
    first, last = (as_set(word[i] for word in words if len(word) > 1) for i in (-2, -1))
    return rf"(?:(?<=[{one}].)|(?<=[{last}].)(?<=[{first}]..))"


def begins_with(words: set[str]) -> str:
    """Return a pattern for words that may begin here, by two letters of each."""
    one = as_set(word for word in words if len(word) == 1)
    first, second = (as_set(word[i] for word in words if len(word) > 1) for i in (0, 1))
    return rf"(?:[{one}]|[{first}][{second}])"


def as_set(letters: Iterable[str]) -> str:
    """Return letters as they stand in a set of a pattern."""
    return "".join(sorted(set(letters)))
