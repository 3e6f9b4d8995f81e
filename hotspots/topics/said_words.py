"""The words that people say of a matter and seldom of others, for readers.

The words of ``describe`` tell topics apart for the machine: rare words weigh most there, among them
many that one or two persons happened to use. Readers are shown what many of the tickets have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import log

from hotspots.topics.candidates import About

MOST = 10
LEAST_SHARE = 1 / 8
LEAST_TICKETS = 3
_RAREST = 1e-3
_FAINTEST = 6
_LIFT = 2.0
"""A word that is not at least twice as frequent as in all tickets tells nothing of the matter."""


def said_words(
    shares: Mapping[str, float], common: Mapping[str, float], size: int, most: int = MOST
) -> list[tuple[str, float]]:
    """Return at most ``most`` words with the share of the tickets that have them, the most telling
    first.

    ``shares``: share of the topic's ``size`` tickets that have a word; ``common``: of all tickets.
    A word weighs its share × log(share ÷ share of all): its part of the Kullback-Leibler divergence
    of the topic from the whole (Kullback & Leibler 1951). A word that stands within a longer one
    that is as frequent is that one's.
    """
    weights = {
        word: share * log(share / max(common.get(word, 0.0), _RAREST))
        for word, share in shares.items()
        if share >= LEAST_SHARE
        and share * size >= LEAST_TICKETS - 0.5
        and share >= _LIFT * common.get(word, 0.0)
    }
    least = max(weights.values(), default=0.0) / _FAINTEST
    ordered = sorted(
        (word for word in weights if weights[word] >= least),
        key=lambda word: (-weights[word], word),
    )
    found: list[str] = []
    for word in ordered:
        within = (w for w in found if word in w or w in word)
        if not any(abs(shares[w] - shares[word]) < 0.1 * shares[word] for w in within):
            found.append(word)
        if len(found) == most:
            break
    return [(word, shares[word]) for word in found]


def said_json(about: About, common: Mapping[str, float]) -> str:
    """Return a topic's words for readers as they are stored."""
    found = said_words(about.spoken, common, about.size)
    return json.dumps([[word, round(share, 4)] for word, share in found], ensure_ascii=False)
