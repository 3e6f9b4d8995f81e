"""Names that a person would write: place + object + what is wrong with it.

The best wording of a matter stands in its tickets' own titles, so a name is a piece of a title:
the span of words that tells most of what is particular to the topic's tickets, says little that
only one ticket says, and begins and ends where clauses do (``titles.py``). Places stay where they
stand in the sentence; a place that most tickets name comes in front where the span lacks it, and
a span that names any other place is not taken. Coarse topics are wider than any title: they get
the category that most tickets share, or two spans that tell different things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from hotspots.topics.spans import SHORTEST, SPAN, WIDE_SPAN, pieces
from hotspots.topics.titles import Clause, TitleBook, Token, plain_title, says

__all__ = ["About", "main_place", "name_all", "plain_title"]

LONGEST = 24
_TITLES = 160
_KEPT = 40
_PLACE_SHARE, _PLACE_SHARE_LOCAL, _PLACE_SHARE_WIDE = 0.3, 0.15, 0.5
_NAMED = 0.4
_KNOWN, _STRANGE, _STRANGE_LOCAL, _STRANGE_WIDE = 0.06, 0.25, 0.1, 0.35


@dataclass(frozen=True)
class About:
    """What a topic's name is made of.

    ``titles``: of its tickets; ``shares``: share of its tickets that have a word; ``place``: set
    where most tickets name it; ``categories``: (name, share of the tickets), general ones first;
    ``mixed``: the two largest categories in words, for a topic that none holds;
    ``near``, ``when``: what tells it from another topic of the same name; ``words``: its own.
    """

    titles: Sequence[str]
    shares: Mapping[str, float]
    size: int
    place: str | None = None
    categories: Sequence[tuple[str, float]] = ()
    mixed: str = ""
    words: Sequence[str] = ()
    near: Sequence[str] = ()
    when: str = ""
    key: str = ""


@dataclass
class _Found:
    """Spans of one topic's titles: words, and how good a name each is."""

    spans: list[tuple[str, frozenset[str], float]] = field(default_factory=list)


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
        found = _spans(about, book, common, wide=depth < 3)
        name = next(
            (
                n
                for n in _choices(about, found, book, depth)
                if n not in used and len(n) >= SHORTEST
            ),
            "",
        )
        name = name or _numbered(about, used)
        names[index] = name
        used.add(name)
    return names


def _choices(about: About, found: _Found, book: TitleBook, depth: int) -> Iterator[str]:
    """Return names in the order of preference."""
    spans = found.spans
    best = spans[0][2] if spans else 0.0
    bare = [text for text, _, score in spans if score >= 0.6 * best][:6]
    category = _category(about, depth)
    if depth < 3 and (category or depth == 1):
        yield from [_fit(about.mixed)] if about.mixed and not category else []
        yield from _wide(category, spans)
    elif depth == 2 and about.mixed:
        yield _fit(about.mixed)
    if depth == 3 and category and not spans:
        yield _fit(_placed(about.place, category))
    first = [_fit(_placed(about.place, text)) for text in bare]
    yield from first[:1]
    for where in about.near:
        yield from (_fit(_placed(where, text)) for text in bare[:1])
    yield from first[1:]
    for text, words, _ in spans[:1]:
        for other, others, score in spans[1:]:
            if not words & others and score >= 0.3 * best:
                yield _fit(f"{_placed(about.place, text)}、{other}")
    whole = sorted(
        {
            "".join(token.text for token in clause)
            for title in about.titles[:_TITLES]
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


def _wide(category: str, spans: list[tuple[str, frozenset[str], float]]) -> Iterator[str]:
    """Return names of topics that are wider than a title: category and spans, or two spans."""
    texts = [text for text, _, _ in spans]
    if category:
        for text in texts[:5]:
            if text in category or category in text:
                yield _fit(text if len(text) >= len(category) else category)
            else:
                yield _fit(f"{category}：{text}")
        yield _fit(category)
        return
    for index, (text, words, score) in enumerate(spans[:3]):
        for other, others, second in spans[index + 1 :]:
            if not words & others and second >= 0.3 * score:
                yield _fit(f"{text}、{other}等")
                break


def _category(about: About, depth: int) -> str:
    """Return the narrowest category that most of the tickets share, or nothing."""
    least = 0.5 if depth == 1 else 0.6
    fitting = [name for name, share in about.categories if share >= least]
    return fitting[-1] if fitting else ""


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


def _spans(about: About, book: TitleBook, common: Mapping[str, float], *, wide: bool) -> _Found:
    """Return the best spans of the topic's titles, the best first."""
    step = max(1, len(about.titles) // _TITLES)
    titles = about.titles[::step]
    seen: Counter[tuple[Token, ...]] = Counter()
    told_by = Counter[str]()
    for title in titles:
        own: set[tuple[Token, ...]] = set()
        for clause in book.clauses.get(title, ()):
            own.update(pieces(clause, WIDE_SPAN if wide else SPAN))
        seen.update(own)
        told_by.update({token.text for piece in own for token in piece})
    shares: dict[str, float] = {}
    worth: dict[str, float] = {}
    for word, n in told_by.items():
        share = max(about.shares.get(word.lower(), 0.0), n / len(titles) if n > 1 else 0.0)
        told = log(1 + share / max(common.get(word.lower(), 0.0), 1e-3)) if share else 0.0
        shares[word], worth[word] = share, share * min(told, 3.0)
    local = bool(about.when or about.place) and not wide
    strange = _STRANGE_WIDE if wide else _STRANGE_LOCAL if local else _STRANGE
    spread = local and about.place is None
    named = _PLACE_SHARE_WIDE if wide else _PLACE_SHARE_LOCAL if spread else _PLACE_SHARE
    scored: dict[str, tuple[frozenset[str], float]] = {}
    for piece, n in seen.items():
        if any(_elsewhere(token, shares, about.place, named) for token in piece):
            continue
        text = "".join(token.text for token in piece)
        score = _told(piece, worth, strange)
        if not local:
            score *= 4 / (len(text) + 8) ** 0.5
        score += (1.5 if wide else 1.0) * log(n) / log(1 + len(titles))
        if spread and any(t.place or t.tag.startswith(("ns", "nr")) for t in piece):
            score += _NAMED
        score *= 0.25 + (book.begins(piece[0].text) * book.ends_with(piece[-1].text)) ** 0.5
        if score > 0 and score > scored.get(text, (frozenset(), 0.0))[1]:
            scored[text] = (frozenset(t.text for t in piece if says(t)), score)
    order = sorted(scored.items(), key=lambda pair: (-pair[1][1], pair[0]))[:_KEPT]
    return _Found([(text, words, score) for text, (words, score) in order])


def _elsewhere(token: Token, shares: Mapping[str, float], place: str | None, least: float) -> bool:
    """Tell whether a word is the name of a place, person or body that few of the tickets name."""
    if not token.place and not token.tag.startswith(("nr", "ns", "nt")):
        return False
    if place and (token.text in place or place in token.text):
        return False
    return shares.get(token.text, 0.0) < least


def _told(piece: Clause, worth: Mapping[str, float], strange: float) -> float:
    """Return how much of the topic a span tells; ``strange``: what a word of one ticket costs."""
    told = 0.0
    known: set[str] = set()
    for token in piece:
        if token.text in known:
            told -= 0.3
        elif not says(token):
            told -= 0.02 * len(token.text)
        else:
            gain = worth.get(token.text, 0.0)
            told += gain if gain >= _KNOWN else gain - strange
        known.add(token.text)
    return told


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
