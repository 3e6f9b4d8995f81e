"""Reading a file of outlines in a process of its own, which may die and harm nothing."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import shapely

from data_access.bounded_process import memory_limit, ran_out_of_time, start_module
from geo.boundaries.findings import UNCHANGED, BoundaryFileError
from geo.boundaries.limits import LIMITS, Limits
from geo.boundaries.read_area import FileRead, ReadArea

MEMORY_BYTES = 4 << 30
CPU_SECONDS = 300
_CHILD = "geo.boundaries.reading_child"


def read_apart(path: Path, *, layer: str = "", limits: Limits = LIMITS) -> FileRead:
    """Read a file as ``read_file`` does; where the reader dies of it: a ``BoundaryFileError``."""
    request = {
        "path": str(path.resolve()), "layer": layer, "limits": asdict(limits),
        "memory": memory_limit(MEMORY_BYTES), "seconds": CPU_SECONDS,
    }  # fmt: skip
    process = start_module(_CHILD, request)
    # A reader that waits for something that never comes uses no processor time.
    alarm = threading.Timer(CPU_SECONDS * 2, process.kill)
    alarm.start()
    try:
        out, _ = process.communicate()
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
    line, _, rest = out.partition(b"\n")
    if process.returncode != 0 or not line:
        raise _died(path, late=ran_out_of_time(process.returncode))
    head: dict[str, Any] = json.loads(line)
    if "error" in head:
        raise BoundaryFileError(head["kind"], head["error"].removesuffix(UNCHANGED))
    if "memory" in head:
        raise _died(path, late=False)
    return _file_read(head, rest)


def _died(path: Path, *, late: bool) -> BoundaryFileError:
    why = "用时过长" if late else "所需内存超出限制，或内容有异常"
    return BoundaryFileError(
        "reader_died",
        f"文件“{path.name}”无法读完：{why}。读取已停止，系统不受影响。"
        "请用制图软件打开核对，只保留本地区的图层后重新导出。",
    )


def _file_read(head: dict[str, Any], data: bytes) -> FileRead:
    """Put together what the child sent."""
    ends, at = [], 0
    for _row, _properties, size, _notes, _other in head["areas"]:
        ends.append((at, at + size))
        at += size
    wkb = [data[start:end] if end > start else None for start, end in ends]
    shapes = shapely.from_wkb(wkb)
    areas = tuple(
        ReadArea(row, properties, shape, tuple(notes), other)
        for (row, properties, _size, notes, other), shape in zip(head["areas"], shapes, strict=True)
    )
    return FileRead(
        head["format"], areas, head["stated"], head["encoding"], head["layer"],
        tuple(head["fields"]),
    )  # fmt: skip
