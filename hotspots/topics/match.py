"""Topics of this run matched to those of the last: which is which, what merged, split or went."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

_LEAST = 0.35


@dataclass(frozen=True)
class Matches:
    """What became of topics.

    ``same``: number of a new topic → old id; ``merged`` and ``split``: old id → new numbers;
    ``gone``: old ids of which nothing is left.
    """

    same: dict[int, str] = field(default_factory=dict)
    merged: dict[str, list[int]] = field(default_factory=dict)
    split: dict[str, list[int]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)


def match(
    new: pd.Series,
    old: pd.Series,
    new_words: dict[int, dict[str, float]],
    old_words: dict[str, dict[str, float]],
) -> Matches:
    """Match topics by the tickets that both runs know, and by their words.

    ``new``: ticket_no → topic number; ``old``: ticket_no → topic id. The likeness of two topics is
    0.7 × the overlap of their common tickets (Jaccard) + 0.3 × the cosine of their words; where no
    ticket is common (the window moved on) the words alone count, and must agree to 0.7. Pairs are
    taken from the most alike down, each topic once, as long as the likeness is 0.35.
    """
    both = pd.DataFrame({"new": new}).join(pd.DataFrame({"old": old}), how="inner")
    pairs = both.groupby(["new", "old"]).size()
    of_new, of_old = both["new"].value_counts(), both["old"].value_counts()
    scores: list[tuple[float, int, str]] = []
    for number, topic, n in _counts(pairs):
        overlap = n / (of_new[number] + of_old[topic] - n)
        likeness = word_cosine(new_words.get(number, {}), old_words.get(topic, {}))
        scores.append((0.7 * overlap + 0.3 * likeness, number, topic))
    scores += _by_words(new_words, old_words, set(of_new.index), set(of_old.index))
    same: dict[int, str] = {}
    for score, number, topic in sorted(scores, key=lambda row: (-row[0], row[1], row[2])):
        if score >= _LEAST and number not in same and topic not in same.values():
            same[number] = topic
    return _rest(same, pairs, of_old, list(old_words))


def word_cosine(one: dict[str, float], other: dict[str, float]) -> float:
    """Return the cosine of two weighted lists of words."""
    lengths = [float(np.sqrt(sum(w * w for w in words.values()))) for words in (one, other)]
    if not all(lengths):
        return 0.0
    return sum(w * other.get(word, 0.0) for word, w in one.items()) / (lengths[0] * lengths[1])


def _counts(pairs: pd.Series) -> list[tuple[int, str, int]]:
    """Return (new number, old id, common tickets) of every pair."""
    table = pairs.rename("n").reset_index()
    return [
        (int(number), str(topic), int(n))
        for number, topic, n in zip(table["new"], table["old"], table["n"], strict=True)
    ]


def _by_words(
    new_words: dict[int, dict[str, float]],
    old_words: dict[str, dict[str, float]],
    with_new: set[int],
    with_old: set[str],
) -> list[tuple[float, int, str]]:
    found = []
    for number, words in new_words.items():
        for topic, others in old_words.items():
            if number in with_new and topic in with_old:
                continue
            likeness = word_cosine(words, others)
            if likeness >= 0.7:
                found.append((0.5 * likeness, number, topic))
    return found


def _rest(same: dict[int, str], pairs: pd.Series, of_old: pd.Series, old_ids: list[str]) -> Matches:
    merged: dict[str, list[int]] = {}
    split: dict[str, list[int]] = {}
    gone: list[str] = []
    shares: dict[str, list[tuple[float, int]]] = {}
    for number, topic, n in _counts(pairs):
        shares.setdefault(topic, []).append((n / of_old[topic], number))
    for topic in old_ids:
        if topic in same.values():
            continue
        parts = sorted(shares.get(topic, []), key=lambda pair: (-pair[0], pair[1]))
        if parts and parts[0][0] >= 0.5:
            merged[topic] = [parts[0][1]]
        elif sum(share >= 0.25 for share, _ in parts) >= 2:
            split[topic] = [number for share, number in parts if share >= 0.25]
        else:
            gone.append(topic)
    return Matches(same, merged, split, gone)
