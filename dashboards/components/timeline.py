"""The way that a ticket or a task has gone: who did what, when, with what words."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.components.entries import entry, show_entries
from dashboards.components.notes import lines


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``said``: who did what; ``beneath``: when, and what goes with it."""

    said: str
    beneath: tuple[str, ...]
    note: str = ""


def show_timeline(head: str, steps: Iterable[Step]) -> None:
    """Draw the steps in the order given, under their title."""
    show_entries([_drawn(step) for step in steps], head, "weisu-timeline")


def _drawn(step: Step) -> str:
    told = f"<div>{lines(step.note)}</div>" if step.note else ""
    beneath = html.escape(" · ".join(filter(None, step.beneath)))
    return entry(f"<b>{html.escape(step.said)}</b>{told}", beneath)
