"""A web process without pages, which starts at once: says who it is and what it was sent.

``python -m tests.support.web_process DESCRIPTOR`` is started by the front that is tested.
"""

import json
import os
import sys

import uvicorn

from dashboards.server.handing import HandedConnections
from dashboards.server.one_request import OneRequest


async def app(scope, receive, send):
    """Answer with the process, the client as it seems, and the length of what was sent."""
    if scope["type"] == "lifespan":
        return
    if scope["type"] == "websocket":
        await echo(receive, send)
        return
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    told = {"pid": os.getpid(), "client": scope["client"][0], "path": scope["path"], "size": size}
    body = json.dumps(told).encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


async def echo(receive, send):
    """Send back what comes, after the number of the process."""
    while True:
        message = await receive()
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": str(os.getpid())})
        elif message["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        else:
            return


def main() -> None:
    """Serve the connections that are handed over."""
    config = uvicorn.Config(
        OneRequest(app), ws="websockets-sansio", log_config=None, lifespan="off", timeout_notify=0
    )
    server = uvicorn.Server(config)

    def stop() -> None:
        server.should_exit = True

    with HandedConnections(int(sys.argv[1]), stop) as line:

        async def report() -> None:
            line.report(len(server.server_state.connections))

        config.callback_notify = report
        server.run(sockets=[line])


if __name__ == "__main__":
    main()
