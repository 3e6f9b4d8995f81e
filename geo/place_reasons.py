"""Why a ticket was placed where it was, in words of a fixed list: no word of the ticket's."""

from __future__ import annotations

from typing import Final

from geo.places.gazetteer import DIRECTORY, LEARNT, LISTED
from geo.places.likeness import HOMOPHONE
from geo.places.resolving import PLACED, UNKNOWN, Place
from geo.places.roles import ASKED, HOME

FIELDS: Final = ("title", "content", "address")
SOURCES: Final = {DIRECTORY: "directory", LISTED: "list", LEARNT: "past"}
REASONS: Final = (
    *FIELDS, *SOURCES.values(), "homophone", "misspelt", "home", "asked", "against_unit", "unit",
    "not_known",
)  # fmt: skip
"""All words: where the name stands; where it is known from; how it is written wrongly; what it is
to the matter; what the lead unit says; a name that nobody knows."""


def reason_words(place: Place) -> str:
    """Return the reason's words, separated by spaces, in the order of ``REASONS``."""
    named = place.named
    found = {place.field} if place.field in FIELDS else set()
    if place.state == UNKNOWN:
        found.add("not_known")
    elif named is None:
        found |= {"unit"} if place.state == PLACED else set()
    else:
        found.add(SOURCES[named.entry.source])
        if named.how:
            found.add("homophone" if named.how == HOMOPHONE else "misspelt")
        found |= {"home"} if named.role == HOME else set()
        found |= {"asked"} if named.role == ASKED else set()
        found |= {"against_unit"} if "org_lead" in place.against else set()
    return " ".join(word for word in REASONS if word in found)
