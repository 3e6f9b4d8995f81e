"""The values that the filters offer, in the order in which a reader looks for them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.shell.address import Known
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Directory
from data_access.types import Scope

OFFERED_LEVELS = ("county", "street")


@dataclass(frozen=True)
class Options:
    """Labels by value for each cut; a value is what the address carries."""

    labels: dict[str, dict[str, str]]
    known: Known

    def label(self, cut: str, value: str) -> str:
        """Return how a value reads."""
        return self.labels[cut].get(value, value)


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
    known = Known(summary.first_day, summary.last_day, labels)
    return Options(labels, known)


def _areas(scope: Scope, directory: Directory) -> dict[str, str]:
    """Counties and streets by full name; communities come with their street."""
    found: dict[str, str] = {}
    places = [p for p in directory.areas.values() if p.level in OFFERED_LEVELS]
    counties = sum(p.level == "county" for p in places)
    for place in sorted(places, key=lambda p: p.code):
        if scope.areas is not None and not any(place.code.startswith(a) for a in scope.areas):
            continue
        parent = directory.areas.get(place.parent or "")
        inner = parent is not None and parent.level == "county" and counties > 1
        found[place.code] = f"{parent.name} {place.name}" if parent and inner else place.name
    return found
