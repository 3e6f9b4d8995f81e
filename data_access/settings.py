"""Every setting of the product, read from ``WEISU_…`` variables and ``WEISU_HOME/settings.yaml``.

A variable wins over the file. ``docs/settings.md`` lists them all; a test compares the two.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from data_access.types import WeisuError


def home_from_environment() -> Path:
    """Return ``WEISU_HOME`` as an absolute path (default: ``var/`` where the command runs)."""
    return Path(os.environ.get("WEISU_HOME") or "var").expanduser().resolve()


class Settings(BaseSettings):
    """What an operator may set. All that the product writes lies under ``home``."""

    model_config = SettingsConfigDict(env_prefix="WEISU_", extra="forbid", frozen=True)

    home: Path = Field(default_factory=home_from_environment, description="数据目录")
    database_url: str = Field(
        "", description="数据库地址；空为 WEISU_HOME 下的 SQLite,正式部署填 PostgreSQL"
    )
    storage: str = Field("", description="分析文件的位置（fsspec 地址）;空为 WEISU_HOME/extract")
    host: str = Field("127.0.0.1", description="网页服务监听地址")
    port: int = Field(8501, ge=1, le=65535, description="网页服务端口")
    cookie_secure: bool = Field(
        False, description="仅经 HTTPS 发送登录凭据；启用 HTTPS 后设为 true"
    )
    session_hours: float = Field(12, gt=0, le=720, description="登录有效小时数")
    login_max_failures: int = Field(5, ge=1, description="连续输错几次密码后暂停登录")
    login_pause_minutes: float = Field(15, gt=0, description="暂停登录的分钟数")
    import_chunk_rows: int = Field(5000, ge=1, description="导入时每批提交的行数")
    upload_max_mb: int = Field(1024, ge=1, description="网页上传文件的上限（MB）")
    scheduler_embedded: bool = Field(True, description="网页进程内是否兼做定时任务")
    nightly_at: str = Field(
        "02:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="每日流水线开始时刻（本机时间）"
    )
    results_keep_runs: int = Field(10, ge=1, description="每类分析保留最近几次的结果")
    results_keep_months: int = Field(
        24, ge=0, description="另保留最近几个月、每月最后一次的分析结果；0 为不留"
    )
    roles: dict[str, list[str]] = Field(
        default_factory=dict, description="自定义角色：名称到权限清单；与内置角色同名则覆盖"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables first, then the YAML file in the home folder."""
        file = YamlConfigSettingsSource(settings_cls, home_from_environment() / "settings.yaml")
        return init_settings, env_settings, file

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address for SQLAlchemy."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{self.home / 'weisu.db'}"

    @property
    def extract_path(self) -> str:
        """Where the extract's files lie (a folder, or an fsspec address)."""
        return self.storage or str(self.home / "extract")

    @property
    def key_folder(self) -> Path:
        """Where the vault's and the cookies' keys lie (readable by the owner only)."""
        return self.home / "keys"


def load_settings(**overrides: Any) -> Settings:
    """Return the settings; ``WeisuError`` names the setting that is wrong and why."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [
            f"  {'.'.join(str(p) for p in item['loc'])}: {item['msg']}（当前值 {item['input']!r}）"
            for item in error.errors()
        ]
        raise WeisuError("设置有误，请改正后重试：\n" + "\n".join(lines)) from error


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the process's settings, read once."""
    return load_settings()
