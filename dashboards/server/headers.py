"""Security headers on every answer."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.server.page_scripts import with_scripts
from data_access.settings import Settings
from style.texts import text

_LOGGER = logging.getLogger(__name__)
_FAILED = text("server.failed")
_KEPT = ("/static/", "/outlines/")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def streamlit_folder() -> Path:
    """Return the folder of Streamlit's own page and scripts in the installed package."""
    from streamlit import file_util

    return Path(file_util.get_static_dir())


def script_hashes(page: str) -> list[str]:
    """Return the CSP sources of a page's inline scripts: SHA-256 of what is between the tags."""
    found = _INLINE_SCRIPT.findall(page)
    digests = (hashlib.sha256(text.encode()).digest() for text in found)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(page: str) -> str:
    """Return the policy for Streamlit's page: our own files only, no eval, never in a frame."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes(page))),
            "style-src 'self' 'unsafe-inline'",  # the front end styles elements as it draws
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


def security_headers(settings: Settings) -> dict[str, str]:
    """Return the headers of every answer.

    ``same-origin`` and not ``no-referrer``: no other site learns an address either way, but with
    the latter browsers withhold ``Origin`` from our own forms, which is how we know them as ours.
    """
    page = (streamlit_folder() / "index.html").read_text(encoding="utf-8")
    headers = {
        "Content-Security-Policy": content_security_policy(with_scripts(page)),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": (
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "magnetometer=(), microphone=(), payment=(), usb=()"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.cookie_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


class SecurityHeaders:
    """Adds the headers; only the scripts and styles under ``/static`` and the outlines of a version
    may stay in a cache."""

    def __init__(self, app: ASGIApp, *, headers: dict[str, str]) -> None:
        """Wrap ``app``."""
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def complete(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._complete(scope["path"], message)
            await send(message)

        try:
            await self._app(scope, receive, complete)
        except Exception:
            if started:
                raise
            # Answered here, because an answer made further out would lack the headers.
            _LOGGER.exception("request failed: %s %s", scope["method"], scope["path"])
            failure = PlainTextResponse(_FAILED, status_code=500)
            await failure(scope, receive, complete)

    def _complete(self, path: str, message: dict[str, Any] | Any) -> None:
        headers = MutableHeaders(raw=message.setdefault("headers", []))
        for name, value in self._headers.items():
            headers[name] = value
        kept = path.startswith(_KEPT) and message["status"] in {200, 206, 304}
        if not kept or headers.get("content-type", "").startswith("text/html"):
            headers["Cache-Control"] = "no-store"
        message["headers"] = headers.raw
