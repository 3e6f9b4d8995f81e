"""Handing an accepted connection from the front to a web process, over a pair of local sockets.

The front sends one byte with the connection's descriptor; nothing of the connection has been read,
so the web process serves it as if it had accepted it itself and the client's address is the real
one. Back come numbers: every second, how many connections the process holds open.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

_REPORT = struct.Struct("!I")
_ONE = b"c"


def can_hand_over() -> bool:
    """Tell whether this system passes connections between processes (Windows does not)."""
    return hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")


def hand_over(line: socket.socket, connection: socket.socket) -> None:
    """Send the connection down the line; the caller closes its own copy.

    Raises ``BlockingIOError`` where the other end has too many waiting, another ``OSError`` where
    it is gone.
    """
    socket.send_fds(line, [_ONE], [connection.fileno()])


def reported(line: socket.socket) -> int | None:
    """Return the newest number on the line; None where the other end is gone.

    Raises ``BlockingIOError`` where there is nothing.
    """
    data = line.recv(_REPORT.size * 1024)
    if len(data) < _REPORT.size:
        return None
    whole = len(data) - len(data) % _REPORT.size
    return int(_REPORT.unpack(data[whole - _REPORT.size : whole])[0])


class HandedConnections(socket.socket):
    """Looks like a listening socket to a server; its connections come down the line."""

    def __init__(self, descriptor: int, on_end: Callable[[], None]) -> None:
        """Take over the line's end; ``on_end`` is called when the front is gone."""
        super().__init__(fileno=descriptor)
        self.setblocking(False)
        self._on_end = on_end

    def listen(self, backlog: int = 0, /) -> None:
        """Do nothing: the front listens."""

    def accept(self) -> tuple[socket.socket, object]:
        """Return the next connection and its client's address."""
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self, len(_ONE), 1)
            except ConnectionError:
                data, descriptors = b"", []
            if not data:
                self._on_end()
                raise BlockingIOError
            if descriptors:
                os.set_inheritable(descriptors[0], False)
                connection = socket.socket(fileno=descriptors[0])
                with suppress(OSError):  # the client may have left already
                    return connection, connection.getpeername()
                connection.close()

    def report(self, count: int) -> None:
        """Tell the front how many connections are open; nothing where it does not listen."""
        with suppress(OSError):
            self.send(_REPORT.pack(count))
