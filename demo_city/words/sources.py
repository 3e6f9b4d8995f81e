"""The data files of the vocabulary, in ``demo_city/data/words``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def data_lines(name: str, suffix: str = "txt") -> tuple[str, ...]:
    """Return the lines of a data file without comments and blank lines."""
    path = files("demo_city") / "data" / "words" / f"{name}.{suffix}"
    text = path.read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and line[0] != "#")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines under each ``[heading]`` of a data file; a heading may go on with a note."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in data_lines(name):
        heading, closed, note = line.partition("]")
        if line[0] == "[" and closed and "|" not in heading and (not note or note[0] == " "):
            lines = found.setdefault(heading[1:], [])
        else:
            lines.append(line)
    return {heading: tuple(under) for heading, under in found.items()}
