"""How a run of the night reads: its state, how long it took, what each step did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from data_access.store.runs import RunState, StepState
from style.texts import TEXTS, text
from style.wording import clauses, enumerated, number, phrases, punctuate

FIGURES = ("generation", "months", "days", "cpu_seconds", "demo", "came_back", "told")
_TELLING = "telling"
_MINUTE, _HOUR = 60, 3600


def took_words(begun: datetime, ended: datetime | None) -> str:
    """Return how long something took; empty while it goes on."""
    if ended is None:
        return ""
    seconds = round((ended - begun).total_seconds())
    if seconds < _MINUTE:
        return text("runs.seconds", count=seconds)
    if seconds < _HOUR:
        return text("runs.minutes", minutes=seconds // _MINUTE, seconds=seconds % _MINUTE)
    return text("runs.hours", hours=seconds // _HOUR, minutes=seconds % _HOUR // _MINUTE)


def step_label(name: str) -> str:
    """Return what a step is called; one without a name is its own."""
    key = f"night.label_{name}"
    return TEXTS.get(key, name)


def noted_words(
    step: StepState, places: Mapping[str, str], room_runs: Mapping[str, RunState]
) -> str:
    """Return what a step did, or why it did not; jurisdictions by their names.

    ``room_runs``: runs of rooms by their numbers, for what they said of themselves.
    """
    detail = step.detail
    if "error" in detail:
        return punctuate(str(detail["error"]))
    said = list(_figures(detail))
    for code, noted in (detail.get("jurisdictions") or {}).items():
        words = _of_place(step.step, noted, room_runs)
        said.append(text("runs.at", place=places.get(code, code), words=punctuate(words)))
    return clauses(said)


def _figures(detail: Mapping[str, Any]) -> Iterator[str]:
    for name in FIGURES:
        value = detail.get(name)
        if isinstance(value, int | float) and value:
            yield text(f"runs.figure_{name}", count=number(value, 0 if value == int(value) else 1))


def _of_place(step: str, noted: Any, room_runs: Mapping[str, RunState]) -> str:
    if isinstance(noted, Mapping):
        run = _run_words(room_runs.get(str(noted.get("run", ""))))
        lacking = enumerated(str(m) for m in noted.get("missing") or ())
        return phrases(
            (run, *_figures(noted), text("runs.missing", what=lacking) if lacking else "")
        ) or text("runs.ok")
    if step == _TELLING and isinstance(noted, int):
        return text("runs.sent", count=number(noted))
    found = room_runs.get(str(noted))
    return _run_words(found) or text("runs.ok") if found is not None else str(noted)


def _run_words(run: RunState | None) -> str:
    if run is None:
        return ""
    return phrases((took_words(run.started_at, run.finished_at), run.message or ""))


def runs_named(steps: list[StepState]) -> list[str]:
    """Return the numbers of rooms' runs that steps have noted."""
    noted = [n for s in steps for n in (s.detail.get("jurisdictions") or {}).values()]
    named = [n.get("run", "") if isinstance(n, Mapping) else n for n in noted]
    return [n for n in named if isinstance(n, str) and n]
