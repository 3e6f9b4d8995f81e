"""What a source's text becomes where it isn't a value: the marks that mapping understands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that the field can't hold, with what it was."""

    text: str
