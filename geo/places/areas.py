"""The directory of areas as a tree, and where tickets usually come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import pandas as pd

from geo.places.kinds import COUNTY, LEVELS

_RANK = {level: k for k, level in enumerate(LEVELS)}
# Of the usual share of an area: what follows from people living there, beside past tickets.
_OF_PEOPLE = 50.0


@dataclass(frozen=True)
class Areas:
    """Areas by code: name, level, parent; ``leaves`` are those that have none below them.

    ``usual`` is the share of tickets that come from each leaf, all adding up to one.
    """

    names: Mapping[str, str]
    levels: Mapping[str, str]
    parents: Mapping[str, str]
    usual: Mapping[str, float]

    @cached_property
    def under(self) -> Mapping[str, tuple[str, ...]]:
        """Return the leaves of every area, a leaf being its own."""
        found: dict[str, list[str]] = {code: [] for code in self.names}
        for leaf in self.usual:
            for code in self.line(leaf):
                found[code].append(leaf)
        return MappingProxyType({code: tuple(below) for code, below in found.items()})

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """Return the usual share of every area, with all below it."""
        return MappingProxyType(
            {code: sum(self.usual[k] for k in below) for code, below in self.under.items()}
        )

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """Return every area with all above it, the area first."""
        return MappingProxyType({code: tuple(self.line(code)) for code in self.names})

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Return the counties of the directory."""
        return tuple(code for code, level in self.levels.items() if level == COUNTY)

    def line(self, code: str) -> list[str]:
        """Return the area and all above it, the area first."""
        found: list[str] = []
        while code in self.names and code not in found:
            found.append(code)
            code = self.parents.get(code, "")
        return found

    def above(self, code: str, level: str) -> str:
        """Return the area of a level that ``code`` lies in, or is; empty where there is none."""
        return next((c for c in self.line(code) if self.levels[c] == level), "")

    def full_name(self, code: str) -> str:
        """Return the name after its street's, as officials write it: 城关街道和平社区."""
        line = [c for c in self.line(code) if self.levels[c] != COUNTY] or [code]
        return "".join(self.names[c] for c in reversed(line))


def area_tree(areas: pd.DataFrame, past_codes: Iterable[str] = ()) -> Areas:
    """Make the tree from the directory: code, name, level, parent, population.

    ``past_codes`` are the codes of past tickets; other codes than the directory's are passed over.
    Levels other than county, street and community (a whole city) are left out.
    """
    rows = areas[areas["level"].isin(LEVELS)].copy()
    rows["code"] = rows["code"].astype(str)
    rows = rows.drop_duplicates("code").sort_values("code")
    codes = rows["code"].tolist()
    known = set(codes)
    levels = dict(zip(codes, rows["level"].astype(str), strict=True))
    parents = {
        code: "" if pd.isna(parent) or str(parent) not in known else str(parent)
        for code, parent in zip(codes, rows["parent"], strict=True)
    }
    has_children = set(parents.values())
    given = rows["population"] if "population" in rows else pd.Series(0.0, index=rows.index)
    people = pd.to_numeric(given, errors="coerce").fillna(0.0).clip(lower=0.0)
    leaves = [c for c in codes if c not in has_children]
    return Areas(
        MappingProxyType(dict(zip(codes, rows["name"].astype(str), strict=True))),
        MappingProxyType(levels),
        MappingProxyType(parents),
        _usual(leaves, dict(zip(codes, people, strict=True)), past_codes),
    )


def _usual(
    leaves: list[str], people: Mapping[str, float], past_codes: Iterable[str]
) -> Mapping[str, float]:
    """Return each leaf's share of tickets: counted, and by people where little is counted."""
    counts = pd.Series(list(past_codes), dtype=object).value_counts().to_dict()
    living = sum(people[leaf] for leaf in leaves)
    weights = {}
    for leaf in leaves:
        by_people = people[leaf] / living if living else 0.0
        weights[leaf] = (
            counts.get(leaf, 0) + _OF_PEOPLE * (0.9 * by_people + 0.1 / len(leaves)) + 1e-9
        )
    whole = sum(weights.values())
    return MappingProxyType({leaf: weight / whole for leaf, weight in weights.items()})
