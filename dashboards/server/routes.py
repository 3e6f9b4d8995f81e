"""Sign-in, sign-out and health: the only addresses that are ours and not Streamlit's."""

from __future__ import annotations

import logging

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.server.appearance import chosen
from dashboards.server.forms import read_form
from dashboards.server.gate import COOKIE, SessionGate
from dashboards.server.requests import header, safe_next, session_cookie
from dashboards.server.sign_in_page import sign_in_page, sign_out_page
from data_access.accounts.sessions import end_session, start_session
from data_access.accounts.store import SignInRefusedError, authenticate
from data_access.accounts.token import read_token, sign_token
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.engine import Store
from data_access.types import WeisuError
from style.texts import text

_LOGGER = logging.getLogger(__name__)
# Each check takes 64 MB and a processor for a moment: a few at once, the rest wait their turn.
_CHECKS_AT_ONCE = 2
_MOST_WAITING = 40


class AccountRoutes:
    """The handlers, with what they need."""

    def __init__(self, settings: Settings, store: Store, gate: SessionGate) -> None:
        """Keep the store and the gate whose memory sign-out clears."""
        self._settings = settings
        self._store = store
        self._gate = gate
        self._limiter: CapacityLimiter | None = None
        self._waiting = 0

    def routes(self) -> list[Route]:
        """Return the routes to put before Streamlit's."""
        return [
            Route("/signin", self.show, methods=["GET"]),
            Route("/signin", self.sign_in, methods=["POST"]),
            Route("/signout", self.ask_sign_out, methods=["GET"]),
            Route("/signout", self.sign_out, methods=["POST"]),
            Route("/healthz", self.health, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form, or go on where somebody is signed in already."""
        wanted = safe_next(request.query_params.get("next", "/"))
        cookie = session_cookie(request.scope)
        session = await to_thread.run_sync(self._gate.look_up, cookie)
        if session is not None:
            return RedirectResponse(wanted, status_code=303)
        note = text("sign.signed_out") if "out" in request.query_params else ""
        return _form(request, wanted=wanted, note=note)

    async def sign_in(self, request: Request) -> Response:
        """Check login and password; answer with the cookie, or with the form and what is wrong."""
        form = await read_form(request)
        if form is None:
            return _form(request, 400, wanted="/", error=text("sign.unreadable"))
        wanted, login = safe_next(form.get("next", "/")), form.get("login", "")
        if self._waiting >= _MOST_WAITING:
            answer = _form(request, 503, wanted=wanted, login=login, error=text("sign.many"))
            answer.headers["Retry-After"] = "5"
            return answer
        source = request.client.host if request.client else ""
        old = session_cookie(request.scope)
        try:
            cookie = await self._checked(login, form.get("password", ""), source, old)
        except SignInRefusedError as refused:
            return _form(request, 401, wanted=wanted, login=login, error=str(refused))
        except WeisuError as error:
            _LOGGER.exception("sign-in failed")
            return _form(request, 503, wanted=wanted, login=login, error=str(error))
        signed_in = RedirectResponse(wanted, status_code=303)
        signed_in.set_cookie(
            COOKIE,
            cookie,
            max_age=int(self._settings.session_hours * 3600),
            secure=self._settings.cookie_secure,
            httponly=True,
            samesite="lax",
        )
        return signed_in

    async def _checked(self, login: str, password: str, source: str, old: str) -> str:
        if self._limiter is None:
            self._limiter = CapacityLimiter(_CHECKS_AT_ONCE)
        self._waiting += 1
        try:
            return await to_thread.run_sync(
                self._open_session, login, password, source, old, limiter=self._limiter
            )
        finally:
            self._waiting -= 1

    def _open_session(self, login: str, password: str, source: str, old: str) -> str:
        account = authenticate(self._store, self._settings, login, password, source=source)
        if old:
            self._end(old)
        return sign_token(self._settings, start_session(self._store, self._settings, account.id))

    def _end(self, cookie: str) -> None:
        token = read_token(self._settings, cookie)
        if token is not None:
            end_session(self._store, token)
        self._gate.forget(cookie)

    async def ask_sign_out(self, request: Request) -> Response:
        """Sign out where the browser shows that our own page sent the request, else ask first."""
        if header(request.scope, "sec-fetch-site") == "same-origin":
            return await self.sign_out(request)
        return HTMLResponse(sign_out_page(chosen(request.cookies)))

    async def sign_out(self, request: Request) -> Response:
        """End the session for good: copies of the cookie are worth nothing afterwards."""
        await to_thread.run_sync(self._end, session_cookie(request.scope))
        answer = RedirectResponse("/signin?out=1", status_code=303)
        answer.delete_cookie(
            COOKIE, secure=self._settings.cookie_secure, httponly=True, samesite="lax"
        )
        return answer

    async def health(self, request: Request) -> Response:
        """Tell a load balancer whether this process reaches its database."""
        del request
        try:
            await to_thread.run_sync(self._touch)
        except Exception:
            _LOGGER.exception("health check failed")
            return PlainTextResponse("database unreachable", status_code=503)
        return PlainTextResponse("ok")

    def _touch(self) -> None:
        with self._store.read() as connection:
            audit.head(connection)


def _form(request: Request, status: int = 200, **words: str) -> HTMLResponse:
    page = sign_in_page(appearance=chosen(request.cookies), **words)
    return HTMLResponse(page, status_code=status)
