"""Robots of groups in enterprise WeChat (企业微信) and DingTalk (钉钉), in their own formats.

Sources: 企业微信开发者中心「群机器人配置说明」 (markdown of at most 4096 bytes of UTF-8, twenty
messages a minute); 钉钉开放平台「自定义机器人」 (markdown with a title, twenty messages a minute;
signed by HMAC-SHA256 of ``timestamp\\nsecret`` with the secret as key, Base64, URL-encoded,
timestamp in milliseconds). Neither knows an idempotency key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from data_access.settings import Settings
from data_access.settings.notify_target import NotifyTarget
from notify.channels.base import SendError
from notify.channels.post_json import post_json
from notify.message import Message, markdown

WECOM_BYTES = 4096
DINGTALK_BYTES = 18_000
A_MINUTE = 18
"""Messages a minute to one robot: two below what both allow, DingTalk blocks for ten minutes."""

# -1: busy; 45009 and 130101, 410100: too many messages.
_AGAIN = frozenset({-1, 45009, 130101, 410100})
_KNOWN = {
    93000: "机器人地址无效",
    45009: "发送过于频繁",
    130101: "发送过于频繁",
    410100: "发送过于频繁",
    300001: "机器人令牌无效",
    310000: "安全设置不符（加签密钥、关键词或来源地址）",
}


def wecom_body(message: Message) -> dict[str, Any]:
    """Return what enterprise WeChat's robot takes."""
    return {
        "msgtype": "markdown",
        "markdown": {"content": markdown(message, most_bytes=WECOM_BYTES)},
    }


def dingtalk_body(message: Message) -> dict[str, Any]:
    """Return what DingTalk's robot takes."""
    return {
        "msgtype": "markdown",
        "markdown": {
            "title": message.subject,
            "text": markdown(message, most_bytes=DINGTALK_BYTES),
        },
        "at": {"isAtAll": False},
    }


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """Return the parameter ``sign``, URL-encoded."""
    text = f"{milliseconds}\n{secret}".encode()
    digest = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return quote_plus(base64.b64encode(digest))


def dingtalk_url(target: NotifyTarget, now: datetime) -> str:
    """Return the address for ``now`` (naive UTC): signed where the robot has a secret."""
    url, secret = target.url.get_secret_value(), target.secret.get_secret_value()
    if not secret:
        return url
    since = now - datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC
    milliseconds = since // timedelta(milliseconds=1)
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}timestamp={milliseconds}&sign={dingtalk_sign(secret, milliseconds)}"


def send(settings: Settings, target: NotifyTarget, message: Message, *, now: datetime) -> None:
    """Hand the message over; both robots answer 200 and say in ``errcode`` whether they took it."""
    if target.kind == "wecom":
        url, content = target.url.get_secret_value(), wecom_body(message)
    else:
        url, content = dingtalk_url(target, now), dingtalk_body(message)
    answer = post_json(settings, url, json.dumps(content, ensure_ascii=False).encode())
    try:
        code = int(json.loads(answer.body)["errcode"])
    except (ValueError, KeyError, TypeError) as error:
        raise SendError("机器人的答复无法识别") from error
    if code != 0:
        why = f"：{_KNOWN[code]}" if code in _KNOWN else ""
        raise SendError(f"机器人答复错误码 {code}{why}", again=code in _AGAIN)
