"""Where ``/`` leads: to the first page that the account opens, before any script runs.

The page at ``/`` could lead on itself, but only by running the whole script and then once more.
"""

from __future__ import annotations

from anyio import to_thread
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.gate import SessionGate
from dashboards.server.requests import session_cookie, wants_page
from dashboards.shell.pages import first_page
from data_access.accounts.model import scope_of
from data_access.settings import Settings


class Landing:
    """Answers who opens ``/`` with the address of their first page; the query goes along.

    Whoever has no page is let through: the page at ``/`` says what the account is for.
    """

    def __init__(self, app: ASGIApp, *, gate: SessionGate, settings: Settings) -> None:
        """Wrap ``app``; stands behind the guard, which lets in only who is signed in."""
        self._app = app
        self._gate = gate
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead on, or pass the request on."""
        path = ""
        if scope["type"] == "http" and scope["path"] == "/" and wants_page(scope):
            path = await to_thread.run_sync(self._first_page, session_cookie(scope))
        if not path:
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        where = f"/{path}?{query}" if query else f"/{path}"
        await RedirectResponse(where, status_code=303)(scope, receive, send)

    def _first_page(self, cookie: str) -> str:
        session = self._gate.look_up(cookie)
        if session is None:
            return ""
        first = first_page(scope_of(session.account, self._settings))
        return first.path if first is not None else ""
