"""Risk words by class: what a text says that must not wait, and the words that say it.

A dictionary with versions, editable, in ``risk_words.yaml``. A hit that is negated ("没有人跳楼"),
told from hearsay ("听说"), about training ("火灾演练"), of a film or a book, of years ago, or only
asked about ("火灾保险怎么理赔") is kept and shown as such, but does not count. Idioms ("热死了",
"跳楼价") and titles are no hits at all. What endangers nobody yet (a blocked fire lane, a lift that
is out of order) is a hazard: a class of its own that warns with less urgency.
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
from early_warning.text.scanner import Scanner, scanner

SHIPPED = Path(__file__).with_name("risk_words.yaml")
Status = Literal[
    "asserted", "negated", "reported", "training", "fiction", "past", "feared", "asked"
]
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[，,。；;！!？?\n：:]")
_SENTENCE = re.compile(r"[。！!？?\n；;]")
_REACH = 8
_TERM = re.compile(r"(?<!\?P)<([a-z]+)>")
# Titles, and names in quotation marks; what somebody says or threatens is no name.
_TITLE = re.compile(r"《[^》]{1,24}》|(?<![说喊言称道着话：:，,])[“‘\"][^”’\"]{1,12}[”’\"]")


@dataclass(frozen=True, slots=True)
class RiskClass:
    """One class of risk. ``life``: threatens life now, cannot be turned off by judgements.
    ``hazard_of``: the class that it may grow into; a hazard warns, with less urgency.
    """

    name: str
    label: str
    life: bool
    hazard_of: str
    excepted: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A version of the risk words, ready to search."""

    version: str
    classes: tuple[RiskClass, ...]
    words: Scanner
    negation: re.Pattern[str]
    negation_ends: re.Pattern[str]
    negation_not: re.Pattern[str]
    reported: re.Pattern[str]
    training: re.Pattern[str]
    idioms: re.Pattern[str]
    fiction: re.Pattern[str]
    past: re.Pattern[str]
    now: re.Pattern[str]
    feared: re.Pattern[str]
    feared_after: re.Pattern[str]
    asking: re.Pattern[str]
    acute: re.Pattern[str]

    @property
    def threatening(self) -> frozenset[str]:
        """The classes that threaten life, by name."""
        return frozenset(one.name for one in self.classes if one.life)


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
    terms: Mapping[str, str] = raw.get("terms") or {}

    def whole(expressions: Iterable[str]) -> re.Pattern[str]:
        return _any((_spelt(one, terms) for one in expressions), literal=False)

    classes = tuple(
        RiskClass(
            name,
            str(one["label"]),
            bool(one["life"]),
            str(one.get("hazard_of") or ""),
            whole(one["except"]) if one.get("except") else None,
        )
        for name, one in raw["classes"].items()
    )
    return Dictionary(
        str(raw["version"]),
        classes,
        scanner(
            {
                name: [_spelt(str(word), terms) for word in one["words"]]
                for name, one in raw["classes"].items()
            }
        ),
        _any(raw["negation"], literal=True),
        _any(raw["negation_ends"], literal=True),
        _any(raw["negation_not"], literal=True),
        _any(raw["reported"], literal=True),
        whole(raw["training"]),
        *(
            whole(raw.get(name) or ())
            for name in (
                "idioms",
                "fiction",
                "past",
                "now",
                "feared",
                "feared_after",
                "asking",
                "acute",
            )
        ),
    )


def _spelt(expression: str, terms: Mapping[str, str]) -> str:
    """Return an expression with ``<name>`` replaced by the term of that name, terms in terms too.

    Raises ``KeyError`` for a name that is no term.
    """
    while match := _TERM.search(expression):
        expression = expression[: match.start()] + terms[match[1]] + expression[match.end() :]
    return expression


@lru_cache(maxsize=1)
def shipped() -> Dictionary:
    """Return the dictionary that comes with the product."""
    return load()


def find_risks(text: str, dictionary: Dictionary | None = None) -> tuple[Hit, ...]:
    """Return all hits of a text in order, the ones that do not count too."""
    words = dictionary or shipped()
    plain = _SPACE.sub("", text)
    if next(words.words.find(plain), None) is None:
        return ()
    said = plain
    for names in (_TITLE, words.idioms):
        plain = names.sub(lambda m: "＿" * len(m.group()), plain)
    classes = {one.name: one for one in words.classes}
    spared: dict[str, list[tuple[int, int]]] = {}
    hits = []
    for name, match in words.words.find(plain):
        one = classes[name]
        if one.excepted is not None and name not in spared:
            spared[name] = [m.span() for m in one.excepted.finditer(plain)]
        if any(a < match.end() and match.start() < b for a, b in spared.get(name, ())):
            continue
        status = _status(plain, match.start(), match.end(), words, life=one.life)
        hits.append(Hit(name, said[match.start() : match.end()], match.start(), status))
    return tuple(sorted(hits, key=lambda h: (h.start, h.risk)))


def risks(text: str, dictionary: Dictionary | None = None) -> frozenset[str]:
    """Return the classes that a text raises, a hazard as the class that it may grow into."""
    words = dictionary or shipped()
    grown = {one.name: one.hazard_of or one.name for one in words.classes}
    return frozenset(grown[hit.risk] for hit in find_risks(text, words) if hit.raises)


def dangers(text: str, dictionary: Dictionary | None = None) -> frozenset[str]:
    """Return the classes that a text raises and that threaten life now."""
    words = dictionary or shipped()
    return frozenset(hit.risk for hit in find_risks(text, words) if hit.raises) & words.threatening


def _before(text: str, at: int, breaks: re.Pattern[str]) -> str:
    start = 0
    for match in breaks.finditer(text, 0, at):
        start = match.end()
    return text[start:at]


def _status(text: str, start: int, end: int, words: Dictionary, *, life: bool) -> Status:
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
    # Arrears and petitions are complained of for years; a danger of years ago is over.
    return _meant(text, start, end, words) if life else "asserted"


def _meant(text: str, start: int, end: int, words: Dictionary) -> Status:
    """Return whether the sentence around a hit tells a story, of the past, or only asks."""
    before = _before(text, start, _SENTENCE)
    after = _SENTENCE.split(text[end:], maxsplit=1)[0]
    sentence = before + text[start:end] + after
    if words.fiction.search(sentence):
        return "fiction"
    for match in words.past.finditer(sentence):
        told_by = len(before) if match.end() <= len(before) else len(sentence)
        if not words.now.search(sentence, min(match.end(), len(before)), told_by):
            return "past"
    clause = _before(text, start, _CLAUSE)
    for match in words.feared.finditer(clause):
        if not words.negation_ends.search(clause, match.end()):
            return "feared"
    if words.feared_after.search(_CLAUSE.split(text[end : end + _REACH], maxsplit=1)[0]):
        return "feared"
    if words.asking.search(sentence) and not words.acute.search(sentence):
        return "asked"
    return "asserted"
