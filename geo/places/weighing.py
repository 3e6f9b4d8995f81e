"""From what names and facts say to one area: multiplied up, and open where it stays ambiguous."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.places.areas import Areas
from geo.places.evidence import Evidence

# The least share of the chosen area among all that are possible.
LEAST_COMMUNITY, LEAST_STREET, LEAST_COUNTY = 0.70, 0.50, 0.90
_LEVELS = {"community": LEAST_COMMUNITY, "street": LEAST_STREET, "county": LEAST_COUNTY}
# By how much more a name must speak for an area than for its neighbours, as a logarithm.
_CLEARLY = 0.1
_CANDIDATES = 5
_LEAST_CANDIDATE = 0.02
_Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The chosen area with its share, or none and the candidates, most probable first."""

    code: str
    level: str
    share: float
    candidates: tuple[tuple[str, float], ...] = ()


class Weigher:
    """Weighs evidence for the areas of one jurisdiction, each with a row of numbers for all leaves.

    Rows are kept by the evidence itself: a gazetteer's names come again and again.
    """

    def __init__(self, areas: Areas) -> None:
        """Number the leaves, and the areas of each level above them."""
        self._areas = areas
        self._leaves = sorted(areas.usual)
        self._at = {leaf: n for n, leaf in enumerate(self._leaves)}
        self._usual = np.asarray([areas.usual[leaf] for leaf in self._leaves])
        self._log_usual = np.log(self._usual)
        self._levels = {level: self._above(level) for level in _LEVELS}
        self._rows: dict[int, tuple[Evidence, _Row, NDArray[np.bool_]]] = {}

    def weigh(self, parts: Sequence[tuple[Evidence, float]]) -> Weighed:
        """Weigh evidence, each with its weight (0 to 1), against what is usual."""
        base = 0.0
        scores, named = self._log_usual.copy(), np.zeros(len(self._leaves), dtype=bool)
        for evidence, weight in parts:
            row, told = self._row(evidence)
            scores += weight * row
            named |= told
            base += weight * evidence.base
        rest = max(1.0 - float(self._usual[named].sum()), 0.0)
        high = max(float(scores[named].max()) if named.any() else base, base)
        shares = np.where(named, np.exp(scores - high), 0.0)
        shares /= shares.sum() + rest * math.exp(base - high)
        return self._chosen(shares, named, parts)

    def _above(self, level: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Return the areas of a level and which of them each leaf lies in; the last place is for
        leaves that lie in none."""
        above = [self._areas.above(leaf, level) for leaf in self._leaves]
        codes = tuple(sorted({code for code in above if code}))
        place = {code: n for n, code in enumerate(codes)}
        return codes, np.asarray([place.get(code, len(codes)) for code in above], dtype=np.int64)

    def _row(self, evidence: Evidence) -> tuple[_Row, NDArray[np.bool_]]:
        """Return what evidence says of every leaf, and of which it says something of their own."""
        known = self._rows.get(id(evidence))
        if known is None:
            row = np.full(len(self._leaves), evidence.base)
            told = np.zeros(len(self._leaves), dtype=bool)
            at = [self._at[leaf] for leaf in evidence.pull]
            row[at] = list(evidence.pull.values())
            told[at] = True
            known = self._rows[id(evidence)] = (evidence, row, told)
        return known[1], known[2]

    def _chosen(
        self, shares: _Row, named: NDArray[np.bool_], parts: Sequence[tuple[Evidence, float]]
    ) -> Weighed:
        fine = any(evidence.finest == "community" for evidence, _ in parts)
        for level, least in _LEVELS.items():
            codes, sums = self._summed(level, shares, named)
            if not codes or not sums.size or (level == "community" and not fine):
                continue
            if level == "county" and not _county_said(parts, self._areas):
                continue
            best = int(sums.argmax())  # of equals the first by its code
            share = float(sums[best])
            if share >= least and self._pulled(codes[best], level, parts):
                return Weighed(codes[best], level, min(share, 1.0), _ranked(codes, sums))
        coarse = self._summed("street", shares, named)
        if not coarse[1].any():
            coarse = self._summed("community", shares, named)
        return Weighed("", "", 0.0, _ranked(*coarse))

    def _summed(
        self, level: str, shares: _Row, named: NDArray[np.bool_]
    ) -> tuple[tuple[str, ...], _Row]:
        """Return the areas of a level by code and the share of each; none where no leaf that is
        named lies in one.
        """
        codes, place = self._levels[level]
        if not (place[named] < len(codes)).any():
            return codes, np.empty(0)
        sums = np.bincount(place, shares, len(codes) + 1)[: len(codes)]
        return codes, sums.astype(np.float64)

    def _pulled(self, code: str, level: str, parts: Sequence[tuple[Evidence, float]]) -> bool:
        """Say whether anything speaks for this area against its neighbours in the one above: the
        largest community of a named street is not named, nor the largest street of a county."""
        if level == "county":
            return True
        areas = self._areas
        mine = np.zeros(len(self._leaves), dtype=bool)
        mine[[self._at[leaf] for leaf in areas.under[code]]] = True
        above = areas.parents.get(code, "")
        around = np.ones(len(self._leaves), dtype=bool)
        if above:
            around[:] = False
            around[[self._at[leaf] for leaf in areas.under[above]]] = True
        others = around & ~mine
        return not others.any() or any(
            weight > 0 and row[mine].mean() > row[others].mean() + _CLEARLY
            for row, weight in ((self._row(evidence)[0], weight) for evidence, weight in parts)
        )


def _county_said(parts: Sequence[tuple[Evidence, float]], areas: Areas) -> bool:
    """A county is an answer where there are several, or where nothing else is named."""
    if len(areas.counties) > 1:
        return True
    return bool(parts) and all(e.finest == "county" for e, _ in parts)


def _ranked(codes: Sequence[str], sums: _Row) -> tuple[tuple[str, float], ...]:
    found = [(codes[n], float(sums[n])) for n in np.flatnonzero(sums >= _LEAST_CANDIDATE).tolist()]
    return tuple(sorted(found, key=lambda k: (-k[1], k[0]))[:_CANDIDATES])
