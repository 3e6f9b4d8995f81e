"""Where a name may begin, told by letters alone: a look in C at a whole text, then cheap sums.

Hardly one place of a text in a hundred is worth weighing (``scrub_weighed.py``). The pattern asks
for a surname, a letter of given names and a place where names stand; the sums then compare what
the letters say as a name with what pairs of them say as words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from data_access.store.vault.scrub_beside import as_set, begins_with, behind_one
from data_access.store.vault.scrub_name_rules import NameRules
from data_access.store.vault.scrub_signs import all_of
from data_access.store.vault.scrub_weights import PRIOR, is_plain, letters, surnames, word_share

ENOUGH = 1.1
"""The sum, as a power of ten, from which a candidate is a name."""
NEAR = ENOUGH - 1.5
"""The sum from which other signs may make a name of it (``scrub_likely.py``)."""
_NO = -99.0
_ONE, _TWO = -0.7, -0.1
# How everyday a letter may be and be told as a surname; as one of a given name behind it.
_PLAINEST, _LEAST_LETTER = -2.2, -0.5
_HAN = "\u4e00-\u9fff"


class Gate:
    """The pattern, and what each letter says: as a surname, of a given name, before and behind."""

    def __init__(self, known: NameRules) -> None:
        """Make the pattern and fill the tables; around a name they have the most a word can say."""
        self.first = {c: PRIOR + share - word_share(c) for c, share in surnames().items()}
        self.given = {c: share - word_share(c) for c, share in letters().items()}
        words = known.likely
        roles = {*all_of("roles"), *words.roles}
        said = {*all_of("before"), *words.before, *"的了到在里上说话啊呀哦喂哎诶嗨嗯"}
        titles = {*all_of("titles"), *words.title_words}
        says = {*all_of("says"), *all_of("with"), *words.says.words, *titles}
        self._ahead = {
            **{w[-1]: 0.8 for w in said},
            **{w[-1]: 2.0 for w in roles},
            **dict.fromkeys("：:（(是为系", 2.0),
        }
        self._behind = {**{w[0]: 1.5 for w in says}, **dict.fromkeys("，,、（( ", 2.5)}
        marks = dict.fromkeys('，,。.；;！!？?“"‘\n\t ”…-—~', 0.8)
        self._ahead = {**marks, **self._ahead, _EDGE: 1.0}
        self._behind = {**dict.fromkeys(marks, 0.4), **self._behind, _EDGE: 0.4}
        self._pairs: dict[str, float] = {}
        self.look = self._look(known, roles, said, says)

    def _look(
        self, known: NameRules, roles: set[str], said: set[str], says: set[str]
    ) -> re.Pattern[str]:
        free = as_set(c for c, share in self.first.items() if share > _PLAINEST)
        letter = as_set(self.given)
        second = as_set(c for c, share in self.given.items() if share > _LEAST_LETTER)
        role, ahead = behind_one(roles | set("是为系：:（(")), behind_one(said)
        behind = begins_with(says)
        stop = rf"(?:[{as_set(known.likely.follows | set('的和与及跟同'))}]|[^{_HAN}]|$)"
        return re.compile(
            rf"[{free}](?=[{second}])(?:{role}|(?=.[{letter}]?{behind})"
            rf"|(?:{ahead}|(?<![{_HAN}].))(?=.[{letter}]?{stop}))"
        )

    def sums(self, text: str, places: list[int]) -> list[tuple[int, float]]:
        """Return the places, of those the pattern sees, where letters are not far from a name.

        With each comes the most that its letters and what stands around them say for one.
        """
        found: list[tuple[int, float]] = []
        given, pairs = self.given.get, self._pairs.get
        ahead, behind = self._ahead.get, self._behind.get
        # In the edged text every letter is one further on.
        edged = f"{_EDGE}{text}{_EDGE * 4}"
        for at in places:
            pair = text[at : at + 2]
            said = pairs(pair)
            if said is None:
                said = self._pair(pair)
            said += ahead(edged[at], _PLAIN_AHEAD)
            third = edged[at + 3]
            two = said + behind(third, _PLAIN_BEHIND) + _ONE
            three = said + given(third, _NO) + behind(edged[at + 4], _PLAIN_BEHIND) + _TWO
            if two >= NEAR or three >= NEAR:
                most = self._less_words(text, at, two, three)
                if most >= NEAR:
                    found.append((at, most))
        return found

    def _pair(self, pair: str) -> float:
        """Return what a surname and a letter behind it say less what they say as a word."""
        said = self.first.get(pair[0], _NO) + self.given.get(pair[1:], _NO) - bond(pair)
        self._pairs[pair] = said
        return said

    def _less_words(self, text: str, at: int, two: float, three: float) -> float:
        """Return the greater sum less what words of two letters that reach into the name say."""
        inner = bond(text[at : at + 2])
        left = bond(text[at - 1 : at + 1]) if at else 0.0
        if left:
            left = max(0.0, left - bond(text[max(0, at - 2) : at]))
        joint = bond(text[at + 1 : at + 3])
        right = max(0.0, joint - bond(text[at + 2 : at + 4])) if joint else 0.0
        two -= max(0.0, left + right - inner)
        if three <= two:
            return two
        right = bond(text[at + 2 : at + 4])
        if right:
            right = max(0.0, right - bond(text[at + 3 : at + 5]))
        return max(two, three - max(right, left + max(joint, right) - inner))


_EDGE = "\ue001"
"""Stands for the beginning and the end of a text; of the private plane, as no letter is."""
_PLAIN_AHEAD, _PLAIN_BEHIND = 0.3, 0.6


@lru_cache(maxsize=200_000)
def bond(pair: str) -> float:
    """Return by how much likelier two letters are as a word than side by side; 0 for no word."""
    if len(pair) < 2 or not is_plain(pair):
        return 0.0
    return max(0.0, word_share(pair) - word_share(pair[0]) - word_share(pair[1]))


@cache
def gate(known: NameRules) -> Gate:
    """Return the gate; made when the first text comes."""
    return Gate(known)
