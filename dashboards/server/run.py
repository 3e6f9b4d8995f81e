"""Runs the web application in this process until it is told to stop."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from dashboards.app import build_app
from dashboards.rehearsal import Rehearsal
from dashboards.server.handing import HandedConnections
from dashboards.server.listening import listen
from dashboards.server.one_request import OneRequest
from dashboards.server.viewer import get_services
from dashboards.warm import warm_up
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import WeisuError
from style.texts import text

if TYPE_CHECKING:
    import uvicorn

_STOP_SECONDS = 10
_REPORT_SECONDS = 1


def _configuration(app: object, settings: Settings) -> uvicorn.Config:
    import uvicorn
    from streamlit.runtime.runtime_util import get_max_message_size_bytes

    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        loop="asyncio",
        ws="websockets-sansio",
        ws_max_size=get_max_message_size_bytes(),
        ws_ping_interval=30,
        ws_ping_timeout=30,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=_STOP_SECONDS,
        timeout_notify=_REPORT_SECONDS,
    )


@asynccontextmanager
async def _warm(_app: object) -> AsyncIterator[None]:
    """Get ready before the first connection is taken; large places' pages thereafter."""
    warm_up()
    rehearsal = Rehearsal(get_services())
    rehearsal.start()
    yield
    rehearsal.end()


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    server.run(sockets=[listener])
    if not server.started:
        raise WeisuError(text("server.not_started"))


def serve(settings: Settings, store: Store) -> None:
    """Serve the pages on ``settings.host`` and ``settings.port`` until SIGINT or SIGTERM.

    Raises ``WeisuError`` where the address can't be used. X-Forwarded-For and -Proto are believed
    from a proxy on this machine only.
    """
    import uvicorn

    listener = listen(settings.host, settings.port)
    try:
        app = build_app(settings, store, lifespan=_warm)
        _run(uvicorn.Server(_configuration(app, settings)), listener)
    finally:
        listener.close()


def serve_handed(settings: Settings, store: Store, descriptor: int) -> None:
    """Serve the connections that the front hands over, until a signal or until the front is gone.

    ``descriptor``: this process's end of the line (``handing.py``).
    """
    import uvicorn

    app = OneRequest(build_app(settings, store, lifespan=_warm))
    server = uvicorn.Server(_configuration(app, settings))

    def stop() -> None:
        server.should_exit = True

    with HandedConnections(descriptor, stop) as line:

        async def report() -> None:
            line.report(len(server.server_state.connections))

        server.config.callback_notify = report
        _run(server, line)
