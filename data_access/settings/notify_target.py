"""A shared place that messages go to (a robot's group, another system), as the settings name it."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator, model_validator

TargetKind = Literal["webhook", "wecom", "dingtalk"]
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class NotifyTarget(BaseModel):
    """One target. ``url`` is a secret as well: a robot's key is part of it.

    The limits are an account's: None is no limit. ``rights`` says which notices its readers may
    see, as a role's rights do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: TargetKind
    url: SecretStr
    secret: SecretStr = SecretStr("")
    algorithm: Literal["sm3", "sha256"] = "sm3"
    urgent_only: bool = False
    rights: frozenset[str] = frozenset({"today.view", "metric.view"})
    jurisdictions: frozenset[str] | None = None
    departments: frozenset[str] | None = None
    areas: frozenset[str] | None = None

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not text.isascii() or re.search(r"[\s\x00-\x1f\x7f]", text):
            raise ValueError("地址中不能有空格、汉字或控制字符")
        try:
            parts = urlsplit(text)
            fits = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            fits = False
        if not fits or parts.username is not None:
            raise ValueError("地址应为 http:// 或 https:// 开头、不含用户名的网址")
        return value

    @model_validator(mode="after")
    def _is_signed(self) -> NotifyTarget:
        if self.kind == "webhook" and len(self.secret.get_secret_value()) < 16:
            raise ValueError("webhook 须设置 secret（至少 16 个字符），用于签名")
        return self
