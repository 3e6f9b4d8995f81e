"""How the map reads: which areas stand out, in words. Pure; nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.geo_app.figures import AreaFigure, is_bad, ranked, spoken
from geo.area_words import kind_words
from geo.boundaries.levels import WORDS as LEVEL_WORDS
from style.texts import text
from style.wording import listing, month_words, number, phrases

_MOST = 3


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence, the advice, and whether something needs action."""

    sentence: str
    advice: str
    acts: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: areas of a level by a measure in a month."""

    level: str
    measure: str
    month: date
    figures: Sequence[AreaFigure]
    own: bool = False
    """Whether these are a unit's own tickets alone, of which nothing is said of chance."""

    @property
    def what(self) -> str:
        """The measure's name."""
        return text(f"map.name_{self.measure}")


def said(shown: Shown) -> Said:
    """Return what is said on top: what stands out, then the highest beside areas alike."""
    told = [f for f in ranked(shown.figures) if f.value is not None]
    level = LEVEL_WORDS[shown.level]
    blanks = {"month": month_words(shown.month), "level": level, "what": shown.what}
    if not told:
        return Said(text("map.sentence_few", **blanks), text("map.advice_few"), acts=False)
    if shown.own:
        first = {"name": told[0].name, "value": spoken(shown.measure, told[0].value)}
        return Said(text("map.sentence_own", **first, **blanks), "", acts=False)
    found = _standing_out(told)
    if not found:
        sentence = text("map.sentence_none", **blanks)
        return Said(sentence, _highest(shown, told), acts=False)
    acts = any(is_bad(shown.measure, f.kind) for f in told)
    return Said(text("map.sentence", found=found, **blanks), _highest(shown, told), acts)


def title(shown: Shown) -> str:
    """Return the title of the map: the same finding, shorter."""
    blanks = {"month": month_words(shown.month), "what": shown.what}
    told = [f for f in ranked(shown.figures) if f.value is not None]
    found = _standing_out(told)
    if found:
        return text("map.title", found=found, **blanks)
    if not told:
        return text("map.title_few", **blanks)
    if shown.own:
        return text("map.title_own", **blanks)
    return text("map.title_none", **blanks)


def _standing_out(told: Sequence[AreaFigure]) -> str:
    high = [f.name for f in told if f.paint == "high"]
    low = [f.name for f in reversed(told) if f.paint == "low"]
    return phrases(
        text(key, names=listing(names, _MOST))
        for key, names in (("map.found_high", high), ("map.found_low", low))
        if names
    )


def _highest(shown: Shown, told: Sequence[AreaFigure]) -> str:
    first = told[0]
    words = text("map.highest", name=first.name, value=spoken(shown.measure, first.value))
    if first.like_median is not None:
        words += text("map.highest_like", value=spoken(shown.measure, first.like_median))
    return words


def hover(shown: Shown, figure: AreaFigure) -> str:
    """Return what a pointer on an area shows behind its name."""
    if figure.value is None:
        return text("map.hover_few")
    parts = [spoken(shown.measure, figure.value)]
    if shown.measure != "count" and figure.low is not None and figure.high is not None:
        low, high = (spoken(shown.measure, v) for v in (figure.low, figure.high))
        parts.append(text("map.hover_range", low=low, high=high))
    if figure.paint != "plain":
        parts.append(kind_words(figure.kind))
    return phrases(parts)


def basis(shown: Shown, without_outline: int, as_of_part: bool) -> str:
    """Return how the figures are made, in plain words."""
    n = sum(f.n or 0 for f in shown.figures)
    few = sum(f.value is None for f in shown.figures)
    words = [
        text(f"map.method_{shown.measure}"),
        text("map.basis", n=number(n), areas=len(shown.figures)),
        "" if shown.own or shown.measure == "count" else text("map.method_range"),
        "" if shown.own else text("map.method_out"),
        text("map.basis_few", count=few) if few else "",
        text("map.basis_bare", count=without_outline) if without_outline else "",
        text("map.basis_part") if as_of_part else "",
    ]
    return "".join(words)
