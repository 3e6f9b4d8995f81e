"""Gathers the clauses of a request, complaint or report, up to the length of the caller's talk."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from demo_city.categories import leaves
from demo_city.words.grammar import Pattern, Slot, Stream
from demo_city.words.places import spot, wider
from demo_city.words.stories import Told
from demo_city.words.teller import Teller
from demo_city.words.vocabulary import Fact, leaf, shared, siblings
from demo_city.words.writer import Clause

PLACED_FIRST = frozenset(["路", "小区", "村", "社区", "公园", "楼盘", "学校", "医院"])
# What a caller may add, by how often.
ADDED: tuple[str, ...] = (
    ("detail",) * 6 + ("effect",) * 4 + ("history",) * 3 + ("argument",) * 2 + ("fact",) * 3
    + ("cause", "since", "persona", "emotion", "ask", "cause", "more", "plea", "law")
)  # fmt: skip
MOST = {"since": 1, "cause": 3, "ask": 3, "history": 22, "more": 2, "argument": 6, "plea": 14}
# How long a text must be before a clause of the kind comes in.
FROM = {"plea": 220, "law": 130, "more": 60, "persona": 40}
PATIENCE = 260
# Matters that happen in one place to many; of the others a caller has one or two, not six.
# Complaints about somebody who was paid; the others are about how people behave.
COMMERCE = ("0101", "0103", "10", "1102", "1202", "13", "1702", "1901", "2102", "22", "2302")
# Where a neighbouring matter is likely to trouble the same people.
MIXED = ("0101", "0102", "0202", "0301", "0303", "0401", "0501", "1501", "1701", "2001", "2002")
SHARED_PLACES = ("home", "road", "village")


@cache
def _both(first: str, second: str) -> tuple[Pattern, ...]:
    return shared(first) + shared(second)


def _acts(*, there: bool) -> tuple[Pattern, ...]:
    """Return what callers do about it; where many have the same trouble they do it together."""
    return _both("history_act", "history_act_joint") if there else shared("history_act")


def _replies(*, there: bool) -> tuple[Pattern, ...]:
    """Return what comes of it; where there is something to look at somebody comes and looks."""
    return _both("history_reply", "history_reply_site") if there else shared("history_reply")


@dataclass(slots=True)
class Gathered:
    """The clauses of a text by what they do."""

    length: int = 0
    facts: list[list[Clause]] = field(default_factory=list)
    parts: dict[str, list[Clause]] = field(default_factory=dict)

    def get(self, kind: str) -> list[Clause]:
        """Return the clauses of a kind."""
        return self.parts.get(kind, [])


class Gatherer:
    """Draws clauses, none of them twice, until there are enough."""

    __slots__ = ("borrowed", "code", "decks", "details", "facts", "found", "kind", "teller", "told")

    def __init__(self, teller: Teller, told: Told | None) -> None:
        self.teller, self.told = teller, told
        self.kind = leaves().kind[teller.at]
        if self.kind == "C" and not teller.code.startswith(COMMERCE):
            self.kind = "N"
        self.found = Gathered()
        self.decks: dict[str, list[Pattern]] = {}
        self.details: list[Pattern] = []
        self.facts = list(teller.words.situations)
        self.code = teller.code
        self.borrowed: set[int] = set()

    def draw(self, deck: str, source: tuple[Pattern, ...]) -> Pattern | None:
        """Take a pattern from a deck; None when it is used up."""
        cards = self.decks.get(deck)
        if cards is None:
            cards = self.decks[deck] = list(source)
        if not cards:
            return None
        at = self.teller.choose.below(len(cards))
        cards[at], cards[-1] = cards[-1], cards[at]
        return cards.pop()

    def put(self, kind: str, clause: Clause) -> None:
        """Keep a clause."""
        self.found.parts.setdefault(kind, []).append(clause)
        self.found.length += sum(map(len, clause)) + 1

    def first_fact(self) -> None:
        """Say what it is about, and where."""
        teller, choose = self.teller, self.teller.choose
        if self.told is not None:
            self.facts = []
            clauses = self.told.clauses(teller)
            self.details = list(self.told.details)
            opening = [] if self.told.named else _at(teller, spot(teller))
            if opening:
                clauses[0] = [*opening, *clauses[0]]
            self.found.facts.append(clauses)
            self.found.length += sum(len(p) for c in clauses for p in c)
            return
        fact = self.facts.pop(Stream(teller.matter ^ 0x5EED).below(len(self.facts)))
        said = teller.speak(fact.what)
        variant_placed = any(type(p) is Slot and p in PLACED_FIRST for p in fact.what[0][:1])
        if fact.in_building and not fact.placed:
            said = [teller.known["小区"], *said]
        elif variant_placed:
            if choose.chance(35):
                said = [wider(teller), *said]
        elif not fact.placed and teller.group.place in ("home", "road", "village"):
            said = [*_at(teller, spot(teller)), *said]
        elif choose.chance(40):
            self.put("persona", teller.clause(*_resident(teller)))
        self.add_fact(fact, said)

    def add_fact(self, fact: Fact, said: Clause) -> None:
        """Keep a fact and what can be added to it."""
        self.found.facts.append([said])
        self.found.length += sum(map(len, said)) + 1
        self.details = list(fact.details)

    def more(self, kind: str) -> bool:
        """Add one clause of a kind; False where there will never be another."""
        teller, found = self.teller, self.found
        have = len(found.parts.get(kind, ()))
        if have >= MOST.get(kind, 99):
            return False
        if found.length < FROM.get(kind, 0):
            return True
        if kind == "detail":
            if self.details:
                clause = teller.speak(self.details.pop(teller.choose.below(len(self.details))))
                found.facts[-1].append(clause)
                found.length += sum(map(len, clause)) + 1
            return bool(self.details or self.facts)
        if kind == "fact":
            return self._another_fact()
        if kind == "history":
            self._history()
            return True
        if kind in ("effect", "cause"):
            source = teller.words.effects if kind == "effect" else teller.words.causes
            drawn = self.draw(kind, source)
        elif section := self._section(kind, have):
            drawn = self.draw(section, shared(section))
        else:
            return kind == "persona"
        if drawn is None:
            return False
        self.put(kind, teller.speak(drawn))
        return True

    def _section(self, kind: str, have: int) -> str:
        """Return where the phrases of a kind stand; empty where there is to be none."""
        if kind in ("argument", "ask"):
            return f"{kind}_{self.kind}"
        if kind == "emotion":
            if self.teller.voice.third or have > self.teller.voice.cross:
                return ""
            return f"emotion_{min(self.teller.voice.cross, 2) + 1}"
        if kind == "persona":
            home = self.teller.group.place == "home"
            if have > (not home and self.found.length > 300):
                return ""
            return "persona_home" if home else "persona_any"
        return {"law": f"law_{self.code[:2]}", "more": "effect_more"}.get(kind, kind)

    def _history(self) -> None:
        """Say whom the caller went to and what came of it."""
        if len(self.found.get("history")) > 1 + self.found.length // 110:
            return
        there = self.teller.group.place in SHARED_PLACES
        act = self._again("act", _acts(there=there))
        reply = self._again("reply", _replies(there=there))
        teller = self.teller
        self.put("history", [*teller.speak(act), teller.voice.comma, *teller.speak(reply)])

    def _again(self, deck: str, source: tuple[Pattern, ...]) -> Pattern:
        """Take a pattern from a deck that is shuffled anew when it is used up."""
        found = self.draw(deck, source)
        if found is None:
            del self.decks[deck]
            found = self.draw(deck, source)
        return found or source[0]

    def _another_fact(self) -> bool:
        """Go on to another side of the matter; only who talks long has more than one."""
        teller, have = self.teller, len(self.found.facts)
        if have > 1 and teller.group.place not in SHARED_PLACES:
            return False
        if self.found.length < 30 + 60 * have:
            return True
        if not self.facts and teller.code.startswith(MIXED):
            if self.found.length < 420 or self.told is not None:
                return self.told is None
            for at in siblings(teller.at):
                if at not in self.borrowed:
                    self.borrowed.add(at)
                    self.facts = [f for f in leaf(at).situations if f.placed or not f.in_building]
                    break
        if not self.facts:
            return False
        fact = self.facts.pop(teller.choose.below(len(self.facts)))
        self.add_fact(fact, teller.speak(fact.what))
        return True


def _at(teller: Teller, place: str) -> Clause:
    """Return the place as an opening of the first clause."""
    choose, comma = teller.choose, teller.voice.comma or "，"
    form = choose.below(9)
    if form < 3:
        return [place, comma]
    if form == 3:
        return ["在", place, comma]
    if form == 4:
        return ["位于", place, comma]
    if form == 5 and teller.group.place == "home":
        return [teller.voice.home, "住", place, comma]
    if form == 6:
        return ["地点在", place, comma]
    return [place, choose.one(("这边", "这里", "这儿", "这一带")), comma]


def _resident(teller: Teller) -> Clause:
    choose, me = teller.choose, teller.voice.me
    form, place = choose.below(4), spot(teller)
    if form == 0:
        return [me, "是", place, choose.one(("的", "的居民", "的住户"))]
    if form == 1:
        return [me, choose.one(("住在", "家住", "现住")), place]
    if form == 2:
        return ["家在", place]
    return [place, choose.one(("居民", "住户", "的群众"))]


def gather(teller: Teller, target: int, told: Told | None) -> Gathered:
    """Return clauses for a text of about ``target`` characters."""
    work = Gatherer(teller, told)
    work.first_fact()
    wish = teller.say(shared("wish"))
    work.put("ask", wish)
    if told is not None and told.public and target > 60:
        for pattern in told.public[: 1 + target // 150]:
            work.put("argument", teller.speak(pattern))
    choose, kinds = teller.choose, ADDED
    for _ in range(PATIENCE):
        if work.found.length >= target or not kinds:
            break
        kind = choose.one(kinds)
        if not work.more(kind):
            kinds = tuple(k for k in kinds if k != kind)
    return work.found
