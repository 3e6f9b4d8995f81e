"""Settings of a topic run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """What may be chosen; the defaults are the product's.

    ``depths``: how many topics at the coarse, middle and fine depth (fewer where tickets are few:
    a topic keeps at least ``min_size``). ``local_days``: tickets about one matter at one place
    belong to one local topic while not more days than this pass between two of them.
    ``recent_days``: the heat window that ends with the as-of day. ``history_days``: the past that
    the expectation is taken from. ``samples``: resamples that stability is measured on.
    ``stable_from``: least stability at which leaders see a topic. ``local_gap`` and
    ``outlier_cosine`` are calibrated on demo cities (see docs/hotspots.md).
    """

    depths: tuple[int, int, int] = (15, 60, 250)
    min_size: int = 5
    words: int = 10
    local_days: int = 14
    local_cosine: float = 0.45
    recent_days: int = 7
    history_days: int = 56
    norm_days: int = 28
    samples: int = 5
    stable_from: float = 0.5
    outlier_quantile: float = 0.05
    place_share: float = 0.6
    text_limit: int = 4_000
    lsa_dimensions: int = 100
