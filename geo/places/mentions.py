"""Names of places by how they end and what stands around them: no list of names is needed.

What is found has a name, a kind and a span, but no code: whether such a place exists is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import rjieba

from geo.places.kinds import (
    BRANDS,
    BUILDING_AFTER,
    ENDING,
    KIND_OF_ENDING,
    MASKED,
    NOT_BEFORE,
    narrow,
)
from geo.places.words import GENERIC_BODIES, STOPS

# The words of a text by where they begin; where masked divisions end.
_Marks = tuple[dict[int, str], set[int]]
_MOST = 12
_LONGEST_TEXT = 20_000
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·.]+")
_SHORT_ENDINGS = frozenset("路街巷村镇乡苑河江湖渠")
_ONTO_AREA = frozenset(("school", "hospital", "station", "market", "park"))
_AREA_KINDS = frozenset(("street", "community", "village"))
# Endings that follow another name's ending and belong to it: 城市花园+小区, 建设路+社区.
_JOINED = frozenset(("小区", "社区", "一期", "二期", "三期", "四期", "五期", "六期", "社区居委会"))
_AND = frozenset("和同与")
_SIDES = frozenset("东南西北中上下前后内外")
_AREA_ENDINGS = frozenset(("小区", "社区", "街道", "街道办", "街道办事处", "居委会", "村委会"))
_AFTER_ESTATE = (
    r"(?=的?(?:物业|业主|楼盘|开发商|售楼|房产证|不动产证|[A-Za-z]?\d{1,3}(?:号楼|栋|幢|座)"
    r"|[一二三四五六七八九十]{1,2}[栋幢]|住户|交房|购房|买房|小区|违规|虚假|涉嫌|什么时候|经常停水))"
)
_BEFORE_ESTATE = re.compile(
    rf"(?:(?<=[市区县镇乡])|(?<=街道)|(?<=[\u4e00-\u9fff]路)|(?<=[路街]\d号)|(?<=[路街]\d\d号)"
    rf"|(?<=[路街]\d\d\d号)|(?<=投诉)|(?<=社区))"
    rf"(?P<name>(?!物业|业主|开发商|小区)[\u4e00-\u9fff]{{3,8}}?){_AFTER_ESTATE}"
)
_BRANDED = re.compile(rf"(?:{'|'.join(BRANDS)})[\u4e00-\u9fff]{{2,6}}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: where it stands and what kind of place it names."""

    name: str
    kind: str
    start: int
    end: int
    building: str = ""


def extract(text: str) -> list[Mention]:
    """Return the places that ``text`` names by their endings, from left to right."""
    plain = narrow(text[:_LONGEST_TEXT])
    if not plain.strip():
        return []
    starts = _word_starts(plain)
    masked = {m.end() for m in MASKED.finditer(plain)}
    found: list[Mention] = []
    barrier = 0
    for match in ENDING.finditer(plain):
        after = plain[match.end() : match.end() + 1]
        if after and after in NOT_BEFORE.get(match[0], ""):
            continue
        least = max(0, match.start() - _MOST, min(barrier, match.start()))
        _add(found, _named(plain, match, (starts, masked), found[-1] if found else None, least))
        # 我们小区旁的X: a name never goes over an area's ending, named or not.
        if match[0] in _AREA_ENDINGS:
            barrier = match.end()
    _add_without_ending(plain, starts, found)
    return [_with_building(plain, m) for m in sorted(found, key=lambda m: m.start)]


def _word_starts(plain: str) -> dict[int, str]:
    """Return the words of the text by where they begin."""
    starts, at = {}, 0
    for word in rjieba.cut(plain):
        starts[at] = word
        at += len(word)
    return starts


def _add(found: list[Mention], mention: Mention | None) -> None:
    if mention is None:
        return
    while found and found[-1].end > mention.start:
        found.pop()
    found.append(mention)


def _named(
    plain: str, match: re.Match[str], marks: _Marks, last: Mention | None, least: int
) -> Mention | None:
    """Return the name that ends with this ending, or None where there is none."""
    ending, kind, at = match[0], KIND_OF_ENDING[match[0]], match.start()
    start = _left(plain, at, max(least, min(last.end, at) if last else 0), marks)
    body = plain[start:at]
    if last and last.end == start and len(body) <= 1 and _goes_on(last, body, ending, kind):
        return Mention(plain[last.start : match.end()], kind, last.start, match.end())
    shortest = 2 if ending in _SHORT_ENDINGS and ending not in "路街镇村乡" else 1
    if len(body) < shortest or body in GENERIC_BODIES or not _is_name(body):
        return None
    if len(body) == 1 and kind not in ("road", "street", "village"):
        return None
    return Mention(plain[start : match.end()], kind, start, match.end())


def _goes_on(last: Mention, body: str, ending: str, kind: str) -> bool:
    """Say whether an ending belongs to the name just before it."""
    if last.kind in _AREA_KINDS:
        return not body and kind in _ONTO_AREA
    if last.kind == "river" or (not body and kind in _AREA_KINDS):
        return True
    if body:
        return kind == "community" or ending in _JOINED
    return ending in _JOINED or kind in _ONTO_AREA or (kind == last.kind and kind != "road")


def _left(plain: str, at: int, least: int, marks: _Marks) -> int:
    """Return where the name begins that goes on to ``at``: word by word to the left."""
    starts, masked = marks
    start = at
    # The ending may lie within a word: the word's own beginning is the first step.
    for position in range(at, least - 1, -1):
        if position in masked:
            return position if start == at or position <= start else start
        if position not in starts or position == at:
            continue
        word = starts[position]
        inside = word[: at - position]
        if start == at and word in STOPS and len(inside) < len(word):
            return at
        if start == at and inside in _SIDES:
            start = position
            continue
        if inside in _AND and not _joins(plain, position):
            return position
        if inside in STOPS or not _WORD.fullmatch(inside):
            return start
        if inside.isdigit():
            return start
        start = position
    # A word may reach over the end of the name before (湖|湖畔): what is left is one character.
    return least if start == at and 0 < at - least <= 1 else start


def _joins(plain: str, at: int) -> bool:
    """Say whether a word such as 和 may join two names: something stands before it."""
    return at > 0 and "\u4e00" <= plain[at - 1] <= "\u9fff"


def _is_name(body: str) -> bool:
    if not any("\u4e00" <= c <= "\u9fff" for c in body):
        return False
    return not (len(body) > 1 and body[:2] in GENERIC_BODIES and body[2:] in GENERIC_BODIES | {""})


def _add_without_ending(plain: str, starts: dict[int, str], found: list[Mention]) -> None:
    """Add estates whose names have no ending, by what stands before and after them."""
    for pattern in (_BEFORE_ESTATE, _BRANDED):
        for match in pattern.finditer(plain):
            start, end = match.span("name") if "name" in match.groupdict() else match.span()
            end = _right(start, end, starts)
            if end - start < 3 or any(m.start < end and start < m.end for m in found):
                continue
            if pattern is _BEFORE_ESTATE and ENDING.search(plain, start, end):
                continue
            words = [w for s, w in starts.items() if start <= s < end]
            if start in starts and not any(w in STOPS for w in words):
                found.append(Mention(plain[start:end], "estate", start, end))
    found.sort(key=lambda m: m.start)


def _right(start: int, end: int, starts: dict[int, str]) -> int:
    """Return the end of the last whole word before a stop."""
    at = start
    while at < end and at in starts and starts[at] not in STOPS:
        if at + len(starts[at]) > end:
            break
        at += len(starts[at])
    return at


def _with_building(plain: str, mention: Mention) -> Mention:
    match = BUILDING_AFTER.match(plain, mention.end)
    return replace(mention, building=match["building"]) if match else mention
