"""What two tickets have in common, in numbers: the pair score's features.

NaN says that one of the two tickets lacks what would be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hotspots.repeats.grams import Floats, GramSets, Ints, chunks, in_common, rarity
from hotspots.repeats.prepare import Tickets
from hotspots.repeats.usage import TEXTS, Usage

if TYPE_CHECKING:
    from scipy import sparse

FEATURES = (
    "same_caller", "same_place", "category_levels", "area_levels", "kilometres", "days",
    "minutes", "title_cosine", "content_cosine", "rare_share", "rare_sum", "rarest", "copy_share",
    "surge_sum", "surge_most", "sharp_sum", "sharp_most", "questions", "same_kind",
    "same_channel", "same_unit", "length_ratio", "shorter", "place_often", "caller_often",
    "area_often", "sharp_confined", "surge_confined", "slow_confined", "confined_often",
    "local_sum", "confined_share", "local_share",
)  # fmt: skip
GATHERING_FEATURES = (
    "surge_sum", "surge_most", "sharp_sum", "sharp_most", "sharp_confined", "surge_confined",
    "slow_confined", "confined_often", "confined_share",
)  # fmt: skip
"""What is shared of n-grams that came all at once; unknown where the period is too short."""
TEXT_FEATURES = (
    "title_cosine", "content_cosine", "rare_share", "rare_sum", "rarest", "copy_share",
    "length_ratio", "shorter", "local_sum", "local_share", *GATHERING_FEATURES,
)  # fmt: skip
Table = NDArray[np.float32]

_CHUNK = 4_096
"""Pairs compared in one go: what is worked out of them stays in the cache, and costs no new pages
of memory, which took as long as the work itself."""
_EARTH_KM = 6371.0
_MINUTES = 60 * 24


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares pairs of these tickets; holds what is worked out once for all of them."""

    tickets: Tickets
    weights: dict[str, Floats]
    """By name of the sets; ``stacked``: several of four-grams beside each other (``columns``)."""
    columns: tuple[str, ...]
    held: dict[str, sparse.csr_matrix]
    norms: dict[str, NDArray[np.float64]]
    often: dict[str, NDArray[np.float32]]

    @classmethod
    def of(cls, tickets: Tickets, usage: Usage | None = None) -> Comparer:
        """Work out rarities, norms and how often each place and caller comes up.

        ``usage``: how n-grams are used, where more tickets tell it than these.
        """
        usage = usage or Usage.of(tickets)
        weights, norms = {}, {}
        for name in TEXTS:
            sets: GramSets = getattr(tickets, name)
            idf = rarity(usage.counts[name], usage.tickets)
            weights[name] = idf if name == "long" else idf * idf
            norms[name] = sets.sums(weights[name])
        of_grams = {"long": weights.pop("long"), **_gathering_weights(usage)}
        of_grams["local"] = _surely(usage.local)
        for name in of_grams.keys() & {"surge_confined", "local"}:
            norms[name] = tickets.long.sums(of_grams[name])
        weights["stacked"] = np.column_stack(list(of_grams.values()))
        often = {
            "place": _per_year(tickets.place, tickets.day),
            "caller": _per_year(tickets.caller, tickets.day),
            "area": _per_year(
                np.where(
                    (tickets.area < 0) | (tickets.leaf < 0),
                    -1,
                    tickets.area * (int(tickets.leaf.max(initial=0)) + 1) + tickets.leaf,
                ),
                tickets.day,
            ),
        }
        held = {name: getattr(tickets, name).matrix() for name in TEXTS}
        return cls(tickets, weights, tuple(of_grams), held, norms, often)

    def compare(self, a: Ints, b: Ints) -> Table:
        """Return one row of ``FEATURES`` for each pair (positions in ``tickets``)."""
        table = np.full((len(a), len(FEATURES)), np.nan, dtype=np.float32)
        for part in chunks(len(a), _CHUNK):
            for name, values in self._part(a[part], b[part]).items():
                table[part, FEATURES.index(name)] = values
        return table

    def _part(self, a: Ints, b: Ints) -> dict[str, NDArray[np.floating]]:
        t = self.tickets
        found: dict[str, NDArray[np.floating]] = {
            "same_caller": same(t.caller, a, b),
            "same_place": same(t.place, a, b),
            "category_levels": _levels(t.levels, a, b),
            "area_levels": _levels((t.county, t.street, t.area), a, b),
            "kilometres": _kilometres(t, a, b),
            "days": np.abs(t.day[b] - t.day[a]).astype(float),
            "minutes": np.minimum(np.abs(t.minute[b] - t.minute[a]) * _MINUTES, 4 * _MINUTES),
            "questions": t.question[a] + t.question[b],
            "same_kind": same(t.kind, a, b),
            "same_channel": same(t.channel, a, b),
            "same_unit": same(t.unit, a, b),
            "place_often": np.maximum(self.often["place"][a], self.often["place"][b]),
            "caller_often": np.maximum(self.often["caller"][a], self.often["caller"][b]),
            "area_often": np.maximum(self.often["area"][a], self.often["area"][b]),
        }
        return found | self._texts(a, b)

    def _texts(self, a: Ints, b: Ints) -> dict[str, NDArray[np.floating]]:
        t = self.tickets
        none = (t.length[a] == 0) | (t.length[b] == 0)
        found: dict[str, NDArray[np.floating]] = {
            "title_cosine": self._cosine("titles", a, b),
            "content_cosine": self._cosine("contents", a, b),
        }
        common = in_common(self.held["long"], a, b)
        sums, most = common.told(self.weights["stacked"])
        summed = dict(zip(self.columns, sums.T, strict=True))
        largest = dict(zip(self.columns, most.T, strict=True))
        least = np.minimum(self.norms["long"][a], self.norms["long"][b])
        sizes = t.long_sizes
        count = np.diff(common.starts)
        shorter = np.minimum(t.length[a], t.length[b])
        longer = np.maximum(t.length[a], t.length[b])
        found |= {
            "rare_share": summed["long"] / np.maximum(least, 1e-9),
            "rare_sum": np.log1p(summed["long"]),
            "rarest": largest["long"],
            "copy_share": count / np.maximum(sizes[a] + sizes[b] - count, 1),
            "length_ratio": shorter / np.maximum(longer, 1),
            "shorter": np.log1p(shorter),
        }
        if "surge" in summed:
            # Of grams that came all at once, and of those seen in no other days.
            found |= {
                "surge_sum": summed["surge"],
                "surge_most": largest["surge"],
                "sharp_sum": summed["sharp"],
                "sharp_most": largest["sharp"],
                "sharp_confined": summed["sharp_confined"],
                "surge_confined": summed["surge_confined"],
                "slow_confined": summed["slow_confined"],
                "confined_often": largest["confined_often"],
                "confined_share": self._of_both("surge_confined", summed, a, b),
            }
        nowhere = (t.street[a] < 0) | (t.street[b] < 0)
        found["local_sum"] = np.where(nowhere, np.nan, summed["local"])
        found["local_share"] = np.where(nowhere, np.nan, self._of_both("local", summed, a, b))
        return {name: np.where(none, np.nan, values) for name, values in found.items()}

    def _of_both(
        self, name: str, summed: dict[str, NDArray[np.float64]], a: Ints, b: Ints
    ) -> NDArray[np.float64]:
        """Return the shared part of what the ticket with more of such grams has; 0 for nothing."""
        most = np.maximum(self.norms[name][a], self.norms[name][b])
        found: NDArray[np.float64] = summed[name] / np.maximum(most, 1)
        return found

    def _cosine(self, name: str, a: Ints, b: Ints) -> NDArray[np.float64]:
        norm = self.norms[name]
        product = np.sqrt(norm[a] * norm[b])
        cosine: NDArray[np.float64] = np.divide(
            in_common(self.held[name], a, b).sums(self.weights[name]),
            product,
            out=np.full(len(a), np.nan),
            where=product > 0,
        )
        return cosine


def _gathering_weights(usage: Usage) -> dict[str, Floats]:
    """How each gram gathers in time, by width of window; nothing where the period is too short."""
    if usage.gathered is None:
        return {}
    weights = {}
    for name, gathering in zip(("sharp", "surge", "slow"), usage.gathered, strict=True):
        weights[name] = np.log1p(gathering.surge).astype(np.float32)
        weights[f"{name}_confined"] = _surely(gathering.confined)
    often = np.log1p(usage.counts["long"])
    weights["confined_often"] = np.where(weights["surge_confined"] > 0, often, 0).astype(np.float32)
    return weights


def _surely(share: Floats) -> Floats:
    """Return what counts of a share: nothing up to a half, all of it from nine tenths."""
    sure: Floats = np.clip((share - 0.5) / 0.4, 0, 1).astype(np.float32)
    return sure


def same(codes: Ints, a: Ints, b: Ints) -> NDArray[np.float64]:
    """Return 1 where both codes are equal, 0 where they differ, NaN where one is missing."""
    return np.where((codes[a] < 0) | (codes[b] < 0), np.nan, (codes[a] == codes[b]).astype(float))


def _levels(levels: tuple[Ints, ...], a: Ints, b: Ints) -> NDArray[np.float64]:
    """How many levels from the coarsest down agree; the leaf counts 3 however deep the tree is."""
    agreed = np.zeros(len(a))
    known = np.zeros(len(a), dtype=bool)
    for codes in levels:
        there = (codes[a] >= 0) & (codes[b] >= 0)
        known |= there
        agreed += there & (codes[a] == codes[b])
    agreed *= 3 / len(levels)
    return np.where(known, agreed, np.nan)


def _kilometres(t: Tickets, a: Ints, b: Ints) -> NDArray[np.float64]:
    up = np.radians(t.lat[b] - t.lat[a])
    across = np.radians(t.lon[b] - t.lon[a]) * np.cos(np.radians((t.lat[a] + t.lat[b]) / 2))
    found: NDArray[np.float64] = _EARTH_KM * np.hypot(up, across)
    return found


def _per_year(block: Ints, day: Ints) -> NDArray[np.float32]:
    """How many tickets a year the block of each ticket has (log1p), NaN without a block."""
    if not len(block):
        return np.zeros(0, dtype=np.float32)
    counts = np.bincount(block[block >= 0], minlength=1)
    years = max((int(day.max()) - int(day.min()) + 1) / 365, 1 / 12)
    found = np.log1p(counts[np.maximum(block, 0)] / years)
    return np.where(block < 0, np.nan, found).astype(np.float32)
