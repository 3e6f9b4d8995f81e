"""What a request says about itself: its cookie, where it came from, where it wants to go."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from dashboards.server.gate import COOKIE

AsgiScope = Mapping[str, Any]


def header(scope: AsgiScope, name: str) -> str:
    """Return a header's value, or an empty text where it is missing."""
    wanted = name.lower().encode("ascii")
    for key, value in scope["headers"]:
        if key.lower() == wanted:
            return str(value.decode("latin-1"))
    return ""


def session_cookie(scope: AsgiScope) -> str:
    """Return the value of the session cookie, or an empty text."""
    for key, value in scope["headers"]:
        if key.lower() != b"cookie":
            continue
        for part in value.decode("latin-1").split(";"):
            name, _, content = part.strip().partition("=")
            if name == COOKIE:
                return _unquoted(name, content)
    return ""


def _unquoted(name: str, content: str) -> str:
    if not content.startswith('"'):
        return content
    try:
        return SimpleCookie(f"{name}={content}")[name].value
    except (CookieError, KeyError):
        return ""


def same_origin(scope: AsgiScope) -> bool:
    """Tell whether the browser says that one of our own pages sent this request.

    ``Origin`` is sent with every POST and every websocket; where a browser withholds it,
    ``Sec-Fetch-Site`` answers instead. A request with neither is refused: it comes from no page.
    """
    origin = header(scope, "origin")
    if origin and origin != "null":
        return urlsplit(origin).netloc.lower() == header(scope, "host").lower() != ""
    return header(scope, "sec-fetch-site") == "same-origin"


def foreign_origin(scope: AsgiScope) -> bool:
    """Tell whether the request names another site as its origin."""
    return bool(header(scope, "origin")) and not same_origin(scope)


def wants_page(scope: AsgiScope) -> bool:
    """Tell whether a person opens an address, rather than a page's code fetching something."""
    if scope["method"] not in {"GET", "HEAD"}:
        return False
    mode = header(scope, "sec-fetch-mode")
    return mode == "navigate" if mode else "text/html" in header(scope, "accept")


def safe_next(wanted: str) -> str:
    """Return where to go after sign-in: a path of this site, else the first page."""
    odd = any(ord(sign) < 32 or sign in "\\\x7f" for sign in wanted)
    if odd or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 2000:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path.rstrip("/") in {"/signin", "/signout"}:
        return "/"
    return wanted
