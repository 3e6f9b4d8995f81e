"""Names of people: self-introductions, before a form of address, behind a role, 姓某的, 王某.

Without a model: a surname, letters of given names, and a place in the sentence where a name is said
as such. Places, firms and everyday words that begin with a surname have no such place. Of a form of
address only the name goes: 王先生 becomes [姓名]先生.
"""

from __future__ import annotations

import re

from data_access.store.vault.scrub_name_rules import (
    BRANDS,
    CALLED,
    JOIN,
    SHOP,
    NameRules,
    rules,
)
from data_access.store.vault.scrub_places import is_ordinary
from data_access.store.vault.scrub_spans import HAN, HIDDEN, Findings

_NAME_MARK = ("[姓名", "[门牌", "[诉求")
# Letters of a part of a name with a dot in it (古丽·买买提).
_LONGEST_PART = 5
_AND = frozenset("和与跟")
# Behind these even an everyday word may be a name.
_BEFORE_SURE = frozenset(":：叫是为系名字人称姓")
# What shows that the letter before it is a verb (郝婷扎了四针).
_DONE = frozenset("了着过")
# 某 behind a surname; not where it is of a place or a firm (某小区).
_SOME = re.compile(
    r"某某?(?!小区|公司|单位|地|处|种|些|个|月|年|日|天|路|店|局|部门|领导|学校|医院|楼|物业|银行|[市区县镇乡村]|街|平台|品牌|项|次|位"
    r"|家(?![属里人的])|方面|商|厂|人|社区|楼盘|网|中学|小学)"
)
# What is left of a clause where a name is sure to be it, in whatever letters.
_CLAUSE = re.compile(r"[^\W\da-zA-Z的了吗呢啊不没有是在什么谁啥]{1,2}(?![\u4e00-\u9fff])")
# Of a place or a firm called after somebody.
_GOES_ON = re.compile(r"[路街村镇乡县市区庄桥河湖山公小花新名业]|集团|银行|医院|大厦|广场|学校")
_ETHNIC = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[\u00b7\u2022][\u4e00-\u9fff]{1,7}){1,3}")
# What stands before a name that isn't the beginning of a clause.
_BEFORE = frozenset(
    "过是找叫问跟和与由向给的了被让请对系为有位个名把从到见说称老小阿及但因而托告诉替帮等，时让求访认识听被"
)
_PLACE_ENDS = frozenset(
    "区县镇乡村市街路局厂店院校部门科处室站所队组班楼层司公家里内外上下的是了这那和与有司"
)
_SURNAME_ENDS = re.compile(
    r"[的，,。.！!？?；;：:、\s（(）)]|是|住|名|叫|男|女|先生|女士|今年|现|退休|$"
)
_SEX = re.compile(r"[，,、（( ][男女](?=[，,、。；;）)\s0-9])")
_NUMBER = re.compile(
    rf"[，,:：（(\s]{{0,2}}(?:的?(?:联系电话|电话|手机号?|身份证号?)[是:：\s]{{0,2}})?"
    rf"(?={HIDDEN}|\[(?:电话|证件号|银行卡|邮箱|账号|车牌)\])"
)
# 总 哥 姐 …: one letter behind a surname, where no word begins with it.
_SHORT_FORM = re.compile(
    r"总(?![是共会算之得计数额结部站量体有要不在长监裁分校价面归公工店行])|[哥姐叔嫂婶姨](?![夫妹弟])"
    r"|工(?![作程厂地人资伤商会业期序艺具队种匠友])"
)

_NICK, _JOIN_SET, _LINK_SET = frozenset("老小阿"), frozenset(JOIN), frozenset("是为系")
_CALLERS = frozenset("我俺咱名其人主员机者板东子儿长娘师理生居友伴户民妈爸婆公")
_NOT_SAID = frozenset("百同异冠复改")
# Before these any surname is one; before a trade or an office some are words (车队长).
_PRIVATE = frozenset(
    (
        "先生",
        "女士",
        "小姐",
        "大爷",
        "大妈",
        "大娘",
        "阿姨",
        "奶奶",
        "爷爷",
        "叔叔",
        "师傅",
        "大哥",
        "大姐",
    )
)


def candidates(text: str, known: NameRules) -> list[int]:
    """Return where a name that is said as such may begin, by cheap looks."""
    return [
        at
        for at in (match.start() for match in known.candidates.finditer(text))
        if text[at : at + 2] not in known.blocked or not _is_word(text, at, known)
    ]


def find_names(text: str, places: list[int], found: Findings) -> None:
    """Find names in a text whose numbers are hidden or masked, at the ``candidates`` of it."""
    known = rules()
    last = -1
    for at in places:
        # 鲁小山、谷大明: what is put beside a name.
        beside = at == last + 1 and text[last] in "、和与及"
        size = _find_at(text, at, known) or (beside and _size(text, at, known, sure=False))
        if size > 1 and text[at + 1] == "阿" and known.likely.title_at(text, at + 1):
            size = 1
        if size and not (size > 1 and (is_ordinary(text, at) or text[at + size - 1] in "苑邸")):
            found.claim(at, at + size, "name")
            last = at + size
    at = text.find("·")
    while at >= 0:
        _foreign(text, at, found, known)
        at = text.find("·", at + 1)


def _is_word(text: str, at: int, known: NameRules) -> bool:
    """Tell by a cheap look that a word that begins like a name is no more than that."""
    return (
        text[at + 2 : at + 3] not in known.given
        and text[at - 1 : at] not in _BEFORE_SURE
        and text[at + 1 : at + 3] not in known.honorifics
        and text[at : at + 2] not in known.compound
    )


def _find_at(text: str, at: int, known: NameRules) -> int:
    """Return the size of the name that begins here, 0 for none."""
    return (
        _surname_said(text, at, known)
        or _introduced(text, at, known)
        or _addressed(text, at, known)
        or _some(text, at, known)
        or _whole_clause(text, at, known)
    )


def _is_start(text: str, at: int, known: NameRules) -> bool:
    """Tell whether a name may begin here: a clause does, or a word after which names are said."""
    if at == 0:
        return True
    last = text[at - 1]
    if not HAN.match(last):
        return not (last == "]" and _is_name_mark(text, at))
    if last in _BEFORE and text[at - 1 : at + 1] not in known.not_before:
        return True
    return bool(known.role_before(text, at))


def _is_name_mark(text: str, end: int) -> bool:
    start = text.rfind("[", max(0, end - 6), end)
    return start >= 0 and text.startswith(_NAME_MARK, start)


def _may_end(text: str, at: int, known: NameRules) -> bool:
    """Tell whether a name may end here."""
    if at >= len(text):
        return True
    if not HAN.match(text[at]):
        return not text.startswith(_NAME_MARK, at)
    match = known.follows.match(text, at)
    if match is None:
        return False
    # 和, 强, 开 … belong to the name where it ends with them.
    return len(match[0]) > 1 or (at + 1 < len(text) and bool(HAN.match(text[at + 1])))


def _size(text: str, at: int, known: NameRules, *, sure: bool, alone: bool = False) -> int:
    """Return the length of the name that begins here, 0 for none.

    ``sure``: a name is known to follow; ``alone``: it must fill the rest of the clause.
    """
    some = _SOME.match(text, at + 1) if text[at : at + 1] in known.surnames else None
    if some:
        end = some.end()
        more = len(some[0]) == 1 and text[end : end + 1] in known.given
        return end + int(more and _may_end(text, end + 1, known)) - at
    first = 2 if text[at : at + 2] in known.compound else 1
    surname = text[at : at + 1]
    if first == 1 and surname not in known.surnames:
        return 0
    doubtful = first == 1 and not sure and surname not in known.safe
    if doubtful and alone and surname in known.wordly:
        return 0
    if text[at + 1 : at + 3] in known.honorifics or _is_role(text, at, known):
        return 0
    sizes = [n for n in (first + 1, first + 2) if _given(text, at + first, at + n, known)]
    if first == 1 and text[at : at + 2] in known.blocked:
        # 韩国庆, 夏天明: a letter more than the word, and what follows a name.
        if sure and not alone:
            return next((n for n in reversed(sizes) if not HAN.match(text[at + n : at + n + 1])), 0)
        more = first + 2 in sizes and text[at : at + 3] not in known.blocked and not doubtful
        more = more and (sure or not alone) and _may_end(text, at + first + 2, known)
        return first + 2 if more and (sure or HAN.match(text[at + first + 2 :])) else 0
    if doubtful and not alone:
        # 父亲章解放今年: letters of given names and what follows a name, or three letters.
        ends = [n for n in sizes if _may_end(text, at + n, known) and HAN.match(text[at + n :])]
        three = len(sizes) > 1 and surname not in known.wordly
        return ends[-1] if ends else sizes[-1] if three and _after(text, at + sizes[-1]) else 0
    if alone:
        ends = [n for n in sizes if at + n >= len(text) or not HAN.match(text[at + n])]
        return next((n for n in ends if not text.startswith(_NAME_MARK, at + n)), 0)
    for n in sizes:
        if _may_end(text, at + n, known):
            # 任志强偷排: the name is as long as may be, but 邱磊可以 isn't cut inside a word.
            word = known.follows.match(text, at + n)
            longer = n + 1 in sizes and not (word and len(word[0]) > 1)
            longer = longer and (
                text[at + n] not in _AND or not HAN.match(text[at + n + 1 : at + n + 2])
            )
            return n + 1 if longer and _may_end(text, at + n + 1, known) else n
    if len(sizes) > 1 and text[at + sizes[1] : at + sizes[1] + 1] in _DONE:
        sizes = sizes[:1]
    if sure:
        rest = _CLAUSE.match(text, at + first)
        whole = rest is not None and not text.startswith(_NAME_MARK, rest.end())
        return rest.end() - at if rest and whole else sizes[-1] if sizes else 0
    # 经理柯蓝答应: what follows can't be of the name.
    plain = first == 2 or text[at] in known.clear or (len(sizes) > 1 and surname in known.safe)
    return sizes[-1] if sizes and plain and _after(text, at + sizes[-1]) else 0


def _after(text: str, at: int) -> bool:
    """Tell whether a name may end here where nothing else says so: no place or firm goes on."""
    return not _GOES_ON.match(text, at) and text[at : at + 1] not in _DONE


def _is_role(text: str, at: int, known: NameRules) -> bool:
    word = text[at : at + 2]
    return word in known.roles and word != "孙子"


def _given(text: str, start: int, end: int, known: NameRules) -> bool:
    return end <= len(text) and all(c in known.given for c in text[start:end])


def _introduced(text: str, at: int, known: NameRules) -> int:
    """Return the size of a name behind a role, an introduction (我叫) or a call (找)."""
    end = at
    nick = text[end - 1 : end] in _NICK
    end -= int(nick) + int(nick and text[end - 2 : end - 1] == "的")
    called = False
    if text[end - 1 : end] in _JOIN_SET:
        called = text[end - 1] in ":\uff1a"
        end -= 1
    linked = text[end - 1 : end] in _LINK_SET and text[end - 2 : end] != "联系"
    end -= int(linked)
    word = known.role_before(text, end)
    if text[end - 2 : end] in ("姓名", "名字"):
        return _size(text, at, known, sure=True)
    if text[end - 1 : end] == CALLED:
        end -= 1
        if text[end - 1 : end] in _CALLERS or known.role_before(text, end):
            return _size(text, at, known, sure=True)
        begins = end == 0 or not HAN.match(text[end - 1])
        return _size(text, at, known, sure=False, alone=True) if begins else 0
    if not word and linked and text[end - 1 : end] == "我":
        return _size(text, at, known, sure=False, alone=True)
    if not word:
        return 0
    if nick:
        fits = (
            text[at] in known.surnames - known.wordly
            and text[at - 1 : at + 1] not in known.not_before
        )
        fits = fits and text[at : at + 2] not in known.blocked and _may_end(text, at + 1, known)
        return int(fits)
    if word in known.calls:
        wordly = text[at] in known.wordly or called
        return 0 if wordly else _size(text, at, known, sure=True, alone=True)
    sure = word in known.sure or word == "本人"
    return _size(text, at, known, sure=called, alone=linked and not called) or (
        _size(text, at, known, sure=True, alone=True) if sure else 0
    )


def _addressed(text: str, at: int, known: NameRules) -> int:
    """Return the size of a name before a form of address."""
    first = 2 if text[at : at + 2] in known.compound else 1
    for size in (first, first + 1, first + 2):
        end = at + size
        word = text[end : end + 2]
        short = size == first and _SHORT_FORM.match(text, end)
        if short and (text[at : at + 2] in known.blocked or not _may_shorten(text, at, end, known)):
            return 0
        if word not in known.honorifics and not short:
            continue
        if first == 1 and text[at] not in (known.surnames if size == 1 else known.safe):
            return 0
        trade = short or word not in _PRIVATE
        if first == 1 and (trade and text[at] in known.wordly):
            return 0
        if size > first and (
            not _given(text, at + first, end, known)
            or text[at : at + 2] in known.blocked
            or text[end - 1] in _PLACE_ENDS
        ):
            continue
        if text[at : end + 2] in BRANDS or SHOP.match(text, end + len(word)):
            return 0
        return size if _is_start(text, at, known) else 0
    return 0


def _may_shorten(text: str, at: int, end: int, known: NameRules) -> bool:
    """Tell whether 陈工 may be an engineer; of other letters 工 is a trade (木工)."""
    return text[end] != "工" or text[at] in known.clear


def _surname_said(text: str, at: int, known: NameRules) -> int:
    """Return the size of the surname in 姓李的, 我姓张, 免贵姓王."""
    if text[at - 1 : at] != "姓" or text[at - 2 : at - 1] in _NOT_SAID:
        return 0
    size = 2 if text[at : at + 2] in known.compound else 1
    said = size == 2 or text[at] in known.surnames
    return size if said and _SURNAME_ENDS.match(text, at + size) else 0


def _some(text: str, at: int, known: NameRules) -> int:
    """Return the size of 王某, 李某某, 张某强 anywhere: such a name needs no place of its own."""
    if text[at + 1 : at + 2] != "某" or text[at] not in known.safe:
        return 0
    return _size(text, at, known, sure=False)


def _foreign(text: str, at: int, found: Findings, known: NameRules) -> None:
    """Find a name with a dot in it (古丽·买买提) where a role or an introduction stands before."""
    for start in range(at - 1, max(-1, at - 7), -1):
        if not HAN.match(text[start]):
            return
        before = text[max(0, start - 8) : start]
        said = before.rstrip(":\uff1a是叫 ")
        called = before[-1:] == CALLED and before[-2:-1] in _CALLERS
        if not called and not known.role_before(said, len(said)):
            continue
        match = _ETHNIC.match(text, start)
        if match is None:
            return
        end = match.end()
        if HAN.match(text[end : end + 1]) or end - at > _LONGEST_PART:
            end = next((n for n in range(at + 3, end) if known.follows.match(text, n)), end)
        found.claim(start, end, "name")
        return


def _whole_clause(text: str, at: int, known: NameRules) -> int:
    """Return the size of a name that is all of a clause before a sex or a number (王建国，男)."""
    if at and (HAN.match(text[at - 1]) or _is_name_mark(text, at)):
        return 0
    for size in (3, 2, 4):
        end = at + size
        if not (_SEX.match(text, end) or _NUMBER.match(text, end)):
            continue
        first = 2 if text[at : at + 2] in known.compound else 1
        said = first == 2 or text[at] in known.surnames
        safe = said and (bool(_SEX.match(text, end)) or text[at] not in known.wordly)
        if safe and size > first and size - first <= 2 and _given(text, at + first, end, known):
            return size if text[at : at + 2] not in known.blocked else 0
    return 0
