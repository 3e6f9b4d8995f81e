"""The names of a jurisdiction: from its directory of areas, a list of places, past tickets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

import pandas as pd
from ahocorasick_rs import AhoCorasick, MatchKind

from geo.places.areas import Areas, area_tree
from geo.places.calibration import Calibration
from geo.places.evidence import LIST_ERROR, UNIT_ERROR, Evidence, of_areas, of_counts
from geo.places.kinds import KIND_OF_ENDING, narrow
from geo.places.learning import LEARNT_COLUMNS, LEAST_TICKETS, learn_names, learn_units
from geo.places.variants import variants

DIRECTORY: Final = "directory"
LISTED: Final = "list"
LEARNT: Final = "past"
PLACE_COLUMNS: Final = ("name", "kind", "area_code", "lon", "lat", "aliases")
_BARE_SHORT = 2
_LEAST_NAME = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One name: its kind, where it comes from, what it says, and whether it needs support.

    ``codes`` are the areas it may be in with their numbers of past tickets (1 each where it is
    from the directory or the list), most first.
    """

    name: str
    kind: str
    source: str
    codes: tuple[tuple[str, float], ...]
    evidence: Evidence
    needs_support: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """All names of a jurisdiction and what is usual in it. Made by ``build_gazetteer``."""

    areas: Areas
    entries: tuple[Entry, ...]
    units: Mapping[str, Evidence]
    calibration: Calibration = field(default_factory=Calibration)

    @cached_property
    def by_name(self) -> Mapping[str, Entry]:
        """Return the entries by name."""
        return MappingProxyType({entry.name: entry for entry in self.entries})

    @cached_property
    def matcher(self) -> AhoCorasick:
        """Return what finds all names in a text at once, the longest at each place."""
        return AhoCorasick([e.name for e in self.entries], matchkind=MatchKind.LeftmostLongest)

    def learnt(self) -> pd.DataFrame:
        """Return the names learnt from past tickets: name, kind, code, n."""
        rows = [
            (e.name, e.kind, code, int(n))
            for e in self.entries
            if e.source == LEARNT
            for code, n in e.codes
        ]
        return pd.DataFrame(rows, columns=list(LEARNT_COLUMNS))


def build_gazetteer(
    areas: pd.DataFrame,
    places: pd.DataFrame | None = None,
    past: pd.DataFrame | None = None,
    *,
    learnt: pd.DataFrame | None = None,
    least: int = LEAST_TICKETS,
    calibration: Calibration | None = None,
) -> Gazetteer:
    """Build the gazetteer of a jurisdiction.

    ``areas``: code, name, level, parent, population. ``places``: the user's list
    (``PLACE_COLUMNS``; aliases separated by semicolons). ``past``: earlier tickets with area_code
    and any of title, content, address, org_lead; ``learnt`` instead of learning names from them
    again (what ``Gazetteer.learnt`` returned). The order of rows makes no difference.
    """
    codes = past["area_code"].dropna().astype(str).tolist() if past is not None else []
    tree = area_tree(areas, codes)
    named = _of_directory(tree)
    if places is not None:
        named.update(_of_list(places, tree))
    if learnt is None and past is not None:
        learnt = learn_names(past, tree, frozenset(named), least)
    if learnt is not None:
        for name, entry in _of_past(learnt, tree).items():
            named.setdefault(name, entry)
    units = learn_units(past, tree) if past is not None else pd.DataFrame()
    return Gazetteer(
        tree,
        tuple(named[name] for name in sorted(named)),
        _units(units, tree),
        calibration or Calibration(),
    )


def _of_directory(areas: Areas) -> dict[str, Entry]:
    """Return the entries of areas with all their other ways of writing; namesakes in one entry."""
    codes: dict[str, set[str]] = defaultdict(set)
    full: set[str] = set()
    for code, name in areas.names.items():
        for written, bare in variants(name, areas.levels[code]):
            codes[written].add(code)
            if not bare:
                full.add(written)
    # An area's own name is never read as another's other way of writing: 和平村, 和平社区.
    own = defaultdict(set)
    for code, name in areas.names.items():
        own[name].add(code)
    found = {}
    for written, of in codes.items():
        at = sorted(own.get(written) or of)
        level = areas.levels[at[0]]
        kind = "village" if level == "community" and written.endswith("村") else level
        support = written not in full and (len(written) <= _BARE_SHORT)
        if len(written) >= _LEAST_NAME and not (written not in full and written in KIND_OF_ENDING):
            found[written] = Entry(
                written, kind, DIRECTORY, tuple((c, 1.0) for c in at), of_areas(at, areas), support
            )
    return found


def _of_list(places: pd.DataFrame, areas: Areas) -> dict[str, Entry]:
    """Return the entries of the user's list. Places of areas that the directory lacks are left."""
    codes: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    names, kind, area, aliases = (
        places[c].fillna("").astype(str).tolist() if c in places else [""] * len(places)
        for c in ("name", "kind", "area_code", "aliases")
    )
    for row in sorted(zip(names, kind, area, aliases, strict=True)):
        if row[2] not in areas.names:
            continue
        for given in (row[0], *row[3].replace("；", ";").split(";")):
            written = narrow(given).strip()
            if len(written) >= _LEAST_NAME:
                codes[written].add(row[2])
                kinds.setdefault(written, row[1] or "other")
    return {
        name: Entry(
            name, kinds[name], LISTED, tuple((c, 1.0) for c in sorted(of)),
            of_areas(sorted(of), areas, LIST_ERROR), len(name) <= _BARE_SHORT,
        )
        for name, of in codes.items()
    }  # fmt: skip


def _of_past(learnt: pd.DataFrame, areas: Areas) -> dict[str, Entry]:
    """Return the entries of names learnt; 翰林小区 is known as 翰林苑小区's short form as well."""
    found: dict[str, Entry] = {}
    for name, rows in learnt[learnt["code"].isin(list(areas.names))].groupby("name", sort=True):
        counts = dict(zip(rows["code"], rows["n"].astype(float), strict=True))
        order = tuple(sorted(counts.items(), key=lambda k: (-k[1], k[0])))
        entry = Entry(str(name), rows["kind"].iloc[0], LEARNT, order, of_counts(counts, areas))
        found[str(name)] = entry
    for name, entry in list(found.items()):
        bare = name.removesuffix("小区")
        if bare != name and len(bare) > _BARE_SHORT and bare not in found:
            found[bare] = Entry(bare, entry.kind, LEARNT, entry.codes, entry.evidence)
    return found


def _units(units: pd.DataFrame, areas: Areas) -> Mapping[str, Evidence]:
    """Return what a lead unit says of the place: its past tickets, or the area in its name."""
    found = {}
    for code, name in areas.names.items():
        if areas.levels[code] == "street":
            for office in ("办事处", "人民政府", "政府", ""):
                found[name + office] = of_areas([code], areas, UNIT_ERROR)
    if not units.empty:
        for unit, rows in units.groupby("unit", sort=True):
            counts = dict(zip(rows["code"], rows["n"].astype(float), strict=True))
            found[str(unit)] = of_counts(counts, areas, UNIT_ERROR)
    return MappingProxyType(found)
