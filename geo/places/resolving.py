"""The place that each ticket speaks of: a code with its confidence and reason, or candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from geo.places import reading, roles
from geo.places.evidence import Evidence
from geo.places.facts import FACT_FIELDS, Facts
from geo.places.gazetteer import Entry, Gazetteer
from geo.places.kinds import COUNTY
from geo.places.likeness import Alike
from geo.places.mentions import Mention, extract
from geo.places.reading import Named
from geo.places.reasons import reason_of
from geo.places.weighing import Weighed, Weigher

PLACED: Final = "placed"
OPEN: Final = "open"
UNKNOWN: Final = "unknown"
NONE: Final = "none"
TEXT_FIELDS: Final = ("title", "content", "address")
PLACE_FRAME: Final = (
    "state", "code", "level", "confidence", "share", "field", "start", "end", "name", "kind",
    "building", "reason", "candidates",
)  # fmt: skip
# A name read as another, a place only told from beside: how much of their weight stays.
_ALIKE_WEIGHT, _RELATIVE_WEIGHT, _PART_WEIGHT = 0.7, 0.9, 0.5
# Beside a name that the text itself calls the place of the matter, or that the title names.
_BESIDE_CALLED, _BESIDE_TITLE = 0.85, 0.9
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """What is found of one ticket; ``candidates`` where it stays open, most probable first.

    ``against``: facts that tell another place than the deciding name.
    """

    state: str
    weighed: Weighed
    confidence: float = 0.0
    named: Named | None = None
    mention: Mention | None = None
    field: str = ""
    name: str = ""
    kind: str = ""
    reason: str = ""
    against: tuple[str, ...] = ()


class Resolver:
    """Finds the places of tickets with one gazetteer. Its answers depend on nothing else."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._areas = gazetteer.areas
        self._alike = Alike(gazetteer)
        self._facts = Facts(gazetteer)
        self._weigher = Weigher(gazetteer.areas)
        self._weighed: dict[tuple[object, ...], Weighed] = {}

    def resolve(self, texts: Mapping[str, str], facts: Mapping[str, str] | None = None) -> Place:
        """Return the place of one ticket from its texts by field and its facts by field."""
        cleaned = {f: reading.clean(t) for f, t in texts.items() if t}
        given = self._facts.of(dict(facts or {}))
        named = reading.of_matter(reading.read(cleaned, self._gazetteer))
        place = self._placed(cleaned, named, given)
        if place.weighed.level not in ("community", "street") or not named:
            place = self._more(cleaned, named, given, place)
        return place

    def _more(
        self, texts: Mapping[str, str], named: list[Named], given: dict[str, Evidence], place: Place
    ) -> Place:
        """Look for names that are written wrongly, and for places that nobody knows."""
        unknown: tuple[str, Mention] | None = None
        extra: list[Named] = []
        for field, text in texts.items():
            taken = [(n.start, n.end) for n in named if n.field == field]
            for mention in extract(text):
                if any(s < mention.end and mention.start < e for s, e in taken):
                    continue
                role = roles.role_of(text, mention.start, mention.end)
                if role in (roles.DENIED, roles.ASKED, roles.ELSEWHERE):
                    continue
                unknown = unknown or (field, mention)
                how, entries = self._alike.find(mention.name, mention.kind)
                if len(entries) == 1:
                    span = (mention.start, mention.end)
                    extra.append(Named(entries[0], field, *span, role, mention.building, how=how))
        if extra:
            found = self._placed(texts, reading.of_matter([*named, *extra]), given)
            if found.state == PLACED or place.state == NONE:
                return found
        if unknown and place.state == NONE:
            return Place(UNKNOWN, place.weighed, mention=unknown[1], field=unknown[0],
                         name=unknown[1].name, kind=unknown[1].kind,
                         reason=f"文中提到“{unknown[1].name}”，地名库中没有")  # fmt: skip
        return place

    def _placed(
        self, texts: Mapping[str, str], named: list[Named], given: dict[str, Evidence]
    ) -> Place:
        weights = _weights(named)
        parts = tuple((n.entry, w) for n, w in zip(named, weights, strict=True) if w > 0)
        facts = tuple(given.items())
        if not parts and not facts:
            return Place(NONE, Weighed("", "", 0.0))
        weighed = self._weigh(parts, facts)
        main = self._main(named, weights, weighed.code)
        confidence = self._gazetteer.calibration.confidence(weighed.level, weighed.share)
        if main and main.how:
            confidence *= 0.9
        least = self._gazetteer.calibration.least(weighed.level)
        state = PLACED if weighed.code and confidence >= least else OPEN
        if main is None and state == OPEN:
            main = self._main(named, weights, "")
        name, kind = self._called(texts, named, main)
        against = _against(main, given)
        reason = reason_of(
            self._areas, weighed, named, main,
            placed=state == PLACED, facts=tuple(given), against=against, called=name,
        )  # fmt: skip
        return Place(state, weighed, confidence if state == PLACED else 0.0, main, None,
                     main.field if main else "", name, kind, reason, against)  # fmt: skip

    def _weigh(
        self, names: tuple[tuple[Entry, float], ...], facts: tuple[tuple[str, Evidence], ...]
    ) -> Weighed:
        """Weigh, remembering: the same few names come again and again."""
        key = (*((e.name, w) for e, w in names), *(id(evidence) for _, evidence in facts))
        if key not in self._weighed:
            if len(self._weighed) >= _REMEMBERED:
                self._weighed.clear()
            parts = [(e.evidence, w) for e, w in names] + [(e, 1.0) for _, e in facts]
            self._weighed[key] = self._weigher.weigh(parts)
        return self._weighed[key]

    def _main(self, named: list[Named], weights: list[float], code: str) -> Named | None:
        """Return the name that speaks most for the answer, the finest place of equals."""
        if not named:
            return None
        leaves = self._areas.under.get(code, ())

        def speaks(at: int) -> tuple[float, int]:
            evidence = named[at].entry.evidence
            most = max((evidence.pull.get(leaf, evidence.base) for leaf in leaves), default=0.0)
            return (round(weights[at] * most, 6), -at)

        best = max(range(len(named)), key=speaks)
        said = not code or self._areas.levels[code] == COUNTY or speaks(best)[0] > 0
        return named[best] if said else None

    def _called(
        self, texts: Mapping[str, str], named: list[Named], main: Named | None
    ) -> tuple[str, str]:
        """Return how the place is called: with its house number, or both roads of a crossing."""
        if main is None:
            return "", ""
        text = texts[main.field]
        for one, other in pairwise(named):
            if main in (one, other) and reading.crossing(text, one, other):
                return f"{one.entry.name}与{other.entry.name}路口", "junction"
        return main.entry.name + reading.numbered(text, main), main.entry.kind


def _against(main: Named | None, given: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return the facts that tell a place which the deciding name rules out."""
    if main is None or not main.entry.evidence.tells:
        return ()
    told = {leaf for leaf, pull in main.entry.evidence.pull.items() if pull > 0}
    return tuple(field for field, fact in given.items() if told.isdisjoint(fact.pull))


def _weights(named: list[Named]) -> list[float]:
    """Return how much each name counts: beside a place of the matter the others hardly do."""
    at_matter = any(n.role in (roles.MATTER, roles.PLAIN) and n.entry.evidence.tells for n in named)
    called = any(n.role == roles.MATTER and n.entry.evidence.tells for n in named)
    titled = any(n.field == "title" and n.entry.evidence.tells for n in named)
    weights = []
    for one in named:
        weight = roles.WEIGHTS[one.role]
        if at_matter:
            weight = roles.BESIDE_MATTER.get(one.role, weight)
        if called and one.role == roles.PLAIN:
            weight *= _BESIDE_CALLED
        if titled and one.field == "content":
            weight *= _BESIDE_TITLE
        if one.part:
            weight *= _PART_WEIGHT
        if one.relative:
            weight *= _RELATIVE_WEIGHT
        if one.how:
            weight *= _ALIKE_WEIGHT
        weights.append(weight)
    return weights


def resolve(
    texts: pd.DataFrame | pa.Table, gazetteer: Gazetteer, facts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the place of every ticket, row by row with the index of ``texts``.

    ``texts`` has any of title, content, address; ``facts`` (same rows) any of area_code, county,
    street, community, org_lead. Columns: state (placed; open: ambiguous, see candidates; unknown:
    a place that the gazetteer lacks; none), code, level, confidence (0 to 1), share (before
    calibration), field with start and end of the name, name, kind, building, reason in Chinese,
    candidates as "code:share" separated by semicolons.
    """
    frame = texts.to_pandas() if isinstance(texts, pa.Table) else texts
    if facts is not None and len(facts) != len(frame):
        raise ValueError("texts and facts are not of the same tickets")
    resolver = Resolver(gazetteer)
    rows = [
        _row(resolver.resolve(text, fact))
        for text, fact in zip(
            _fields(frame, TEXT_FIELDS, len(frame)),
            _fields(facts, FACT_FIELDS, len(frame)),
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=list(PLACE_FRAME), index=frame.index)


def _fields(
    frame: pd.DataFrame | None, fields: Sequence[str], rows: int
) -> Iterator[dict[str, str]]:
    """Yield what each row has of some fields; gaps and what is no text are left out."""
    there = [f for f in fields if frame is not None and f in frame]
    if frame is None or not there:
        yield from ({} for _ in range(rows))
        return
    for values in zip(*(frame[f].tolist() for f in there), strict=True):
        yield {f: v for f, v in zip(there, values, strict=True) if isinstance(v, str) and v}


def _row(place: Place) -> tuple[Any, ...]:
    weighed, named, mention = place.weighed, place.named, place.mention
    placed = place.state == PLACED
    span = named or mention
    candidates = () if placed else weighed.candidates
    return (
        place.state, weighed.code if placed else "", weighed.level if placed else "",
        round(place.confidence, 4), round(weighed.share, 6), place.field,
        span.start if span else -1, span.end if span else -1, place.name, place.kind,
        span.building if span else "", place.reason,
        ";".join(f"{code}:{share:.3f}" for code, share in candidates),
    )  # fmt: skip
