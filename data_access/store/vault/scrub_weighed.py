"""Names told by how likely their letters are: a name against the words that would be there.

Beside ``scrub_likely.py``, which adds up signs around a surname: every place where a surname begins
a word is weighed, and what stands before and behind is added. Neighbours in a list of names are
asked for less, and what is found once is found wherever the text repeats it.
"""

from __future__ import annotations

from data_access.store.vault.scrub_cut import CutText
from data_access.store.vault.scrub_gate import ENOUGH
from data_access.store.vault.scrub_likely_rules import DOUBLED
from data_access.store.vault.scrub_name_rules import NameRules
from data_access.store.vault.scrub_places import of_none
from data_access.store.vault.scrub_signs import PLACE, after, before, words_of
from data_access.store.vault.scrub_spans import Findings
from data_access.store.vault.scrub_weights import gain, letters, rare, surnames

_BESIDE = 3.0
_LEAST_SIGN, _SHORT_SIGN, _RARE_SIGN = 0.9, 1.2, 1.4
"""What must stand around a name at least; around a short one and a rare surname more."""
_TOO_LITTLE = 2.0
# No given name by themselves: 康家, 湛姓.
_NO_GIVEN = frozenset("家姓氏某")
_LEAST_GAIN = -6.0
# More than letters alone say for nearly any name.
_MOST_GAIN = 3.0
_LISTED = frozenset("、和与及跟同")
_DONE = frozenset("了着过们")
_ESTATE = frozenset(
    "园苑城都湾河湖桥村庄镇路街府邸组环港溪栋户办函塘珑庭厦厂店馆坪冲垸号族区县市州岭坡班亭委郡站铺"
)
_GIVEN = 2

Candidate = tuple[int, int, float]
"""Where a name may begin and end, and the sum of what speaks for it."""


def find_weighed(text: str, found: Findings, known: NameRules, starts: list[int]) -> None:
    """Find names of a surname and one or two letters by how likely they are.

    ``starts`` is where the pattern of ``scrub_gate.py`` sees that one may begin.
    """
    done = [(span.start, span.end) for span in found.sorted() if span.kind == "name"]
    names = _settled(_candidates(text, known, done, starts), done)
    names |= _neighbours(text, known, [*done, *names])
    for a, b in names:
        found.claim(a, b, "name")
    if names or done:
        _repeat(text, {*names, *done}, found, known)


def _candidates(
    text: str, known: NameRules, done: list[tuple[int, int]], starts: list[int]
) -> list[Candidate]:
    """Return the likeliest name for every place where one may begin, the likeliest first."""
    waiting = []
    for at in starts:
        if done and any(c < at + _GIVEN and at < d for c, d in done):
            continue
        one = _best(text, at, known, least=ENOUGH)
        if one[1]:
            waiting.append(one)
    return sorted(waiting, key=lambda one: -one[2])


def _best(text: str, at: int, known: NameRules, *, least: float) -> Candidate:
    """Return the likeliest name that begins at ``at``; of no size where none comes to ``least``."""
    best: Candidate = (at, 0, -9.0)
    first = 2 if text[at : at + 2] in known.likely.compound else 1
    if words_of("titles").match(text, at + first):
        return best
    sizes = [n for n in (first + 2, first + 1) if _fits(text, at, at + n, first=first)]
    if not sizes:
        return best
    ahead = before(text, at, known)
    around = {n: _around(text, at, at + n, known, first=first, ahead=ahead) for n in sizes}
    if max(around.values()) + _MOST_GAIN < least:
        return best
    cut = CutText(text, at)
    for n in sizes:
        end = at + n
        score = gain(text, at, end, first=first, words=cut.touched(at, end))
        if score >= _LEAST_GAIN and score + around[n] > best[2]:
            best = (at, end, score + around[n])
    return best


def _fits(text: str, at: int, end: int, *, first: int) -> bool:
    """Tell whether a name can end here: by the letters of it and the one behind."""
    given = letters()
    start = at + first
    if end - start == 1 and text[start:end] in _NO_GIVEN:
        return False
    if end > len(text) or any(letter not in given for letter in text[start:end]):
        return False
    # Of a given name of twice the same letter only some are names (轩轩).
    twice = end - start == _GIVEN and text[start] == text[end - 1]
    if (twice and text[start] not in DOUBLED) or text[end : end + 1] in _DONE:
        return False
    return not (_estate(text, start, end) or of_none(text, at, end))


def _around(text: str, at: int, end: int, known: NameRules, *, first: int, ahead: float) -> float:
    """Return what stands around a name says; less where it is too little by itself."""
    around = ahead + after(text, end, known)
    least = _RARE_SIGN if first == 1 and rare(text[at]) else _LEAST_SIGN
    if end - at - first == 1:
        least = max(least, _SHORT_SIGN)
    return around if around >= least else around - _TOO_LITTLE


def _estate(text: str, start: int, end: int) -> bool:
    """Tell whether a given name ends like an estate, or such a letter is within it (东方苑)."""
    return text[end - 1] in _ESTATE or text[start] in "苑园城"


def _settled(waiting: list[Candidate], done: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return what is likely enough, the likeliest first, none upon another."""
    sure: set[tuple[int, int]] = set()
    for a, b, score in waiting:
        if score >= ENOUGH and not any(c < b and a < d for c, d in (*done, *sure)):
            sure.add((a, b))
    return sure


def _neighbours(text: str, known: NameRules, names: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return what stands beside names in a list (冒广才、冒广玉): less is asked of it."""
    beside: set[tuple[int, int]] = set()
    for a, b in names:
        places = [b + 1] if text[b : b + 1] in _LISTED and b + 3 <= len(text) else []
        places += [a - 1 - n for n in (3, 2) if a > n and text[a - 1] in _LISTED]
        for at in places:
            if text[at] not in surnames() and text[at : at + 2] not in known.likely.compound:
                continue
            one = _best(text, at, known, least=ENOUGH - _BESIDE)
            end, score = one[1], one[2] + _BESIDE
            taken = any(c < end and at < d for c, d in names)
            if end and score >= ENOUGH and (at > a or end == a - 1) and not taken:
                beside.add((at, end))
                names.append((at, end))
    return beside


def _repeat(text: str, names: set[tuple[int, int]], found: Findings, known: NameRules) -> None:
    """Find names once more, whole or without the surname, where the text repeats them as words."""
    for a, b in names:
        if b - a < _GIVEN + 1:
            continue
        for word in (text[a:b], text[b - _GIVEN : b]):
            at = text.find(word)
            while at >= 0:
                end = at + len(word)
                inside = any(c <= at and end <= d for c, d in names)
                alone = (
                    len(word) == _GIVEN and before(text, at, known) + after(text, end, known) < 1.0
                )
                if not inside and not alone and not PLACE.match(text, end):
                    cut = CutText(text, at)
                    if cut.begins(at) and cut.begins(end):
                        found.claim(at, end, "name")
                at = text.find(word, end)
