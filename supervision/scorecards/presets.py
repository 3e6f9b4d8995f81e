"""Presets of scores: what they are made of, who says so, since when. Read and checked here.

A preset without a source or a day is refused, so that none can pass for some city's rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from data_access.metrics.registry import ask
from data_access.types import WeisuError
from style.texts import text

Kind = Literal["points", "deduction", "ratio"]
SHIPPED = Path(__file__).with_name("presets.yaml")
_HUNDRED = Fraction(100)
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one metric counts. ``weight``: of points and ratios. ``target``: a rate, None: the
    registry's. ``per_point``, ``at_most``: of deductions, in points of the score.
    """

    weight: Fraction = _NOTHING
    target: Fraction | None = None
    per_point: Fraction = _NOTHING
    at_most: Fraction = _NOTHING


@dataclass(frozen=True, slots=True)
class Preset:
    """``kind``: points (得分制), deduction (扣分制) or ratio (to the target, at most ``cap``).
    ``total``: full marks, or what one starts with. ``source``, ``dated``: who says so, since when.
    """

    name: str
    label: str
    kind: Kind
    source: str
    dated: date
    total: Fraction
    cap: Fraction
    rules: Mapping[str, Rule]


def load_presets(path: Path = SHIPPED) -> dict[str, Preset]:
    """Return the presets of a file by name; ``WeisuError`` names what is wrong with one."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise WeisuError(text("scorecards.unreadable", file=path.name)) from error
    if not isinstance(found, dict) or not isinstance(found.get("presets"), dict):
        raise WeisuError(text("scorecards.unreadable", file=path.name))
    return {str(name): read_preset(str(name), told) for name, told in found["presets"].items()}


def preset_of(name: str, path: Path = SHIPPED) -> Preset:
    """Return one preset; ``WeisuError`` lists what there is."""
    presets = load_presets(path)
    if name not in presets:
        known = "、".join(f"{p.name}（{p.label}）" for p in presets.values())
        raise WeisuError(text("scorecards.unknown_preset", preset=name, known=known))
    return presets[name]


def read_preset(name: str, told: Any) -> Preset:
    """Return a preset from what a file says of it, checked."""
    if not isinstance(told, Mapping):
        raise WeisuError(text("scorecards.preset_lacks", preset=name, what="rules"))
    for key in ("label", "kind", "source", "dated", "rules"):
        if not told.get(key):
            raise WeisuError(text("scorecards.preset_lacks", preset=name, what=key))
    if told["kind"] not in get_args(Kind):
        raise WeisuError(text("scorecards.preset_kind", preset=name, kind=told["kind"]))
    if not isinstance(told["dated"], date):
        raise WeisuError(text("scorecards.preset_number", preset=name, what="dated"))
    if not isinstance(told["rules"], Mapping):
        raise WeisuError(text("scorecards.preset_lacks", preset=name, what="rules"))
    rules = {str(metric): _rule(name, str(metric), rule) for metric, rule in told["rules"].items()}
    preset = Preset(
        name, str(told["label"]), cast("Kind", told["kind"]), str(told["source"]), told["dated"],
        _fraction(name, "total", told.get("total", _HUNDRED)),
        _fraction(name, "cap", told.get("cap", 1)), rules,
    )  # fmt: skip
    return _checked(preset)


def _rule(preset: str, metric: str, told: Any) -> Rule:
    """A bare number is a weight."""
    try:
        found = ask(metric).metric
    except WeisuError as error:
        words = text("scorecards.unknown_metric", preset=preset, metric=metric)
        raise WeisuError(words) from error
    if found.kind != "rate" or found.direction == "neutral":
        raise WeisuError(text("scorecards.no_rate", preset=preset, metric=found.label))
    given = told if isinstance(told, Mapping) else {"weight": told}
    unknown = sorted(set(given) - {"weight", "target", "per_point", "at_most"})
    if unknown:
        raise WeisuError(text("scorecards.preset_number", preset=preset, what=unknown[0]))
    parts = {key: _fraction(preset, f"{metric}.{key}", value) for key, value in given.items()}
    return Rule(**parts)


def _fraction(preset: str, what: str, value: Any) -> Fraction:
    """Read a number as it is written: 0.85 is 17/20, not the nearest binary number."""
    try:
        found = Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise WeisuError(text("scorecards.preset_number", preset=preset, what=what)) from error
    if found < 0 or isinstance(value, bool):
        raise WeisuError(text("scorecards.preset_number", preset=preset, what=what))
    return found


def _checked(preset: Preset) -> Preset:
    """Refuse weights that sum to nothing, and deductions of more than there is."""
    rules = preset.rules.values()
    if preset.kind == "deduction":
        most = sum((r.at_most for r in rules), Fraction(0))
        if not most or most > preset.total:
            raise WeisuError(text("scorecards.deductions", preset=preset.label))
    elif not sum((r.weight for r in rules), Fraction(0)):
        raise WeisuError(text("scorecards.no_weights", preset=preset.label))
    return preset
