"""Names that a person would write: place + object + what is wrong with it.

The best wording of a matter stands in its tickets' own titles, so a name is a piece of a title:
the span of words that tells most of what is particular to the topic's tickets, says little that
only one ticket says, and begins and ends where clauses do (``titles.py``). Places stay where they
stand in the sentence; a place that most tickets name comes in front where the span lacks it, and
a span that names any other place is not taken. A name must be true for its tickets: topics wider
than any title get the category that most tickets share and what many of them say, else the two
largest categories or two spans that tell different things; what no two categories hold half of is
called left over (零散诉求).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from hotspots.topics.candidates import TITLES, About, Span, spans_of
from hotspots.topics.result import SCATTERED
from hotspots.topics.spans import SHORTEST
from hotspots.topics.titles import TitleBook, plain_title

__all__ = ["About", "main_place", "name_all", "plain_title"]

LONGEST = 24
# A span names a topic alone where so large a share of its titles have all of its words.
_WHOLE = 0.3
# Of the best span's score: what a span must have that is true for most; share of "most" that each
# of two holds.
_WORTH, _PART = 0.4, 0.4
# Share of the tickets with all words of a detail, and of these within the category it explains.
_DETAIL, _WITHIN = 0.1, 0.6
_HELD, _JOINT = 0.6, 0.5


def name_all(
    topics: Sequence[About],
    book: TitleBook,
    common: Mapping[str, float],
    *,
    depth: int,
    taken: Collection[str] = (),
) -> list[str]:
    """Return a name for each topic of one depth (1 coarse … 3 fine), all different.

    ``common``: share of all tickets that have a word; ``taken``: names of topics that keep theirs.
    The larger topic has the first choice.
    """
    names = [""] * len(topics)
    used = set(taken)
    order = sorted(range(len(topics)), key=lambda i: (-topics[i].size, topics[i].key))
    for index in order:
        about = topics[index]
        spans = spans_of(about, book, common, wide=depth < 3)
        name = next(
            (
                n
                for n in _choices(about, spans, book, depth)
                if n not in used and len(n) >= SHORTEST
            ),
            "",
        )
        name = name or _numbered(about, used)
        names[index] = name
        used.add(name)
    return names


def _choices(about: About, spans: Sequence[Span], book: TitleBook, depth: int) -> Iterator[str]:
    """Return names in the order of preference."""
    best = spans[0].score if spans else 0.0
    bare = [span.text for span in spans if span.score >= 0.6 * best][:6]
    category = _category(about, depth)
    if about.categories and not _alone(about, spans, depth):
        yield from _filed(about, spans, depth)
    elif spans and not about.categories:
        yield from _told(about, spans, depth)
    first = [_fit(_placed(about.place, text)) for text in bare]
    yield from first[:1]
    for where in about.near:
        yield from (_fit(_placed(where, text)) for text in bare[:1])
    yield from first[1:]
    yield from _joint(spans)
    whole = sorted(
        {
            "".join(token.text for token in clause)
            for title in about.titles[:TITLES]
            for clause in book.clauses.get(title, ())
        },
        key=lambda text: (abs(len(text) - 10), text),
    )
    yield from (_fit(_placed(about.place, text)) for text in whole[:1] if not first)
    for text in [*first[:1], *([category] if category else [])]:
        if about.when:
            yield _fit(f"{about.when}{text}" if not about.place else f"{text}（{about.when}）")
        for word in about.words:
            if word not in text:
                yield _fit(f"{text}（{word}）")
    if len(about.words) > 1:
        yield _fit(_placed(about.place, f"{about.words[0]}、{about.words[1]}等"))


def _told(about: About, spans: Sequence[Span], depth: int) -> Iterator[str]:
    """Return names of a source without categories: each must be true for most of the tickets.

    What is said in their words, then two things that they say, then what they are about; where
    nothing holds so many, they are left over.
    """
    looked = 1 + max(row for span in spans for row in (*span.true_for, *span.held, 0))
    least = _JOINT * looked
    local = depth == 3 and bool(about.when or about.place)
    worth = [
        span
        for span in spans
        if span.complete
        and len(span.held) >= least
        and (local or span.score >= _WORTH * spans[0].score)
    ]
    for span in sorted(worth, key=lambda span: (-span.score * len(span.held), span.text))[:2]:
        yield _fit(_placed(about.place, span.text))
    if not (local and about.place):
        said = [span for span in spans if span.complete and len(span.held) >= _PART * least]
        yield from _joint(said, least)
    for word, _ in about.heads[:2]:
        yield _fit(_placed(about.place, f"{word}相关问题"))
    if not (local and about.place):
        for name in list(_joint(spans))[:1]:
            yield _fit(f"{SCATTERED}：{name}") if name else ""


def _alone(about: About, spans: Sequence[Span], depth: int) -> bool:
    """Tell whether the best span names the topic better than a category would."""
    local = bool(about.when or about.place)
    return depth == 3 and bool(spans) and spans[0].whole >= (_WHOLE if local else _JOINT)


def _wide(category: str, spans: Sequence[Span]) -> Iterator[str]:
    """Return a category's name with what many of the tickets say, then the category alone."""
    known = any(span.within for span in spans)
    details = [
        span
        for span in sorted(spans, key=lambda span: (-span.detail, span.text))
        if span.whole >= _DETAIL and (not known or span.within.get(category, 0.0) >= _WITHIN)
    ]
    for span in details[:5]:
        if span.text in category:
            break
        if category not in span.text:
            yield _fit(f"{category}：{span.text}")
        elif span.whole >= _WHOLE and len(span.words) > 1:
            yield _fit(span.text)
        elif len(category) < SHORTEST:
            yield _fit(f"{category}问题")
            yield _fit(f"{category}：{span.text}")
    yield _fit(category)
    yield _fit(f"{category}问题")


def _filed(about: About, spans: Sequence[Span], depth: int) -> Iterator[str]:
    """Return names by category: the narrowest level first at which one or two hold most.

    A matter of a few weeks is one thing: what is said of it comes before two categories.
    """
    order = list(range(len(about.categories)))
    order = order if depth == 1 else order[::-1]
    least = 0.5 if depth == 1 else _HELD
    held = {level: about.categories[level][1] >= least for level in order}
    if depth == 3 and about.when:
        for level in order[:-1]:
            if held[level]:
                name = about.categories[level][0]
                told = (n.removeprefix(f"{name}：") for n in _wide(name, spans) if "：" in n)
                yield from (text if name in text else _fit(f"{name}：{text}") for text in told)
    for level in order:
        if held[level]:
            yield from _wide(about.categories[level][0], spans)
        elif level < len(about.pairs) and about.pairs[level][1] >= _JOINT:
            # Two of the widest categories are no matter at all.
            yield _fit(about.pairs[level][0]) if level or depth == 1 else ""
    for name, _ in list(reversed(about.pairs))[1:]:
        yield _fit(f"{SCATTERED}：{name}") if name else ""


def _joint(spans: Sequence[Span], least: float = 0.0) -> Iterator[str]:
    """Return two spans that tell different things and are true for the most tickets together.

    ``least``: so many tickets must have all words of one of them.
    """
    if not spans:
        return
    first = spans[0]
    others = [
        span
        for span in spans[1:]
        if not first.words & span.words
        and span.score >= 0.15 * first.score
        and len(first.held | span.held) >= least
    ]
    left = max(1, len(frozenset().union(*(span.true_for for span in spans)) - first.true_for))
    worth = {span: span.score * len(span.true_for - first.true_for) / left for span in others}
    for span in sorted(others, key=lambda span: (-worth[span], span.text))[:3]:
        yield _fit(f"{first.text}、{span.text}等")


def _category(about: About, depth: int) -> str:
    """Return the narrowest category that most of the tickets share, or nothing.

    A wider one says less than the two largest of a narrower level, where these hold most.
    """
    least = 0.5 if depth == 1 else _HELD
    for level in reversed(range(len(about.categories))):
        name, share = about.categories[level]
        if share >= least:
            return name
        if depth > 1 and level < len(about.pairs) and about.pairs[level][1] >= _HELD:
            return ""
    return ""


def _placed(place: str | None, text: str) -> str:
    """Return the text with the place in front, once."""
    if not place or place in text:
        return text
    for size in range(min(len(place), len(text)), 1, -1):
        if place.endswith(text[:size]):
            return place + text[size:]
    return place + text


def _fit(name: str) -> str:
    """Return the name where it is short enough, else nothing."""
    return name if SHORTEST <= len(name) <= LONGEST else ""


def _numbered(about: About, taken: set[str]) -> str:
    listed = [name for name, _ in about.categories[-1:]] or list(about.words[:2])
    base = (_placed(about.place, "、".join(listed)) or "未命名主题")[: LONGEST - 4]
    base = base if len(base) >= SHORTEST else f"{base}相关诉求"
    number = 1
    name = base
    while name in taken:
        number += 1
        name = f"{base}（{number}）"
    return name


def main_place(
    places: Sequence[Sequence[str]], share: float, generic: Sequence[str] = ()
) -> str | None:
    """Return the place that at least ``share`` of the tickets name (the most named), or None.

    ``generic``: names that most of the city shares (the city's own) and that say nothing.
    """
    counts = Counter(
        name
        for own in places
        for name in set(own)
        if name not in generic and not name.endswith("政府")
    )
    if not counts:
        return None
    name, n = min(counts.items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))
    return name if n >= share * len(places) else None
