"""What people do with outlines: import them. Every import leaves a line in the audit log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from geo import store_reads as stored
from geo.boundaries.directory import Directory, KnownArea, directory_of
from geo.boundaries.examine import Examined, Outline
from geo.boundaries.findings import UNCHANGED, refused
from geo.coordinates.systems import SYSTEMS, System

RIGHT = "import.run"


@dataclass(frozen=True, slots=True)
class Source:
    """Where outlines are from: the file's name and print (SHA-256), the system it is in."""

    file_name: str
    file_sha256: str
    system: System


@dataclass(frozen=True, slots=True)
class Imported:
    """How many outlines an import added (``new``: of areas that had none) and left as they were."""

    new: int
    changed: int
    unchanged: int


def directory(store: Store, scope: Scope, jurisdiction: str) -> Directory:
    """Return the areas that outlines can be for."""
    return directory_of(
        KnownArea(r.code, r.name, r.level, r.parent, r.lon, r.lat)
        for r in stored.area_rows(store, scope, jurisdiction)
    )


def stored_above(
    store: Store, scope: Scope, jurisdiction: str, codes: Sequence[str]
) -> dict[str, tuple[str, Any]]:
    """Return name and full outline of those of ``codes`` that have one, by code."""
    wanted = set(codes)
    found = stored.outlines(store, scope, jurisdiction, shapes="full") if wanted else []
    return {one.code: (one.name, shapely.from_wkb(one.wkb)) for one in found if one.code in wanted}


def import_outlines(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    examined: Examined,
    source: Source,
    *,
    leave_out: bool = False,
) -> Imported:
    """Store outlines as new versions, all in one step; areas not among them keep theirs.

    Where an area was refused, nothing is stored unless ``leave_out`` says to take the others.
    Needs the right to import.
    """
    scope.require(RIGHT)
    scope.require_jurisdiction(jurisdiction)
    if source.system not in SYSTEMS:
        raise WeisuError(f"不认识的坐标系“{source.system}”。{UNCHANGED}")
    left = refused(examined.findings)
    if left and not leave_out:
        raise WeisuError(
            f"有 {len({one.row for one in left})} 个图形不能导入，整个文件都没有导入，{UNCHANGED}"
            "请按所列各条改正后重试；确实不需要这些图形时，加 --leave-out 导入其余区域。"
        )
    codes = [one.code for one in examined.outlines]
    now = utc_now()
    with store.write() as connection:
        before = stored.current_shapes(connection, jurisdiction, codes)
        versions = stored.last_versions(connection, jurisdiction, codes)
        rows = [_row(one, versions.get(one.code, 0) + 1) for one in examined.outlines]
        rows = [
            row
            for row in rows
            if before.get(row["code"]) != (row["shape"], row["shape_simplified"])
        ]
        same = {
            "system": source.system, "file_name": source.file_name,
            "file_sha256": source.file_sha256, "actor": scope.actor, "at": now,
        }  # fmt: skip
        stored.add_outlines(connection, jurisdiction, rows, same=same)
        new = sum(row["code"] not in before for row in rows)
        done = Imported(new, len(rows) - new, len(codes) - len(rows))
        audit.append(
            connection, actor=scope.actor, action="outline.import",
            about=f"{jurisdiction} {source.file_name}",
            detail={
                "file": source.file_name, "sha256": source.file_sha256, "system": source.system,
                "levels": sorted({one.level for one in examined.outlines}),
                "outlines": len(rows), "unchanged": done.unchanged,
                "findings": dict(Counter(one.severity for one in examined.findings)),
            },
            at=now,
        )  # fmt: skip
    return done


def _row(one: Outline, version: int) -> dict[str, Any]:
    return {
        "level": one.level, "code": one.code, "version": version, "name": one.name,
        "parent": one.parent,
        "shape": stored.as_text(shapely.to_wkb(one.shape)),
        "shape_simplified": stored.as_text(shapely.to_wkb(one.simplified)),
        "label_lon": one.label[0], "label_lat": one.label[1], "area_m2": one.area,
    }  # fmt: skip
