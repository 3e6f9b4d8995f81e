"""What the parts of the page share: the run, the names, the words of one warning."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboards.shell.context import PageContext
from data_access.results.limits import is_limited
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope
from early_warning.frames import Facts
from early_warning.words import numbers, subject, title

Row = dict[str, Any]
LEVELS = ("红", "橙", "黄", "蓝")


@dataclass(frozen=True)
class WarnContext:
    """One run of the page over one run of the room; ``verdicts``, ``tasks``: by warning."""

    page: PageContext
    results: ResultStore
    run: RunInfo
    verdicts: dict[str, Row]
    tasks: dict[str, Row]

    @property
    def scope(self) -> Scope:
        """Who looks."""
        return self.page.scope

    @cached_property
    def facts(self) -> Facts:
        """What the run noted about itself; nothing where it can't be read."""
        return self.results.facts(self.scope, self.run, Facts) or Facts()

    @property
    def limited(self) -> bool:
        """Whether the reader sees only some of the tickets."""
        return is_limited(self.scope)

    @property
    def areas(self) -> dict[str, str]:
        """Names of places by code."""
        return {c: p.name for c, p in self.page.directory.areas.items()}

    def title(self, row: Row) -> str:
        """Return a warning's headline."""
        return title(row, self.areas, self.page.directory.categories)

    def subject(self, row: Row) -> str:
        """Return what a warning is about."""
        return subject(row, self.areas, self.page.directory.categories)

    def numbers(self, row: Row) -> str:
        """Return observed against expected."""
        return numbers(row)


def word(value: Any) -> str:
    """Return a frame's text, empty where there is none."""
    return value if isinstance(value, str) else ""


def listed(value: Any) -> list[Any]:
    """Return a frame's JSON list, empty where there is none."""
    return list(json.loads(value)) if isinstance(value, str) and value else []


def level_mark(level: str) -> str:
    """Return a colour's word with its mark, as HTML."""
    place = LEVELS.index(level) if level in LEVELS else 3
    return f'<span class="weisu-level weisu-level-{place}">{html.escape(level)}</span>'


def gone(value: Any) -> bool:
    """Tell whether a frame's figure or day is missing (only NaN and NaT differ from themselves)."""
    return value is None or bool(value != value)  # noqa: PLR0124 - that is the test
