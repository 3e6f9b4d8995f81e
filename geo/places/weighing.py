"""From what names and facts say to one area: multiplied up, and open where it stays ambiguous."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geo.places.areas import Areas
from geo.places.evidence import Evidence

# The least share of the chosen area among all that are possible.
LEAST_COMMUNITY, LEAST_STREET, LEAST_COUNTY = 0.70, 0.50, 0.90
# By how much more a name must speak for an area than for its neighbours, as a logarithm.
_CLEARLY = 0.1
_CANDIDATES = 5
_LEAST_CANDIDATE = 0.02


@dataclass(frozen=True, slots=True)
class Weighed:
    """The chosen area with its share, or none and the candidates, most probable first."""

    code: str
    level: str
    share: float
    candidates: tuple[tuple[str, float], ...] = ()


def weigh(parts: Sequence[tuple[Evidence, float]], areas: Areas) -> Weighed:
    """Weigh evidence, each with its weight (0 to 1), against where tickets usually come from."""
    base = sum(weight * evidence.base for evidence, weight in parts)
    leaves = sorted({leaf for evidence, _ in parts for leaf in evidence.pull})
    scores = {}
    for leaf in leaves:
        score = math.log(areas.usual[leaf])
        for evidence, weight in parts:
            score += weight * evidence.pull.get(leaf, evidence.base)
        scores[leaf] = score
    rest = max(1.0 - sum(areas.usual[leaf] for leaf in leaves), 0.0)
    high = max([*scores.values(), base])
    shares = {leaf: math.exp(score - high) for leaf, score in scores.items()}
    whole = sum(shares.values()) + rest * math.exp(base - high)
    return _chosen({leaf: s / whole for leaf, s in shares.items()}, parts, areas)


def _chosen(
    shares: dict[str, float], parts: Sequence[tuple[Evidence, float]], areas: Areas
) -> Weighed:
    by_level: dict[str, dict[str, float]] = {"community": {}, "street": {}, "county": {}}
    for leaf, share in shares.items():
        for code in areas.lines[leaf]:
            at = by_level[areas.levels[code]]
            at[code] = at.get(code, 0.0) + share
    fine = any(evidence.finest == "community" for evidence, _ in parts)
    for level, least in (
        ("community", LEAST_COMMUNITY), ("street", LEAST_STREET), ("county", LEAST_COUNTY)
    ):  # fmt: skip
        if not by_level[level] or (level == "community" and not fine):
            continue
        if level == "county" and not _county_said(parts, areas):
            continue
        code = min(by_level[level], key=lambda c: (-by_level[level][c], c))
        share = by_level[level][code]
        if share >= least and _pulled(code, level, parts, areas):
            return Weighed(code, level, min(share, 1.0), _ranked(by_level, level))
    return Weighed("", "", 0.0, _ranked(by_level, "street" if by_level["street"] else "community"))


def _county_said(parts: Sequence[tuple[Evidence, float]], areas: Areas) -> bool:
    """A county is an answer where there are several, or where nothing else is named."""
    if len(areas.counties) > 1:
        return True
    return bool(parts) and all(e.finest == "county" for e, _ in parts)


def _pulled(code: str, level: str, parts: Sequence[tuple[Evidence, float]], areas: Areas) -> bool:
    """Say whether anything speaks for this area against its neighbours in the one above: the
    largest community of a named street is not named, nor the largest street of a county."""
    if level == "county":
        return True
    mine = areas.under[code]
    above = areas.parents.get(code, "")
    around = areas.under[above] if above else tuple(areas.usual)
    others = [leaf for leaf in around if leaf not in mine]
    return not others or any(
        weight > 0 and _mean(evidence, mine) > _mean(evidence, others) + _CLEARLY
        for evidence, weight in parts
    )


def _mean(evidence: Evidence, leaves: Sequence[str]) -> float:
    return sum(evidence.pull.get(leaf, evidence.base) for leaf in leaves) / len(leaves)


def _ranked(by_level: dict[str, dict[str, float]], level: str) -> tuple[tuple[str, float], ...]:
    order = sorted(by_level[level].items(), key=lambda k: (-k[1], k[0]))
    return tuple((c, s) for c, s in order[:_CANDIDATES] if s >= _LEAST_CANDIDATE)
