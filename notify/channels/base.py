"""What the channels share: the error that says whether to try again, deadlines, trusted roots."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from data_access.settings import Settings


class SendError(Exception):
    """An attempt that failed. Its text is ours: no address, no secret, nothing the far end said.

    ``again``: whether another attempt may help. ``down``: the host itself can't be reached, so
    that other messages to it needn't try now.
    """

    def __init__(self, words: str, *, again: bool = True, down: bool = False) -> None:
        """Say what happened."""
        super().__init__(words)
        self.again = again
        self.down = down


def trusted(settings: Settings) -> ssl.SSLContext:
    """Return the context that checks certificates and host names: always, with the system's roots
    and those of ``notify_ca_file``.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.notify_ca_file:
        try:
            context.load_verify_locations(settings.notify_ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SendError("根证书文件（notify_ca_file）无法读取") from error
    return context


@contextmanager
def deadline(seconds: float, find_socket: Callable[[], socket.socket | None]) -> Iterator[None]:
    """End the connection after ``seconds`` altogether: a far end that drips a byte now and then
    would never meet the socket's own time limit.
    """
    over = threading.Event()

    def cut() -> None:
        over.set()
        connection = find_socket()
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except SendError:
        raise
    except Exception as error:
        if over.is_set():
            raise SendError("对方没有在时限内答复", down=True) from error
        raise
    finally:
        timer.cancel()


def network_error(error: Exception) -> SendError:
    """Return a failed connection in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return SendError("对方的证书无法验证（检查 notify_ca_file 与主机名）", down=True)
    if isinstance(error, ssl.SSLError):
        return SendError("加密连接未能建立", down=True)
    if isinstance(error, TimeoutError):
        return SendError("对方没有在时限内答复", down=True)
    if isinstance(error, socket.gaierror):
        return SendError("找不到这台主机（域名解析失败）", down=True)
    if isinstance(error, ConnectionRefusedError):
        return SendError("对方拒绝连接", down=True)
    return SendError("网络连接中断", down=True)
