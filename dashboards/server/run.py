"""Runs the web application in this process until it is told to stop."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from dashboards.app import Lifespan, build_app
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import WeisuError

if TYPE_CHECKING:
    import uvicorn

_BACKLOG = 2048
_STOP_SECONDS = 10


def _listen(host: str, port: int) -> socket.socket:
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


def _configuration(app: object, settings: Settings) -> uvicorn.Config:
    import uvicorn
    from streamlit.runtime.runtime_util import get_max_message_size_bytes

    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=get_max_message_size_bytes(),
        ws_ping_interval=30,
        ws_ping_timeout=30,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


def serve(settings: Settings, store: Store, lifespan: Lifespan | None = None) -> None:
    """Serve the pages on ``settings.host`` and ``settings.port`` until SIGINT or SIGTERM.

    Raises ``WeisuError`` where the address can't be used. X-Forwarded-For and -Proto are believed
    from a proxy on this machine only.
    """
    import uvicorn

    listener = _listen(settings.host, settings.port)
    try:
        app = build_app(settings, store, lifespan=lifespan)
        server = uvicorn.Server(_configuration(app, settings))
        server.run(sockets=[listener])
    finally:
        listener.close()
    if not server.started:
        raise WeisuError("页面服务没有能够启动，数据没有改动。原因见上方日志。")
