"""Several web processes behind one port: who is served by whom, and what happens when one ends."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from dashboards.server.front import head_cookie
from dashboards.server.gate import COOKIE
from dashboards.server.several import process_count
from dashboards.server.sticky import FRESH_SECONDS, Sticky
from data_access.accounts.token import sign_token
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from dashboards.server import front, several, workers
from data_access.settings import load_settings
from data_access.types import WeisuError

workers.SILENCE_SECONDS = float(sys.argv[3])
front._ANY_SECONDS = front._HOME_SECONDS = float(sys.argv[4])
command = [sys.executable, *sys.argv[5:]]
try:
    several.serve_several(load_settings(home=sys.argv[1], port=int(sys.argv[2])), 2, command)
except WeisuError as error:
    sys.exit(str(error))
"""
REAL = ("-m", "tests.support.web_process")
PATIENCE = 60


# ---------------------------------------------------------------- who belongs where


def test_a_browser_stays_and_a_new_one_goes_to_the_least_busy():
    sticky = Sticky(2)
    homes = {f"browser {n}": sticky.choose(f"browser {n}", [0, 1], now=0.0) for n in range(20)}
    assert Counter(homes.values()) == {0: 10, 1: 10}
    later = FRESH_SECONDS + 1
    sticky.loads[0].open, sticky.loads[1].open = 9, 2
    assert {k: sticky.choose(k, [0, 1], later) for k in homes} == homes
    assert [sticky.choose(f"late {n}", [0, 1], later) for n in range(7)] == [1] * 7


def test_a_browser_whose_process_is_gone_gets_another_home_and_keeps_it():
    sticky = Sticky(2)
    assert sticky.choose("a", [0, 1], now=0.0) == 0
    assert sticky.choose("a", [1], now=0.0) == 1
    assert sticky.choose("a", [0, 1], now=0.0) == 1
    assert sticky.choose("a", [], now=0.0) is None
    assert sticky.home("") is None


def test_strangers_are_not_remembered(monkeypatch):
    monkeypatch.setattr("dashboards.server.sticky.MOST_REMEMBERED", 3)
    sticky = Sticky(1)
    for key in ("", "a", "b", "", "c", "a", "d"):
        sticky.choose(key, [0], now=0.0)
    assert [key for key in "abcd" if sticky.home(key) is not None] == ["a", "c", "d"]


def test_the_cookie_is_found_in_a_head():
    head = (
        b"GET / HTTP/1.1\r\nHost: x\r\ncOOkie: a=1; " + COOKIE.encode() + b"=abc.d; z\r\n\r\nbody"
    )
    assert head_cookie(head) == "abc.d"
    assert head_cookie(b"GET / HTTP/1.1\r\n\r\ncookie: weisu_session=no") == ""
    assert head_cookie(b"\x16\x03\x01\x02\x00") == ""


def test_one_process_a_core_at_most_eight(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    assert process_count(3) == 3
    assert 1 <= process_count(0) <= 8
    monkeypatch.delattr(socket, "send_fds")
    assert process_count(3) == 1


# ---------------------------------------------------------------- the front at work


class Site:
    """A front with two web processes."""

    def __init__(self, settings, port, process):
        self.settings, self.port, self.process = settings, port, process

    def cookie(self, name):
        return f"{COOKIE}={sign_token(self.settings, name)}"

    def ask(self, cookie="", *, body=b"", source="127.0.0.1", **headers):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0)
        )
        sent = {**({"Cookie": cookie} if cookie else {}), **headers}
        try:
            connection.request("PUT" if body else "GET", "/here", body or None, sent)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            assert answer.headers["connection"] == "close"
            return json.loads(answer.read())
        finally:
            connection.close()

    def web_processes(self):
        """Two processes and a cookie that belongs to each."""
        found: dict[int, str] = {}
        for number in range(100):
            cookie = self.cookie(f"person {number}")
            found.setdefault(self.ask(cookie)["pid"], cookie)
            if len(found) == 2:
                return found
        raise AssertionError(found)


@contextmanager
def serving(settings, *command, silence=120.0, wait=50.0):
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", PROGRAM, str(settings.home), str(port)),
            *(str(silence), str(wait), *command),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    site = Site(settings, port, process)
    try:
        yield site
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)
        if process.stderr:
            process.stderr.close()


@pytest.fixture
def site(settings):
    with serving(settings, *REAL) as site:
        until(site.web_processes, seconds=3 * PATIENCE)
        yield site


def until(done, seconds=PATIENCE):
    """Wait for what takes a moment; return it."""
    end = time.monotonic() + seconds
    while True:
        with suppress(OSError, AssertionError, http.client.HTTPException):
            if found := done():
                return found
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_all_requests_of_a_browser_reach_one_process(site):
    for pid, cookie in site.web_processes().items():
        assert {site.ask(f"other=1; {cookie}")["pid"] for _ in range(10)} == {pid}


def test_uploads_and_websockets_reach_the_same_process(site):
    body = os.urandom(5 * 2**20)
    for pid, cookie in site.web_processes().items():
        assert site.ask(cookie, body=body) == {
            "pid": pid, "client": "127.0.0.1", "path": "/here", "size": len(body),
        }  # fmt: skip
        address = f"ws://127.0.0.1:{site.port}/stream"
        with connect(address, additional_headers={"Cookie": cookie}) as websocket:
            assert websocket.recv() == str(pid)
            for text in ("a", "b" * 100_000):
                websocket.send(text)
                assert websocket.recv() == text


def test_the_client_is_the_real_one_and_only_a_local_proxy_is_believed(site):
    assert site.ask(source="127.0.0.7")["client"] == "127.0.0.7"
    told = {"X-Forwarded-For": "10.1.2.3"}
    assert site.ask(source="127.0.0.7", **told)["client"] == "127.0.0.7"
    assert site.ask(source="127.0.0.1", **told)["client"] == "10.1.2.3"


def test_a_head_may_come_in_pieces_and_a_client_may_say_nothing(site):
    ((pid, cookie),) = list(site.web_processes().items())[:1]
    silent = socket.create_connection(("127.0.0.1", site.port))
    gone = socket.create_connection(("127.0.0.1", site.port))
    gone.close()
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as connection:
        for piece in (b"GET /here HT", b"TP/1.1\r\nHost: x\r\nCoo", f"kie: {cookie}\r\n".encode()):
            connection.sendall(piece)
            time.sleep(0.1)
        connection.sendall(b"\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["pid"] == pid
    silent.close()


def test_a_process_that_dies_is_started_again_and_the_other_does_not_notice(site):
    (dead, his), (alive, hers) = site.web_processes().items()
    address = f"ws://127.0.0.1:{site.port}/stream"
    with (
        connect(address, additional_headers={"Cookie": his}) as broken,
        connect(address, additional_headers={"Cookie": hers}) as whole,
    ):
        assert (broken.recv(), whole.recv()) == (str(dead), str(alive))
        os.kill(dead, signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            broken.recv(PATIENCE)
        whole.send("still here")
        assert whole.recv() == "still here"
    # Without asking twice: the browser waits for its process to come back.
    again = site.ask(his)["pid"]
    assert again not in {dead, alive}
    assert site.ask(hers)["pid"] == alive


def test_a_process_that_hangs_is_replaced(settings):
    # Long enough that a process on a busy machine is not taken for one that hangs.
    with serving(settings, *REAL, silence=10.0) as site:
        ((pid, cookie), _) = until(site.web_processes).items()
        os.kill(pid, signal.SIGSTOP)
        until(lambda: not runs(pid))
        assert until(lambda: site.ask(cookie))["pid"] != pid


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all(site, number):
    pids = list(site.web_processes())
    site.process.send_signal(number)
    assert site.process.wait(PATIENCE) == 0
    assert not any(runs(pid) for pid in pids)
    with pytest.raises(ConnectionRefusedError):
        site.ask()


def test_web_processes_end_with_their_front(site):
    pids = list(site.web_processes())
    site.process.kill()
    until(lambda: not any(runs(pid) for pid in pids))


def test_where_no_web_process_starts_the_server_says_so(settings):
    with serving(settings, "-c", "raise SystemExit(3)") as site:
        assert site.process.wait(PATIENCE) == 1
        assert "页面服务没有能够启动" in site.process.stderr.read().decode()


def test_who_comes_before_any_is_ready_is_asked_to_wait(settings):
    with serving(settings, "-c", "import time; time.sleep(600)", wait=1.0) as site:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)

        def connected():
            connection.connect()
            return True

        until(connected)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert "请稍后刷新" in answer.read().decode()
        connection.close()
