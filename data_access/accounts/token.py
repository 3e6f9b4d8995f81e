"""The cookie's value: a session token, signed with a key that the installation makes itself."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from data_access.settings import Settings
from data_access.store.private_files import replace_private, write_once
from data_access.types import WeisuError

if TYPE_CHECKING:
    from itsdangerous import Signer

    from data_access.store.engine import Store

KEY_FILE = "cookie.key"
_KEY_BYTES = 32


def _make_key(path: Path) -> None:
    """Write a new key, whole or not at all; of two processes at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_once(path, secrets.token_hex(_KEY_BYTES).encode("ascii"))


def _key(path: Path) -> bytes:
    """Return the key as it is now: running web processes notice that it was turned."""
    try:
        if not path.exists():
            _make_key(path)
        found = path.stat()
    except OSError as error:
        raise _unreadable(path) from error
    return _read_key(path, (found.st_mtime_ns, found.st_ino))


def _unreadable(path: Path) -> WeisuError:
    return WeisuError(
        f"登录凭据的密钥文件无法读取或已损坏：{path}。业务数据不受影响。"
        "请检查文件权限；如文件已损坏，删除后重启服务即可重新生成，用户需重新登录。"
    )


@lru_cache(maxsize=8)
def _read_key(path: Path, _stamp: tuple[int, int]) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if len(key) < _KEY_BYTES:
        raise WeisuError(f"登录凭据的密钥过短：{path}。请删除该文件后重启服务，用户需重新登录。")
    return key


def rotate_key(store: Store, settings: Settings, *, actor: str) -> None:
    """Replace the key that signs cookies, in one step: everybody has to sign in again."""
    from data_access.store import audit
    from data_access.store.clock import utc_now

    path = settings.key_folder / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_private(path, secrets.token_hex(_KEY_BYTES).encode("ascii"))
    with store.write() as connection:
        audit.append(
            connection, actor=actor, action="keys.rotate", about="cookie",
            detail={"kind": "cookie"}, at=utc_now(),
        )  # fmt: skip


def derived_key(settings: Settings, purpose: str) -> str:
    """Return a key of its own for ``purpose``, as hexadecimal (same on every restart)."""
    return hmac.new(_key(settings.key_folder / KEY_FILE), purpose.encode(), "sha256").hexdigest()


def sign_token(settings: Settings, token: str) -> str:
    """Return the cookie's value for a session token."""
    return _signer(derived_key(settings, "session")).sign(token).decode("ascii")


def read_token(settings: Settings, value: str) -> str | None:
    """Return the token in a cookie's value, or None where it was not signed by us."""
    from itsdangerous import BadSignature

    try:
        return _signer(derived_key(settings, "session")).unsign(value).decode("ascii")
    except (BadSignature, UnicodeError):
        return None


@lru_cache(maxsize=8)
def _signer(key: str) -> Signer:
    from itsdangerous import Signer

    return Signer(key, salt="weisu.session", digest_method=hashlib.sha256)
