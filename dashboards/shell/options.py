"""The values that the filters offer, in the order in which a reader looks for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboards.shell.address import Known
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Directory
from data_access.types import Scope

OFFERED_LEVELS = ("county", "street")


@dataclass(frozen=True)
class Options:
    """Labels by value for each cut; a value is what the address carries.

    ``finer``: places that are not offered (they would make a long list) and that an address may
    name, as a mark of a map does.
    """

    labels: dict[str, dict[str, str]]
    known: Known
    finer: dict[str, str] = field(default_factory=dict)

    def label(self, cut: str, value: str) -> str:
        """Return how a value reads."""
        return self.labels[cut].get(value) or self.finer.get(value, value)

    def offered(self, cut: str, chosen: str) -> list[str]:
        """Return the values of a cut, with the one that is chosen where it is known."""
        values = ["", *self.labels[cut]]
        more = chosen not in values and chosen in self.known.values[cut]
        return [*values, chosen] if more else values


def options_of(scope: Scope, summary: JurisdictionSummary, directory: Directory) -> Options:
    """Return what may be chosen in a jurisdiction with data by someone with ``scope``."""
    if summary.first_day is None or summary.last_day is None:
        raise ValueError(f"no data in {summary.code}")
    labels = {
        "area": _areas(scope, directory),
        "category": {c: directory.category_paths[c] for c in sorted(directory.categories)},
        "department": {d: d for d in directory.departments},
        "channel": {c: c for c in directory.channels},
    }
    finer = {
        place.code: place.name
        for place in directory.areas.values()
        if place.code not in labels["area"] and _seen(scope, place.code)
    }
    values = {**labels, "area": {**labels["area"], **finer}}
    return Options(labels, Known(summary.first_day, summary.last_day, values), finer)


def _seen(scope: Scope, code: str) -> bool:
    return scope.areas is None or any(code.startswith(a) for a in scope.areas)


def _areas(scope: Scope, directory: Directory) -> dict[str, str]:
    """Counties and streets by full name; communities come with their street."""
    found: dict[str, str] = {}
    places = [p for p in directory.areas.values() if p.level in OFFERED_LEVELS]
    counties = sum(p.level == "county" for p in places)
    for place in sorted(places, key=lambda p: p.code):
        if not _seen(scope, place.code):
            continue
        parent = directory.areas.get(place.parent or "")
        inner = parent is not None and parent.level == "county" and counties > 1
        found[place.code] = f"{parent.name} {place.name}" if parent and inner else place.name
    return found
