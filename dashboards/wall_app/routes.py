"""The addresses of wall screens: one page, its files, and the data of whoever brings a token.

A screen's address is ``/wall#token``: what follows the sign stays in the browser. The script sends
it as a header, so that no log of addresses, ours or a proxy's, holds it. The token opens
``/wall/data`` alone: the guard asks every other address for a session, and never looks at it.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboards.server.requests import header
from dashboards.server.viewer import Services
from dashboards.wall_app import page
from dashboards.wall_app.content import Screen
from dashboards.wall_app.reading import read_screen
from dashboards.wall_app.scenes import scenes_of
from data_access.accounts import screens
from data_access.store.clock import utc_now
from style.sheets import wall_css
from style.texts import text

_LOGGER = logging.getLogger(__name__)
SCREEN_HEADER = "x-weisu-screen"
ANSWER_SECONDS = 10.0
"""How long an answer serves a screen again: a screen that asks without end costs one answer."""
LONGEST_TOKEN = 100


class WallRoutes:
    """The handlers, with what they need."""

    def __init__(self, services: Services, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep what is read from; ``clock`` gives seconds and never goes back."""
        self._services = services
        self._clock = clock
        self._answers: dict[int, tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Return the routes to put before Streamlit's."""
        return [
            Route("/wall", self.show, methods=["GET"]),
            Route("/wall/data", self.data, methods=["GET"]),
            Route("/wall/wall.css", self.style, methods=["GET"]),
            Route("/wall/wall.js", self.script, methods=["GET"]),
            Route("/wall/plotly.js", self.plotly, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the page, which holds no data."""
        del request
        return HTMLResponse(page.wall_page(self._services.settings))

    async def style(self, request: Request) -> Response:
        """Answer with the style sheet."""
        del request
        return Response(wall_css(), media_type="text/css")

    async def script(self, request: Request) -> Response:
        """Answer with the script."""
        del request
        return Response(page.script(), media_type="text/javascript")

    async def plotly(self, request: Request) -> Response:
        """Answer with plotly."""
        del request
        return Response(await to_thread.run_sync(page.plotly_script), media_type="text/javascript")

    async def data(self, request: Request) -> Response:
        """Answer with what the token's screen shows; 401 and what to do for any other token."""
        status, body = await to_thread.run_sync(self._data, header(request.scope, SCREEN_HEADER))
        return Response(body, status_code=status, media_type="application/json")

    def _data(self, token: str) -> tuple[int, bytes]:
        try:
            return self._answer(token)
        except Exception:  # said on the screen, which goes on asking; the log says why
            _LOGGER.exception("a wall screen could not be read")
            return 503, _json({"words": text("wall.failed")})

    def _answer(self, token: str) -> tuple[int, bytes]:
        now = utc_now()
        known = token if 0 < len(token) <= LONGEST_TOKEN else ""
        screen = screens.find_screen(self._services.store, known, now=now) if known else None
        state = screen.state(now) if screen is not None else "unknown"
        if screen is None or state != "open":
            return 401, _json({"words": text(f"wall.{state}")})
        with self._lock:  # of several that ask at once one reads, the others take its answer
            made, body = self._answers.get(screen.id, (-ANSWER_SECONDS, b""))
            if self._clock() - made >= ANSWER_SECONDS:
                body = _json(document(read_screen(self._services, screen, now)))
                self._answers[screen.id] = (self._clock(), body)
        return 200, body


def document(screen: Screen) -> dict[str, Any]:
    """Return what the page's script is given."""
    fresh = screen.fresh
    return {
        "build": page.build(),
        "head": text("wall.head", place=screen.place),
        "hall": screen.hall,
        "until": fresh.until if fresh else "",
        "refreshed": fresh.refreshed if fresh else "",
        "read": fresh.read if fresh else "",
        "old": fresh.old if fresh else "",
        "scenes": scenes_of(screen),
    }


def _json(value: dict[str, Any]) -> bytes:
    """Return JSON; days and missing numbers of pictures as plotly takes them."""
    from plotly.utils import PlotlyJSONEncoder

    return json.dumps(value, cls=PlotlyJSONEncoder, ensure_ascii=False).encode()
