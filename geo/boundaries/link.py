"""Which area of the directory each row of a file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.boundaries.directory import Directory, plain_name
from geo.boundaries.fields import Fields, code_of, text_of
from geo.boundaries.findings import BoundaryFileError, Finding, found
from geo.boundaries.levels import LENGTHS, LEVELS, WORDS, Level, level_of_code, named_level, trimmed
from geo.boundaries.read_area import FileRead, ReadArea

ALL = "all"


@dataclass(frozen=True, slots=True)
class Linked:
    """A row with its area. ``shape``: as the file has it."""

    row: int
    code: str
    name: str
    level: Level
    parent: str
    shape: Any


def link(
    read: FileRead, fields: Fields, level: str, directory: Directory, file_name: str
) -> tuple[list[Linked], list[Finding]]:
    """Return the rows whose area is known, and findings about the others.

    ``level``: one of ``LEVELS``, or ``all``: as each row says. ``BoundaryFileError`` where the
    directory is empty, or no row at all is of the level asked for.
    """
    if not directory.areas:
        raise BoundaryFileError(
            "no_directory", "区域表还是空的，不知道有哪些区域。请先导入区域表，再导入边界。"
        )
    linked: list[Linked] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for area in read.areas:
        one = _linked(area, fields, level, directory, findings)
        if one is None:
            continue
        if one.code in seen:
            findings.append(
                found("duplicate", code=one.code, name=one.name, row=one.row, first=seen[one.code])
            )
            continue
        seen[one.code] = one.row
        linked.append(one)
    if not linked:
        _refuse_whole(findings, level, file_name)
    return linked, findings


def _linked(
    area: ReadArea, fields: Fields, level: str, directory: Directory, findings: list[Finding]
) -> Linked | None:
    given, name = code_of(area.properties, fields.code), text_of(area.properties, fields.name)
    own = named_level(text_of(area.properties, fields.level))
    asked: Level | None = own if level == ALL else _level(level)
    where: dict[str, Any] = {"row": area.row, "name": name}
    if given:
        code = trimmed(given, directory.by_code)
        if code not in directory.by_code and _is_no_code(code):
            # A column called "id" often only counts the rows.
            code = _by_name(name, asked, directory, findings, where) if name else ""
            if not code:
                if not name:
                    findings.append(found("unknown_code", code=given, **where))
                return None
        elif code != given:
            findings.append(found("code_cut", code=code, given=given, **where))
    elif name:
        code = _by_name(name, asked, directory, findings, where)
        if not code:
            return None
    else:
        findings.append(found("no_code", row=area.row))
        return None
    return _checked(area, code, asked, directory, findings=findings, where=where)


def _is_no_code(code: str) -> bool:
    return code.isdigit() and len(code) not in LENGTHS and len(code) < 6


def _level(level: str) -> Level | None:
    return next((one for one in LEVELS if one == level), None)


def _by_name(
    name: str,
    asked: Level | None,
    directory: Directory,
    findings: list[Finding],
    where: dict[str, Any],
) -> str:
    """Return the code of the only area of that name and level; note why there is none."""
    levels = [asked] if asked else list(LEVELS)
    codes = [code for level in levels for code in directory.named(name, level)]
    if len(codes) == 1:
        return codes[0]
    if codes:
        listed = "、".join(codes[:5])
        findings.append(found("ambiguous_name", count=len(codes), codes=listed, **where))
    else:
        alike = [area for level in levels for area in directory.alike(name, level)][:3]
        near = "、".join(f"“{area.name}”{area.code}" for area in alike)
        hint = f"（相近的有{near}，请核对是否已改设）" if alike else ""
        findings.append(found("unknown_name", hint=hint, **where))
    return ""


def _checked(
    area: ReadArea,
    code: str,
    asked: Level | None,
    directory: Directory,
    *,
    findings: list[Finding],
    where: dict[str, Any],
) -> Linked | None:
    """Return the row linked, where the directory agrees with its code and level."""
    name = where["name"]
    known = directory.by_code.get(code)
    is_level = _level(known.level) if known else level_of_code(code)
    if asked and is_level and is_level != asked:
        words: dict[str, Any] = {"known": WORDS[is_level], "asked": WORDS[asked]}
        findings.append(found("wrong_level", code=code, **where, **words))
        return None
    if known is None:
        findings.append(found("unknown_code", code=code, **where))
        return None
    if is_level is None:
        findings.append(found("no_level", code=code, **where))
        return None
    if name and plain_name(name) != plain_name(known.name):
        findings.append(found("name_differs", code=code, known=known.name, **where))
    return Linked(area.row, code, known.name, is_level, directory.parent_of(code), area.shape)


def _refuse_whole(findings: list[Finding], level: str, file_name: str) -> None:
    """Say of a file without a single usable row what is wrong with all of them."""
    kinds = [one.kind for one in findings if one.severity == "refused"]
    first = next((one for one in findings if one.severity == "refused"), None)
    if kinds and all(kind == "wrong_level" for kind in kinds) and first is not None:
        known = first.figures["known"]
        raise BoundaryFileError(
            "wrong_level",
            f"文件“{file_name}”中都是{known}的边界，不是{WORDS.get(_level(level) or 'street')}。"
            "请核对 --level 后重试。",
        )
    example = f"例如{first.line}" if first is not None else ""
    raise BoundaryFileError(
        "nothing_known",
        f"文件“{file_name}”中没有一个图形能对上区域表。{example}"
        "请核对地区、编码字段（--code-field）和名称字段（--name-field）。",
    )
