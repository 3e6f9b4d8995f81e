"""What can be said: of each leaf category, of each group of them, and of anything at all."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from demo_city.categories import leaves
from demo_city.tables import rows
from demo_city.words.grammar import Pattern, pattern, patterns, slots_of, split_top
from demo_city.words.sources import data_lines, sections

# Slots that say where it is. A fact with one of them needs no place in front of it.
WHERE = frozenset(
    (
        "小区", "路", "社区", "村", "公园", "河", "学校", "店", "饭店", "夜店", "公司", "工地",
        "楼盘", "医院", "车站", "超市", "健身", "美容", "培训", "车行", "岔路",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, and what can be added to it."""

    text: str
    what: Pattern
    details: tuple[Pattern, ...]
    placed: bool
    in_building: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Something people want to know, and why they ask."""

    what: Pattern
    background: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class LeafWords:
    """The vocabulary of one leaf category; the first four as they stand in the file."""

    titles: tuple[str, ...]
    facts: tuple[str, ...]
    asks: tuple[str, ...]
    questions: tuple[str, ...]
    title: tuple[Pattern, ...]
    situations: tuple[Fact, ...]
    effects: tuple[Pattern, ...]
    causes: tuple[Pattern, ...]
    wishes: tuple[Pattern, ...]
    asked: tuple[Question, ...]
    advice: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Who is involved in the matters of a second-level category, and where they happen."""

    place: str
    other: tuple[str, ...]
    office: tuple[str, ...]
    staff: tuple[str, ...]


def _fact(line: str) -> Fact:
    text, *details = split_top(line, ">")
    what = pattern(text.strip())
    slots = slots_of(what)
    return Fact(
        text=text.strip(),
        what=what,
        details=tuple(p for part in details for p in patterns(part)),
        placed=bool(slots & WHERE),
        in_building="楼" in slots,
    )


def _question(line: str) -> Question:
    text, *background = split_top(line, "<")
    return Question(pattern(text.strip()), tuple(p for b in background for p in patterns(b)))


@cache
def leaf(at: int) -> LeafWords:
    """Return the vocabulary of the leaf at a position in the order of the categories."""
    code = leaves().codes[at]
    found: dict[str, list[str]] = {k: [] for k in "题事果因办问议"}
    for line in sections(code[:2])[code]:
        found[line[0]].append(line[2:])
    plain = {k: tuple(p for line in v for p in split_top(line, "|")) for k, v in found.items()}
    return LeafWords(
        titles=plain["题"],
        facts=tuple(split_top(line, ">")[0].strip() for line in found["事"]),
        asks=plain["办"],
        questions=tuple(split_top(line, "<")[0].strip() for line in found["问"]),
        title=tuple(map(pattern, plain["题"])),
        situations=tuple(map(_fact, found["事"])),
        effects=tuple(map(pattern, plain["果"])),
        causes=tuple(map(pattern, plain["因"])),
        wishes=tuple(map(pattern, plain["办"])),
        asked=tuple(map(_question, found["问"])),
        advice=tuple(map(pattern, plain["议"])),
    )


def leaf_words() -> tuple[LeafWords, ...]:
    """Return the vocabulary of every leaf, in the order of the categories."""
    return tuple(leaf(at) for at in range(len(leaves().codes)))


@cache
def siblings(at: int) -> tuple[int, ...]:
    """Return the other leaves of the same second-level category."""
    codes = leaves().codes
    return tuple(k for k, code in enumerate(codes) if code[:4] == codes[at][:4] and k != at)


@cache
def groups() -> dict[str, GroupWords]:
    """Return the vocabulary of each second-level category, by its code."""
    return {
        row["code"]: GroupWords(
            row["place"],
            *(tuple(row[k].split("|")) for k in ("other", "office", "staff")),
        )
        for row in csv.DictReader(data_lines("groups", "csv"))
    }


@cache
def shared(kind: str) -> tuple[Pattern, ...]:
    """Return the phrases of a kind that fit any matter."""
    return tuple(map(pattern, sections("shared")[kind]))


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the fixed notes of agents, units and callbacks, by kind."""
    return {row["kind"]: tuple(row["texts"].split("|")) for row in rows("phrases")}
