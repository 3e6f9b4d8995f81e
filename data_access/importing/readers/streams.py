"""Opening a file's bytes, packed or not, with refusals that a user understands."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from data_access.types import WeisuError


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn the system's refusals and broken compression into errors that a user understands."""
    try:
        yield
    except FileNotFoundError as error:
        raise WeisuError(f"找不到文件“{path}”。请检查路径是否正确。") from error
    except PermissionError as error:
        raise WeisuError(
            f"没有权限读取文件“{path.name}”。请调整文件权限，或复制到可读的位置后重试。"
        ) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise WeisuError(
            f"压缩文件“{path.name}”不完整或已损坏，未导入任何数据。请重新导出或重新传输后再试。"
        ) from error
    except OSError as error:
        raise WeisuError(f"读取文件“{path.name}”时出错：{error.strerror or error}。") from error


def open_bytes(path: Path, *, gzipped: bool) -> tuple[BinaryIO, BinaryIO]:
    """Return the stream of content and the stream of the file itself (its ``tell`` is progress)."""
    raw = path.open("rb")
    if not gzipped:
        return raw, raw
    return cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb")), raw
