"""SM4-GCM encryption and SM3-HMAC keys (GB/T 32907, GB/T 32905; GCM as in RFC 8998).

The algorithms come from OpenSSL through ``cryptography``; this is not a certified module.
"""

from __future__ import annotations

import os
import re
import unicodedata

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from data_access.store.vault.keys import Keys
from data_access.types import WeisuError

_NONCE, _TAG = 12, 16
_KEY_HEX = 32
"""Prints are cut to 128 bits: no collision to fear, and half the size in every file."""

_PHONE_DIGITS = re.compile(r"\d+")
_PHONE_SPLIT = re.compile(r"[/,;、|\n]|\s(?=1[3-9]\d{9})|转|分机|ext", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:00)?86(?=1[3-9]\d{9})")
_BUILDING = re.compile(r"(?<=[\da-z])(?:号楼|号栋|号幢|幢|栋)")
_NOWHERE = frozenset(
    {"", "无", "不详", "未知", "暂无", "不清楚", "未提供", "保密", "null", "none", "nan"}
)


class SealedError(WeisuError):
    """What was stored can't be opened: another key, or it was changed."""


class VaultCipher:
    """Seals and opens bytes. A sealed item is key version (1 byte), nonce, text, tag."""

    def __init__(self, keys: Keys) -> None:
        """Take the keys; ``WeisuError`` where this system's OpenSSL lacks SM4."""
        self._version = keys.version
        self._algorithms = {v: algorithms.SM4(key) for v, key in keys.by_version.items()}
        try:
            self.encrypt(b"", b"")
        except UnsupportedAlgorithm as error:
            raise WeisuError(
                "本机的加密库不支持 SM4，保密库无法使用。请安装随本系统锁定的依赖。"
            ) from error

    def encrypt(self, data: bytes, aad: bytes) -> bytes:
        """Seal ``data``; ``aad`` (what and whose it is) must be the same to open it."""
        nonce = os.urandom(_NONCE)
        work = Cipher(self._algorithms[self._version], modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(aad)
        sealed = work.update(data) + work.finalize()
        return bytes((self._version,)) + nonce + sealed + work.tag

    def decrypt(self, sealed: bytes, aad: bytes) -> bytes:
        """Open a sealed item. Raises ``SealedError``."""
        if len(sealed) < 1 + _NONCE + _TAG:
            raise SealedError("保密库中的一条记录不完整，无法打开。请从备份恢复数据库。")
        algorithm = self._algorithms.get(sealed[0])
        if algorithm is None:
            raise SealedError(
                f"缺少第 {sealed[0]} 版密钥（vault-{sealed[0]}.key），无法打开原文。"
                "请从备份恢复密钥文件。"
            )
        nonce, tag = sealed[1 : 1 + _NONCE], sealed[-_TAG:]
        work = Cipher(algorithm, modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(aad)
        try:
            return work.update(sealed[1 + _NONCE : -_TAG]) + work.finalize()
        except InvalidTag as error:
            raise SealedError(
                "原文校验不符：密钥不对，或记录被改动过。请联系安全管理员。"
            ) from error

    @staticmethod
    def version_of(sealed: bytes) -> int:
        """Return the version of the key that sealed an item."""
        return sealed[0]


class KeyMaker:
    """Makes the prints by which callers, places and rows are known outside the vault.

    A print goes through all keys of the chain: the first takes the value, each later one the print
    before it. So what was printed by fewer keys is brought up to date without its value
    (``wrapped``), and equal values have equal prints whenever they came.
    """

    def __init__(self, keys: Keys) -> None:
        """Take the keys, oldest first; ``version`` is the last one's."""
        self.version = keys.version
        chain = [hmac.HMAC(key, hashes.SM3()) for _, key in sorted(keys.by_version.items())]
        self._first, self._later = chain[0], chain[1:]

    def printed(self, data: bytes) -> str:
        """Return the print of ``data`` (32 hex digits)."""
        found = _hex(self._first, data)
        for key in self._later:
            found = _hex(key, found.encode("ascii"))
        return found

    def wrapped(self, found: str, turned: int | None = None) -> str:
        """Return a print brought through the keys that did not make it.

        ``turned``: how often the key had been turned when it was made; None: all keys but the last
        made it.
        """
        if not self._later:
            raise ValueError("a chain of one key wraps nothing")
        for key in self._later[-1 if turned is None else turned :]:
            found = _hex(key, found.encode("ascii"))
        return found

    @property
    def wraps(self) -> bool:
        """Whether there are earlier prints, that fewer keys made."""
        return bool(self._later)

    def caller_key(self, phone: str | None, ref: str | None, jurisdiction: str) -> str | None:
        """Return a caller's key: by phone, else by the source's own number; None without either.

        One phone has one key everywhere; a source's number only means something in its own
        jurisdiction.
        """
        if phone and (number := normal_phone(phone)):
            return self._key(f"phone:{number}")
        ref = unicodedata.normalize("NFKC", ref).strip() if ref else ""
        return self._key(f"ref:{jurisdiction}:{ref}") if ref else None

    def place_key(self, address: str | None, jurisdiction: str) -> str | None:
        """Return an address's key, None where it names no place."""
        place = normal_address(address) if address else None
        return self._key(f"place:{jurisdiction}:{place}") if place else None

    def _key(self, text: str) -> str:
        return self.printed(text.encode("utf-8", "backslashreplace"))


def _hex(keyed: hmac.HMAC, data: bytes) -> str:
    """Return the SM3-HMAC of ``data``, cut to the length of a print."""
    work = keyed.copy()
    work.update(data)
    return work.finalize().hex()[:_KEY_HEX]


def normal_phone(text: str) -> str | None:
    """Return the digits that identify a phone: the first number, without country prefix.

    None for what is no number of a caller: fewer than 7 digits, or one digit repeated.
    """
    parts = _PHONE_SPLIT.split(unicodedata.normalize("NFKC", text))
    numbers = ("".join(_PHONE_DIGITS.findall(part)) for part in parts)
    digits = _PREFIX.sub("", next((n for n in numbers if len(n) >= 7), ""))
    if len(digits) < 7 or len(set(digits[-7:])) == 1:
        return None
    return digits


def normal_address(text: str) -> str | None:
    """Return an address as it is compared: width, case, blanks, punctuation and building words.

    ``3号楼``, ``3栋`` and ``3幢`` are one. None where it names no place.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Numbers that stood apart must stay apart: 1-12 isn't 11-2.
    plain = re.sub(r"(?<=[\da-z])[\s\W_]+(?=[\da-z])", "-", plain)
    plain = re.sub(r"(?<![\da-z])[\s\W_]+|[\s\W_]+(?![\da-z])", "", plain)
    plain = _BUILDING.sub("栋", plain)
    return None if plain in _NOWHERE or len(plain) < 2 else plain
