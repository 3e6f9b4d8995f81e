"""Names of other peoples and of foreigners by their syllables: 旦增, 沙马日古, 伊莎贝拉, 阮氏碧河.

Letters by which foreign sounds are written are weighed against the words that would be there;
syllables of which names of a people are made count more.
"""

from __future__ import annotations

import re
from functools import cache

from data_access.store.vault.scrub_cut import CutText
from data_access.store.vault.scrub_likely import is_word, word_kind
from data_access.store.vault.scrub_name_rules import BRANDS, NameRules
from data_access.store.vault.scrub_signs import (
    PLACE,
    ROLE,
    SAID,
    SAYS,
    after,
    all_of,
    before,
    words_of,
)
from data_access.store.vault.scrub_spans import Findings
from data_access.store.vault.scrub_weights import word_share

_SOUNDS = (
    "阿艾安奥巴贝比波伯布查达戴丹德迪蒂杜多埃恩尔法菲费弗福盖格古哈海亨胡霍基吉加杰金卡凯科克拉莱兰劳勒雷里丽莉利连列林琳隆卢鲁路伦罗洛"
    "马玛麦曼梅米莫默穆娜纳内尼妮纽诺努欧帕佩皮普恰乔钦丘瑞热萨塞赛桑森莎沙舍什史斯丝苏思索塔泰坦特蒂提图吐托瓦万威维温文沃乌西希夏"
    "谢辛休雅亚扬耶叶伊依英尤约扎泽詹朱兹孜买木合江力都卜甫肉热依且呷日火惹仁次旦增措姆央卓平珠顿旺堆青才让嘉参赞其巴根图雅娃岩玉罕香应"
    "保碧当登邓弟东丁冬杜帝凤果汗何黑呼华惠吾昆库朗乃侬篷奇琪切萍若石寿孙娃腾铁廷汀宛翁香逊英永云增张芝孟敖朝鲁苏"
)
_VIET = re.compile(r"[阮陈黎范武裴邓杜胡吴]氏[\u4e00-\u9fff]{1,2}")
_LONGEST, _SHORTEST = 8, 3
_PRIOR, _LETTER, _SYLLABLE = -3.8, -2.0, -2.7
_ENOUGH, _ENOUGH_SHORT = 2.8, 1.8
# Letters that begin everyday words far more often than a name.
_EVERYDAY = "有里都子路日大三查费保法热早居合完提满何什比果作皮群明"
# Words of which names are made, and other things said.
_ALONE = frozenset(
    ("尼玛", "大卫", "卡特", "马丁", "巴特", "杰克", "阿拉", "阿布", "阿里", "密斯", "明珠")
) | frozenset(("阿西", "石布", "阿的", "日格", "早山", "哈日", "卡里"))
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,7}(?:[·•][\u4e00-\u9fff]{1,7}){1,3}")


@cache
def _sounds() -> frozenset[str]:
    return frozenset(_SOUNDS) | frozenset(
        c for pair in all_of("syllables") for c in pair
    ) - frozenset("的不")


@cache
def _look() -> re.Pattern[str]:
    """Return a pattern for runs of letters of foreign sounds, or of one syllable of a people."""
    sounds = "".join(_sounds())
    pairs = all_of("syllables")
    one, two = ("".join({p[i] for p in pairs}) for i in (0, 1))
    return re.compile(
        rf"[{''.join(_firsts())}](?=[{sounds}])(?:(?=[{two}])(?<=[{one}])|(?=[{one}][{two}]))"
        rf"[{sounds}]{{1,{_LONGEST - 1}}}"
    )


@cache
def _firsts() -> frozenset[str]:
    """Return the letters that a name in foreign sounds begins with."""
    syllables = frozenset(pair[0] for pair in all_of("syllables"))
    return (syllables | frozenset(_SOUNDS[:120])) - frozenset(_EVERYDAY)


def runs(text: str) -> list[int]:
    """Return where letters of foreign sounds begin that have a syllable of names in them."""
    return [match.start() for match in _look().finditer(text) if _foreign(match[0])]


def find_translit(text: str, begun: list[int], found: Findings, known: NameRules) -> None:
    """Find names in letters of foreign sounds; ``begun`` is where runs of them begin."""
    last = 0
    for a in begun:
        match = _look().match(text, a)
        if match is None or a < last:
            continue
        ahead, behind = before(text, a, known), after(text, match.end(), known)
        if ahead < SAID and behind < SAYS and not ahead > 0:
            continue
        cut = CutText(text, a)
        if not cut.begins(a):
            continue
        end = _end(cut, a, known)
        if end:
            found.claim(a, end, "name")
            last = end
    if "氏" in text:
        for match in _VIET.finditer(text):
            _viet(text, match, found, known)
    if "·" in text or "•" in text:
        for match in _DOTTED.finditer(text):
            _dotted(text, match, found, known)


def _foreign(run: str) -> bool:
    """Tell whether letters of foreign sounds have a syllable in them that names are made of."""
    pairs = all_of("syllables")
    if run[:2] in pairs:
        return True
    if len(run) < _SHORTEST or is_word(run[:2]):
        return False
    return any(run[i : i + 2] in pairs for i in range(1, len(run) - 1))


def _end(cut: CutText, a: int, known: NameRules) -> int:
    """Return where the name that begins at ``a`` ends; 0 for none."""
    text, sounds = cut.text, _sounds()
    run = a
    while run < min(len(text), a + _LONGEST) and text[run] in sounds:
        run += 1
    ahead: float | None = None
    best, stop = 0.0, 0
    for end in range(run, a + 1, -1):
        if (
            not cut.begins(end)
            or PLACE.match(text, end)
            or (text[end : end + 1] in "了着过·•[" and end < len(text))
        ):
            continue
        gained, units = _gain(cut, a, end)
        if end - a < _SHORTEST and units * 2 < end - a:
            continue
        if ahead is None:
            ahead = before(text, a, known)
        behind = after(text, end, known)
        whole = units * 2 == end - a
        if whole and units == 1 and text[a:end] in _ALONE:
            continue
        known_name = end - a >= _SHORTEST and word_kind(text[a:end]).startswith("nr")
        sure = ahead >= ROLE or behind >= SAYS
        if not (sure or (whole and ahead > 0 and behind > 0.3) or (known_name and ahead >= SAID)):
            continue
        if text.startswith((*BRANDS, "拉黑"), a) or text[end - 1] in "路城山镇湾区堡":
            continue
        enough = _ENOUGH_SHORT if whole else _ENOUGH
        if (score := gained + ahead + behind) >= enough and score > best:
            best, stop = score, end
    return stop


def _gain(cut: CutText, a: int, end: int) -> tuple[float, int]:
    """Return by how much a name is likelier than words, and of how many syllables it is made."""
    text, pairs = cut.text, all_of("syllables")
    plain = 0.0
    for c, d in cut.touched(a, end):
        word = text[c:d]
        # A name that jieba knows is none of the words.
        foreign = d - c > 1 and word_kind(word).startswith("nr")
        plain += sum(map(word_share, word)) if foreign or word in pairs else word_share(word)
    named, units, at = _PRIOR, 0, a
    while at < end:
        if at + 2 <= end and text[at : at + 2] in pairs:
            named, units, at = named + _SYLLABLE, units + 1, at + 2
        else:
            named, at = named + _LETTER, at + 1
    return named - plain, units


def _viet(text: str, match: re.Match[str], found: Findings, known: NameRules) -> None:
    """Find 阮氏碧河: a surname, 氏 and one or two letters that no word is made of."""
    a = match.start()
    cut = CutText(text, a)
    ends = (match.end(), match.end() - 1)
    # 阮氏梅嫁到: what the person does begins with the last letter.
    if words_of("says").match(text, ends[1]) > 1:
        ends = ends[::-1]
    for end in ends:
        whole = end - a > 2 and cut.begins(a) and cut.begins(end) and not PLACE.match(text, end)
        if whole and before(text, a, known) + after(text, end, known) >= SAID:
            found.claim(a, end, "name")
            return


def _dotted(text: str, match: re.Match[str], found: Findings, known: NameRules) -> None:
    """Find 玛丽亚·桑托斯: from where letters of foreign sounds begin to where they end."""
    sounds = _sounds()
    first = text.find("·", match.start(), match.end())
    dot = max(
        text.rfind("·", match.start(), match.end()), text.rfind("•", match.start(), match.end())
    )
    first = first if first >= 0 else dot
    a = first
    while a > match.start() and text[a - 1] in sounds:
        a -= 1
    end = dot + 1
    while end < match.end() and text[end] in sounds:
        if end - dot > 2 and known.likely.says.match(text, end):
            break
        end += 1
    if first - a > 1 and end - dot > 2 and not PLACE.match(text, end):
        found.claim(a, end, "name")
