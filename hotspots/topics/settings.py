"""Settings of a topic run."""

from __future__ import annotations

from dataclasses import dataclass

from hotspots.topics.heat_windows import WINDOWS, HeatWindow


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """What may be chosen; the defaults are the product's.

    - ``depths``: how many topics at the coarse, middle and fine depth (fewer where tickets are
      few); ``min_size``: tickets that a topic has at least.
    - ``words``: words of a topic; ``together``: prefer those that occur in the same tickets.
    - ``local``: look for local matters; they number at most ``local_most`` × the fine topics,
      topics by text of filed tickets ``text_share`` × them. ``local_score``: least log likelihood
      ratio of a burst; ``local_days``: its longest span; ``local_callers``: callers of a matter;
      ``young_score``: least log likelihood ratio of a young matter of a community.
    - ``windows``: the days that heat is told for, the week first; ``norm_days``: days of the
      hourly norm.
    - ``night_days``: days in which a night looks for local matters anew (``refit=False``).
    - ``samples``: resamples that stability is measured on; ``stable_from``: the share of them in
      which a topic must reappear; ``noise_share``: how much noise may pass as part of a topic.
    - ``place_share``: share of its tickets that name a place before the topic's name does.
    - ``text_limit``: characters of a text that are read; ``dimensions``: of LSA vectors.
    """

    depths: tuple[int, int, int] = (15, 60, 250)
    windows: tuple[HeatWindow, ...] = WINDOWS
    min_size: int = 5
    words: int = 10
    together: bool = True
    local: bool = True
    local_most: float = 0.6
    text_share: float = 0.5
    local_score: float = 15.0
    local_days: int = 42
    local_callers: int = 3
    young_score: float = 12.0
    norm_days: int = 28
    night_days: int = 63
    samples: int = 4
    stable_from: float = 0.5
    noise_share: float = 0.05
    place_share: float = 0.6
    text_limit: int = 4_000
    dimensions: int = 100
