"""Rows as JSON texts, made by columns: what a fingerprint covers, and what the vault keeps.

The bytes are those of ``json.dumps`` of each row; made by columns they cost a fifth of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from json.encoder import encode_basestring
from typing import Any


def filled(columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return each row's filled fields, names in order: ``json.dumps(…, sort_keys=True)`` of them.

    Times and days stand as ISO 8601.
    """
    parts = [
        _fields(name, values)
        for name, values in sorted(columns.items())
        if values.count(None) < len(values)
    ]
    count = len(next(iter(columns.values()), ()))
    return _joined(parts, count)


def by_name(
    header: Sequence[str], columns: Sequence[Sequence[str | None]], count: int
) -> list[str]:
    """Return each of ``count`` rows of a file by the names of its columns, without empty cells.

    Of columns of one name the last filled one counts, in the place of the first.
    """
    if len(set(header)) < len(header):
        rows = zip(*columns, strict=True)
        told = ({k: v for k, v in zip(header, row, strict=True) if v} for row in rows)
        return [plain(json.dumps(row, ensure_ascii=False)) for row in told]
    parts = []
    for name, cells in zip(header, columns, strict=True):
        head = encode_basestring(name) + ": "
        found = [head + encode_basestring(cell) if cell else "" for cell in cells]
        parts += [found] if any(found) else []
    return list(map(plain, _joined(parts, count)))


def plain(text: str) -> str:
    """Return a text that every encoding accepts: JSON sources can smuggle in halves of pairs."""
    return text.encode("utf-8", "backslashreplace").decode()


def _joined(parts: Sequence[Sequence[str]], count: int) -> list[str]:
    if not parts:
        return ["{}"] * count
    return ["{" + ", ".join(filter(None, row)) + "}" for row in zip(*parts, strict=True)]


def _fields(name: str, values: Sequence[Any]) -> list[str]:
    head = encode_basestring(name) + ": "
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {str}:
        return ["" if v is None else head + encode_basestring(v) for v in values]
    if kinds <= {datetime, date}:
        return ["" if v is None else f'{head}"{v.isoformat()}"' for v in values]
    if kinds == {bool}:
        words = {None: "", True: f"{head}true", False: f"{head}false"}
        return [words[v] for v in values]
    if kinds == {int}:
        return ["" if v is None else f"{head}{v}" for v in values]
    return ["" if v is None else head + json.dumps(v) for v in values]
