"""Settings of a topic run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """What may be chosen; the defaults are the product's.

    ``depths``: how many topics at the coarse, middle and fine depth (fewer where tickets are few).
    ``min_size``: a topic has at least so many tickets, and a local matter at least
    ``local_callers`` callers. ``words``: words of a topic; ``together``:
    whether those are preferred that occur in the same tickets. ``local_most``: local matters are at most this share of the
    number of fine topics, the largest first; ``text_share``: topics found by text alone are this
    share. ``local_score``: least log likelihood ratio of a burst;
    ``local_days``: its longest span. ``recent_days``: the heat window, which ends with the as-of
    day. ``history_days``: the days before it that say what to expect. ``norm_days``: days of the
    hourly norm. ``samples``: resamples that stability is measured on; ``stable_from``: the share
    of them in which a topic must reappear. ``noise_share``: how much noise may pass as belonging
    to a topic. ``place_share``: share of a topic's tickets that name a place before its name does.
    ``text_limit``: characters of a text that are read.
    """

    depths: tuple[int, int, int] = (15, 60, 250)
    min_size: int = 5
    words: int = 10
    together: bool = True
    local: bool = True
    local_most: float = 0.6
    text_share: float = 0.5
    local_score: float = 15.0
    local_days: int = 42
    local_callers: int = 3
    recent_days: int = 7
    history_days: int = 56
    norm_days: int = 28
    samples: int = 4
    stable_from: float = 0.5
    noise_share: float = 0.05
    place_share: float = 0.6
    text_limit: int = 4_000
    dimensions: int = 100
