"""A signed webhook: JSON with an HMAC over time and body; for receivers: ``docs/notify.md``."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from data_access.settings import Settings
from data_access.settings.notify_target import NotifyTarget
from notify.channels.post_json import post_json
from notify.message import Message


def body_of(message: Message) -> bytes:
    """Return the body: the same bytes at every attempt."""
    said = message.said_at or (None,) * len(message.notices)
    content = {
        "version": 1,
        "message_id": message.key,
        "urgent": message.urgent,
        "notices": [
            {
                "about": notice.about,
                "room": notice.room,
                "urgent": notice.urgent,
                "jurisdiction": notice.jurisdiction,
                "department": notice.department,
                "area": notice.area,
                "title": notice.title,
                "text": notice.text,
                "link": message.link(notice),
                "created_at": f"{at.isoformat(timespec='seconds')}Z" if at else None,
            }
            for notice, at in zip(message.notices, said, strict=True)
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, algorithm: str, timestamp: str, body: bytes) -> str:
    """Return ``sm3=…`` or ``sha256=…``: the HMAC of timestamp, a full stop and the body, in hex."""
    signed = timestamp.encode() + b"." + body
    if algorithm == "sha256":
        return f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.hmac import HMAC

    work = HMAC(secret.encode(), hashes.SM3())
    work.update(signed)
    return f"sm3={work.finalize().hex()}"


def send(settings: Settings, target: NotifyTarget, message: Message, *, now: datetime) -> None:
    """Hand the message over. ``now`` is naive UTC; a status of 2xx counts as taken."""
    body = body_of(message)
    timestamp = str(int((now - datetime(1970, 1, 1)).total_seconds()))  # noqa: DTZ001 - naive UTC
    secret = target.secret.get_secret_value()
    headers = {
        "X-Weisu-Timestamp": timestamp,
        "X-Weisu-Signature": signature(secret, target.algorithm, timestamp, body),
        "Idempotency-Key": message.key,
    }
    post_json(settings, target.url.get_secret_value(), body, headers)
