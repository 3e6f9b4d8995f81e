"""YAML to plain data that remembers on which line everything stands.

Scalars are resolved more narrowly than YAML 1.1 does: codes such as ``010101`` and words such as
``NO`` stay text, and mapping keys are always text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

_INT = re.compile(r"-?[1-9]\d{0,17}|0")
_FLOAT = re.compile(r"-?\d+\.\d+")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlProblemError(Exception):
    """A fault in the text itself, with its line (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        """Keep line and message."""
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass
class Located:
    """Plain data and the line of each part; ``line_of`` falls back to the nearest parent."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """Return the line (from 1) of a part, or of what it would stand in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def load_located(text: str) -> Located:
    """Parse one YAML document. Raises ``YamlProblemError``."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblemError(
            mark.line + 1 if mark else 1, f"YAML 语法错误（{error.problem or error.context}）"
        ) from error
    except yaml.YAMLError as error:
        raise YamlProblemError(1, f"YAML 语法错误（{error}）") from error
    found = Located()
    if node is not None:
        found.data = _build(node, (), found.lines)
    return found


def _build(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlProblemError(line, "键必须是文字")
            key = str(key_node.value)
            if key in data:
                raise YamlProblemError(line, f"“{key}”重复")
            lines[*path, key] = line
            data[key] = _build(value_node, (*path, key), lines)
        return data
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), lines) for i, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) is not None:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
