"""The front of several web processes: takes connections on the port and hands each to one of them.

It looks at a connection's first request without taking anything off the wire, finds the session
cookie, and passes the connection itself on (``handing.py``): what follows never passes through
here. A web process answers one request a connection (``worker.py``), because a reverse proxy sends
requests of many people over one.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress

from dashboards.server.requests import session_cookie
from dashboards.server.workers import Worker, Workers
from style.texts import text

_LOGGER = logging.getLogger(__name__)
_MOST_HEAD = 64 * 1024
_HEAD_SECONDS = 30.0
_HEAD_PAUSE = 0.01
# How long a browser waits for its own process to come back, and anybody for any process at all.
_HOME_SECONDS = 15.0
_ANY_SECONDS = 60.0
_RETRY_SECONDS = 0.05
_BUSY = text("server.busy").encode()
_NOT_READY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nRetry-After: 5\r\nCache-Control: no-store\r\n"
    b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n%s" % (len(_BUSY), _BUSY)
)

Reader = Callable[[str], str | None]


def head_cookie(head: bytes) -> str:
    """Return the session cookie in the head of a request, or an empty text."""
    lines = head.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    pairs = [line.partition(b":") for line in lines]
    return session_cookie({"headers": [(name, value.strip()) for name, _, value in pairs]})


class Front:
    """Accepts and hands on, until it is cancelled."""

    def __init__(self, listener: socket.socket, workers: Workers, read_token: Reader) -> None:
        """Serve ``listener``; ``read_token`` gives what a cookie stands for if it is one of ours.

        Only such cookies are remembered: nobody can push others out of their place with made-up
        ones.
        """
        listener.setblocking(False)
        self._listener = listener
        self._workers = workers
        self._read_token = read_token
        self._open: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take connections; where the system has no descriptors left, wait and go on."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except ConnectionError:
                continue
            except OSError:
                _LOGGER.exception("no connection can be accepted for the moment")
                await asyncio.sleep(1)
                continue
            task = asyncio.create_task(self._serve(connection))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                head = await asyncio.wait_for(_head(connection), _HEAD_SECONDS)
                if head:
                    key = self._read_token(head_cookie(head)) or ""
                    await self._hand(connection, key)
            except (OSError, TimeoutError):
                return  # the client left, or never said what it wants

    async def _hand(self, connection: socket.socket, key: str) -> None:
        loop = asyncio.get_running_loop()
        came = loop.time()
        while (waited := loop.time() - came) < _ANY_SECONDS:
            worker = self._workers.find(key, patient=waited < _HOME_SECONDS)
            if worker is not None and self._passed(worker, connection):
                return
            await asyncio.sleep(_RETRY_SECONDS)
        with suppress(OSError):
            connection.send(_NOT_READY)

    def _passed(self, worker: Worker, connection: socket.socket) -> bool:
        try:
            worker.take(connection)
        except BlockingIOError:  # it has too many waiting already
            return False
        except OSError:
            worker.gone()
            return False
        return True


async def _head(connection: socket.socket) -> bytes:
    """Return the beginning of what the client sends, which stays unread; empty where it left."""
    await _readable(connection)
    while True:
        data = connection.recv(_MOST_HEAD, socket.MSG_PEEK)
        if not data or b"\r\n\r\n" in data or len(data) == _MOST_HEAD:
            return data
        # What was seen stays in the buffer, so the system can't tell us of more.
        await asyncio.sleep(_HEAD_PAUSE)


async def _readable(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    waiting = loop.create_future()
    loop.add_reader(connection, waiting.set_result, None)
    try:
        await waiting
    finally:
        loop.remove_reader(connection)
