"""Opening a workbook in a process of its own, which may die without taking anything along."""

from __future__ import annotations

import json
import subprocess
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_access.bounded_process import memory_limit, ran_out_of_time, start_module
from data_access.importing.readers.base import FileFormat
from data_access.types import WeisuError

MEMORY_BYTES = 4 << 30
"""Address space of the process; less on a machine with little memory."""
CPU_SECONDS = 600
_CHILD = "data_access.importing.readers.workbook_child"


class WorkbookProcess:
    """The rows of one sheet, as they come from the process that reads it.

    ``opened`` is what the process says of the workbook before its rows (``workbook_child``).
    Raises ``WeisuError`` where the workbook can't be used, or where the process died of it.
    """

    def __init__(self, path: Path, kind: FileFormat, sheet: str | int | None) -> None:
        """Start the process and wait for its first word."""
        self._path = path
        request = {
            "path": str(path.resolve()),
            "kind": kind,
            "sheet": sheet,
            "memory": memory_limit(MEMORY_BYTES),
            "seconds": CPU_SECONDS,
        }
        self._process = start_module(_CHILD, request)
        self._release = weakref.finalize(self, _end, self._process)
        try:
            self.opened = self._next()
        except BaseException:
            self.close()
            raise

    def _next(self) -> dict[str, Any]:
        out = self._process.stdout
        line = out.readline() if out else b""
        if not line.endswith(b"\n"):
            raise self._died(self._process.wait())
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise WeisuError(said["error"])
        if "memory" in said:
            raise self._died(None)
        return said

    def blocks(self) -> Iterator[tuple[int, list[list[str | None]], frozenset[int]]]:
        """Yield the number of a first row, the rows from it on, and those with too long a cell."""
        while "end" not in (said := self._next()):
            yield said["at"], said["rows"], frozenset(said["long"])

    def _died(self, code: int | None) -> WeisuError:
        late = code is not None and ran_out_of_time(code)
        why = "用时过长" if late else "所需内存超出限制，或内容有异常"
        return WeisuError(
            f"工作簿“{self._path.name}”无法读完：{why}。读取已停止，系统不受影响。"
            "请用 Excel 或 WPS 打开核对并另存为新的 .xlsx，或改为导出 CSV 后重试。"
        )

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._release()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()
