"""What a ticket says of its place beside its texts: the area it was filed under, its lead unit."""

from __future__ import annotations

from typing import Final

from geo.places.evidence import FILED_ERROR, Evidence, of_areas
from geo.places.gazetteer import Gazetteer

FACT_FIELDS: Final = ("area_code", "county", "street", "community", "org_lead")
FACT_WORDS: Final = {
    "area_code": "登记的区划", "county": "登记的区县", "street": "登记的街道",
    "community": "登记的社区", "org_lead": "主办单位",
}  # fmt: skip
_LEVEL_OF = {"county": "county", "street": "street", "community": "community"}


class Facts:
    """Reads facts with the names of one gazetteer; remembers what each value says."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[str, str], Evidence | None] = {}
        self._codes: dict[tuple[str, str], list[str]] = {}
        for code, name in gazetteer.areas.names.items():
            self._codes.setdefault((gazetteer.areas.levels[code], name), []).append(code)

    def evidence(self, field: str, value: str) -> Evidence | None:
        """Return what a fact says, None where nothing is known of the value."""
        key = (field, value)
        if key not in self._known:
            self._known[key] = self._read(field, value)
        return self._known[key]

    def _read(self, field: str, value: str) -> Evidence | None:
        areas = self._gazetteer.areas
        if field == "area_code":
            codes = [value] if value in areas.names else []
        elif field == "org_lead":
            return self._gazetteer.units.get(value)
        else:
            codes = self._codes.get((_LEVEL_OF[field], value), [])
        return of_areas(codes, areas, FILED_ERROR) if codes else None

    def of(self, values: dict[str, str]) -> dict[str, Evidence]:
        """Return the facts that say something. A code makes the names of its areas superfluous."""
        if values.get("area_code"):
            values = {k: v for k, v in values.items() if k in ("area_code", "org_lead")}
        elif values.get("community") and values.get("street"):
            values = self._joined(values)
        found = {field: self.evidence(field, value) for field, value in values.items() if value}
        return {field: evidence for field, evidence in found.items() if evidence}

    def _joined(self, values: dict[str, str]) -> dict[str, str]:
        """Return the facts with the community's code where its street makes it certain."""
        areas = self._gazetteer.areas
        streets = self._codes.get(("street", values["street"]), [])
        codes = [
            code
            for code in self._codes.get(("community", values["community"]), [])
            if areas.above(code, "street") in streets
        ]
        if len(codes) != 1:
            return values
        return {"area_code": codes[0], "org_lead": values.get("org_lead", "")}
