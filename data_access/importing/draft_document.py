"""A draft as the document of a template: a new one, or an old one with what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from data_access.importing.column_draft import (
    ColumnDraft,
    Draft,
    codes_of,
    drafted_from,
    own_code,
)
from data_access.importing.file_look import FileLook
from data_access.importing.profile import FieldRule, Profile, Table
from data_access.importing.profile_files import parse_profile
from data_access.importing.readers import ReadOptions, clean_name
from data_access.importing.values import clean_line

_SOURCES = ("from", "any_of", "join", "value")
_NAME = "draft"


@dataclass(frozen=True, slots=True)
class Base:
    """The template that a draft began from, and the table of it that the file is."""

    profile: Profile
    table: Table


def document_of(draft: Draft, look: FileLook, base: Base | None) -> dict[str, Any]:
    """Return what a template with this draft says, without its name and label.

    Of a base everything stays that the draft does not speak of: other tables, rules beside those
    of single columns, columns that other files of the source have.
    """
    if base is None:
        table: dict[str, Any] = {"entity": draft.entity, "files": ["*"], "columns": {}}
        document: dict[str, Any] = {"tables": [table]}
    else:
        document = base.profile.model_dump(mode="json", by_alias=True, exclude_unset=True)
        table = document["tables"][base.profile.tables.index(base.table)]
        for other in document["tables"]:
            # Fields taken by their names are written out by now.
            other.pop("by_name", None)
    if read := _read(look.options):
        table["read"] = read
    else:
        table.pop("read", None)
    table["columns"] = _columns(draft, look, base, table["columns"])
    return document


def text_of(
    document: Mapping[str, Any], name: str, label: str, *, by: str = "", at: datetime | None = None
) -> str:
    """Return the YAML of a template; ``by`` and ``at`` (naive UTC) say who saved it and when."""
    rest = {k: v for k, v in document.items() if k not in ("profile", "label", "saved")}
    saved = {"saved": {"by": by, "at": f"{at:%Y-%m-%dT%H:%MZ}"}} if by and at else {}
    named = {"profile": name, "label": label, **saved, **rest}
    return yaml.safe_dump(named, allow_unicode=True, sort_keys=False, width=1000)


def profile_of(document: Mapping[str, Any], label: str) -> Profile:
    """Return the template that a draft would be. ``ProfileError`` where it can't be used."""
    return parse_profile(text_of(document, _NAME, label), Path(f"{_NAME}.yaml"))


def _read(options: ReadOptions) -> dict[str, Any]:
    names = ("sheet", "header_row", "delimiter", "encoding")
    said = {name: getattr(options, name) for name in names}
    return {name: value for name, value in said.items() if value is not None}


def _columns(
    draft: Draft, look: FileLook, base: Base | None, said: Mapping[str, Any]
) -> dict[str, Any]:
    rules = base.table.columns if base else {}
    others = drafted_from(base.table, look).kept if base else ()
    found: dict[str, Any] = {}
    for field in draft.schema_entity.fields:
        name = field.name
        before, rule = said.get(name, {}), rules.get(name)
        if name in others:
            if name in draft.kept:
                found[name] = before
            continue
        mine = [c for c in draft.columns if c.field == name]
        if new := _rule(before, rule, mine, look.header, draft):
            found[name] = new
    return found


def _rule(
    before: Mapping[str, Any],
    rule: FieldRule | None,
    mine: Sequence[ColumnDraft],
    header: Sequence[str],
    draft: Draft,
) -> dict[str, Any] | None:
    """Return a field's rule by the columns that go to it; None where nothing fills it."""
    there = {clean_name(c).casefold() for c in header}
    order = [c.casefold() for c in rule.columns] if rule else []
    elsewhere = [c for c in rule.columns if c.casefold() not in there] if rule else []
    # What the template said stays in its order: the first that has a value counts.
    both = [*elsewhere, *(c.column for c in mine)]
    columns = sorted(both, key=lambda c: _place(clean_name(c).casefold(), order))
    if not columns:
        return None
    kept = {k: v for k, v in before.items() if k not in _SOURCES}
    if not mine:
        return _absent(before, kept, elsewhere)
    many = len(columns) > 1 or "any_of" in before
    source = {"any_of": columns} if many else {"from": columns[0]}
    if many:
        kept.pop("optional", None)
    return {**source, **_how(kept, mine, draft)}


def _absent(
    before: Mapping[str, Any], kept: Mapping[str, Any], elsewhere: Sequence[str]
) -> dict[str, Any]:
    """Return the rule of a field whose columns only other files of the source have."""
    if "any_of" in before:
        return {"any_of": list(elsewhere), **kept}
    return {"from": elsewhere[0], **kept, "optional": True}


def _place(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)


def _how(kept: Mapping[str, Any], mine: Sequence[ColumnDraft], draft: Draft) -> dict[str, Any]:
    """Return how the values are read, beside what the rule says otherwise."""
    target = draft.target(mine[0])
    if target is None:
        return dict(kept)
    how = dict(kept)
    if target.kind in ("time", "date"):
        formats = list(dict.fromkeys(f for c in mine for f in c.formats))
        _set(how, "formats", formats)
        _set(how, "precision", "day" if any(c.day_only for c in mine) else None)
    if codes_of(target):
        codes = {value: code for c in reversed(mine) for value, code in c.codes.items()}
        _set(how, "map", _map(how.get("map", {}), codes, lambda v: own_code(target, v)))
        other = next((c.other for c in mine if c.other is not None), None)
        if other is not None or how.get("default") is not None:
            _set(how, "default", other)
    return how


def _set(how: dict[str, Any], key: str, value: Any) -> None:
    if value is None or value in ([], {}):
        how.pop(key, None)
    else:
        how[key] = value


def _map(before: Mapping[str, Any], codes: Mapping[str, Any], own: Any) -> dict[str, Any]:
    """Return the map: what it said of values that the file lacks, and what differs from the rest.

    A value without a code is left out, so that an import counts it; one that is a code of the
    field by itself and shall not be one is said to be empty.
    """
    found = {value: code for value, code in before.items() if clean_line(value) not in codes}
    for value, code in codes.items():
        if code is not None and code != own(value):
            found[value] = code
        elif code is None and own(value) is not None:
            found[value] = None
    return found
