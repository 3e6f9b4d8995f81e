"""The guard in front of everything: without a running session there are only sign-in, health
and the page of wall screens."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.server.gate import SessionGate
from dashboards.server.requests import foreign_origin, same_origin, session_cookie, wants_page
from data_access.accounts.sessions import Session
from style.texts import text

_LOGGER = logging.getLogger(__name__)

WALL_PATHS = frozenset(
    {"/wall", "/wall/data", "/wall/wall.css", "/wall/wall.js", "/wall/plotly.js"}
)
"""A screen in a hall has no session: its page is empty, its data ask for a token of their own."""
OPEN_PATHS = frozenset({"/signin", "/healthz"}) | WALL_PATHS
RECHECK_SECONDS = 5.0
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY_VIOLATION = 1008


class Guard:
    """Lets a request pass if its session runs, and closes a websocket when its session ends."""

    def __init__(self, app: ASGIApp, *, gate: SessionGate) -> None:
        """Wrap ``app``."""
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, send to sign-in, or refuse."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _session(self, cookie: str) -> Session | None:
        if not cookie:
            return None
        fresh, session = self._gate.remembered(cookie)
        return session if fresh else await to_thread.run_sync(self._gate.look_up, cookie)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        unsafe = scope["method"] not in _SAFE
        if foreign_origin(scope) or (unsafe and not same_origin(scope)):
            refusal = PlainTextResponse(text("server.foreign"), status_code=403)
            await refusal(scope, receive, send)
        elif scope["path"] in OPEN_PATHS or await self._session(session_cookie(scope)):
            await self._app(scope, receive, send)
        elif wants_page(scope):
            query = scope["query_string"].decode("latin-1")
            here = scope["path"] + (f"?{query}" if query else "")
            where = "/signin" if here == "/" else f"/signin?next={quote(here, safe='')}"
            await RedirectResponse(where, status_code=303)(scope, receive, send)
        else:
            refusal = PlainTextResponse(text("server.session_over"), status_code=401)
            await refusal(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = session_cookie(scope)
        if not same_origin(scope) or await self._session(cookie) is None:
            await receive()  # websocket.connect; closing before accepting answers 403
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await _Watched(self, cookie, receive, send).run(self._app, scope)

    async def still_in(self, cookie: str) -> bool:
        """Tell whether the session still runs."""
        return await self._session(cookie) is not None


class _Watched:
    """An open websocket whose session is asked for again every few seconds and at every message."""

    def __init__(self, guard: Guard, cookie: str, receive: Receive, send: Send) -> None:
        self._guard = guard
        self._cookie = cookie
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        watcher = asyncio.create_task(self._watch())
        try:
            await app(scope, self._next, self._answer)
        finally:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher

    async def _watch(self) -> None:
        while not self._ended.is_set():
            try:
                if not await self._guard.still_in(self._cookie):
                    self._ended.set()
                    return
            except Exception:  # a store that is away for a moment must not sign everybody out
                _LOGGER.exception("the session of an open page could not be checked")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), RECHECK_SECONDS)

    async def _next(self) -> Message:
        """Return the browser's next message, or that it left, once its session has ended."""
        coming = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({coming, ended}, return_when=asyncio.FIRST_COMPLETED)
            message: Any = coming.result() if coming.done() else None
        finally:
            ended.cancel()
            if not coming.done():
                coming.cancel()
        if message is not None and message["type"] != "websocket.receive":
            return dict(message)
        if message is not None and await self._guard.still_in(self._cookie):
            return dict(message)
        self._ended.set()
        with suppress(RuntimeError):  # already closed by the other side
            await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

    async def _answer(self, message: Message) -> None:
        """Pass on what the page sends, unless the session has ended meanwhile."""
        if not self._ended.is_set():
            await self._send(message)
