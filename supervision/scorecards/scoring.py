"""Scores from figures, by presets that are configuration: weights, deductions, ratios to targets.

Everything is reckoned in exact fractions, so that a score comes apart into parts that add up to it
to the last digit. What a preset is, who says so and since when stands with it (``presets.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from data_access.metrics.registry import ask
from data_access.metrics.targets import target_of
from data_access.types import WeisuError
from style.texts import text
from supervision.scorecards.presets import Preset, Rule

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Part:
    """What one figure brings: ``points`` of the total. ``weight``: its share of the weights that
    count here (0 for the points that one starts with). ``rate``: the figure itself.
    """

    name: str
    weight: Fraction
    rate: Fraction | None
    points: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """``total`` is the sum of the parts, exactly. ``left_out``: metrics without a figure, whose
    weight the others share.
    """

    preset: Preset
    total: Fraction
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]


def score(preset: Preset, figures: Mapping[str, tuple[int, int]], year: int) -> Score:
    """Return the score of a unit. ``figures``: numerator and denominator by metric's name.

    A metric without cases is left out. ``WeisuError`` where none of the preset's has any, or where
    a ratio is asked of a metric without a target in that ``year``.
    """
    rates = {n: Fraction(*figures[n]) for n in preset.rules if n in figures and figures[n][1] > 0}
    left_out = tuple(n for n in preset.rules if n not in rates)
    if not rates:
        raise WeisuError(text("scorecards.no_figures", preset=preset.label))
    rules = {n: preset.rules[n] for n in rates}
    if preset.kind == "deduction":
        parts = [Part("", Fraction(0), None, preset.total)]
        parts += [_deducted(name, rule, rates[name], year) for name, rule in rules.items()]
    else:
        weights = sum((r.weight for r in rules.values()), Fraction(0))
        if not weights:
            raise WeisuError(text("scorecards.no_weight_left", preset=preset.label))
        parts = [
            _weighted(preset, name, rule.weight / weights, rule=rule, rate=rates[name], year=year)
            for name, rule in rules.items()
        ]
    return Score(preset, sum((p.points for p in parts), Fraction(0)), tuple(parts), left_out)


def _weighted(
    preset: Preset, name: str, weight: Fraction, *, rule: Rule, rate: Fraction, year: int
) -> Part:
    """Of points the good share of the cases counts, of ratios the figure over its target."""
    higher = ask(name).metric.direction == "higher_better"
    reached = rate if higher else 1 - rate
    if preset.kind == "ratio":
        target = _target(name, rule, year)
        over, under = (rate, target) if higher else (target, rate)
        reached = min(over / under, preset.cap) if under else preset.cap
    return Part(name, weight, rate, preset.total * weight * reached)


def _deducted(name: str, rule: Rule, rate: Fraction, year: int) -> Part:
    """For each point (of a hundred) short of the target something is taken, up to a most."""
    target = _target(name, rule, year)
    higher = ask(name).metric.direction == "higher_better"
    short = max(Fraction(0), target - rate if higher else rate - target) * _HUNDRED
    return Part(name, Fraction(0), rate, -min(rule.at_most, rule.per_point * short))


def _target(name: str, rule: Rule, year: int) -> Fraction:
    """Return the preset's own target, else the registry's."""
    if rule.target is not None:
        return rule.target
    found = target_of(name, year)
    if found is None:
        raise WeisuError(text("scorecards.no_target", metric=ask(name).label, year=year))
    return Fraction(str(found.value))
