"""The process that reads a file of outlines: what a stranger wrote is parsed here, under limits.

It writes one line of JSON (what was read, or an error for the user), then the outlines as WKB, one
behind the other, as long as the line says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data_access.bounded_process import limit_self, request_of_child

_MOST_FIELDS, _LONGEST = 80, 100


def main() -> None:
    """Limit this process, read, and send."""
    from geo.boundaries.findings import BoundaryFileError

    request = request_of_child()
    limit_self(request["memory"], request["seconds"])
    try:
        head, shapes = _read(request)
    except BoundaryFileError as error:
        # The assurance at its end is added again where the error is raised anew.
        head, shapes = {"error": str(error), "kind": error.kind}, []
    except MemoryError:
        head, shapes = {"memory": True}, []
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode("ascii") + b"\n")
    for shape in shapes:
        out.write(shape)
    out.flush()


def _read(request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    import shapely

    from geo.boundaries.limits import Limits
    from geo.boundaries.read_file import read_file

    read = read_file(
        Path(request["path"]), layer=request["layer"], limits=Limits(**request["limits"])
    )
    shapes = [b"" if one.shape is None else shapely.to_wkb(one.shape) for one in read.areas]
    areas = [
        [one.row, _small(one.properties), len(data), list(one.notes), one.other]
        for one, data in zip(read.areas, shapes, strict=True)
    ]
    return {
        "format": read.format, "stated": read.stated, "encoding": read.encoding,
        "layer": read.layer, "fields": [f[:_LONGEST] for f in read.fields[:_MOST_FIELDS]],
        "areas": areas,
    }, shapes  # fmt: skip


def _small(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties cut to what a code or a name can be: what is sent has a size."""
    found: dict[str, Any] = {}
    for name, value in list(properties.items())[:_MOST_FIELDS]:
        if isinstance(value, Mapping):
            found[name[:_LONGEST]] = _small({"adcode": value.get("adcode")})
        elif value is None or isinstance(value, bool | int | float):
            found[name[:_LONGEST]] = value
        else:
            found[name[:_LONGEST]] = str(value)[:_LONGEST]
    return found
