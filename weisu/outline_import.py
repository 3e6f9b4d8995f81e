"""A file of outlines on its way into the store: read, held against tickets, checked, stored."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from data_access.extract.query import Extract
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from geo.actions import (
    RIGHT,
    Imported,
    Source,
    directory,
    import_outlines,
    stored_above,
)
from geo.boundaries.examine import Asked, Examined, Prepared, complete, prepare
from geo.boundaries.findings import UNCHANGED, Finding, found
from geo.boundaries.levels import LEVELS
from geo.boundaries.read_area import FileRead
from geo.boundaries.reading_process import read_apart
from geo.coordinates.fit import Fit, fit_of
from geo.coordinates.systems import LABELS, SYSTEMS, System
from geo.point_reads import TicketPoints, ticket_points

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for. ``system``: one of the four, ``auto``, or as the file says."""

    path: Path
    jurisdiction: str
    level: str
    system: str = ""
    code_field: str = ""
    name_field: str = ""
    layer: str = ""
    swap_axes: bool = False
    leave_out: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``refusal``: why nothing was stored, empty where it was or was only tried;
    ``fault``: whether the call lacks something or the data are at fault.
    """

    request: Request
    read: FileRead
    stated: System | None
    system: System | None
    fit: Fit | None
    examined: Examined | None = None
    imported: Imported | None = None
    refusal: str = ""
    fault: Literal["", "call", "data"] = ""


def import_file(
    store: Store,
    settings: Settings,
    scope: Scope,
    request: Request,
    *,
    read_with: Callable[..., FileRead] = read_apart,
    look_at_tickets: bool = True,
) -> Outcome:
    """Read, check and store a file of outlines; raises where the file as a whole can't be used.

    ``read_with``: in a process of its own, but for files of ours.
    """
    scope.require(RIGHT)
    scope.require_jurisdiction(request.jurisdiction)
    known = directory(store, scope, request.jurisdiction)
    read = read_with(request.path, layer=request.layer)
    asked = Asked(
        request.path.name, request.level, request.code_field, request.name_field,
        request.swap_axes,
    )  # fmt: skip
    prepared = prepare(read, asked, known)
    fit = None
    if look_at_tickets:
        points = ticket_points(Extract(settings), scope, request.jurisdiction)
        fit = _fit(prepared, points)
    system, why_not = _decided(request.system, prepared.stated, fit)
    outcome = Outcome(request, read, prepared.stated, system, fit)
    if system is None:
        return replace(outcome, refusal=why_not, fault="call")
    above = stored_above(store, scope, request.jurisdiction, _parents(prepared))
    examined = complete(prepared, system, known, above, request.path.name)
    more = _system_findings(system, prepared.stated, fit)
    examined = Examined(examined.outlines, (*examined.findings, *more))
    outcome = replace(outcome, examined=examined)
    if request.dry_run:
        return outcome
    source = Source(request.path.name, file_print(request.path), system)
    try:
        done = import_outlines(
            store, scope, request.jurisdiction, examined, source, leave_out=request.leave_out
        )
    except WeisuError as error:
        return replace(outcome, refusal=str(error), fault="data")
    return replace(outcome, imported=done)


def _parents(prepared: Prepared) -> list[str]:
    """Return the parents of a file's areas that the file itself doesn't hold."""
    here = {one.code for one in prepared.linked}
    return sorted({one.parent for one in prepared.linked} - here - {""})


def file_print(path: Path) -> str:
    """Return the SHA-256 of a file; of a Shapefile, of its outlines and properties together."""
    digest = hashlib.sha256()
    for part in (path, path.with_suffix(".dbf")) if path.suffix.casefold() == ".shp" else (path,):
        if part.is_file():
            with part.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


def _fit(prepared: Prepared, points: TicketPoints) -> Fit | None:
    """Hold the lowest level of the file against the tickets; None where none has a position."""
    if not points.lon or not prepared.linked:
        return None
    counts = Counter(one.level for one in prepared.linked)
    lowest = max(counts, key=LEVELS.index)
    shapes = {one.code: one.shape for one in prepared.linked if one.level == lowest}
    return fit_of(shapes, points.lon, points.lat, points.area)


def _decided(asked: str, stated: System | None, fit: Fit | None) -> tuple[System | None, str]:
    """Return the system that a person has named, or why there is none."""
    named = next((system for system in SYSTEMS if system == asked), None)
    if named is not None:
        return named, ""
    if asked == AUTO:
        best = fit.best.system if fit is not None and fit.clear else "swapped"
        if best == "swapped":
            return None, (
                "按工单位置看不出文件用的是哪个坐标系，未导入。"
                f"请向提供文件的单位核实后用 --system 指明，{UNCHANGED}"
            )
        return best, ""
    if stated is not None:
        return stated, ""
    return None, (
        "文件没有写明坐标系，未导入。请向提供文件的单位核实后用 --system 指明"
        f"（wgs84、cgcs2000、gcj02、bd09）；核对结果明确时也可用 --system auto。{UNCHANGED}"
    )


def _system_findings(system: System, stated: System | None, fit: Fit | None) -> list[Finding]:
    """Return where the file's words or the tickets speak against the system that was taken."""
    said = []
    if stated is not None and _same(stated) != _same(system):
        said.append(found("other_system", stated=LABELS[system], own=LABELS[stated]))
    if fit is not None and fit.clear and fit.best.system not in (_same(system), "swapped"):
        mine = next(one for one in fit.tried if one.system == _same(system))
        best: System = next(one for one in SYSTEMS if one == fit.best.system)
        said.append(
            found(
                "looks_other", stated=LABELS[system], best=LABELS[best],
                best_share=fit.best.share, stated_share=mine.share,
            )
        )  # fmt: skip
    return said


def _same(system: System) -> System:
    return "wgs84" if system == "cgcs2000" else system
