"""A browser of sorts: signs in by the form and talks to a page over Streamlit's own protocol.

It draws nothing, so that hundreds fit beside the server that they measure: messages are read only
as far as a click needs (which widget has which id, what the address became, when the run ended).
"""

from __future__ import annotations

import asyncio
import http.client
import time
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

PATIENCE = 60.0
MOST_BYTES = 64 * 2**20


class BrokenPageError(Exception):
    """The page showed an error, or the connection ended."""


@dataclass
class Run:
    """One run of the script as the browser saw it; seconds from the click to the last message."""

    seconds: float
    messages: int
    bytes: int


@dataclass
class _Seen:
    """What a browser remembers of the page."""

    page: str = ""
    query: str = ""
    widgets: dict[str, str] = field(default_factory=dict)


class Browser:
    """One signed-in person with one page open."""

    def __init__(self, host: str, port: int) -> None:
        """Know the server; nothing is sent yet."""
        self._host, self._port = host, port
        self._origin = f"http://{host}:{port}"
        self._cookies: dict[str, str] = {}
        self._seen = _Seen()
        self._values: dict[str, list[str]] = {}
        self._socket: Any = None

    # ------------------------------------------------------------ before the page

    def _request(self, method: str, path: str, body: str = "") -> int:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        headers = {"Origin": self._origin, "Accept": "text/html"}
        if self._cookies:
            headers["Cookie"] = self._cookie_line()
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: m.value for name, m in SimpleCookie(line).items()}
        return answer.status

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def sign_in(self, login: str, password: str) -> float:
        """Send the form; return the seconds it took."""
        began = time.perf_counter()
        status = self._request("POST", "/signin", urlencode({"login": login, "password": password}))
        if status != 303:
            message = f"sign-in was answered with {status}"
            raise BrokenPageError(message)
        return time.perf_counter() - began

    # ------------------------------------------------------------ the page

    async def open(self, page: str, query: dict[str, str]) -> Run:
        """Open a page by its address, as far as its first run is over."""
        from websockets.asyncio.client import connect
        from websockets.typing import Subprotocol

        began = time.perf_counter()
        self._seen.query = urlencode(query)
        for path in (f"/{page}?{self._seen.query}", "/_stcore/health", "/_stcore/host-config"):
            status = await asyncio.to_thread(self._request, "GET", path)
            if status != 200:
                message = f"{path} was answered with {status}"
                raise BrokenPageError(message)
        self._socket = await connect(
            f"ws://{self._host}:{self._port}/_stcore/stream",
            additional_headers={"Cookie": self._cookie_line(), "Origin": self._origin},
            subprotocols=[Subprotocol("streamlit")],
            compression=None,
            max_size=MOST_BYTES,
            ping_interval=None,
        )
        return await self._run(began, page_name=page)

    async def pick_days(self, first: date, last: date) -> Run:
        """Choose other days in the filter bar."""
        words = [f"{day:%Y-%m-%d}" for day in (first, last)]
        return await self.click("filter_dates", words)

    async def click(self, widget: str, values: list[str]) -> Run:
        """Give a widget other values and wait for the run that follows."""
        began = time.perf_counter()
        found = self._seen.widgets.get(widget)
        if found is None:
            message = f"the page has no {widget}"
            raise BrokenPageError(message)
        self._values[found] = values
        return await self._run(began)

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()

    async def _run(self, began: float, page_name: str = "") -> Run:
        from streamlit.proto.BackMsg_pb2 import BackMsg

        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash = self._seen.query, self._seen.page
        state.page_name = page_name
        state.context_info.timezone = "Asia/Shanghai"
        state.context_info.locale = "zh-CN"
        state.context_info.url = f"{self._origin}/{page_name}"
        for found, values in self._values.items():
            widget = state.widget_states.widgets.add()
            widget.id = found
            widget.string_array_value.data.extend(values)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.send(asked.SerializeToString())
                messages, size = await self._until_finished()
        except TimeoutError as error:
            message = f"no end of the run within {PATIENCE:.0f} s"
            raise BrokenPageError(message) from error
        except Exception as error:
            raise BrokenPageError(str(error)) from error
        return Run(time.perf_counter() - began, messages, size)

    async def _until_finished(self) -> tuple[int, int]:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        finished = ForwardMsg.FINISHED_SUCCESSFULLY
        messages = size = 0
        while True:
            data = await self._socket.recv()
            messages, size = messages + 1, size + len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._note(message)
            elif kind == "navigation":
                self._seen.page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._seen.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished == finished:
                return messages, size

    def _note(self, message: Any) -> None:
        """Keep the ids of the widgets that are clicked; an error on the page ends the run."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "date_input":
            self._seen.widgets["filter_dates"] = element.date_input.id
        elif kind == "exception":
            raise BrokenPageError(element.exception.message)
        elif kind == "alert" and "错误编号" in element.alert.body:
            raise BrokenPageError(element.alert.body)
