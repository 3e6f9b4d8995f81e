"""What a topic is about: its words, places, category, typical tickets and name."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from hotspots.topics.naming import main_place, topic_name
from hotspots.topics.prepare import Prepared
from hotspots.topics.settings import TopicSettings
from hotspots.words.topic_words import c_tf_idf, class_counts, top_words

_TEXT = 120
_TITLES = 300
_CATEGORY = 6


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
    """Return a topic's auto_name, words, places, category and typical texts.

    ``rows``: its tickets; ``weight``: how typical each ticket of the run is.
    """
    frame = data.frame
    code, share = category_of(data, rows)
    area, places = places_of(data, rows, settings)
    area_name = str(data.names.areas.get(area, "")) if area is not None else ""
    place = main_place([data.cuts[row][1] for row in rows], settings.place_share)
    place = place or area_name or None
    typical = typical_of(data, rows, weight, dict(words))
    titles = [title for title in frame["title"].to_numpy(object)[rows] if title]
    step = max(1, len(titles) // _TITLES)
    return {
        "auto_name": topic_name(
            [str(title) for title in titles[::step]],
            words,
            data.segmenter,
            place=place,
            category=_category_name(data, code),
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
    codes = [code for code in data.frame["category_code"].to_numpy(object)[rows] if code]
    counts = Counter(str(code)[:_CATEGORY] for code in codes)
    if not counts:
        return "", 0.0
    code, n = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return code, n / len(codes)


def places_of(data: Prepared, rows: np.ndarray, settings: TopicSettings) -> tuple[str | None, str]:
    """Return the area that holds most of the tickets, or None, and the counts of areas as JSON."""
    counts = Counter(area for area in data.frame["area_code"].to_numpy(object)[rows] if area)
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
        text = "：".join(" ".join(str(part).split()) for part in (title, content) if part)[:_TEXT]
        if text and text not in {other for _, other in chosen}:
            chosen.append([str(data.frame["ticket_no"].iloc[row]), text])
        if len(chosen) == 3:
            break
    return chosen


def _category_name(data: Prepared, code: str) -> str | None:
    for size in (len(code), 4, 2):
        name = data.names.categories.get(code[:size])
        if name:
            return str(name)
    return None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def blank(row: pd.Series) -> dict[str, Any]:
    """Return what stays of a topic of the last run that this run no longer has."""
    kept = {str(name): value for name, value in row.items()}
    zeros = ("n", "n_recent", "callers", "streets", "burst_level")
    nothing = ("expected", "heat", "heat_volume", "heat_growth", "heat_breadth", "heat_spread")
    return {**kept, **dict.fromkeys(zeros, 0), **dict.fromkeys(nothing, 0.0), "heat_tone": 0.0}
