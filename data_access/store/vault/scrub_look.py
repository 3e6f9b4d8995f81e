"""Where names may be in a text: cheap looks by letters alone, before anything is weighed."""

from __future__ import annotations

from data_access.store.vault.scrub_beside import (
    CALLED,
    DOUBLE,
    NICK,
    TIED,
    TITLED,
    WORD,
    beside,
    title_heads,
)
from data_access.store.vault.scrub_gate import ENOUGH, gate
from data_access.store.vault.scrub_likely import is_word
from data_access.store.vault.scrub_name_rules import NameRules, rules
from data_access.store.vault.scrub_names import candidates
from data_access.store.vault.scrub_signs import all_of
from data_access.store.vault.scrub_spans import HAN
from data_access.store.vault.scrub_translit import runs

SURNAME = 0
"""Of a place: a surname with a given name; the other kinds are those of ``scrub_beside.py``."""
_SHORT = frozenset((TITLED, TIED, DOUBLE))


Place = tuple[int, int, int]
"""Where something that names stand beside begins, what it is, and where it ends."""


class Places:
    """Where names may be: announced, weighed, by signs, less than whole ones, of other peoples."""

    __slots__ = ("likely", "runs", "said", "short", "weighed")

    def __init__(self, said: list[int], runs: list[int]) -> None:
        """Begin with where names are said as such, and with runs of letters of foreign sounds."""
        self.said, self.runs = said, runs
        self.weighed: list[int] = []
        self.likely: list[Place] = []
        self.short: list[Place] = []


def places(text: str) -> Places:
    """Return where names may be in a text whose numbers are hidden or masked."""
    known = rules()
    weighing = gate(known)
    names = [match.start() for match in weighing.look.finditer(text)]
    found = Places(candidates(text, known), runs(text))
    if names:
        words = all_of("words")
        found.short = [(at, WORD, at + 2) for at in names if text[at : at + 2] in words]
        for at, most in weighing.sums(text, names):
            if most >= ENOUGH:
                found.weighed.append(at)
            if _likely(text, at, known):
                found.likely.append((at, SURNAME, at))
    for at in found.said:
        if text[at : at + 2] in known.likely.compound:
            found.likely.append((at, SURNAME, at))
            found.weighed.append(at)
    _beside(text, found, known)
    if len(found.likely) > 1:
        found.likely.sort()
    return found


def _beside(text: str, found: Places, known: NameRules) -> None:
    """Add what names stand beside."""
    heads = title_heads(known)
    for match in beside(known).finditer(text):
        kind, at, end = match.lastindex or 0, match.start(), match.end()
        if kind == TITLED and text[at : at + 2] not in heads and text[at] not in heads:
            continue
        if kind in _SHORT:
            found.short.append((at, kind, end))
        if kind != TIED and _stands(text, at, kind, known):
            found.likely.append((at - (kind == TITLED), kind, end))


def _likely(text: str, at: int, known: NameRules) -> bool:
    """Tell by cheap looks whether what the gate sees is more than a part of a word."""
    pair = text[at : at + 2]
    if text[at] not in known.likely.weight or pair in known.blocked:
        return False
    if at and HAN.match(text[at - 1]) and pair not in known.likely.compound and is_word(pair):
        return False
    return not is_word(text[at - 1 : at + 1]) or known.likely.said_before(text, at)


def _stands(text: str, at: int, kind: int, known: NameRules) -> bool:
    """Tell by cheap looks whether a name may stand beside what is at ``at``."""
    words = known.likely
    if kind == CALLED:
        return True
    if kind == NICK:
        return not is_word(text[at : at + 2]) and not is_word(text[at - 1 : at + 1])
    if kind == TITLED:
        weight = words.weight.get(text[at - 1], -1.0)
        if weight < 0 or not words.title_at(text, at) or is_word(text[at - 2 : at]):
            return False
        return weight > 0 or words.private_at.match(text, at) > 0
    return not is_word(text[at - 1 : at + 1])
