"""Opening the port that the pages are served on."""

from __future__ import annotations

import errno
import socket

from data_access.types import WeisuError

_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; ``WeisuError`` says why it can't."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise WeisuError(f"监听地址 {host} 无效，服务没有启动。请检查 WEISU_HOST。") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        why = {
            errno.EADDRINUSE: "端口已被其他程序占用",
            errno.EACCES: "没有使用该端口的权限",
            errno.EADDRNOTAVAIL: "本机没有这个地址",
        }.get(error.errno or 0, str(error))
        raise WeisuError(
            f"无法在 {host}:{port} 提供服务：{why}。数据没有改动。"
            "请关闭占用者，或用 WEISU_HOST、WEISU_PORT 另选地址。"
        ) from error
    return listener
