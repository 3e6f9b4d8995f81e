"""One file of outlines from what was read to what is stored, with everything that was found.

In two steps, because between them a person says which coordinate system the file is in:
``prepare`` links rows to areas and repairs shapes; ``complete`` converts, looks at sizes, parents
and neighbours, and simplifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries import coordinates_look
from geo.boundaries.directory import Directory
from geo.boundaries.fields import find_fields
from geo.boundaries.findings import BoundaryFileError, Finding, found
from geo.boundaries.levels import LEVELS, SIZES, WORDS, Level
from geo.boundaries.link import Linked, link
from geo.boundaries.measures import square_metres
from geo.boundaries.neighbours import Fault, faults_of, gap_findings, overlap_findings
from geo.boundaries.parents import check_parents
from geo.boundaries.read_area import FileRead
from geo.boundaries.repair import repair_all
from geo.boundaries.simplified import label_points, simplify
from geo.coordinates.convert import convert
from geo.coordinates.systems import System, known_system

_DECIMALS = 9
"""Converted coordinates are rounded to a tenth of a millimetre, so that a corner of two areas stays
one point whatever the arithmetic does in its last bit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user said of a file. ``level``: one of ``LEVELS``, or ``all``."""

    file_name: str
    level: str
    code_field: str = ""
    name_field: str = ""
    swap_axes: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows with their areas, shapes valid and in the file's figures. ``stated``: its own system."""

    linked: tuple[Linked, ...]
    findings: tuple[Finding, ...]
    stated: System | None
    rows: int


@dataclass(frozen=True, slots=True)
class Outline:
    """An area's outline in WGS-84, as it is stored. ``area``: square metres."""

    code: str
    name: str
    level: Level
    parent: str
    shape: Any
    simplified: Any
    label: tuple[float, float]
    area: float


@dataclass(frozen=True, slots=True)
class Examined:
    """What can be taken, and everything that was found, in the order of the file's rows."""

    outlines: tuple[Outline, ...]
    findings: tuple[Finding, ...]


def prepare(read: FileRead, asked: Asked, directory: Directory) -> Prepared:
    """Link rows and repair shapes; ``BoundaryFileError`` for what is wrong with the whole file."""
    fields = find_fields(
        read.fields, code=asked.code_field, name=asked.name_field, file_name=asked.file_name
    )
    shapes = [area.shape for area in read.areas if area.shape is not None]
    coordinates_look.check_degrees(shapes, read.stated, asked.file_name)
    linked, findings = link(read, fields, asked.level, directory, asked.file_name)
    kept, more = _shaped(linked, {area.row: area for area in read.areas})
    findings += more
    if asked.swap_axes:
        kept = [_with_shape(one, shapely.transform(one.shape, _swap)) for one in kept]
    coordinates_look.check_order([one.shape for one in kept], directory, asked.file_name)
    repaired = repair_all([one.shape for one in kept])
    whole = []
    for one, shape, change in zip(kept, repaired.shapes, repaired.change, strict=True):
        if not np.isnan(change):
            kind = "not_repairable" if shape is None else "self_crossing"
            findings.append(
                found(kind, code=one.code, name=one.name, row=one.row, change=change * 100)
            )
        if shape is not None:
            whole.append(_with_shape(one, shape))
    return Prepared(tuple(whole), _in_order(findings), known_system(read.stated), len(read.areas))


def _swap(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return points[:, ::-1]


def _with_shape(one: Linked, shape: Any) -> Linked:
    return Linked(one.row, one.code, one.name, one.level, one.parent, shape)


_FATAL = ("numbers", "broken_shape", "few_points")
"""Notes of a part that could not be read: the area's outline is not whole."""


def _shaped(linked: list[Linked], read: Mapping[int, Any]) -> tuple[list[Linked], list[Finding]]:
    """Return the rows that have a shape, and what reading noticed of the linked ones."""
    kept, findings = [], []
    for one in linked:
        area = read[one.row]
        for kind in area.notes:
            words = {"shape": area.other or "其他类型"} if kind == "not_polygon" else {}
            findings.append(found(kind, code=one.code, name=one.name, row=one.row, **words))
        if one.shape is not None and not any(kind in _FATAL for kind in area.notes):
            kept.append(one)
    return kept, findings


def complete(
    prepared: Prepared,
    system: System,
    directory: Directory,
    above: Mapping[str, tuple[str, Any]],
    file_name: str,
) -> Examined:
    """Convert from ``system`` to WGS-84 and look at everything that needs the true ground.

    ``above``: name and outline of areas stored already, by code, as parents of these.
    """
    linked = _converted(prepared.linked, system)
    findings = list(prepared.findings)
    sizes = square_metres([one.shape for one in linked])
    findings += _size_findings(linked, sizes)
    linked, sizes = _without_refused(linked, sizes, findings)
    known = {**above, **{one.code: (one.name, one.shape) for one in linked}}
    findings += check_parents(linked, [one.shape for one in linked], known)
    linked, sizes = _without_refused(linked, sizes, findings)
    if not linked:
        first = next(one for one in findings if one.severity == "refused")
        raise BoundaryFileError(
            "nothing_usable", f"文件“{file_name}”中没有一个图形可以导入。例如{first.line}"
        )
    outlines: list[Outline] = []
    for level in LEVELS:
        places = [i for i, one in enumerate(linked) if one.level == level]
        if places:
            here = [linked[i] for i in places]
            # Both take seconds of a large level, in code that leaves other threads alone.
            with ThreadPoolExecutor(1) as beside:
                looked = beside.submit(faults_of, [one.shape for one in here])
                outlines += _outlines(here, sizes[places], level)
                findings += _level_findings(here, directory, level, *looked.result())
    return Examined(tuple(outlines), _in_order(findings))


def _converted(linked: Sequence[Linked], system: System) -> list[Linked]:
    if system in ("wgs84", "cgcs2000"):
        return list(linked)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = convert(points[:, 0], points[:, 1], source=system, target="wgs84")
        return np.column_stack([lon, lat]).round(_DECIMALS)

    shapes = shapely.transform(np.array([one.shape for one in linked], dtype=object), moved)
    return [_with_shape(one, shape) for one, shape in zip(linked, shapes, strict=True)]


def _size_findings(linked: Sequence[Linked], sizes: NDArray[np.float64]) -> list[Finding]:
    findings = []
    for one, size in zip(linked, sizes / 1e6, strict=True):
        low, high = SIZES[one.level]
        if not low <= size <= high:
            words = {"level": WORDS[one.level], "low": f"{low:g}", "high": f"{high:,.0f}"}
            area = f"{size:,.0f}" if size >= 1 else f"{size:.6f}"
            findings.append(
                found("size", code=one.code, name=one.name, row=one.row, area=area, **words)
            )
    return findings


def _without_refused(
    linked: list[Linked], sizes: NDArray[np.float64], findings: Iterable[Finding]
) -> tuple[list[Linked], NDArray[np.float64]]:
    out = {one.row for one in findings if one.severity == "refused"}
    kept = [i for i, one in enumerate(linked) if one.row not in out]
    return [linked[i] for i in kept], sizes[kept]


def _level_findings(
    linked: Sequence[Linked],
    directory: Directory,
    level: Level,
    overlaps: list[Fault],
    gaps: list[Fault],
) -> list[Finding]:
    codes, names = [one.code for one in linked], [one.name for one in linked]
    findings = overlap_findings(overlaps, codes, names) + gap_findings(gaps, codes, names)
    have = set(codes)
    # A file of one district says nothing of others: only what has the same parents counts.
    parents = {one.parent for one in linked}
    without = [
        area
        for area in directory.of_level(level)
        if area.code not in have and directory.parent_of(area.code) in parents
    ]
    if without:
        listed = "、".join(area.name for area in without[:10]) + ("等" if len(without) > 10 else "")
        findings.append(
            found(
                "no_outline", count=len(without), names=listed, level=level,
                codes=[area.code for area in without],
            )
        )  # fmt: skip
    return findings


def _outlines(linked: Sequence[Linked], sizes: NDArray[np.float64], level: Level) -> list[Outline]:
    shapes = [one.shape for one in linked]
    fewer = simplify(shapes, level)
    labels = label_points(shapes, fewer)
    return [
        Outline(
            one.code, one.name, level, one.parent, one.shape, small,
            (float(label[0]), float(label[1])), float(size),
        )
        for one, small, label, size in zip(linked, fewer, labels, sizes, strict=True)
    ]  # fmt: skip


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by row; those about several areas come last, as they were found."""
    return tuple(sorted(findings, key=lambda one: (one.row == 0, one.row)))
