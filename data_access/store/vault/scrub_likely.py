"""Names that nothing announces: 周建国反映…, 据余晓芳说, 黄志华和黄志明.

What speaks for a name is added up: the surname (how seldom it is a word), the letters of given
names, what stands before and behind, and where jieba cuts: an unknown name falls into single
letters, a word that begins like one stays whole (高度, 白天). No single sign is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from data_access.store.vault.scrub_name_rules import NameRules
from data_access.store.vault.scrub_spans import HAN, HIDDEN

ENOUGH = 5.6
"""The sum of signs from which a candidate is a name."""
SAID_SO = 4.0
"""What 我叫 says for a name."""
ROLE = 2.5
"""What a role before it says for a name."""
CLAUSE = 1.0
"""What the beginning of a clause says for a name."""
_REACH_BACK, _REACH_ON = 4, 9
_MARKS = '、，,。.；;！!？?：:（(）)”"’\u201c\u2018 \n\t'
_ESTATE = frozenset("园苑城都湾江河湖桥村庄镇路街府邸组环港溪栋户办函")
# Of a place or a firm called after somebody, and of a document's number.
_PLACE = re.compile(
    r"家园|家组|公寓|苑|[小中大]学|学校|幼儿园|医院|养老|机构|公司|集团|小区|花园|广场|大厦|大道|[路街村镇组府湖岸号环期栋店桥]"
    r"|超市|酒店|社区|项目|工程|物业|新城|新村|名城|[\u4e00-\u9fff]{0,3}[〔【\[（(] ?(?:19|20)\d\d"
)
# Between two names of a list, numbered or not (1曹水秀、2张珍辉).
_LIST = re.compile(r"[、和与及跟，, ;；]\s?(?:\d{1,3}[.、]?)?")
_LIST_REACH = 6
_NUMBERED = re.compile(r"(?:^|[、，,。：:\s（(？;；])\d{1,3}[.．、]?$")
_NEXT = re.compile(r"[、，, ;；]\s?(?:\d{1,3}[.、]?)?(?=[\u4e00-\u9fff])")
_SUM = re.compile(r"\s?(?:(?:19|20)\d\d|\d[\d.]*[万元千%])")


@dataclass(slots=True)
class Cut:
    """Where jieba cuts the surroundings of a candidate, as places in the text."""

    starts: set[int]
    ends: dict[int, int]


def likely_size(text: str, at: int, known: NameRules, last: int = -1) -> int:
    """Return the size of the likeliest name that begins here, 0 for none.

    ``last`` is where a name before this one ends.
    """
    words = known.likely
    pair = text[at : at + 2]
    compound = pair in words.compound
    before = _before(text, at, known, last)
    base = before + _surname(text, at, known)
    if base + _MOST < ENOUGH:
        return 0
    if not compound and before != CLAUSE and is_word(pair):
        return 0
    if before < CLAUSE and not words.says_soon(text, at):
        return 0
    first = 2 if compound else 1
    if words.title_at(text, at) or words.title_at(text, at + first):
        return 0
    return _best(text, at, known, first=first, before=before, base=base)


def introduced(text: str, at: int, known: NameRules) -> int:
    """Return the size of a name behind 我叫 and the like, whatever its surname is like."""
    words = known.likely
    compound = text[at : at + 2] in words.compound
    if not compound and (
        text[at : at + 1] not in words.weight
        or text[at : at + 2] in known.blocked
        or words.title_at(text, at)
        or words.title_at(text, at + 1)
    ):
        return 0
    base = SAID_SO + _surname(text, at, known)
    first = 2 if compound else 1
    return _best(text, at, known, first=first, before=SAID_SO, base=base)


def _surname(text: str, at: int, known: NameRules) -> float:
    """Return what the surname says: how seldom it is a word."""
    pair = text[at : at + 2]
    if pair in known.likely.compound:
        # 东方, 南宫 are places too.
        return 0.8 if is_word(pair) else 2.5
    return known.likely.weight.get(text[at], 0.0)


def _best(text: str, at: int, known: NameRules, *, first: int, before: float, base: float) -> int:
    """Return the size with the highest sum of signs; 0 where none is enough."""
    sizes = [
        n
        for n in (first + 2, first + 1)
        if _fits(text, at, known, n=n, first=first)
        and base + _most(text, at, known, n=n, first=first, before=before) >= ENOUGH
    ]
    if not sizes:
        return 0
    cut = cut_around(text, at)
    best, size = ENOUGH, 0
    for n in sizes:
        given = text[at + first : at + n]
        score = base + _shape(text, at, known, cut, n=n, first=first)
        score += _behind(text, at + n, known, cut)
        score -= 0.8 * sum(c not in known.given for c in given)
        # All of a clause behind a role.
        score += 1.0 if before >= ROLE and not HAN.match(text[at + n : at + n + 1]) else 0.0
        if score >= best:
            best, size = score + 0.01, n
    return size


def _fits(text: str, at: int, known: NameRules, *, n: int, first: int) -> bool:
    """Tell whether the letters behind the surname are those of given names."""
    if at + n > len(text) or (n - first == 2 and known.likely.title_at(text, at + n - 1)):
        return False
    return all(c in known.likely.letters for c in text[at + first : at + n])


def _most(text: str, at: int, known: NameRules, *, n: int, first: int, before: float) -> float:
    """Return the most that shape and what stands behind can add, wherever jieba cuts."""
    whole = before >= ROLE and not HAN.match(text[at + n : at + n + 1])
    shape = 2.5 if n - first == 2 else 0.9
    return shape + _behind(text, at + n, known, None) + (1.0 if whole else 0.0)


# The most that shape and what stands behind can add.
_MOST = 6.5


def _shape(text: str, at: int, known: NameRules, cut: Cut, *, n: int, first: int) -> float:
    """Return what the letters and the cuts say."""
    word = text[at : at + n]
    score = 1.0 if n - first == 2 else -0.6
    if at not in cut.starts:
        inside = is_word(text[at - 1 : at + 1]) or is_word(text[at - 2 : at + 1])
        score -= 2.5 if inside and not known.likely.said_before(text, at) else 1.0
    end = cut.ends.get(at, at + 1)
    second = cut.ends.get(at + first, 0)
    if second == at + n and n - first == 2 and (kind := word_kind(text[at + first : at + n])):
        # 盖公章, 何道理: a surname and a word.
        common = not kind.startswith(("nr", "ns", "nz"))
        common = common and text[at + first] != text[at + n - 1]
        common = common and not all(c in known.likely.typical for c in text[at + first : at + n])
        weight = known.likely.weight.get(text[at], 0.0)
        score -= (0.5 if weight >= 3 or first == 2 else 1.5) if common else 0.0
    if text[at + n - 1] in _ESTATE:
        score -= 3.0
    if end == at + n and n > 1:
        score += 1.0 if n - first == 2 and word_kind(word).startswith("nr") else -2.5
    elif end > at + n:
        score -= 3.0
    elif end == at + first:
        score += 1.5
    elif text[at:end] in known.blocked or is_word(text[at:end]):
        score -= 2.5
    follows = text[at + n : at + n + 1]
    # 郝婷扎了, 俞飞和被告: the last letter is a word of the sentence.
    if (follows and follows in "了着过") or (word[-1] in "和与跟及" and HAN.match(follows)):
        score -= 3.0
    joined = follows in ("和", "与", "跟")
    if not joined and at + n not in cut.starts and at + n < len(text) and HAN.match(text[at + n]):
        score -= 1.5
    return score


def _before(text: str, at: int, known: NameRules, last: int) -> float:
    """Return what stands before says."""
    words = known.likely
    if at == 0:
        return 1.0
    if last >= 0 and at - last <= _LIST_REACH and _LIST.fullmatch(text, last, at):
        return 3.5
    mark = text[at - 1]
    if mark.isdigit():
        return CLAUSE if _NUMBERED.search(text, max(0, at - 5), at) else -1.0
    if mark == " " and text[at - 2 : at - 1] in (":", "：") and words.role_before(text, at - 2):
        return 3.0
    if mark in ":：（( 是为即系" and (role := words.role_before(text, at - 1)):
        # 书记：展信安 is said to him.
        return CLAUSE if role in known.honorifics and mark in ":：" else 3.0
    if not HAN.match(mark):
        return -1.0 if mark == "]" else -1.0 if mark.isalnum() else 1.0
    if words.role_before(text, at):
        return 2.5
    if mark in words.behind and words.said_before(text, at):
        return 1.2
    if mark in "省市县区镇乡村旗州街道社区的":
        return 0.5
    return -1.5


def _behind(text: str, end: int, known: NameRules, cut: Cut | None) -> float:
    """Return what stands behind says; the most it can say where no cut is given."""
    words = known.likely
    if end >= len(text):
        return 0.5
    mark = text[end]
    if _PLACE.match(text, end):
        return -2.5
    if mark in _MARKS and text[end + 1 : end + 2] in (HIDDEN, "男", "女"):
        return 2.0
    if mark in "和与及跟" and words.look.match(text, end + 1):
        return 2.0
    if (gap := _NEXT.match(text, end)) and mark != "，" and words.look.match(text, gap.end()):
        return 2.0
    if _SUM.match(text, end):
        return 0.5
    if mark in ":：":
        return 1.0
    if not HAN.match(mark):
        return -1.0 if mark == "[" or mark.isdigit() else 0.5
    if words.says.match(text, end) or words.title_at(text, end):
        return 2.5
    if mark == "的":
        return 2.0 if words.has.match(text, end + 1) else 0.0
    if mark in words.follows:
        return 1.2 if cut is None or end in cut.starts else 0.3
    if cut is None:
        return 0.8
    if end in cut.starts and word_kind(text[end : cut.ends[end]])[:1] in ("v", "d", "p", "c"):
        return 0.8
    return -0.7


def cut_around(text: str, at: int) -> Cut:
    """Cut the clause around a place into words."""
    import rjieba

    place = start = max(0, at - _REACH_BACK)
    starts, ends = set(), {}
    for word in rjieba.cut(text[start : at + _REACH_ON], False):
        starts.add(place)
        ends[place] = place + len(word)
        place += len(word)
    return Cut(starts, ends)


@lru_cache(maxsize=65536)
def is_word(word: str) -> bool:
    """Tell whether jieba has a word that isn't a person's name."""
    import rjieba

    return len(word) > 1 and rjieba.has_word(word) and not word_kind(word).startswith("nr")


@lru_cache(maxsize=65536)
def word_kind(word: str) -> str:
    """Return jieba's kind of a word of its dictionary; empty for no word."""
    import rjieba

    tagged = rjieba.tag(word, False)
    return tagged[0][1] if len(tagged) == 1 else ""
