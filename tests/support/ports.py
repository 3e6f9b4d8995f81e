"""A port for a server under test."""

import os
import random
import socket

#: Below what systems hand out to outgoing connections (Linux: from 32768): between the choice of a
#: port and the server's bind no client of another test can be given it.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on and that no outgoing connection is given.

    Test processes draw in different orders, so that two rarely try the same one.
    """
    draw = random.Random(os.urandom(8))
    for _ in range(100):
        port = draw.choice(_PORTS)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise OSError("no free port among a hundred tried")
