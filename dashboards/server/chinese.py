"""Serves Streamlit's page and scripts with its English texts exchanged for Chinese ones.

The texts stand in ``style.streamlit_texts``. A script whose pieces are not all found is served as
it is, with a warning in the log: a page in English beats no page.

The page asks for its files under an address with the version of these texts (``/static/zh-…/``), so
that browsers keep them, compiled, until the texts change.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.server.headers import streamlit_folder
from dashboards.server.page_scripts import with_scripts
from dashboards.server.sign_in_page import ICON
from style.streamlit_texts import NO_SCRIPT, PAGE, PIECES, Piece

_LOGGER = logging.getLogger(__name__)
_FILES = "/static/"
_SCRIPTS = f"{_FILES}js/"
_OURS = re.compile(r"/static/zh-(?P<version>[0-9a-f]{12})/")
_FOR_GOOD = "public, immutable, max-age=31536000"
_NOT_PAGES = ("/static/", "/app/static/", "/outlines/", "/media/", "/component/", "/_stcore/")
_PARTIAL = frozenset({b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"})
_HASH = re.compile(r"(?P<name>.+)\.[\w-]{8}\.js")
_NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_API_LINK = re.compile(r"\s*<!--(?:(?!-->).)*?-->\s*<link rel=\"service-desc\"[^>]*>", re.DOTALL)


class NotFoundError(LookupError):
    """A piece does not occur as often as it should: another version of Streamlit."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script as it is served."""

    content: bytes
    etag: str


def exchange(code: str, pieces: Iterable[Piece]) -> str:
    """Return ``code`` with every piece replaced; ``NotFoundError`` names those that don't fit."""
    pieces = sorted(pieces, key=lambda piece: len(piece.old), reverse=True)
    odd = [piece.old for piece in pieces if code.count(piece.old) != piece.times]
    if odd:
        raise NotFoundError("; ".join(odd))
    for piece in pieces:
        code = code.replace(piece.old, piece.new)
    return code


def script_file(folder: Path, name: str) -> Path:
    """Return the script's file: the one of its name in which most of its pieces are found."""
    plain = name.partition(" (")[0]
    candidates = [
        path
        for path in sorted(folder.glob(f"{plain}.*.js"))
        if (match := _HASH.fullmatch(path.name)) and match["name"] == plain
    ]
    if not candidates:
        raise NotFoundError(name)

    def hits(path: Path) -> int:
        code = path.read_text(encoding="utf-8")
        return sum(piece.old in code for piece in PIECES[name])

    return candidates[0] if len(candidates) == 1 else max(candidates, key=hits)


def translated_page(page: str) -> str:
    """Return Streamlit's page in Chinese, without the pointer to an interface that is off."""
    icon = Piece('href="./favicon.png"', f'href="{ICON}"')
    page = exchange(page, (*PAGE, icon))
    page = _NO_SCRIPT.sub(f"<noscript>{NO_SCRIPT}</noscript>", page)
    return _API_LINK.sub("", page)


def translated_scripts(folder: Path) -> dict[str, Script]:
    """Return the scripts to serve instead of the files of ``static/js``, by file name."""
    found: dict[str, Script] = {}
    for name, pieces in PIECES.items():
        try:
            path = script_file(folder, name)
            code = exchange(path.read_text(encoding="utf-8"), pieces)
        except NotFoundError as error:
            _LOGGER.warning("Streamlit's script %s stays in English, not found: %s", name, error)
            continue
        content = code.encode()
        found[path.name] = Script(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
    return found


class Chinese:
    """Answers for the translated scripts, and translates the page that loads them."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app`` and translate the installed front end (once, about 0.1 s)."""
        self._app = app
        folder = streamlit_folder()
        self._scripts = translated_scripts(folder / "static" / "js")
        original = (folder / "index.html").read_text(encoding="utf-8")
        told = "".join(script.etag for script in self._scripts.values())
        self._version = hashlib.sha256(told.encode()).hexdigest()[:12]
        page = original
        try:
            page = translated_page(original).replace(f".{_FILES}", f".{_FILES}zh-{self._version}/")
        except NotFoundError as error:
            _LOGGER.warning("Streamlit's page stays in English, not found: %s", error)
        self._page = with_scripts(page).encode()
        self._original = original.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a translated script, or pass on and translate an HTML answer."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        path, ours = scope["path"], _OURS.match(scope["path"])
        if ours:
            path = _FILES + path[ours.end() :]
            scope = {**scope, "path": path, "raw_path": path.encode()}
        name = path.removeprefix(_SCRIPTS)
        if name != path and name in self._scripts:
            known = ours is not None and ours["version"] == self._version
            await self._answer(self._scripts[name], scope, receive, send, for_good=known)
        elif path.startswith(_NOT_PAGES):
            await self._app(scope, receive, send)
        else:
            await _PageAnswer(self._original, self._page, send).run(self._app, scope, receive)

    @staticmethod
    async def _answer(
        script: Script, scope: Scope, receive: Receive, send: Send, *, for_good: bool
    ) -> None:
        # The name's hash is that of the original: without our version in its address, browsers must
        # ask whether the text has changed, and compile it again although it has not.
        headers = {"ETag": script.etag, "Cache-Control": _FOR_GOOD if for_good else "no-cache"}
        if Headers(scope=scope).get("if-none-match") == script.etag:
            response = Response(status_code=304, headers=headers)
        else:
            body = script.content
            response = Response(body, media_type="text/javascript", headers=headers)
        await response(scope, receive, send)


class _PageAnswer:
    """Holds an HTML answer back until it is whole, to exchange it if it is Streamlit's page."""

    def __init__(self, original: bytes, page: bytes, send: Send) -> None:
        self._original = original
        self._page = page
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        # Whole, uncompressed and never "not modified", so that it can be compared.
        headers = [(name, value) for name, value in scope["headers"] if name not in _PARTIAL]
        await app({**scope, "headers": headers}, receive, self._take)

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._finish()
            return
        await self._send(message)

    async def _finish(self) -> None:
        start, body = self._start or {}, self._body
        if body == self._original:
            body = self._page
            headers = MutableHeaders(raw=start["headers"])
            for name in ("etag", "last-modified", "accept-ranges", "content-encoding"):
                if name in headers:
                    del headers[name]
            headers["content-length"] = str(len(body))
            start["headers"] = headers.raw
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
