"""One request a connection, so that every connection can be handed to the process it belongs to.

A reverse proxy sends the requests of many people over the connections that it keeps. Which web
process serves a connection is decided by its first request: so there must be no second. Websockets
are not concerned: they are one request that stays.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class OneRequest:
    """Asks for the connection to be closed after every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, marked)
