"""Changing one's own password: the old one is checked first, every session ends afterwards."""

from __future__ import annotations

import hmac

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.server.appearance import chosen
from dashboards.server.forms import read_form
from dashboards.server.gate import COOKIE, SessionGate
from dashboards.server.requests import session_cookie
from dashboards.server.sign_in_page import password_page
from data_access.accounts.model import Account, scope_of
from data_access.accounts.store import authenticate, set_password
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import WeisuError
from style.texts import text


class PasswordRoutes:
    """The handlers, with what they need. Only somebody who is signed in reaches them."""

    def __init__(self, settings: Settings, store: Store, gate: SessionGate) -> None:
        """Keep the store and the gate that knows who is signed in."""
        self._settings = settings
        self._store = store
        self._gate = gate

    def routes(self) -> list[Route]:
        """Return the routes to put before Streamlit's."""
        return [
            Route("/password", self.show, methods=["GET"]),
            Route("/password", self.change, methods=["POST"]),
        ]

    async def _account(self, request: Request) -> Account | None:
        cookie = session_cookie(request.scope)
        session = await to_thread.run_sync(self._gate.look_up, cookie)
        return session.account if session else None

    async def show(self, request: Request) -> Response:
        """Show the form."""
        account = await self._account(request)
        if account is None:
            return RedirectResponse("/signin?next=/password", status_code=303)
        return HTMLResponse(password_page(login=account.login, appearance=chosen(request.cookies)))

    async def change(self, request: Request) -> Response:
        """Set the new password and ask to sign in again, or say what is wrong."""
        account = await self._account(request)
        if account is None:
            return RedirectResponse("/signin?next=/password", status_code=303)
        form = await read_form(request) or {}
        source = request.client.host if request.client else ""
        try:
            await to_thread.run_sync(self._change, account, form, source)
        except WeisuError as error:
            page = password_page(
                login=account.login, error=str(error), appearance=chosen(request.cookies)
            )
            return HTMLResponse(page, status_code=400)
        self._gate.forget(session_cookie(request.scope))
        answer = RedirectResponse("/signin", status_code=303)
        answer.delete_cookie(
            COOKIE, secure=self._settings.cookie_secure, httponly=True, samesite="lax"
        )
        return answer

    def _change(self, account: Account, form: dict[str, str], source: str) -> None:
        new = form.get("new", "")
        if not hmac.compare_digest(new.encode(), form.get("again", "").encode()):
            raise WeisuError(text("sign.not_the_same"))
        authenticate(self._store, self._settings, account.login, form.get("old", ""), source=source)
        scope = scope_of(account, self._settings)
        set_password(self._store, scope, account.login, new)
