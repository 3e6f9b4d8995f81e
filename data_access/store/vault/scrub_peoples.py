"""Names of other peoples as they are written in Chinese: 哈斯巴根, 次仁央宗, 古丽·买买提."""

from __future__ import annotations

import re

from data_access.store.vault.scrub_likely import cut_around, is_word, word_kind
from data_access.store.vault.scrub_name_rules import NameRules
from data_access.store.vault.scrub_spans import HAN, Findings

# Of a place or a firm that is written with the same letters (巴彦淖尔市, 哈尔滨啤酒).
_PLACE = re.compile(
    r"[市区县州盟旗镇乡村路街山河湖]|自治|机场|车站|火车|铁路|公路|高速|大道|集团|公司|啤酒|酒店|大厦|广场|小区"
)


def find_dotted(text: str, found: Findings, known: NameRules) -> None:
    """Find names with a dot in them, wherever they stand."""
    if "·" in text or "•" in text:
        for match in known.likely.dotted.finditer(text):
            found.claim(match.start(), _shortened(text, match.start(), match.end(), known), "name")


def foreign_end(text: str, at: int, known: NameRules) -> int:
    """Return where a name in letters of foreign sounds ends that begins here; ``at`` for none."""
    match = known.likely.foreign.match(text, at)
    end = match.end() if match else at
    while end - at >= _SHORTEST and not _foreign(text, at, end, known):
        end -= 1
    return end if end - at >= _SHORTEST else at


_SHORTEST = 3


def _foreign(text: str, at: int, end: int, known: NameRules) -> bool:
    """Tell whether letters of foreign sounds are a person's name."""
    words = known.likely
    word = text[at:end]
    mark = text[at - 1 : at]
    clause = not mark or not HAN.match(mark)
    if _PLACE.match(text, end) or text.startswith("[", end) or mark == "]":
        return False
    role = (
        mark == "叫"
        or bool(words.role_before(text, at))
        or (mark in ":：（( 是为系" and bool(words.role_before(text, at - 1)))
    )
    if not (role or clause or words.said_before(text, at)):
        return False
    ends = end >= len(text) or not HAN.match(text[end])
    has = text[end : end + 1] == "的" and words.has.match(text, end + 1)
    says = words.says.match(text, end) or has or text[end : end + 2] in ("家的", "家里", "家中")
    if not says and not (role and (ends or text[end : end + 1] in words.follows)):
        return False
    kind = word_kind(word)
    if kind and not kind.startswith(("nr", "nz")):
        return False
    # No name is made of words, nor begins with a place (乌鲁木齐的).
    cut = cut_around(text, at)
    pieces = [text[a:b] for a, b in cut.ends.items() if at <= a and b <= end]
    return at in cut.starts and not any(is_word(piece) and len(piece) > 1 for piece in pieces)


def _shortened(text: str, at: int, end: int, known: NameRules) -> int:
    """Return where a name with a dot in it ends: what is said of the person isn't of it."""
    dot = text.rfind("·", at, end)
    for stop in range(dot + 2, end):
        if known.likely.says.match(text, stop):
            return stop
    return end
