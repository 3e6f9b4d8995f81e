"""The web application: Streamlit's pages behind our own sign-in, in one ASGI application."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import WeisuError
from style.texts import text

if TYPE_CHECKING:
    import streamlit as st

_LOGGER = logging.getLogger(__name__)
SCRIPT = Path(__file__).parent / "script.py"

Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]


def show_error(error: Exception) -> bool:
    """Show what went wrong on a page in words, with a number to find it in the log."""
    import streamlit as st

    from dashboards.shell.error_boundary import error_number
    from dashboards.shell.plain import plain
    from style.wording import punctuate

    if isinstance(error, WeisuError):
        st.error(plain(punctuate(str(error))))
        return True
    number = error_number()
    # Streamlit's own log has the traceback already; the number ties the two together.
    _LOGGER.error("page failed, error number %s: %s", number, type(error).__name__)
    advice = text("shell.error_unexpected", number=number)
    st.error(text("shell.error_title") + advice)
    return True


def build_app(settings: Settings, store: Store, *, lifespan: Lifespan | None = None) -> st.App:
    """Return the ASGI application. One for a process: Streamlit's configuration is the process's.

    ``lifespan`` is an async context manager that runs around the server's life.
    """
    import streamlit as st
    from starlette.middleware import Middleware

    from dashboards.landing import Landing
    from dashboards.server.chinese import Chinese
    from dashboards.server.config import apply_config
    from dashboards.server.guard import Guard
    from dashboards.server.headers import SecurityHeaders, security_headers
    from dashboards.server.outlines import OutlineRoutes
    from dashboards.server.password import PasswordRoutes
    from dashboards.server.routes import AccountRoutes
    from dashboards.server.viewer import configure
    from dashboards.wall_app.routes import WallRoutes

    apply_config(settings)
    services = configure(settings, store)
    return st.App(
        SCRIPT,
        lifespan=lifespan,
        routes=[
            *AccountRoutes(settings, store, services.gate).routes(),
            *PasswordRoutes(settings, store, services.gate).routes(),
            *OutlineRoutes(services).routes(),
            *WallRoutes(services).routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders, headers=security_headers(settings)),
            Middleware(Guard, gate=services.gate),
            Middleware(Landing, gate=services.gate, settings=settings),
            Middleware(Chinese),
        ],
        on_script_error=show_error,
    )
