"""Files at a task: what they are by their content, and sealing them; no content lies open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import filetype

from data_access.store.vault.sealer import Sealer
from data_access.types import WeisuError

MOST_FILES = 10
"""Files that come with one action."""
_KEPT = "没有添加，其他内容没有变动。"

# By extension: the media types that such a file may be.
_OFFICE = "application/vnd.openxmlformats-officedocument."
ALLOWED: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "heic": ("image/heic",),
    "docx": (f"{_OFFICE}wordprocessingml.document", "application/zip"),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", "application/zip"),
    "pptx": (f"{_OFFICE}presentationml.presentation", "application/zip"),
    "doc": ("application/msword",),
    "xls": ("application/vnd.ms-excel", "application/msword"),
    "mp4": ("video/mp4",),
    "mp3": ("audio/mpeg",),
}
_MEMBERS = {"docx": b"word/", "xlsx": b"xl/", "pptx": b"ppt/"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as somebody hands it over. ``kind``: its media type, where it was looked at."""

    name: str
    content: bytes
    kind: str = ""


def looked_at(files: list[Attachment], most_mb: int) -> list[Attachment]:
    """Return the files with their types; ``WeisuError`` says which cannot be taken and why."""
    if len(files) > MOST_FILES:
        raise WeisuError(f"一次最多添加 {MOST_FILES} 个附件，现有 {len(files)} 个。{_KEPT}")
    return [_one(file, most_mb) for file in files]


def _one(file: Attachment, most_mb: int) -> Attachment:
    name = _plain_name(file.name)
    size = len(file.content)
    if not size:
        raise WeisuError(f"附件“{name}”是空文件，请重新选择。{_KEPT}")
    if size > most_mb * 1024 * 1024:
        raise WeisuError(
            f"附件“{name}”有 {size / 1024 / 1024:.0f} MB，超过上限 {most_mb} MB。"
            f"请压缩或分成几个文件。{_KEPT}"
        )
    extension = PurePath(name).suffix.lower().removeprefix(".")
    known = "、".join(dict.fromkeys(ALLOWED))
    if extension not in ALLOWED:
        raise WeisuError(f"附件“{name}”的类型不能添加。可以添加的有：{known}。{_KEPT}")
    kind = filetype.guess_mime(file.content) or ""
    members = _MEMBERS.get(extension)
    if kind not in ALLOWED[extension] or (members and members not in file.content):
        raise WeisuError(
            f"附件“{name}”的内容与扩展名 .{extension} 不符，可能已损坏或被改名。"
            f"请用原来的程序另存后再试。{_KEPT}"
        )
    return Attachment(name, file.content, kind)


def _plain_name(name: str) -> str:
    """Return a file's name without folders and control characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-120:] or "附件"


def sealed_row(
    sealer: Sealer, file: Attachment, code: str, task_id: int, seq: int
) -> dict[str, Any]:
    """Return a file's row: both its name and its content sealed, bound to their task and event."""
    where = file_bound(code, task_id, seq)
    return {
        "task_id": task_id,
        "seq": seq,
        "kind": file.kind,
        "size": len(file.content),
        "fingerprint": sealer.keys.printed(file.content),
        "name_box": sealer.cipher.encrypt(file.name.encode(), where + b"/name"),
        "box": sealer.cipher.encrypt(file.content, where),
    }


def opened_name(sealer: Sealer, code: str, row: Any) -> str:
    """Return a file's name."""
    where = file_bound(code, row["task_id"], row["seq"])
    return sealer.cipher.decrypt(row["name_box"], where + b"/name").decode()


def opened(sealer: Sealer, code: str, row: Any) -> Attachment:
    """Return a file. Raises ``SealedError`` where it was changed."""
    where = file_bound(code, row["task_id"], row["seq"])
    content = sealer.cipher.decrypt(row["box"], where)
    return Attachment(opened_name(sealer, code, row), content, row["kind"])


def file_bound(code: str, task_id: int, seq: int) -> bytes:
    """Return what binds a file to its task and event."""
    return "\x1f".join(("task_file", code, str(task_id), str(seq))).encode()
