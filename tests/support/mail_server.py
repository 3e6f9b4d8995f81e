"""A tiny SMTP server on loopback, with STARTTLS, TLS from the start, and AUTH PLAIN."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast


@dataclass
class MailServer:
    """What it was told, and how it answers: ``answers`` maps a command to a reply to give."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    on_data: Callable[[], None] = lambda: None


class _Talk(socketserver.StreamRequestHandler):
    timeout = 10

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        server = cast("_Server", self.server)
        self.tls = isinstance(self.request, ssl.SSLSocket)
        self.say("220 test ESMTP")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line.partition(" ")[0].upper()
            if answer := server.told.answers.get(verb):
                self.say(answer)
                if answer.startswith("421"):
                    return
                continue
            if self.obey(server, verb, line):
                return

    def obey(self, server: _Server, verb: str, line: str) -> bool:
        if verb == "EHLO":
            self.say("250-test")
            if server.context and not self.tls:
                self.say("250-STARTTLS")
            self.say("250 AUTH PLAIN")
        elif verb == "STARTTLS" and server.context:
            self.say("220 go ahead")
            self.request = server.context.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
            self.tls = True
        elif verb == "AUTH":
            _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
            server.told.logins.append((user, password))
            self.say("235 ok")
        elif verb == "DATA":
            self.say("354 go on")
            lines = []
            while (part := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(part[1:] if part.startswith(b"..") else part)
            mail = message_from_bytes(b"".join(lines), policy=default)
            server.told.mails.append(mail)
            server.told.encrypted.append(self.tls)
            server.told.on_data()
            self.say("250 taken")
        else:
            self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb == "QUIT"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    told: MailServer
    context: ssl.SSLContext | None
    tls_at_once = False

    def get_request(self):
        request, address = super().get_request()
        if self.tls_at_once and self.context:
            request = self.context.wrap_socket(request, server_side=True)
        return request, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up (a certificate it doesn't trust) is what tests want."""


@contextmanager
def mail_server(
    certificate: Path | None = None, *, tls_at_once: bool = False
) -> Iterator[MailServer]:
    """Run the server; ``certificate`` is a PEM file with its key."""
    told = MailServer()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.told, server.tls_at_once, server.context = told, tls_at_once, None
        if certificate:
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(certificate)
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
