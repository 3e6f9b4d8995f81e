"""Titles as clauses of tagged words, and which words begin and end a clause in this corpus.

A name is a piece of a title. A piece can stand alone where people let clauses begin and end, so
the chance that a word begins or ends a clause is counted over the corpus's own titles, which is
the boundary test of new-word discovery (Huang & Powers 2003) one level up. Words that always
stand behind one and the same character (伊 + 景园滨河苑) are one word that jieba cut apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from hotspots.words.segment import Segmenter, stop_words

_HEAD = re.compile(
    r"^(?:请问|咨询|投诉|举报|反映|反应|关于|询问|了解|建议|求助|想问|请求|恳请|强烈|要求|希望|呼吁|"
    r"对于?|一下|有关|就|再次|再|又|想|急|请)+[:：,，、\s]*"
)
_TAIL = re.compile(
    r"[，,、\s!！?？。.…~～:：；;]*(?:望解决|请尽快处理|希望处理|何时能解决|求助|的?问题|的?情况|怎么办|急|无人管|没人管|的?规定|"
    r"的?建议|的?投诉|的?举报|的?咨询|的?请求|的?反映|[一二两三四五六七八九十几半多大]+(?:个)?(?:星期|月|年|周|天)没?人?管?)?"
    r"[，,、\s!！?？。.…~～:：；;]*$"
)
CODED: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{0,3}[市区县](?![内域])")
_MASKED = re.compile(r"\[[^\]]{1,4}\]")
_PERSON = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|大爷|大妈|阿姨)|"
    r"[\u4e00-\u9fff](?:某某|某)(?![\u4e00-\u9fff]{0,2}(?:公司|小区|单位|局))"
)
_NUMBER = re.compile(r"\d{5,}")
_BREAK = re.compile(
    r"[\s，,。；;：:！!？?…~～“”\"'‘’《》<>【】\[\]（）()|—\-·.*/\\\x00]+|(?:以及|并且|而且)"
)
_STUCK, _STUCK_LEAST = 0.75, 3
_PRIOR = 4.0


def plain_title(title: str) -> str:
    """Return a title without the form around its matter."""
    text = re.sub(r"\s+", "", title)
    for _ in range(3):
        text = _TAIL.sub("", _HEAD.sub("", text))
    return text.removesuffix("的")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a title. ``place``: a place name, ``whole``: as the segmenter knows it."""

    text: str
    tag: str
    place: bool = False


Clause = tuple[Token, ...]


@dataclass
class TitleBook:
    """The titles of a run, cut into clauses, with what the corpus says of its words.

    ``starts``, ``ends``, ``seen``: how often a word begins, ends a clause, and occurs.
    """

    segmenter: Segmenter
    clauses: dict[str, tuple[Clause, ...]] = field(default_factory=dict)
    starts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    shares: tuple[float, float] = (0.5, 0.5)

    @classmethod
    def of(cls, titles: Iterable[str], segmenter: Segmenter) -> TitleBook:
        """Return the book of ``titles``; repeated ones count once, as copies prove nothing."""
        book = cls(segmenter)
        texts = sorted(set(titles))
        raw = {title: tuple(cut_clauses(title, segmenter)) for title in texts}
        stuck = _stuck(clause for found in raw.values() for clause in found)
        book.clauses = {
            title: tuple(_joined(clause, stuck) for clause in found) for title, found in raw.items()
        }
        for found in book.clauses.values():
            for clause in found:
                book._count(clause)
        whole = max(1, sum(book.seen.values()))
        book.shares = (sum(book.starts.values()) / whole, sum(book.ends.values()) / whole)
        return book

    def _count(self, clause: Clause) -> None:
        words = [token.text for token in clause]
        self.seen.update(words)
        self.ends[words[-1]] += 1
        # What follows a place at the beginning begins the matter.
        first = next((i for i, token in enumerate(clause) if not token.place), 0)
        for at in {0, first}:
            self.starts[words[at]] += 1

    def begins(self, word: str) -> float:
        """Return the chance that a clause begins with an occurrence of ``word``."""
        prior = self.shares[0]
        return (self.starts[word] + _PRIOR * prior) / (self.seen[word] + _PRIOR)

    def ends_with(self, word: str) -> float:
        """Return the chance that a clause ends with an occurrence of ``word``."""
        prior = self.shares[1]
        return (self.ends[word] + _PRIOR * prior) / (self.seen[word] + _PRIOR)


def cut_clauses(title: str, segmenter: Segmenter) -> list[Clause]:
    """Return the clauses of a title as tagged words, without form, masks, names and codes."""
    text = _PERSON.sub("\x00", _MASKED.sub("\x00", plain_title(title)))
    text = _NUMBER.sub("\x00", text)
    found = []
    for part in _BREAK.split(text):
        piece = plain_title(CODED.sub("", part).lstrip("的、和与在")).rstrip("、和与在")
        if len(piece) >= 2:
            tokens = tuple(Token(*token) for token in segmenter.tagged(piece))
            if tokens:
                found.append(tokens)
    return found


def says(token: Token) -> bool:
    """Tell whether a word carries a matter (or a place), not only grammar."""
    return token.place or (
        len(token.text) > 1
        and token.text not in stop_words()
        and token.tag.startswith(("n", "v", "a", "i", "l", "j", "b", "x", "eng"))
    )


def _stuck(clauses: Iterable[Clause]) -> set[tuple[str, str]]:
    """Return pairs of neighbours of which one is a single character that belongs to the other."""
    pairs: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    loose = ("u", "p", "c", "d", "r", "y", "m", "q", "f", "x")
    tags: dict[str, str] = {}
    for clause in clauses:
        alone.update(token.text for token in clause)
        tags.update((token.text, token.tag) for token in clause)
        # A single character behind a number counts it: 145|路|公交车.
        counted = (False, *(token.text[-1:].isdigit() for token in clause))
        pairs.update(
            (a.text, b.text)
            for (a, b), behind in zip(pairwise(clause), counted, strict=False)
            if not behind
        )
    found = set()
    for (a, b), n in pairs.items():
        if n < _STUCK_LEAST or not a.isalpha() or not b.isalpha():
            continue
        left = len(a) == 1 and len(b) > 1 and n >= _STUCK * alone[b]
        right = len(b) == 1 and len(a) > 1 and n >= _STUCK * alone[a]
        single = a if left else b
        if (left or right) and not (tags[single].startswith(loose) and tags[single] != "r"):
            found.add((a, b))
    return found


def _joined(clause: Clause, stuck: set[tuple[str, str]]) -> Clause:
    """Return the clause with words that were cut apart put together."""
    result: list[Token] = []
    last = ""
    for token in clause:
        if result and (last, token.text) in stuck:
            before = result[-1]
            longer = token if len(token.text) >= len(before.text) else before
            whole = Token(before.text + token.text, longer.tag, before.place or token.place)
            result[-1] = whole
        else:
            result.append(token)
        last = token.text
    return tuple(result)
