"""An event told by different people: the same shop, road or estate, in everyone's own words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from demo_city.place import city
from demo_city.tables import names
from demo_city.words.grammar import Pattern, pattern
from demo_city.words.pieces import Place
from demo_city.words.teller import LISTS, PAIRS, PLACES, Teller
from demo_city.words.vocabulary import leaf, shared
from demo_city.words.writer import Clause

LEAST_IN_COMMON = 2
# Of an event's callers, how many send the text that goes round among them.
TEMPLATE_SHARE = {"one_village": 0.42, "viral": 0.16, "burst": 0.10}
PUBLIC = ("viral", "one_village", "burst")


class Story(Protocol):
    """What words need to know of a planted event."""

    @property
    def id(self) -> int:
        """Tell which event it is."""

    @property
    def shape(self) -> str:
        """Return its shape, such as ``burst`` or ``viral``."""

    @property
    def what(self) -> str:
        """Return what happened, as clauses."""

    @property
    def thing(self) -> str:
        """Return the name of what it is about; may be empty."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as something to tell."""

    parts: tuple[Pattern, ...]
    thing: str
    named: bool
    details: tuple[Pattern, ...]
    public: tuple[Pattern, ...]

    def clauses(self, teller: Teller) -> list[Clause]:
        """Return what happened: what matters first, the rest as the caller cares."""
        choose = teller.choose
        first, *rest = self.parts
        said = [self._named(teller.speak(first))]
        kept = [p for p in rest if choose.chance(72)]
        if len(kept) > 1 and choose.chance(30):
            kept.reverse()
        return said + [self._named(teller.speak(p)) for p in kept]

    def _named(self, clause: Clause) -> Clause:
        """Mark the thing's name as a place where it stands in a clause."""
        if not self.named:
            return clause
        found: Clause = []
        for piece in clause:
            if type(piece) is str and self.thing in piece:
                before, _, after = piece.partition(self.thing)
                found += [p for p in (before, Place(self.thing), after) if p]
            else:
                found.append(piece)
        return found


def _pairs(text: str) -> set[str]:
    return {text[k : k + 2] for k in range(len(text) - 1)}


@lru_cache(maxsize=4096)
def told_of(what: str, thing: str, shape: str, at: int) -> Told:
    """Return an event as something to tell by people who call about a leaf category."""
    around = _pairs(what.replace(thing, ""))
    best = max(leaf(at).situations, key=lambda f: len(_pairs(f.text) & around))
    fitting = len(_pairs(best.text) & around) >= LEAST_IN_COMMON
    return Told(
        parts=tuple(pattern(part) for part in what.split("，")),
        thing=thing,
        named=bool(thing),
        details=best.details if fitting else (),
        public=shared("story_more")[:: 1 if shape == "viral" else 2] if shape in PUBLIC else (),
    )


@lru_cache(maxsize=1024)
def slot_of(thing: str) -> str:
    """Return the slot that a thing's name belongs in; empty where there is none."""
    for slot, kind in LISTS.items():
        if thing in names(kind):
            return slot
    for slot, (_, second) in PAIRS.items():
        if thing.endswith(tuple(names(second))):
            return slot
    if thing in names("road"):
        return "路"
    if any(thing in inside for inside in city().compounds):
        return "小区"
    return "村" if thing.endswith(("村", "社区")) else ""


def introduce(teller: Teller, story: Story) -> Told:
    """Tell the teller of the event: its thing is the thing that the ticket speaks of."""
    slot = slot_of(story.thing) if story.thing else ""
    if slot:
        place = slot in PLACES or slot in ("路", "小区", "村")
        teller.known[slot] = Place(story.thing) if place else story.thing
    return told_of(story.what, story.thing, story.shape, teller.at)
