"""Key files of the vault: one per version, readable by their owner only, never made silently.

``vault-N.key`` encrypts (SM4, 16 bytes), ``hmac-N.key`` makes caller and place keys (SM3-HMAC,
32 bytes). The highest N is the current one; older ones stay to open what they closed.
"""

from __future__ import annotations

import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data_access.store.private_files import write_once
from data_access.types import WeisuError

VAULT_BYTES = 16
HMAC_BYTES = 32
_SIZES = {"vault": VAULT_BYTES, "hmac": HMAC_BYTES}
_NAME = re.compile(r"(vault|hmac)-([1-9]\d{0,2})\.key")
_MAX_VERSION = 255


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """All keys of one kind by version."""

    kind: str
    by_version: Mapping[int, bytes]

    @property
    def version(self) -> int:
        """The version that new things are made with."""
        return max(self.by_version)

    @property
    def current(self) -> bytes:
        """The key that new things are made with."""
        return self.by_version[self.version]

    def __repr__(self) -> str:
        """Name the versions, never the keys."""
        return f"Keys({self.kind}, versions={sorted(self.by_version)})"


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """What the vault needs to work."""

    vault: Keys
    hmac: Keys


def load_keys(folder: Path, *, may_create: bool) -> VaultKeys:
    """Return the vault's keys. ``may_create`` is true only where no data exists yet.

    Raises ``WeisuError`` for a key that is missing where it may not be made, that others may
    read, or that is damaged. Two processes that start at once end with the same keys.
    """
    return VaultKeys(*(_load(folder, kind, may_create=may_create) for kind in ("vault", "hmac")))


def has_keys(folder: Path) -> bool:
    """Tell whether there is a key of every kind, so that none would be made."""
    return all(_find(folder, kind) for kind in _SIZES)


def key_files(folder: Path) -> list[Path]:
    """Return all key files of the vault in a folder, by name."""
    return sorted(path for kind in _SIZES for path in _find(folder, kind).values())


def read_key(path: Path, kind: str) -> bytes:
    """Return one key. Raises ``WeisuError`` where it is damaged or open to others."""
    return _read(path, _SIZES[kind])


def add_version(folder: Path, kind: str) -> int:
    """Make the next version of a key (rotation) and return its number.

    Raises ``WeisuError`` where there is none: a first key beside sealed data would hide the loss.
    """
    known = _find(folder, kind)
    if not known:
        raise _missing(folder, kind)
    number = max(known) + 1
    if number > _MAX_VERSION:
        raise WeisuError(f"密钥版本已达上限 {_MAX_VERSION}。请联系开发者。")
    _create(folder, kind, number)
    return number


def _load(folder: Path, kind: str, *, may_create: bool) -> Keys:
    files = _find(folder, kind)
    if not files:
        if not may_create:
            raise _missing(folder, kind)
        _create(folder, kind, 1)
        files = _find(folder, kind)
    return Keys(kind, {version: _read(path, _SIZES[kind]) for version, path in files.items()})


def _missing(folder: Path, kind: str) -> WeisuError:
    return WeisuError(
        f"保密库密钥 {kind}-1.key 不在 {folder} 中，而库中已有数据。"
        "没有生成新密钥，数据未改动。"
        "请从备份恢复密钥文件后重试；没有这份密钥，已加密的原文无法打开。"
    )


def _find(folder: Path, kind: str) -> dict[int, Path]:
    if not folder.is_dir():
        return {}
    found: dict[int, Path] = {}
    for path in folder.iterdir():
        name = _NAME.fullmatch(path.name)
        if name and name[1] == kind and int(name[2]) <= _MAX_VERSION:
            found[int(name[2])] = path
    return found


def _read(path: Path, size: int) -> bytes:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise WeisuError(
                f"密钥文件 {path} 可被其他用户读取，为安全起见没有使用。"
                f"请执行 chmod 600 {path} 后重试。"
            )
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except OSError as error:
        raise WeisuError(
            f"无法读取密钥文件 {path}：{error.strerror or error}。请检查文件属主与权限。"
        ) from error
    except ValueError as error:
        raise _damaged(path) from error
    if len(key) != size:
        raise _damaged(path)
    return key


def _damaged(path: Path) -> WeisuError:
    return WeisuError(f"密钥文件 {path} 已损坏，没有使用。请从备份恢复这个文件。")


def _create(folder: Path, kind: str, version: int) -> None:
    """Write a key under its final name in one step; a file that is there already stays."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        key = secrets.token_hex(_SIZES[kind]) + "\n"
        write_once(folder / f"{kind}-{version}.key", key.encode("ascii"))
    except OSError as error:
        raise WeisuError(
            f"无法在 {folder} 中保存密钥：{error.strerror or error}。请检查目录权限和剩余空间。"
        ) from error
