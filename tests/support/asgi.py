"""A small client that drives an ASGI application in this process: requests, cookies, websockets."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http.cookies import SimpleCookie
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers

SECONDS = 60


class Refused(Exception):  # noqa: N818 - it is the expected end of many tests
    """The application closed the websocket; ``code`` says how (1006: before it was open)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
        self.status_code = status
        self.headers = Headers(raw=headers)
        self.content = content

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


async def _finish() -> None:
    """Let what is still running end by itself, then end it."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        _, late = await asyncio.wait(others, timeout=0.3)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


class Client:
    """Keeps cookies, follows no redirects, sends only the headers it is given."""

    def __init__(self, app: Any, host: str = "testserver") -> None:
        self._app = app
        self._host = host
        self.cookies: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._down: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    # ------------------------------------------------------------ the application's life

    @contextmanager
    def running(self) -> Iterator["Client"]:
        """Start the application's lifespan and end it afterwards."""
        self._thread.start()
        up: Future[str] = Future()

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.complete":
                up.set_result("up")
            elif message["type"] == "lifespan.startup.failed":
                up.set_exception(RuntimeError(message.get("message", "")))

        life = self._begin(self._app({"type": "lifespan", "asgi": {}}, self._down.get, send))
        self._put(self._down, {"type": "lifespan.startup"})
        try:
            up.result(SECONDS)
            yield self
        finally:
            self._put(self._down, {"type": "lifespan.shutdown"})
            life.result(SECONDS)
            self._begin(_finish()).result(SECONDS)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(SECONDS)
            self._loop.close()

    def _begin(self, work: Any) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _put(self, queue: "asyncio.Queue[dict[str, Any]]", message: dict[str, Any]) -> None:
        self._loop.call_soon_threadsafe(queue.put_nowait, message)

    # ------------------------------------------------------------ requests

    def _scope(self, kind: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        place, _, query = path.partition("?")
        sent = {"host": self._host, **{name.lower(): value for name, value in headers.items()}}
        if self.cookies and "cookie" not in sent:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "type": kind,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws",
            "path": place,
            "raw_path": place.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": ("testclient", 50000),
            "server": (self._host, 80),
        }

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
        content: bytes = b"",
    ) -> Answer:
        """Send a request; ``data`` goes as a form."""
        sent = dict(headers or {})
        if data is not None:
            content = urlencode(data).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        scope = {**self._scope("http", path, sent), "method": method}
        answer = self._begin(self._exchange(scope, content)).result(SECONDS)
        for line in answer.headers.getlist("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    async def _exchange(self, scope: dict[str, Any], content: bytes) -> Answer:
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": content, "more_body": False})
        start: dict[str, Any] = {}
        parts: list[bytes] = []

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, incoming.get, send)
        body = b"" if scope["method"] == "HEAD" else b"".join(parts)
        return Answer(start["status"], list(start["headers"]), body)

    def get(self, path: str, **options: Any) -> Answer:
        return self.request("GET", path, **options)

    def head(self, path: str, **options: Any) -> Answer:
        return self.request("HEAD", path, **options)

    def post(self, path: str, **options: Any) -> Answer:
        return self.request("POST", path, **options)

    # ------------------------------------------------------------ websockets

    @contextmanager
    def websocket(self, url: str, headers: dict[str, str]) -> Iterator["Socket"]:
        """Open a websocket; ``Refused`` where the application doesn't take it."""
        place = urlsplit(url)
        scope = {
            **self._scope("websocket", place.path, headers),
            "subprotocols": ["streamlit"],
            "headers": [
                *self._scope("websocket", place.path, headers)["headers"],
                (b"sec-websocket-protocol", b"streamlit"),
            ],
        }
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        work = self._begin(self._app(scope, incoming.get, outgoing.put))
        self._put(incoming, {"type": "websocket.connect"})
        opened = Socket(lambda: self._begin(outgoing.get()).result(SECONDS))
        try:
            first = opened.next()
            if first["type"] == "websocket.close":
                raise Refused(1006)
            yield opened
        finally:
            self._put(incoming, {"type": "websocket.disconnect", "code": 1000})
            work.result(SECONDS)


class Socket:
    """An open websocket."""

    def __init__(self, following: Any) -> None:
        self.next = following

    def drain(self) -> None:
        """Read until the application closes it, which raises ``Refused``."""
        while True:
            message = self.next()
            if message["type"] == "websocket.close":
                raise Refused(message["code"])
