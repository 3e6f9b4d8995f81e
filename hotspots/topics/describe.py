"""What a topic is about: its words, places, category, typical tickets and name."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from hotspots.topics.naming import About, main_place
from hotspots.topics.prepare import Prepared
from hotspots.topics.settings import TopicSettings
from hotspots.words.topic_words import c_tf_idf, class_counts, top_words
from style.wording import quoted

_TEXT = 120
_NEAR = 0.4
_SHORT_DAYS = 62
_IN_TITLES, _IN_SOME, _IN_TEXTS = 0.5, 0.25, 0.7
_NO_THING = ("nr", "ns", "nt")


def words_of(
    data: Prepared, labels: np.ndarray, topics: int, settings: TopicSettings
) -> list[list[tuple[str, float]]]:
    """Return per topic its words with their c-TF-IDF weights, most telling first."""
    if not topics or not len(data.terms):
        return [[] for _ in range(topics)]
    binary = data.counts.copy()
    binary.data[:] = 1.0
    carried = class_counts(binary, labels, topics)
    sizes = np.bincount(labels[labels >= 0], minlength=topics)
    best = top_words(
        c_tf_idf(carried),
        binary,
        carried,
        sizes,
        words=settings.words,
        together=settings.together,
    )
    return [[(data.terms[column], round(w, 4)) for column, w in pairs] for pairs in best]


def describe(
    data: Prepared,
    rows: np.ndarray,
    weight: np.ndarray,
    words: list[tuple[str, float]],
    settings: TopicSettings,
) -> dict[str, Any]:
    """Return a topic's words, places, category and typical texts, and under ``about`` what its
    name is made of.

    ``rows``: its tickets; ``weight``: how typical each ticket of the run is.
    """
    frame = data.frame
    code, share = category_of(data, rows)
    titles = data.titles_of(rows)
    area, places = places_of(data, rows, settings)
    area_name = str(data.names.areas.get(area, "")) if area is not None else ""
    place = main_place([data.cuts[row][1] for row in rows], settings.place_share)
    place = place or area_name or None
    typical = typical_of(data, rows, weight, dict(words))
    spoken = _spoken(data, rows)
    codes = [value for value in frame["category_code"].to_numpy(object)[rows] if value]
    by_area = Counter(value for value in frame["area_code"].to_numpy(object)[rows] if value)
    return {
        "about": About(
            titles=[title for title in titles if title],
            told=[_told(data.cuts[row]) for row in rows[titles != ""]],
            shares=spoken | _named(data, rows),
            spoken=spoken,
            size=len(rows),
            place=place,
            categories=_categories(data, codes),
            pairs=_pairs(data, codes),
            filed=[_filed(data, row) for row in rows[titles != ""]],
            words=[word for word, _ in words],
            heads=_heads(data, rows, words),
            near=_near(data, rows, by_area),
            when=_when(frame["day"].iloc[rows.min()], frame["day"].iloc[rows.max()]),
            key=f"{frame['day'].iloc[rows.min()]:%Y%m%d}{frame['ticket_no'].iloc[rows[0]]}",
        ),
        "words": _json([[word, w] for word, w in words]),
        "place_code": area,
        "place_name": place,
        "places": places,
        "category_code": code,
        "category_share": share,
        "typical": _json(typical),
        "first_day": frame["day"].iloc[rows.min()],
        "last_day": frame["day"].iloc[rows.max()],
    }


def category_of(data: Prepared, rows: np.ndarray) -> tuple[str, float]:
    """Return the commonest category of tickets, and the share of those with one that have it."""
    counts = _often(data.categories, rows)
    if not counts:
        return "", 0.0
    code, n = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return code, n / sum(counts.values())


def _often(numbered: tuple[np.ndarray, np.ndarray], rows: np.ndarray) -> dict[str, int]:
    """Return how many of the tickets have each code, in the order that they first have it."""
    number, codes = numbered
    own = number[rows]
    own = own[own >= 0]
    counts = np.bincount(own, minlength=len(codes))
    first = np.zeros(len(codes), dtype=np.int64)
    first[own[::-1]] = np.arange(len(own))[::-1]
    held = np.flatnonzero(counts)
    return {str(codes[k]): int(counts[k]) for k in held[np.argsort(first[held])]}


def places_of(data: Prepared, rows: np.ndarray, settings: TopicSettings) -> tuple[str | None, str]:
    """Return the area that holds most of the tickets, or None, and the counts of areas as JSON."""
    counts = Counter(_often(data.areas, rows))
    listed = _json([[key, n] for key, n in counts.most_common(20)])
    if not counts:
        return None, listed
    area, n = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return (str(area) if n >= settings.place_share * len(rows) else None), listed


def typical_of(
    data: Prepared, rows: np.ndarray, weight: np.ndarray, words: dict[str, float]
) -> list[list[str]]:
    """Return [ticket number, text] of the three most typical tickets, each with another text."""
    told = np.array([sum(words.get(w, 0.0) for w in set(data.cuts[row][0][:60])) for row in rows])
    order = np.lexsort((rows, -(told * (0.5 + weight[rows]))))
    chosen: list[list[str]] = []
    for index in order:
        row = int(rows[index])
        title, content = data.frame["title"].iloc[row], data.frame["content"].iloc[row]
        whole = "：".join(" ".join(str(part).split()) for part in (title, content) if part)
        text = quoted(whole, _TEXT)
        if text and text not in {other for _, other in chosen}:
            chosen.append([str(data.frame["ticket_no"].iloc[row]), text])
        if len(chosen) == 3:
            break
    return chosen


def _shares(data: Prepared, rows: np.ndarray) -> dict[str, float]:
    """Return the share of the tickets that have a word or name a place."""
    return _spoken(data, rows) | _named(data, rows)


def _spoken(data: Prepared, rows: np.ndarray) -> dict[str, float]:
    """Return the share of the tickets that have a word."""
    held = data.counts[rows]
    counts = np.bincount(held.indices, minlength=len(data.terms))
    return {data.terms[column]: counts[column] / len(rows) for column in np.flatnonzero(counts)}


def _named(data: Prepared, rows: np.ndarray) -> dict[str, float]:
    """Return the share of the tickets that name a place."""
    places = Counter(name for row in rows for name in set(data.cuts[row][1]))
    return {name: n / len(rows) for name, n in places.items()}


def _heads(
    data: Prepared, rows: np.ndarray, words: list[tuple[str, float]]
) -> list[tuple[str, float]]:
    """Return the topic's own nouns that stand in its titles: most tickets' titles have them, or
    most texts and many titles; with the share of the titles, the largest first.
    """
    titles = [title for title in data.titles_of(rows) if title]
    shares = _shares(data, rows)
    found = []
    for word, _ in words:
        title = sum(word in one for one in titles) / max(len(titles), 1)
        tags = [tag for _, tag, _ in data.segmenter.tagged(word)]
        noun = len(tags) == 1 and tags[0].startswith(("n", "j", "l")) and tags[0] not in _NO_THING
        told = title >= _IN_TITLES or (title >= _IN_SOME and shares.get(word, 0.0) >= _IN_TEXTS)
        if noun and told and word[0] not in "市县区":
            found.append((word, title))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def word_shares(data: Prepared) -> dict[str, float]:
    """Return the share of all tickets that have a word or name a place."""
    return _shares(data, np.arange(len(data.frame)))


def _categories(data: Prepared, codes: list[Any]) -> list[tuple[str, float]]:
    """Return (name, share) of the most frequent category of each level, the widest first."""
    found = []
    for size in (2, 4, 6):
        by_code = Counter(str(code)[:size] for code in codes if len(str(code)) >= size)
        if by_code:
            code, n = min(by_code.items(), key=lambda pair: (-pair[1], pair[0]))
            name = data.names.categories.get(code)
            if name:
                found.append((str(name), n / len(codes)))
    return found


def _pairs(data: Prepared, codes: list[Any]) -> list[tuple[str, float]]:
    """Return per level the two largest categories in words (户籍、教育等) and their share."""
    found = []
    for size in (2, 4, 6):
        by_code = Counter(str(code)[:size] for code in codes if len(str(code)) >= size)
        named = {code: str(data.names.categories.get(code, "")) for code in by_code}
        # A rest category says nothing of what its tickets are about.
        known = [code for code, name in named.items() if name and not name.startswith("其他")]
        two = sorted(known, key=lambda code: (-by_code[code], code))[:2]
        name = f"{'、'.join(named[code] for code in two)}等" if len(two) == 2 else ""
        share = sum(by_code[code] for code in two) / len(codes) if name else 0.0
        found.append((name, share))
    return found


def _filed(data: Prepared, row: int) -> tuple[str, ...]:
    code = str(data.frame["category_code"].iloc[row] or "")
    return tuple(str(data.names.categories.get(code[:size], "")) for size in (2, 4, 6))


def _told(cut: tuple[list[str], list[str]]) -> frozenset[str]:
    return frozenset(cut[0]) | frozenset(place.lower() for place in cut[1])


def _near(data: Prepared, rows: np.ndarray, by_area: Counter[Any]) -> list[str]:
    """Return places that many of the tickets name or come from, which tell topics apart."""
    found = []
    place = main_place([data.cuts[row][1] for row in rows], _NEAR)
    if place and not place.endswith("市"):
        found.append(place)
    for size in (12, 9, 6):
        counts = Counter(str(area)[:size] for area in by_area.elements() if len(str(area)) >= size)
        if counts:
            code, n = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            name = str(data.names.areas.get(code, ""))
            if name and n >= _NEAR * len(rows) and not name.endswith("市"):
                found.append(name)
    return found


def _when(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the months of a short matter in words, empty for a long one."""
    if (last - first).days > _SHORT_DAYS:
        return ""
    return f"{first.month}月" if first.month == last.month else f"{first.month}至{last.month}月"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def blank(row: pd.Series) -> dict[str, Any]:
    """Return what stays of a topic of the last run that this run no longer has."""
    kept = {str(name): value for name, value in row.items()}
    zeros = ("n", "n_recent", "callers", "streets", "burst_level")
    nothing = ("expected", "heat", "heat_volume", "heat_growth", "heat_breadth", "heat_spread")
    return {**kept, **dict.fromkeys(zeros, 0), **dict.fromkeys(nothing, 0.0), "heat_tone": 0.0}
