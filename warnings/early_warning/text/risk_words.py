"""Risk words by class: what a text says that must not wait, and the words that say it.

A dictionary with versions, editable, in ``risk_words.yaml``. A hit that is negated ("没有人跳楼"),
told from hearsay ("听说") or about training ("火灾演练") is kept and shown as such, but does not
count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from data_access.types import WeisuError

SHIPPED = Path(__file__).with_name("risk_words.yaml")
Status = Literal["asserted", "negated", "reported", "training"]
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[，,。；;！!？?\n：:]")
_SENTENCE = re.compile(r"[。！!？?\n；;]")
_REACH = 8


@dataclass(frozen=True, slots=True)
class RiskClass:
    """One class of risk. ``life``: cannot be turned off by judgements."""

    name: str
    label: str
    life: bool
    words: re.Pattern[str]
    excepted: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A version of the risk words, ready to search."""

    version: str
    classes: tuple[RiskClass, ...]
    negation: re.Pattern[str]
    negation_ends: re.Pattern[str]
    negation_not: re.Pattern[str]
    reported: re.Pattern[str]
    training: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of one class in a text, where they stand in it, and how they are meant."""

    risk: str
    words: str
    start: int
    status: Status

    @property
    def raises(self) -> bool:
        """Tell whether the hit counts."""
        return self.status == "asserted"


def _any(words: Iterable[str], *, literal: bool) -> re.Pattern[str]:
    parts = sorted((re.escape(w) if literal else w for w in words), key=len, reverse=True)
    return re.compile("|".join(parts) or r"(?!)")


def load(path: Path = SHIPPED) -> Dictionary:
    """Read a dictionary. Raises ``WeisuError`` where it cannot be used."""
    try:
        raw: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _dictionary(raw)
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError) as error:
        raise WeisuError(
            f"风险词表 {path.name} 无法使用：{error}。原有词表仍然有效，请改正后重试。"
        ) from error


def _dictionary(raw: Mapping[str, Any]) -> Dictionary:
    classes = tuple(
        RiskClass(
            name,
            str(one["label"]),
            bool(one["life"]),
            _any(one["words"], literal=False),
            _any(one["except"], literal=False) if one.get("except") else None,
        )
        for name, one in raw["classes"].items()
    )
    return Dictionary(
        str(raw["version"]),
        classes,
        _any(raw["negation"], literal=True),
        _any(raw["negation_ends"], literal=True),
        _any(raw["negation_not"], literal=True),
        _any(raw["reported"], literal=True),
        _any(raw["training"], literal=True),
    )


@lru_cache(maxsize=1)
def shipped() -> Dictionary:
    """Return the dictionary that comes with the product."""
    return load()


def find_risks(text: str, dictionary: Dictionary | None = None) -> tuple[Hit, ...]:
    """Return all hits of a text in order, the ones that do not count too."""
    words = dictionary or shipped()
    plain = _SPACE.sub("", text)
    hits = []
    for one in words.classes:
        spared = [m.span() for m in one.excepted.finditer(plain)] if one.excepted else []
        for match in one.words.finditer(plain):
            if any(a < match.end() and match.start() < b for a, b in spared):
                continue
            status = _status(plain, match.start(), match.end(), words)
            hits.append(Hit(one.name, match.group(), match.start(), status))
    return tuple(sorted(hits, key=lambda h: (h.start, h.risk)))


def risks(text: str, dictionary: Dictionary | None = None) -> frozenset[str]:
    """Return the classes that a text raises."""
    return frozenset(hit.risk for hit in find_risks(text, dictionary) if hit.raises)


def _before(text: str, at: int, breaks: re.Pattern[str]) -> str:
    start = 0
    for match in breaks.finditer(text, 0, at):
        start = match.end()
    return text[start:at]


def _status(text: str, start: int, end: int, words: Dictionary) -> Status:
    clause = _before(text, start, _CLAUSE)
    near = clause[-_REACH:]
    cleaned = words.negation_not.sub(lambda m: "＿" * len(m.group()), clause)[-_REACH:]
    for match in words.negation.finditer(cleaned):
        if not words.negation_ends.search(cleaned, match.end()):
            return "negated"
    if words.reported.search(_before(text, start, _SENTENCE)):
        return "reported"
    after = _CLAUSE.split(text[end : end + 2 * _REACH], maxsplit=1)[0]
    if words.training.search(near) or words.training.search(after):
        return "training"
    return "asserted"
