"""The sentence on top of 热点: what matters and what to do, from figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.shell.rows import figure, words_of
from style.texts import text
from style.wording import count, listing

CLEAR = 1.5
"""How many times the usual a number must be before the words compare it with the usual."""


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence, the advice, and whether something needs action."""

    sentence: str
    advice: str
    acts: bool


def against(recent: float | None, expected: float | None) -> str:
    """Return how a number stands against the usual one; empty where it isn't above."""
    if recent is None or expected is None:
        return ""
    if expected < 1:
        return text("hot.against_rare") if recent >= 5 else ""
    if recent < CLEAR * expected:
        return ""
    return text("hot.against", expected=count(expected))


def compose(rows: list[dict[str, Any]], unit: str, span: str) -> Said:
    """Return what is said of the topics that leaders see, the first one on top.

    ``unit``: who handles most of the first topic's tickets, empty where nobody does; ``span``: what
    the days are called that are counted.
    """
    if not rows:
        return Said(text("hot.sentence_none", span=span), text("hot.advice_none"), acts=False)
    first = rows[0]
    recent, expected = figure(first["n_recent"]), figure(first["expected"])
    compared = against(recent, expected)
    place = words_of(first.get("place_name"))
    if place and place in first["name"]:
        place = ""
    known = figure(first["heat"]) is not None
    key = "hot.sentence" if known else "hot.sentence_part"
    key = "hot.sentence_pin" if first["pinned"] else key
    sentence = text(
        key,
        name=first["name"],
        span=span,
        n=count(recent),
        against=compared,
        place=text("hot.place", place=place) if place else "",
    )
    others = [r["name"] for r in rows[1:3]]
    if unit and others:
        advice = text("hot.advice_unit", unit=unit, names=listing(others))
    elif unit:
        advice = text("hot.advice_unit_only", unit=unit)
    else:
        advice = text("hot.advice", names=listing([first["name"], *others]))
    born = [r["name"] for r in rows if r["state"] == "born"]
    if born:
        advice += text("hot.advice_born", names=listing(born, 2))
    return Said(sentence, advice, acts=bool(compared or first["pinned"]))
