"""Password rules and hashing (argon2id, RFC 9106's low-memory setting)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from data_access.types import WeisuError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH = 10
MAX_LENGTH = 128
_MIN_DISTINCT = 5
_NEW_LENGTH = 14
_UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

# Words that people build a "10 characters with letters and digits" password around: the most
# frequent stems of published leaks, world-wide and Chinese, and this product's own.
_STEMS = frozenset(
    """
    password passwd passw admin administrator root test guest user login welcome letmein monkey
    dragon iloveyou sunshine princess football superman qwerty qwertyuiop asdfgh asdfghjkl zxcvbn
    zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcde abcdef abcdefg abcabc aaa aaaa
    woaini iloveu woaiwojia wodemima mima nihao zhang wang li liu chen yang zhao huang zhou wu
    xiaoming laopo laogong taobao baidu tencent alibaba huawei weixin qq china zhongguo beijing
    shanghai weisu hotline rexian shimin zhengfu zwfw government gov
    """.split()  # noqa: SIM905 - sixty words read better as text
)
_KEYBOARD = ("1qaz2wsx", "1q2w3e4r", "q1w2e3r4", "qwer1234", "1234qwer", "a1b2c3d4", "zaq12wsx")
_DIGIT_RUNS = "012345678901234567890 098765432109876543210"


def new_password() -> str:
    """Return a random password that meets the policy, in letters and digits that nobody mistakes
    for others (some 80 bits)."""
    import secrets

    while True:
        word = "".join(secrets.choice(_UNMISTAKABLE) for _ in range(_NEW_LENGTH))
        try:
            check_policy(word)
        except WeisuError:
            continue
        return word


def normalise(password: str) -> str:
    """Return the password as it is hashed: full-width and half-width letters are the same."""
    return unicodedata.normalize("NFKC", password)


def _guessable(password: str, login: str) -> bool:
    low = password.lower()
    if len(set(low)) < _MIN_DISTINCT or any(walk in low for walk in _KEYBOARD):
        return True
    if len(login) >= 4 and login.lower() in low:
        return True
    # Signs that stand for letters ("P@ssw0rd2026"): only the letters count, a year at the end not.
    spelled = low.rstrip("0123456789!@#.").translate(str.maketrans("@$!|0", "asilo"))
    if {re.sub(r"[^a-z]", "", text) for text in (low, spelled)} & _STEMS:
        return True
    counted = any(low[i : i + 6] in _DIGIT_RUNS for i in range(len(low) - 5))
    return counted and len(re.sub(r"[^a-z]", "", low)) < 4


def check_policy(password: str, login: str = "") -> None:
    """Raise ``WeisuError`` unless the password is fit: length, letters and digits, not common."""
    text = normalise(password)
    if len(text) < MIN_LENGTH or len(text) > MAX_LENGTH:
        raise WeisuError(
            f"密码应为 {MIN_LENGTH} 至 {MAX_LENGTH} 个字符。密码没有更改，请重新设置。"
        )
    if not re.search(r"[A-Za-z]", text) or not re.search(r"\d", text):
        raise WeisuError("密码应同时含有字母和数字。密码没有更改，请重新设置。")
    if _guessable(text, login):
        raise WeisuError(
            "这个密码过于常见，或与用户名太接近，容易被猜到。"
            "密码没有更改，请换一个，例如由几个不相关的词加数字组成。"
        )


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a hash that no password fits: checked for an unknown login, to take as long."""
    import secrets

    return _hasher().hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Return the argon2id hash with its parameters and salt."""
    return _hasher().hash(normalise(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is the right one; takes as long where ``stored`` is None."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    # Made before either branch is taken, so that its first making tells nothing either.
    nobody = _nobody()
    if len(password) > 4 * MAX_LENGTH:
        password, stored = "", None
    try:
        _hasher().verify(stored or nobody, normalise(password))
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)
