"""Many expressions of many classes, looked for in one pass over a text.

An expression is tried only where the text has a character that it can begin with; most positions of
a text then cost nothing. What is found is what ``re.finditer`` finds of each class's alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?::|=|!|<=|<!))?|.")
_QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")
_TWICE = re.compile(r"\{[1-9]")
_LOOKS = ("(?=", "(?!", "(?<")


@dataclass(frozen=True, slots=True)
class Scanner:
    """Expressions by the character that they may begin with. Build it with ``scanner``."""

    by_character: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    anywhere: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield class and match, by position; matches of one class do not overlap."""
        free: dict[str, int] = {}
        for at, character in enumerate(text):
            for name, expression in self.by_character.get(character, self.anywhere):
                if at >= free.get(name, 0) and (match := expression.match(text, at)):
                    if match.end() > at:
                        free[name] = match.end()
                    yield name, match


def scanner(classes: Mapping[str, Sequence[str]]) -> Scanner:
    """Return a scanner of expressions by class; within a class the longest are tried first."""
    by_character: dict[str, dict[str, list[str]]] = {}
    anywhere: dict[str, list[str]] = {}
    starts = {
        name: [(one, first_characters(one)) for one in sorted(expressions, key=len, reverse=True)]
        for name, expressions in classes.items()
    }
    known = {c for pairs in starts.values() for _, found in pairs for c in found or ()}
    for name, pairs in starts.items():
        for one, found in pairs:
            if found is None:
                anywhere.setdefault(name, []).append(one)
            for character in known if found is None else found:
                by_character.setdefault(character, {}).setdefault(name, []).append(one)
    compiled: dict[str, re.Pattern[str]] = {}

    def ready(table: Mapping[str, list[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
        rows = []
        for name, expressions in table.items():
            joined = "|".join(expressions)
            rows.append((name, compiled.setdefault(joined, re.compile(joined))))
        return tuple(rows)

    return Scanner({c: ready(t) for c, t in by_character.items()}, ready(anywhere))


def first_characters(expression: str) -> frozenset[str] | None:
    """Return the characters that a match may begin with; None where that may be any."""
    found: set[str] = set()
    for one in _alternatives(expression):
        some = _first_of(one)
        if some is None:
            return None
        found |= some
    return frozenset(found)


def _alternatives(expression: str) -> list[str]:
    """Return the parts of an expression between the bars that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for token in _TOKEN.finditer(expression):
        depth += token[0].startswith("(") - (token[0] == ")")
        if token[0] == "|" and depth == 0:
            parts.append(expression[start : token.start()])
            start = token.end()
    return [*parts, expression[start:]]


def _first_of(alternative: str) -> set[str] | None:
    """Return what an expression without bars may begin with, going on over what may be absent."""
    found: set[str] = set()
    at = 0
    while at < len(alternative):
        end = _atom_end(alternative, at)
        atom, at = alternative[at:end], end
        if atom.startswith(_LOOKS):
            continue
        quantifier = _QUANTIFIER.match(alternative, at)
        characters = _characters(atom)
        if characters is None:
            return None
        found |= characters
        if quantifier is None or quantifier[0][0] == "+" or _TWICE.match(quantifier[0]):
            return found
        at = quantifier.end()
    return None


def _atom_end(expression: str, at: int) -> int:
    """Return where the atom that begins at ``at`` ends; a group is one atom."""
    depth = 0
    for token in _TOKEN.finditer(expression, at):
        depth += token[0].startswith("(") - (token[0] == ")")
        if depth == 0:
            return token.end()
    raise re.error("missing ), unterminated subpattern", expression, at)


def _characters(atom: str) -> frozenset[str] | set[str] | None:
    if atom.startswith("("):
        return first_characters(atom[3:-1] if atom.startswith("(?:") else atom[1:-1])
    if atom == "\\d":
        return set("0123456789")
    if atom.startswith("["):
        inner = atom[1:-1].replace("\\d", "0123456789")
        return None if inner.startswith("^") or "-" in inner or "\\" in inner else set(inner)
    if atom.startswith("\\") or atom in "._^$":
        return None
    return {atom}
