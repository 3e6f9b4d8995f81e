"""Names that are less than a surname with a given name: 闻科长, 老秦, 彭家, 湛姓, 秀兰, 强哥, 娟子.

What stands for a name is weighed as in ``scrub_weighed.py``: how much likelier the letter is among
names than among words, what stands before and what stands behind.
"""

from __future__ import annotations

import re
from functools import cache

from data_access.store.vault.scrub_beside import KINSHIP, all_pet
from data_access.store.vault.scrub_cut import CutText
from data_access.store.vault.scrub_likely import is_word, word_kind
from data_access.store.vault.scrub_likely_rules import DOUBLED
from data_access.store.vault.scrub_name_rules import BRANDS, SHOP, NameRules
from data_access.store.vault.scrub_signs import (
    ABOUT,
    NONE,
    PLACE,
    ROLE,
    SAID,
    SAYS,
    after,
    all_of,
    before,
    ends_with,
    role_size,
    words_of,
)
from data_access.store.vault.scrub_spans import Findings
from data_access.store.vault.scrub_weights import (
    PRIOR,
    gain,
    is_plain,
    letters,
    surnames,
    word_share,
)

_TITLE, _TITLE_ENOUGH = 2.0, 0.2
_NICK, _NICK_ENOUGH, _OLD_ENOUGH = -2.0, 1.0, 0.3
_HOUSE, _HOUSE_ENOUGH = 1.0, 1.6
_KIN, _GIVEN_ENOUGH = 1.5, 1.5
_COMMON = -3.0
_KIN_LETTERS = frozenset(KINSHIP)
# So many letters has a role that makes a family of what jieba has as a word (隔壁石家).
_ROLE = 2
_CALLED = frozenset("老小阿")
_ONE_LETTER = frozenset("姓家太总哥姐嫂叔婶姨爷伯")
_ONE_TITLE = frozenset("婶太姨叔哥姐嫂伯爷总")
_NO_NAME = frozenset("大小老二三四五六七八九亲表堂幺男女帅美的学师一")
_NO_NICK = frozenset(("小囡", "阿拉", "小朋"))
_LINKS = frozenset("和与及同向让给由叫找从查费有是为在对于把将当以等家里苑")
_MINE = re.compile(
    r"是(?:我|俺|他|她|咱|其)[\u4e00-\u9fff]{0,3}?(?:[姐妹哥弟爸妈爹娘儿女夫妻婆公侄]|媳妇|孩子)"
)
_WORK = ("服务", "工作", "上班", "开车", "签字")
_ADVERBS = re.compile(r"说|讲|称|表示|反映|要求|希望|认为|觉得|投诉|举报|建议")
_HEARD = re.compile(r"说|称|表示|反映|来电|来访|致电|咨询|询问|投诉|举报|问")


def find_titled(text: str, at: int, found: Findings, known: NameRules) -> None:
    """Find a surname before a form of address, 姓 or 家 at ``at``, or a given letter (强哥)."""
    mark = text[at]
    if text[at : at + 2] not in _title_pairs() and mark not in _ONE_LETTER:
        return
    before_it = text[at - 1]
    if text[at - 2 : at] in known.likely.compound:
        _titled(text, at - 2, at, found, known)
    elif before_it not in _CALLED and _apart(text, at - 1):
        if is_plain(text[at - 1 : at + 1]) and not (
            mark == "家" and role_size(text, at - 1, known) >= _ROLE
        ):
            return
        if before_it in surnames():
            _titled(text, at - 1, at, found, known)
        if mark in KINSHIP:
            _kin(text, at - 1, at, found, known)


def find_tied(text: str, at: int, found: Findings, known: NameRules) -> None:
    """Find a given name alone beside what somebody is to another: 姐姐广玉, 秀兰是我妹子, 娟子."""
    if text[at] in "子儿" and text[at - 1 : at] in all_pet():
        _pet(text, at - 1, at + 1, found, known)
    given = letters()
    for a in (at + 1, at - 2):
        pair = text[a : a + 2] if a >= 0 else ""
        if len(pair) > 1 and pair[0] in given and pair[1] in given:
            given_alone(text, a, a + 2, found, known)


def find_word(text: str, at: int, found: Findings, known: NameRules) -> None:
    """Find everyday words that are somebody's name: 其前夫文明不付, 严肃，男."""
    if text[at : at + 2] in all_of("words"):
        _word(text, at, at + 2, found, known)


@cache
def _title_pairs() -> frozenset[str]:
    return frozenset(word[:2] for word in all_of("titles"))


def _apart(text: str, at: int) -> bool:
    """Tell whether a letter isn't the end of a word of two letters."""
    return at == 0 or not is_plain(text[at - 1 : at + 1])


@cache
def _letters_of(part: str) -> frozenset[str]:
    return frozenset(c for word in all_of(part) for c in word)


def _titled(text: str, a: int, b: int, found: Findings, known: NameRules) -> None:
    """Find a surname before a form of address, 姓 or 家."""
    if b >= len(text):
        return
    mark = text[b]
    size = words_of("titles").match(text, b) or int(mark in _ONE_TITLE)
    if (not size and mark not in "姓家") or text.startswith("们", b + size):
        return
    if b - a == 1 and (text[a - 1 : a] == "老" or not _apart(text, a)) and mark in "姓老":
        return
    if text[a] in _LINKS and (mark in "主负" or (a and "\u4e00" <= text[a - 1] <= "\u9fff")):
        return
    if text[a] == mark or (a and text[a - 1] == text[a]):
        return
    share = -2.6 if b - a == 2 else surnames()[text[a]]
    score = PRIOR + share - word_share(text[a:b]) + before(text, a, known)
    stop = b + size
    if size:
        single = size == 1
        if (
            text[a:stop] in BRANDS
            or SHOP.match(text, stop)
            or text.startswith(("函", "事务"), stop)
        ):
            return
        plain = single and text[b] != "太"
        if (
            b - a == 1
            and text[a] in _letters_of("office")
            and (plain or (not single and text[b:stop] not in known.likely.private))
        ):
            return
        if single and (is_word(text[b : b + 2]) or after(text, stop, known) < 0.5):
            return
        enough = score + _TITLE >= _TITLE_ENOUGH
    elif mark == "姓":
        enough = score + _TITLE >= _TITLE_ENOUGH
    else:
        follows = not PLACE.match(text, b) and text[b + 1 : b + 2] != "的"
        enough = follows and score + _HOUSE + after(text, b + 1, known) >= _HOUSE_ENOUGH
    if enough:
        found.claim(a, b, "name")


def short_nick(text: str, a: int, known: NameRules) -> bool:
    """Tell whether 老, 小, 阿 at ``a`` is before a name: 老秦, 小岑, 阿强."""
    end = a + 2
    letter = text[end - 1]
    table = letters() if text[a] == "阿" else surnames()
    share = table.get(letter)
    if (
        share is None
        or text[a:end] in all_of("titles")
        or text[end : end + 1] == "姓"
        or is_plain(text[a : end + 1])
    ):
        return False
    if PLACE.match(text, end) or SHOP.match(text, end):
        return False
    if text[a:end] in _NO_NICK or is_plain(text[end - 1 : end + 1]):
        return False
    behind = after(text, end, known)
    ahead = before(text, a, known)
    score = share - word_share(letter) + _NICK + ahead + behind
    score += 1.0 if text[a] == "阿" else 0.0
    return score >= (_OLD_ENOUGH if text[a] == "老" else _NICK_ENOUGH) and ahead + behind >= 0.5


def given_alone(text: str, a: int, end: int, found: Findings, known: NameRules) -> None:
    """Find a given name alone: 姐姐广玉, 秀兰是我亲妹子, 冬梅姐, 萌萌."""
    twice = text[a] == text[a + 1] and text[a] in DOUBLED
    kin = ends_with(text, a, "kin")
    mine = _MINE.match(text, end)
    title = words_of("titles").match(text, end) or text[end : end + 1] in _KIN_LETTERS
    if not (kin or mine or title or twice) or is_plain(text[a:end]):
        return
    if min(letters()[text[a]], letters()[text[a + 1]]) < _COMMON - 0.5 or PLACE.match(text, end):
        return
    cut = CutText(text, a)
    if not (cut.begins(a) and cut.begins(end)):
        return
    score = gain(text, a, end, first=0, words=cut.touched(a, end))
    behind = ABOUT if mine else SAYS if title else after(text, end, known)
    ahead = _KIN if kin else before(text, a, known)
    if twice and not kin and not title and not (ahead >= SAID and behind >= 0.6):
        return
    if ahead + behind < SAID or ahead <= NONE or behind < 0.2:
        return
    if score + ahead + behind >= _GIVEN_ENOUGH + (0.0 if kin else 0.7):
        # Of 阿珍, 小丽 only the name goes.
        found.claim(a + (text[a] in _CALLED), end, "name")


def _kin(text: str, a: int, b: int, found: Findings, known: NameRules) -> None:
    """Find 强哥, 梅姨."""
    letter = text[a]
    if letter in _NO_NAME or letters().get(letter, -9.0) < _COMMON or is_word(text[b : b + 2]):
        return
    if before(text, a, known) >= SAID and after(text, b + 1, known) >= 0.3:
        found.claim(a, b, "name")


def _pet(text: str, a: int, end: int, found: Findings, known: NameRules) -> None:
    """Find 娟子, 燕儿."""
    ahead, behind = before(text, a, known), after(text, end, known)
    least = 3.4 if is_word(text[a:end]) else 1.9
    if ahead >= SAID and behind >= 0.6 and ahead + behind >= least:
        found.claim(a, end, "name")


def _word(text: str, a: int, b: int, found: Findings, known: NameRules) -> None:
    """Find everyday words that are somebody's name: 其前夫文明不付, 严肃，男."""
    behind = after(text, b, known)
    if behind < SAYS:
        return
    ahead = before(text, a, known)
    kind = word_kind(text[a:b])
    plain = (
        kind.startswith(("c", "t", "v"))
        or (kind.startswith(("a", "d", "z")) and bool(_ADVERBS.match(text, b)))
        or text.startswith(_WORK, b)
    )
    title = words_of("titles").match(text, b)
    if (
        (behind == ABOUT and ahead >= SAID)
        or (ahead == ROLE and not plain and not title)
        or (title and ahead >= SAID and a > 0 and ends_with(text, a, "before"))
        or (ahead == 1.0 and a == 0 and not plain and _HEARD.match(text, b))
    ):
        found.claim(a, b, "name")
