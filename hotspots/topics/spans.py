"""Which spans of a clause may stand alone as a name, by the grammar of its words.

A span may not begin or end inside a compound (车道|标线), cut a verb from its object, begin with a
word of form or grammar, or hold a preposition whose verb lies outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hotspots.topics.titles import Clause, Token, says

SHORTEST: Final = 4
SPAN: Final = 16
WIDE_SPAN: Final = 12
_WORDS = 9
_BEGIN_NEVER = ("u", "c", "p", "r", "y", "e", "o", "f", "q", "k", "h", "zg", "x", "m", "t", "s")
_END_MAY = ("n", "v", "a", "i", "l", "j", "g")
_END_NEVER = ("nr", "vd", "ad")
_INSIDE_NEVER = ("r", "y", "e", "o")
_ASKS_WORDS = "到底 可否 能否 是否 有没有 可不可以 能不能 要不要 行不行 算不算 一事 竟然 居然"
_ASKS = frozenset(_ASKS_WORDS.split())
_MAY = frozenset({"能", "可以", "应", "应该"})
_EITHER = re.compile(r"(.)[不没]\1")
_WHO = re.compile(r"谁|什么|哪|几|何")
_STAGE = re.compile(r"[一二三四五六七八九十\d]+期$")
_HOUSE = re.compile(r"[号\d]*(?:楼|栋|幢|单元|室|座)")
_TELLS = ("v", "i", "l", "a")
_STATES = ("a", "l")
_LEANS = ("t", "n", "v", "a", "u", "m", "r", "b", "l", "i", "j", "q", "eng", "y")
# Adverbs that belong to the matter; others (已, 又, 都 …) only to the way of telling it.
_MATTER_WORDS = "不 未 无 乱 没 没有 违规 违法 非法 强制 私自 擅自 随意 恶意 长期 频繁 连续 重复"
_OF_MATTER = frozenset(_MATTER_WORDS.split())
# Ways of telling that a name does without (小区[会]饱受噪音困扰).
_WAY_WORDS = "会 将 还 也 仍 仍然"
_WAYS = frozenset(_WAY_WORDS.split())
_NOT = frozenset("不未没无")
# A road's kind without its name, where the name was a code or lies outside.
_KIND_WORDS = "大道 大街 街道 马路 路口 路段 社区 路 街 区 县 镇 乡 村"
_KINDS = frozenset(_KIND_WORDS.split())
_FORM_WORDS = """
存在 请 希望 恳请 建议 要求 是 有 能 会 应 应该 可以 可否 能否 是否 得 让 使 给 到 去 来 做 办
说 问 想 为 望 求 需 需要 请问 咨询 投诉 举报 反映 解决 处理 问题 情况 回复 答复 何时
尽快 进行 关于 有关 相关 没人 无人 申诉 呼吁 质疑 疑问 请教 求助 一事 有没有 到底
可不可以 怀疑 关注 盼 感觉 觉得 看 督促 意见 继续 应当 行为 现象 事 事情 事项 时候
控诉书 控诉信 联名信 公开信 举报信 求助信 倡议书 联名
"""
_FORM = frozenset(_FORM_WORDS.split())


def pieces(clause: Clause, longest: int = SPAN) -> Iterator[Clause]:
    """Return the spans of at most ``longest`` characters that may stand alone."""
    for start, first in enumerate(clause):
        if not _begins(first, clause[start - 1] if start else None):
            continue
        # 什么时候|开始供热: when it begins is asked, not told.
        if any(_WHO.match(token.text) for token in clause[max(0, start - 2) : start]):
            continue
        length, told, waits = 0, False, False
        for end in range(start, min(start + _WORDS, len(clause))):
            token = clause[end]
            if not token.place and token.tag.startswith(_INSIDE_NEVER):
                break
            if token.text in _ASKS | _MAY or token.text.startswith(("几", "多少")):
                break
            if _EITHER.search("".join(t.text for t in clause[max(start, end - 2) : end + 1])):
                break
            if _STAGE.match(token.text) or _numbered(clause, end):
                break
            length += len(token.text)
            if length > longest:
                break
            verb = not token.place and token.tag.startswith(_TELLS) and says(token)
            # An adjective in front of its noun (各大医院) tells no matter.
            verb = verb and (end > start or not token.tag.startswith(_STATES))
            told = told or verb
            # After a preposition or a conjunction a verb must come.
            waits = not verb and (waits or token.tag.startswith("p") or token.text == "因")
            after = clause[end + 1] if end + 1 < len(clause) else None
            whole = length >= SHORTEST and told and not waits and _ends(token, after)
            if whole and not _asked(clause, end):
                yield _plain(clause[start : end + 1])


def _asked(clause: Clause, end: int) -> bool:
    """Tell whether a question lies across the end: 公共场所吸烟|由谁处罚, 强制刷脸合|不合规."""
    behind = clause[end + 1 : end + 3]
    across = "".join(token.text for token in clause[end : end + 3])
    return any(_WHO.match(token.text) for token in behind) or bool(_EITHER.search(across))


def _plain(span: Clause) -> Clause:
    """Return the span without words that only tell how it is told."""
    return tuple(
        token
        for at, token in enumerate(span)
        if token.place or token.text not in _WAYS or (at and span[at - 1].text in _NOT)
    )


def _numbered(clause: Clause, at: int) -> bool:
    """Tell whether a word is the number of a house: nobody names a matter by one flat."""
    after = clause[at + 1].text if at + 1 < len(clause) else ""
    return clause[at].text[-1:].isdigit() and bool(_HOUSE.match(after))


def _begins(token: Token, before: Token | None) -> bool:
    # Behind a question word stands what is asked for, not what is so (可否|提前供热).
    if before is not None and (
        before.tag.startswith("r")
        or before.text in _ASKS | _MAY
        or _EITHER.search(before.text + token.text)
    ):
        return False
    if before is not None and not before.place and before.text not in _FORM:
        # A single character in front is likely a part of the word (和|平社区), unless it is 的.
        if len(before.text) == 1 and not before.tag.startswith("u"):
            return False
        if before.tag.startswith(("m", "b", "a")):
            return False
        if before.tag.startswith(("n", "v", "j", "eng")) and (
            token.tag.startswith(("n", "vn", "j")) or before.tag.startswith("v") or token.place
        ):
            return False
    if token.text in _KINDS:
        return False
    if token.place:
        return True
    if token.text in _FORM or (len(token.text) == 1 and not token.tag.startswith(("d", "m"))):
        return False
    if token.tag.startswith("d"):
        return token.text in _OF_MATTER
    return not token.tag.startswith(_BEGIN_NEVER) or any(c.isdigit() for c in token.text)


def _ends(token: Token, after: Token | None) -> bool:
    if token.text in _FORM or (token.tag.startswith(_END_NEVER) and not token.place):
        return False
    if after is not None:
        # What is asked (开发商|能否 …) lies behind: the rest is no matter.
        if after.tag.startswith("y") or after.text in _ASKS | _MAY or _EITHER.search(after.text):
            return False
        if after.place or (after.tag.startswith(_LEANS) and token.tag.startswith(("v", "b", "a"))):
            return False
        if after.tag.startswith(("n", "vn", "u", "f", "j", "k", "s")):
            return False
        # A subject whose predicate begins behind it (已到供热期暖气|不热).
        if after.text in _OF_MATTER and token.tag.startswith("n"):
            return False
    return token.place or token.tag.startswith(_END_MAY)
