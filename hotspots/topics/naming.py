"""Names that a person would write: place + thing + what is wrong with it.

The best wording of a matter stands in its tickets' own titles, so a name is the title (freed of
form: 关于…的问题, 望解决, 咨询 …) that says most of the topic's words in the fewest characters; the
place comes in front where most tickets name it. Without usable titles the category and the
strongest words make the name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from hotspots.words.segment import Segmenter

_HEAD = re.compile(
    r"^(?:请问|咨询|投诉|举报|反映|反应|关于|询问|了解|建议|求助|想问|请求|恳请|强烈|要求|希望|呼吁|"
    r"对于?|一下|有关|就|再次|再|又|想|急|请)+[:：,，、\s]*"
)
_TAIL = re.compile(
    r"[，,、\s!！?？。.…~～:：；;]*(?:望解决|请尽快处理|希望处理|何时能解决|求助|的?问题|的?情况|怎么办|急|无人管|没人管|的?规定|"
    r"的?建议|的?投诉|的?举报|的?咨询|的?请求|的?反映|[一二两三四五六七八九十几半多大]+(?:个)?(?:星期|月|年|周|天)没?人?管?)?"
    r"[，,、\s!！?？。.…~～:：；;]*$"
)
_CODED = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]\d{0,3}[市区县](?:[A-Z]\d{0,3}[区县])*)")
_LONGEST = 22


def plain_title(title: str) -> str:
    """Return a title without the form around its matter."""
    text = re.sub(r"\s+", "", title)
    for _ in range(3):
        text = _TAIL.sub("", _HEAD.sub("", text))
    return text.removesuffix("的")


def topic_name(
    titles: Sequence[str],
    words: Sequence[tuple[str, float]],
    segmenter: Segmenter,
    *,
    place: str | None,
    category: str | None,
) -> str:
    """Return a name of at most about 30 characters.

    ``titles``: of the topic's tickets; ``words``: its words with weights; ``place``: set in front
    where the matter is local; ``category``: the fallback's beginning.
    """
    weights = dict(words)
    texts = [_bare(title, segmenter, place) for title in titles]
    shared = Counter(word for _, cut in texts for word in cut)
    scored: defaultdict[str, float] = defaultdict(float)
    for text, cut in texts:
        if 4 <= len(text) <= _LONGEST and re.search(r"[\u4e00-\u9fff]{3}", text):
            told = sum(weights.get(word, 0.0) for word in cut)
            told += sum(shared[word] / len(texts) for word in cut if shared[word] > 1)
            if told > 0:
                scored[text] += told / (len(text) + 6) ** 0.5
    front = place or ""
    if scored:
        best = min(scored, key=lambda text: (-scored[text], text))
        return f"{front}{best}"
    listed = "、".join(word for word, _ in words[:3])
    if category and listed:
        return f"{front}{category}（{listed}）"
    return f"{front}{category or listed or '未命名主题'}"


def _bare(title: str, segmenter: Segmenter, place: str | None) -> tuple[str, set[str]]:
    """Return a title without form and places, and its words."""
    text = plain_title(title)
    if place:
        text = text.replace(place, "")
    cut, where = segmenter.cut(text)
    for name in where:
        text = text.replace(name, "")
    return _CODED.sub("", text).strip("，,、的在 "), set(cut)


def main_place(
    places: Sequence[Sequence[str]], share: float, generic: Sequence[str] = ()
) -> str | None:
    """Return the place that at least ``share`` of the tickets name (the most named), or None.

    ``generic``: names that most of the city shares (the city's own) and that say nothing.
    """
    counts = Counter(name for own in places for name in set(own) if name not in generic)
    if not counts:
        return None
    name, n = min(counts.items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))
    return name if n >= share * len(places) else None
