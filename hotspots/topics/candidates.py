"""The spans of one topic's titles, each with how good a name it is and for how many it is true.

A title says more than its topic: one shop, one bus, one road. What few of the topic's tickets say
is left out where it only modifies what follows (增加[145路]公交车班次), so that the wordings of
many tickets become one. A span is true for a ticket that has most of its words, weighed by how
particular to the topic they are, in its title or its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import log

from hotspots.topics.spans import SPAN, WIDE_SPAN, pieces
from hotspots.topics.titles import Clause, TitleBook, Token, says
from hotspots.words.places import GENERIC

TITLES = 160
"""Titles of a topic that are looked at."""
_KEPT = 40
_PLACE_SHARE, _PLACE_SHARE_LOCAL, _PLACE_SHARE_WIDE = 0.3, 0.15, 0.5
_NAMED = 0.4
_KNOWN, _STRANGE, _STRANGE_LOCAL, _STRANGE_WIDE = 0.06, 0.25, 0.1, 0.35
_RARE = 0.05
# A span is true for a ticket with this share of the weight of its words; where few tickets have
# all of its words, a shorter one is better. Support of _HALF halves a span's worth.
_MOST, _HALF = 0.6, 0.15
_FAINT = 0.2
# A word that only the texts have says less of the matter than one that the titles have.
_IN_TEXT = 0.5
_BARE = 0.5
_GENERIC = frozenset(GENERIC.split("|")) - {"小区", "社区", "学校", "医院", "市场", "工地"}
# A word of so few titles makes a span the story of one ticket.
_FEW, _ODD = 0.02, 0.6
_AS_NOUN = ("vn", "an")
_NAMES = ("nr", "ns", "nt", "nz", "eng")


@dataclass(frozen=True)
class About:
    """What a topic's name is made of.

    ``titles``: of its tickets; ``told``: the words of each of these tickets, title and text
    (empty: the titles' words count); ``filed``: each one's categories, general ones first;
    ``shares``: share of its tickets that have a word; ``place``:
    set where most tickets name it; ``categories``: (name, share of the tickets), general ones
    first; ``pairs``: (two largest categories in words, share of the tickets) of each level, general
    ones first; ``near``, ``when``: what tells it from another topic of the same name; ``words``:
    its own; ``heads``: (noun of the titles that is particular to it, share of the tickets), the
    most telling first; ``spoken``: ``shares`` without names of places.
    """

    titles: Sequence[str]
    shares: Mapping[str, float]
    size: int
    place: str | None = None
    categories: Sequence[tuple[str, float]] = ()
    pairs: Sequence[tuple[str, float]] = ()
    told: Sequence[Collection[str]] = field(default=(), repr=False)
    filed: Sequence[Sequence[str]] = field(default=(), repr=False)
    words: Sequence[str] = ()
    heads: Sequence[tuple[str, float]] = ()
    near: Sequence[str] = ()
    when: str = ""
    key: str = ""
    spoken: Mapping[str, float] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, eq=False)
class Span:
    """A piece of a title: its words, how good a name it is, and which tickets it is true for.

    ``held``: the tickets that have all of its words, in title or text: what a name must be true
    for; ``share``: of the tickets that it is true for; ``whole``: of those whose title has all of
    its words; ``detail``: how good it is behind a category's name; ``within``: which share of the
    tickets that say the whole of it each category holds; ``complete``: it has an object and
    what happens to it.
    """

    text: str
    words: frozenset[str]
    score: float
    true_for: frozenset[int]
    held: frozenset[int]
    share: float
    whole: float
    detail: float
    within: Mapping[str, float]
    complete: bool = True


def spans_of(
    about: About, book: TitleBook, common: Mapping[str, float], *, wide: bool
) -> list[Span]:
    """Return the best spans of the topic's titles, the best first."""
    step = max(1, len(about.titles) // TITLES)
    titles = about.titles[::step]
    if not titles:
        return []
    own = [[token for clause in book.clauses.get(t, ()) for token in clause] for t in titles]
    by_title = Counter(word for tokens in own for word in {token.text for token in tokens})
    shares: dict[str, float] = {}
    lift: dict[str, float] = {}
    for word, n in by_title.items():
        said = n / len(titles) if n > 1 else 0.0
        share = max(_IN_TEXT * about.shares.get(word.lower(), 0.0), said)
        told = log(1 + share / max(common.get(word.lower(), 0.0), 1e-3)) if share else 0.0
        shares[word], lift[word] = share, min(told, 3.0)
    local = bool(about.when or about.place) and not wide
    seen = _seen(titles, book, shares, about.place, WIDE_SPAN if wide else SPAN)
    few = max(1.0, _FEW * len(titles))
    odd = {word for word, n in by_title.items() if n <= few} if not local else set()
    scored = _scored(seen, about, book, shares, lift=lift, odd=odd, wide=wide)
    texts = about.told[::step] if about.told else [()] * len(titles)
    named = [{token.text.lower() for token in tokens} for tokens in own]
    have = [title | set(text) for title, text in zip(named, texts, strict=True)]
    return _supported(scored, named, have, lift, about.filed[::step])


def _seen(
    titles: Sequence[str],
    book: TitleBook,
    shares: Mapping[str, float],
    place: str | None,
    longest: int,
) -> Counter[Clause]:
    """Return how many titles have a span, as it stands or without what few others say."""
    seen: Counter[Clause] = Counter()
    for title in titles:
        found: set[Clause] = set()
        for clause in book.clauses.get(title, ()):
            found.update(pieces(clause, longest))
            shorter = _reduced(clause, shares, place)
            if shorter != clause:
                found.update(pieces(shorter, longest))
        seen.update(found)
    return seen


def _reduced(clause: Clause, shares: Mapping[str, float], place: str | None) -> Clause:
    """Return the clause without names and modifiers that few of the topic's tickets have."""
    kept: list[Token] = []
    for at, token in enumerate(clause):
        after = clause[at + 1] if at + 1 < len(clause) else None
        drop = after is not None and _modifies(token, after, shares, place)
        if drop or (token.text in _GENERIC and _dropped(clause, at, kept)):
            continue
        # What a dropped modifier leaned on goes with it: 145|路, 某家|的.
        if _dropped(clause, at, kept) and (
            token.tag.startswith(("q", "uj", "u")) or token.text in {"路", "号", "号线"}
        ):
            continue
        kept.append(token)
    return tuple(kept)


def _dropped(clause: Clause, at: int, kept: Sequence[Token]) -> bool:
    return at > 0 and (not kept or kept[-1] is not clause[at - 1])


def _modifies(token: Token, after: Token, shares: Mapping[str, float], place: str | None) -> bool:
    """Tell whether a word that few say only modifies the next one, or names who it was."""
    if shares.get(token.text, 0.0) >= _RARE or (place and token.text in place):
        return False
    if token.place or token.tag.startswith(("m", *_NAMES)) or any(c.isdigit() for c in token.text):
        return True
    noun = token.tag.startswith(("n", "j", "b", "s"))
    return noun and not token.tag.startswith("vn") and after.tag.startswith(("n", "vn", "j"))


def _scored(
    seen: Mapping[Clause, int],
    about: About,
    book: TitleBook,
    shares: Mapping[str, float],
    *,
    lift: Mapping[str, float],
    odd: Collection[str],
    wide: bool,
) -> dict[str, tuple[frozenset[str], float, bool]]:
    """Return per span its words, its score by what it says and how it stands alone, and whether it
    is complete.
    """
    local = bool(about.when or about.place) and not wide
    strange = _STRANGE_WIDE if wide else _STRANGE_LOCAL if local else _STRANGE
    spread = local and about.place is None
    named = _PLACE_SHARE_WIDE if wide else _PLACE_SHARE_LOCAL if spread else _PLACE_SHARE
    titles = max(2, min(len(about.titles), TITLES))
    worth = {word: share * lift[word] for word, share in shares.items()}
    scored: dict[str, tuple[frozenset[str], float, bool]] = {}
    for piece, n in seen.items():
        if any(_elsewhere(token, shares, about.place, named) for token in piece):
            continue
        text = "".join(token.text for token in piece)
        score = _told(piece, worth, strange)
        if not local:
            score *= 4 / (max(len(text), 8) + 8) ** 0.5
        score += (1.5 if wide else 1.0) * log(n) / log(1 + titles)
        names = (t for t in piece if t.place or t.tag.startswith(("ns", "nr")))
        if spread and any(shares.get(t.text, 0.0) >= named for t in names):
            score += _NAMED
        complete = _complete(piece)
        score *= complete
        score *= _ODD ** sum(says(t) and t.text in odd for t in piece)
        score *= 0.25 + (book.begins(piece[0].text) * book.ends_with(piece[-1].text)) ** 0.5
        if score > 0 and score > scored.get(text, (frozenset(), 0.0, False))[1]:
            words = frozenset(t.text for t in piece if says(t))
            scored[text] = (words, score, complete == 1.0)
    return scored


def _complete(piece: Clause) -> float:
    """Return 1 for an object with what happens to it, less where one lacks (提质改造, 道路建设).

    A verb in front of 的 or 后 only says which object it is (送检的钱, 离婚后公租房).
    """
    leans = [at for at, token in enumerate(piece) if token.tag.startswith(("uj", "f"))]
    rest = piece[leans[-1] :] if leans else piece
    thing = any(t.place or t.tag.startswith(("n", "j", "l", "i", "eng")) for t in piece)
    happens = any(t.tag.startswith(("v", "a", "i", "l")) and t.tag not in _AS_NOUN for t in rest)
    return 1.0 if thing and happens else _BARE


def _supported(
    scored: Mapping[str, tuple[frozenset[str], float, bool]],
    named: Sequence[Collection[str]],
    have: Sequence[AbstractSet[str]],
    lift: Mapping[str, float],
    filed: Sequence[Sequence[str]],
) -> list[Span]:
    """Return the spans weighed by the share of the tickets that they are true for."""
    order = sorted(scored.items(), key=lambda pair: (-pair[1][1], pair[0]))[: 4 * _KEPT]
    found = []
    for text, (words, score, complete) in order:
        weights = {word.lower(): min(max(lift.get(word, 0.0), _FAINT), 1.0) for word in words}
        whole = sum(weights.values())
        told = [sum(w for word, w in weights.items() if word in held) for held in have]
        true_for = frozenset(row for row, part in enumerate(told) if part >= _MOST * whole)
        share = len(true_for) / len(have)
        every = frozenset(
            row for row, title in enumerate(named) if all(word in title for word in weights)
        )
        full = len(every) / len(have)
        support = (share * full) ** 0.5
        within = Counter(name for row in every for name in (filed[row] if filed else ()))
        span = Span(
            text,
            words,
            score * support / (support + _HALF),
            true_for,
            frozenset(row for row, held in enumerate(have) if weights.keys() <= held),
            share,
            full,
            score * full / (full + _HALF),
            {name: n / len(every or [0]) for name, n in within.items()},
            complete,
        )
        found.append(span)
    return sorted(found, key=lambda span: (-span.score, span.text))[:_KEPT]


def _elsewhere(token: Token, shares: Mapping[str, float], place: str | None, least: float) -> bool:
    """Tell whether a word is a number, or the name of a place, person or body, that few name."""
    numbered = any(c.isdigit() for c in token.text)
    if not token.place and not numbered and not token.tag.startswith(("nr", "ns", "nt")):
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
