"""Names of places learnt from past tickets whose area is known, each with where it was used.

A name is learnt only from enough tickets, and only where they come from few areas: a word that is
used everywhere alike says nothing of the place. A road through three streets keeps all three.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd
from scipy.stats import binom

from geo.places.areas import Areas
from geo.places.kinds import BUILDING_AFTER, KIND_OF_ENDING, narrow
from geo.places.mentions import extract
from geo.places.roles import ASKED, DENIED, ELSEWHERE, role_of

LEARNT_COLUMNS: Final = ("name", "kind", "code", "n")
TEXT_FIELDS: Final = ("title", "content", "address")
LEAST_TICKETS: Final = 5
# How improbable it must be that a name meets its commonest area so often by chance.
CHANCE: Final = 1e-3
# A phrase that is always told alike (跑了两趟医院) is no name: around names stands this and that.
LEAST_CONTEXTS: Final = 4
# The share of its three commonest areas that a name needs at least.
FEW, LEAST_SHARE = 3, 0.6
# The directory knows all of these: others that look like them are none, or lie elsewhere.
_OF_DIRECTORY = frozenset(("street", "community"))
_NOT_OF_MATTER = frozenset((ASKED, DENIED, ELSEWHERE))
_MERGED = 3
_HAN = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·]{1,11}")


def learn_names(
    past: pd.DataFrame, areas: Areas, own: frozenset[str], least: int = LEAST_TICKETS
) -> pd.DataFrame:
    """Return name, kind, code and number of tickets, one row for each name and area.

    ``past`` has area_code and any of title, content, address. ``own`` are the names of the
    directory and of the user's list, which need no learning. A ticket counts once for a name.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    contexts: dict[str, set[str]] = defaultdict(set)
    for code, fields in _known(past, areas):
        found = _names_of(fields, areas, code)
        for name, kind, around in found:
            if name not in own and kind not in _OF_DIRECTORY:
                kinds[name][kind] += 1
                contexts[name].add(around)
        for name in {name for name, _, _ in found} & kinds.keys():
            counts[name][code] += 1
    kept = {name: c for name, c in counts.items() if c.total() >= least}
    kept = {n: c for n, c in kept.items() if len(contexts[n]) >= min(LEAST_CONTEXTS, least)}
    kept = {name: c for name, c in kept.items() if _in_few_areas(c, areas)}
    kept = {name: c for name, c in kept.items() if not _too_long(name, kept, own)}
    rows = [
        (name, min(kinds[name].items(), key=lambda k: (-k[1], k[0]))[0], code, n)
        for name in sorted(kept)
        for code, n in sorted(kept[name].items())
    ]
    return pd.DataFrame(rows, columns=list(LEARNT_COLUMNS))


def _known(past: pd.DataFrame, areas: Areas) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the area code and the texts of every past ticket whose area the directory has."""
    fields = [f for f in TEXT_FIELDS if f in past]
    columns = [past[f].fillna("").astype(str).tolist() for f in fields]
    for code, *texts in zip(past["area_code"].tolist(), *columns, strict=True):
        if isinstance(code, str) and code in areas.names:
            yield code, dict(zip(fields, texts, strict=True))


def _names_of(fields: Mapping[str, str], areas: Areas, code: str) -> set[tuple[str, str, str]]:
    """Return the names in one ticket's texts that may be the place of its matter: with the kind
    and with what stands around."""
    found = set()
    for field, text in fields.items():
        if field == "address":
            found |= _in_address(narrow(text), areas, code)
            continue
        for mention in extract(text):
            if role_of(text, mention.start, mention.end) not in _NOT_OF_MATTER:
                before, after = text[max(0, mention.start - 2) : mention.start], text[mention.end :]
                found.add((mention.name, mention.kind, f"{before}|{after[:2]}"))
    return found


def _in_address(address: str, areas: Areas, code: str) -> set[tuple[str, str, str]]:
    """Return the names of an address after those of its areas: roads, estates, buildings."""
    rest = address
    for area in reversed(areas.line(code)):
        at = rest.find(areas.names[area])
        if at >= 0:
            rest = rest[at + len(areas.names[area]) :]
    found = {(m.name, m.kind, rest[m.end :]) for m in extract(rest)}
    if not found and (match := _HAN.match(rest)):
        building = BUILDING_AFTER.search(rest)
        name = rest[: building.start()] if building else match[0]
        if 2 < len(name) <= 10 and _HAN.fullmatch(name):
            found.add((name, _kind_of(name), rest[len(name) :]))
    return found


def _kind_of(name: str) -> str:
    for size in range(min(6, len(name)), 0, -1):
        if name[-size:] in KIND_OF_ENDING:
            return KIND_OF_ENDING[name[-size:]]
    return "estate"


def _in_few_areas(counts: Counter[str], areas: Areas) -> bool:
    """Say whether a name comes from few areas rather than from everywhere alike."""
    total = counts.total()
    for level in ("street", "community"):
        by_area: Counter[str] = Counter()
        for code, n in counts.items():
            if area := areas.above(code, level):
                by_area[area] += n
        if not by_area:
            continue
        area, most = min(by_area.items(), key=lambda k: (-k[1], k[0]))
        # The commonest of many areas is common by chance more easily than one.
        chance = len(by_area) * float(binom.sf(most - 1, total, areas.shares[area]))
        chance *= max(1.0, len(areas.usual) / len(by_area)) if level == "community" else 1.0
        few = sum(sorted(by_area.values(), reverse=True)[:FEW])
        if few >= LEAST_SHARE * total and chance <= CHANCE:
            return True
    return False


def _too_long(name: str, kept: Mapping[str, Counter[str]], own: frozenset[str]) -> bool:
    """Say whether a name is another one with words before it: 一下雨胜利大街."""
    for cut in range(1, len(name) - 1):
        shorter = name[cut:]
        if shorter in own and len(shorter) >= 3:
            return True
        if shorter in kept and kept[shorter].total() >= _MERGED * kept[name].total():
            return True
    return False


def learn_units(past: pd.DataFrame, areas: Areas, least: int = 20) -> pd.DataFrame:
    """Return lead units with the areas of their tickets: unit, code, n. Needs ``org_lead``."""
    if "org_lead" not in past:
        return pd.DataFrame(columns=["unit", "code", "n"])
    known = past[past["area_code"].isin(list(areas.names)) & past["org_lead"].notna()]
    counts = known.groupby(["org_lead", "area_code"]).size()
    table = (
        counts.rename("n").reset_index().rename(columns={"org_lead": "unit", "area_code": "code"})
    )
    whole = table.groupby("unit")["n"].transform("sum")
    return table[whole >= least].sort_values(["unit", "code"]).reset_index(drop=True)


def spread(counts: Mapping[str, float], areas: Areas) -> dict[str, float]:
    """Return the share of a name over the leaves: counted, smoothed within streets and over all.

    Tickets known only to a street are spread over it as its tickets usually are.
    """
    total = float(sum(counts.values()))
    counted: dict[str, float] = defaultdict(float)
    of_street: dict[str, float] = defaultdict(float)
    for code, n in counts.items():
        share = areas.shares[code]
        for leaf in areas.under[code]:
            counted[leaf] += n * areas.usual[leaf] / share
        of_street[areas.above(code, "street") or code] += n
    found: dict[str, float] = defaultdict(float)
    for street, n in of_street.items():
        for leaf in areas.under[street]:
            inside = areas.usual[leaf] / areas.shares[street]
            found[leaf] += 0.7 * n / total * inside
    for leaf, n in counted.items():
        found[leaf] += n
    return {
        leaf: (value + 0.3 * areas.usual[leaf]) / (total + 1.0) for leaf, value in found.items()
    }
