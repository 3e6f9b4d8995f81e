"""The outlines of areas for maps: one address a level and version, for who is signed in.

A version never changes, so browsers keep it; a page then sends only numbers.
"""

from __future__ import annotations

import gzip
import threading

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.server.requests import session_cookie
from dashboards.server.viewer import Services
from data_access.accounts.model import scope_of
from geo.page_outlines import geojson_of
from geo.store_reads import outline_versions, outlines
from style.texts import text

_MOST = 40
"""Documents that a process keeps: some of 0.1 MB each."""
_KEPT = "private, max-age=31536000, immutable"

Asked = tuple[str, str, str]
"""Jurisdiction, level, version."""


class OutlineRoutes:
    """The handler, with what it reads from and what it has made."""

    def __init__(self, services: Services) -> None:
        """Keep what is read from."""
        self._services = services
        self._made: dict[Asked, bytes] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Return the routes to put before Streamlit's."""
        address = "/outlines/{jurisdiction}/{level}/{version}.json"
        return [Route(address, self.outlines, methods=["GET"])]

    async def outlines(self, request: Request) -> Response:
        """Answer with a level's outlines in a version; 404 also for what the reader may not see."""
        way = request.path_params
        asked = (way["jurisdiction"], way["level"], way["version"])
        cookie = session_cookie(request.scope)
        packed = await to_thread.run_sync(self._packed, asked, cookie)
        if packed is None:
            return PlainTextResponse(text("server.no_outlines"), status_code=404)
        headers = {"Cache-Control": _KEPT, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            packed = gzip.decompress(packed)
        else:
            headers["Content-Encoding"] = "gzip"
        return Response(packed, media_type="application/geo+json", headers=headers)

    def _packed(self, asked: Asked, cookie: str) -> bytes | None:
        """Return the document, made at its first asking; None where there is none to be seen."""
        session = self._services.gate.look_up(cookie) if cookie else None
        if session is None:
            return None
        scope = scope_of(session.account, self._services.settings)
        jurisdiction, level, version = asked
        if not scope.sees(jurisdiction):
            return None
        with self._lock:
            if asked in self._made:
                return self._made[asked]
            store = self._services.store
            if outline_versions(store, scope, jurisdiction).get(level) != version:
                return None
            found = outlines(store, scope, jurisdiction, level=level, shapes="simplified")
            if len(self._made) >= _MOST:
                self._made.pop(next(iter(self._made)))
            self._made[asked] = gzip.compress(geojson_of(found), mtime=0)
            return self._made[asked]
