"""The rows of a night's topics: what they are about as before, where and when counted anew."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from hotspots.topics.describe import (
    category_of,
    describe,
    places_of,
    typical_of,
    word_shares,
    words_of,
)
from hotspots.topics.naming import name_all
from hotspots.topics.prepare import Prepared
from hotspots.topics.said_words import said_json
from hotspots.topics.settings import TopicSettings
from hotspots.topics.titles import TitleBook

_KEPT = ("auto_name", "words", "said", "place_name", "stability")
_TITLES = 20_000
"""So many titles tell how this city's clauses begin and end."""


def topic_rows(
    data: Prepared,
    ids: np.ndarray,
    weight: np.ndarray,
    old: pd.DataFrame,
    *,
    steady: Mapping[str, float],
    anew: Collection[str],
    settings: TopicSettings,
) -> pd.DataFrame:
    """Return a row per topic as ``describe`` does.

    ``ids``: tickets × depths; ``old``: the last run's topics, whose words and names stay. Described
    anew are the local matters found now (``steady``: their stability) and what the last run did
    not have. Excerpts of tickets that are gone, or whose text changed (``anew``), are replaced.
    """
    before = old[old["words"].notna() & (old["n"] > 0)].set_index("topic_id")
    where = _where(data, before["typical"], anew)
    rows: list[dict[str, Any]] = []
    for depth in range(3):
        labels, keys = pd.factorize(ids[:, depth], sort=True)
        groups = pd.Series(np.arange(len(labels))).groupby(labels).indices
        fresh = [k for k in keys if k and (k in steady or k not in before.index)]
        words = _words(data, labels, keys, fresh, settings)
        for index, key in enumerate(keys):
            if not key:
                continue
            at = np.sort(np.asarray(groups[index]))
            if key in words:
                row = describe(data, at, weight, words[key], settings)
                row["stability"] = steady.get(key, 1.0)
            else:
                row = _as_before(data, at, before.loc[key], settings)
                here = [n for n, r in where[key].items() if ids[r, depth] == key]
                row["typical"] = _typical(data, at, weight, before.loc[key], here)
            parent = ids[at[0], depth - 1] if depth else None
            rows.append({**row, "topic_id": key, "depth": depth + 1, "parent_id": parent})
    _name(data, rows)
    return pd.DataFrame(rows)


def _name(data: Prepared, rows: list[dict[str, Any]]) -> None:
    """Name the topics that were described anew, unlike those that keep their names."""
    fresh = [row for row in rows if "about" in row]
    if not fresh:
        return
    first = next((at for at, (words, _) in enumerate(data.cuts) if words), 0)
    read = data.part(first)
    own = {title for row in fresh for title in row["about"].titles}
    step = max(1, len(read.titles) // _TITLES)
    book = TitleBook.of(own.union(title for title in read.titles[::step] if title), data.segmenter)
    common = word_shares(read)
    for depth in (1, 2, 3):
        new = [row for row in fresh if row["depth"] == depth]
        taken = {row["auto_name"] for row in rows if row["depth"] == depth and "about" not in row}
        about = [row.pop("about") for row in new]
        names = name_all(about, book, common, depth=depth, taken=taken)
        for row, one, name in zip(new, about, names, strict=True):
            row["auto_name"], row["said"] = name, said_json(one, common)


def _words(
    data: Prepared,
    labels: np.ndarray,
    keys: np.ndarray,
    fresh: list[str],
    settings: TopicSettings,
) -> dict[str, list[tuple[str, float]]]:
    """Return the words of the ``fresh`` topics, told apart from all others."""
    if not fresh:
        return {}
    none = int(len(keys) > 0 and keys[0] == "")
    found = words_of(data, labels - none, len(keys) - none, settings)
    place = {str(key): index - none for index, key in enumerate(keys)}
    return {key: found[place[key]] for key in fresh}


def _as_before(
    data: Prepared,
    rows: np.ndarray,
    before: pd.Series,
    settings: TopicSettings,
) -> dict[str, Any]:
    code, share = category_of(data, rows)
    area, places = places_of(data, rows, settings)
    return {
        **{name: before.get(name) for name in _KEPT},
        "place_code": area,
        "places": places,
        "category_code": code,
        "category_share": share,
        "first_day": data.frame["day"].iloc[rows[0]],
        "last_day": data.frame["day"].iloc[rows[-1]],
    }


def _where(data: Prepared, typical: pd.Series, anew: Collection[str]) -> dict[str, dict[str, int]]:
    """Return per topic the rows of its excerpts' tickets, those with another text left out."""
    shown = {topic: [str(n) for n, _ in json.loads(text)] for topic, text in typical.items()}
    numbers = pd.Index(data.frame["ticket_no"].astype(str).to_numpy(object))
    wanted = sorted({n for listed in shown.values() for n in listed} - set(anew))
    row = dict(zip(wanted, numbers.get_indexer(wanted).tolist(), strict=True))
    return {
        str(topic): {n: row[n] for n in listed if row.get(n, -1) >= 0}
        for topic, listed in shown.items()
    }


def _typical(
    data: Prepared, rows: np.ndarray, weight: np.ndarray, before: pd.Series, here: list[str]
) -> str:
    """Return the excerpts there were, those of tickets that are not ``here`` replaced."""
    shown = [[str(number), str(text)] for number, text in json.loads(before["typical"])]
    kept = [pair for pair in shown if pair[0] in here]
    if len(kept) == len(shown):
        return str(before["typical"])
    words = {str(word): float(w) for word, w in json.loads(before["words"])}
    cut = np.array([row for row in rows if data.cuts[row][0]], dtype=np.int64)
    found = kept + typical_of(data, cut, weight, words) if len(cut) else kept
    unique = {text: number for number, text in reversed(found)}
    pairs = [[number, text] for text, number in reversed(unique.items())]
    return json.dumps(pairs[:3], ensure_ascii=False)
