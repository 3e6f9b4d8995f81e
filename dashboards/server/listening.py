"""Opening the port that the pages are served on."""

from __future__ import annotations

import errno
import socket

from data_access.types import WeisuError
from style.texts import text

_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; ``WeisuError`` says why it can't."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise WeisuError(text("server.host_unknown", host=host)) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        why = {
            errno.EADDRINUSE: text("server.port_taken"),
            errno.EACCES: text("server.port_refused"),
            errno.EADDRNOTAVAIL: text("server.host_not_here"),
        }.get(error.errno or 0, str(error))
        raise WeisuError(text("server.cannot_listen", where=f"{host}:{port}", why=why)) from error
    return listener
