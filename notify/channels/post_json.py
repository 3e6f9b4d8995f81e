"""One POST of JSON over HTTP: direct (no proxy, no redirect), checked TLS, with time limits."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from data_access.settings import Settings
from notify.channels.base import SendError, deadline, network_error, trusted

_MOST_ANSWER = 64 * 1024
_AGAIN = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and up to 64 KiB of the body."""

    status: int
    body: bytes


def post_json(
    settings: Settings, url: str, body: bytes, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send ``body`` and return the answer of a 2xx status; raise ``SendError`` otherwise.

    A redirect counts as a refusal: a signed message goes where the settings say, nowhere else.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    limit = settings.notify_timeout_seconds
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=limit, context=trusted(settings)
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=limit)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "weisu"}
    try:
        with deadline(limit, lambda: connection.sock):
            connection.request("POST", path, body, {**sent, **(headers or {})})
            response = connection.getresponse()
            answer = Answer(response.status, response.read(_MOST_ANSWER))
    except OSError as error:
        raise network_error(error) from error
    except (http.client.HTTPException, ValueError) as error:
        raise SendError("对方的答复不是有效的 HTTP", down=True) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        again = answer.status >= 500 or answer.status in _AGAIN
        raise SendError(f"对方答复 HTTP {answer.status}", again=again)
    return answer
