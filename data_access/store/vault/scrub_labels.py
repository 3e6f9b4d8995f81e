"""Sentences with what is personal in them marked by hand, to judge the scrubber by.

``scrub_sentences/*.txt``: a sentence a line, ``[姓名|王建国]`` for a labelled span, ``#`` for a
remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, get_args

from data_access.store.vault.scrub_spans import TOKENS, Kind, Span

Sentences = Literal[
    "develop",
    "held_out",
    "tickets_develop",
    "tickets_held_out",
    "names_develop",
    "names_held_out",
    "plain_develop",
    "plain_held_out",
]
SETS: tuple[Sentences, ...] = get_args(Sentences)
_LABEL = re.compile(r"\[(\w+)\|([^\]]+)\]")
_KINDS: dict[str, Kind] = {token[1:-1]: kind for kind, token in TOKENS.items()}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the spans in it that are personal, from left to right."""

    text: str
    spans: tuple[Span, ...]


def sentences(name: Sentences) -> list[Labelled]:
    """Return the sentences of a set."""
    path = files("data_access.store.vault") / "scrub_sentences" / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [labelled(line) for line in lines if line and not line.startswith("#")]


def labelled(line: str) -> Labelled:
    """Return a line without its labels, and where they were."""
    text, spans, at = "", [], 0
    for match in _LABEL.finditer(line):
        text += line[at : match.start()]
        spans.append(Span(len(text), len(text) + len(match[2]), _KINDS[match[1]]))
        text += match[2]
        at = match.end()
    return Labelled(text + line[at:], tuple(spans))
