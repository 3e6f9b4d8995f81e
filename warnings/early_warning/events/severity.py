"""Colour and branch of a warning, by rules that are printed on it; similar past events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from data_access.types import WeisuError
from early_warning.detection import Detection
from early_warning.events.life import Branch, EarlyWarning
from early_warning.events.related import categories_related, same_subtree

SHIPPED = Path(__file__).with_name("severity.yaml")
COLOURS = ("红", "橙", "黄", "蓝")
_CONDITIONS = frozenset(
    {
        "life",
        "kinds",
        "detectors",
        "observed",
        "ratio",
        "city",
        "growing",
        "probability",
        "doubt",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the colour rules."""

    colour: str
    when: Mapping[str, Any]
    text: str


def load_rules(path: Path = SHIPPED) -> tuple[Rule, ...]:
    """Read colour rules. Raises ``WeisuError`` where they cannot be used."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        rules = tuple(Rule(str(r["colour"]), dict(r["when"]), str(r["text"])) for r in raw)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise WeisuError(
            f"预警级别规则 {path.name} 无法读取：{error}。原有规则仍然有效。"
        ) from error
    unknown = {name for rule in rules for name in rule.when} - _CONDITIONS
    if unknown or {rule.colour for rule in rules} - set(COLOURS) or not rules or rules[-1].when:
        raise WeisuError(
            f"预警级别规则 {path.name} 有误：级别只能是红橙黄蓝，最后一条不带条件，"
            f"不认识的条件：{'、'.join(sorted(unknown)) or '无'}。原有规则仍然有效。"
        )
    return rules


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that come with the product."""
    return load_rules()


def with_severity(
    warning: EarlyWarning,
    *,
    life: bool = False,
    probability: float = 0.0,
    rules: Sequence[Rule] | None = None,
) -> EarlyWarning:
    """Return the warning with colour, the rule's text and its branch.

    ``life``: its texts raise a class that threatens life; ``probability``: of missing a deadline.
    """
    one = warning.lead
    facts = {
        "life": life,
        "observed": one.observed,
        "ratio": one.observed / max(one.expected, 1e-6),
        "city": not one.area,
        "growing": warning.state == "growing",
        "probability": probability,
        "doubt": bool(doubt(warning)),
    }
    for rule in rules or shipped_rules():
        if all(_holds(name, wanted, one, facts) for name, wanted in rule.when.items()):
            return replace(
                warning, severity=rule.colour, rule=rule.text, branch=branch_of(one, life=life)
            )
    return warning


def doubt(warning: EarlyWarning) -> str:
    """Return what speaks against a warning, empty where it was pushed all the same."""
    return warning.lead.doubt if warning.pushed is None else ""


def _holds(name: str, wanted: Any, one: Detection, facts: Mapping[str, Any]) -> bool:
    if name == "kinds":
        return one.kind in wanted
    if name == "detectors":
        return one.detector in wanted
    if isinstance(wanted, bool):
        return bool(facts[name]) == wanted
    return float(facts[name]) >= float(wanted)


def branch_of(one: Detection, *, life: bool = False) -> Branch:
    """Return 季节周期 where the calendar explains it, 高频共性 where many say it all over the city,
    风险苗头 otherwise and wherever life is threatened.
    """
    if life:
        return "风险苗头"
    if one.known:
        return "季节周期"
    if one.kind == "event" and not one.area and one.observed >= 20:
        return "高频共性"
    return "风险苗头"


def similar_past(
    warning: EarlyWarning, past: Sequence[EarlyWarning], *, most: int = 3
) -> tuple[EarlyWarning, ...]:
    """Return earlier warnings of the same kind, nearest in category and place, the latest first."""
    near = [
        w
        for w in past
        if w.number != warning.number
        and w.opened < warning.opened
        and w.lead.kind == warning.lead.kind
        and bool(w.lead.category)
        and categories_related(w.lead.category, warning.lead.category)
    ]
    near.sort(
        key=lambda w: (
            w.lead.category != warning.lead.category,
            not same_subtree(w.lead.area, warning.lead.area),
            -w.opened,
        )
    )
    return tuple(near[:most])
