"""Every setting of the product, read from ``WEISU_…`` variables and ``WEISU_HOME/settings.yaml``.

A variable wins over the file. ``docs/settings.md`` lists them all; a test compares the two.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    YamlConfigSettingsSource,
)

from data_access.settings.notify_target import NAME, NotifyTarget
from data_access.settings.seasons import season_spans
from data_access.settings.watch_folder import WatchFolder
from data_access.settings.working_hours import DEFAULT_HOURS, hours_of
from data_access.types import WeisuError

__all__ = [
    "TASK_STEPS",
    "Settings",
    "home_from_environment",
    "load_settings",
    "notify_target",  # shared places that messages go to
    "seasons",  # a city's seasons
    "settings",
    "watch_folder",  # folders that other systems drop files into
    "working_hours",  # hours of a working day
]

# Settings whose value must not be repeated in a message about what is wrong with it.
_SECRET = frozenset({"database_url", "smtp_password", "notify_targets"})


TASK_STEPS = ("phone", "letter", "written", "onsite", "raised", "circular")
"""The steps of supervision, from the lowest to the highest."""


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
    web_processes: int = Field(
        0, ge=0, le=64, description="网页进程数；0 为处理器核数，最多 8；1 为只用一个进程"
    )
    cookie_secure: bool = Field(
        False, description="仅经 HTTPS 发送登录凭据；启用 HTTPS 后设为 true"
    )
    session_hours: float = Field(12, gt=0, le=720, description="登录有效小时数")
    login_max_failures: int = Field(5, ge=1, description="连续输错几次密码后暂停登录")
    login_pause_minutes: float = Field(15, gt=0, description="暂停登录的分钟数")
    wall_screen_days: int = Field(
        365, ge=1, le=1100, description="大屏口令的有效天数；建立时可另定"
    )
    wall_scene_seconds: int = Field(20, ge=5, le=600, description="大屏每幅画面停留的秒数")
    wall_refresh_seconds: int = Field(60, ge=15, le=3600, description="大屏每隔几秒取一次数据")
    import_chunk_rows: int = Field(5000, ge=1, description="导入时每批提交的行数")
    place_confidence: float = Field(
        0.9,
        ge=0.5,
        le=1,
        description=(
            "来源数据没有行政区划的工单，从文中识别的地点把握达到多少，即按该区划统计；1 为不采用"
        ),
    )
    upload_max_mb: int = Field(1024, ge=1, description="网页上传文件的上限（MB）")
    watch_folders: dict[str, WatchFolder] = Field(
        default_factory=dict,
        description=(
            "定时任务看管的投递目录：名称到参数（folder 目录、profile 模板、jurisdiction 地区编码、"
            "silence_hours 几小时没有文件即提醒），见 operations.md"
        ),
    )
    scheduler_embedded: bool = Field(True, description="网页服务是否兼做定时任务")
    nightly_at: str = Field(
        "02:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="每日流水线开始时刻（本机时间）"
    )
    results_keep_runs: int = Field(10, ge=1, description="每类分析保留最近几次的结果")
    results_keep_months: int = Field(
        24, ge=0, description="另保留最近几个月、每月最后一次的分析结果；0 为不留"
    )
    hotspots_refit_days: int = Field(
        7,
        ge=1,
        le=92,
        description="热点主题隔几天完整重算一次；其间每晚只处理新增和改动的工单，1 为每晚重算",
    )
    working_hours: str = Field(
        DEFAULT_HOURS,
        description=(
            "工作日的工作时间，按工作时间计算的指标用；有午休的写 09:00-12:00,14:00-18:00，"
            "个别地区不同的以分号接在后面（350199=08:30-12:00,14:30-18:00）"
        ),
    )
    seasons: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description=(
            "预测用的季节起止，按地区编码（可只写前几位，* 为全部地区）："
            "heating 供暖、summer 暑假、enrolment 招生入学、exams 考试，写 11-15~03-15，"
            "没有的写空；未写的按通行日期"
        ),
    )
    roles: dict[str, list[str]] = Field(
        default_factory=dict, description="自定义角色：名称到权限清单；与内置角色同名则覆盖"
    )

    site_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+(/[^\s]*)?)?$",
        description="本网站的网址，用于站外通知中的链接；空则不带链接",
    )
    smtp_host: str = Field("", description="发信服务器；空为不发邮件")
    smtp_port: int = Field(587, ge=1, le=65535, description="发信端口")
    smtp_security: Literal["starttls", "ssl", "none"] = Field(
        "starttls", description="发信加密：starttls、ssl；none 不加密，且不能登录"
    )
    smtp_user: str = Field("", description="发信账号；空为不登录")
    smtp_password: SecretStr = Field(
        default_factory=lambda: SecretStr(""), description="发信账号的密码"
    )
    smtp_from: str = Field("", description="发件人地址，设了发信服务器则必填")
    notify_targets: dict[str, NotifyTarget] = Field(
        default_factory=dict, description="机器人与 webhook：名称到参数，见 notify.md"
    )
    notify_ca_file: str = Field("", description="内网证书机构的根证书（PEM），用于发信和 webhook")
    notify_timeout_seconds: float = Field(10, gt=0, le=60, description="一次站外发送的时限（秒）")
    notify_max_attempts: int = Field(12, ge=1, le=20, description="一条通知最多尝试几次")
    notify_retry_seconds: float = Field(
        60, gt=0, le=86400, description="首次失败后多久再试（秒），此后逐次加倍，最长 6 小时"
    )
    warnings_budget: int = Field(
        5, ge=0, le=100, description="每个地区每天最多推送几条预警，其余只列在页面上"
    )
    warnings_budget_by_role: dict[str, int] = Field(
        default_factory=dict,
        description=(
            "按角色另设每人每次最多收到几条预警通知：角色到条数，涉及人身安全的不受此限；"
            "未列的角色收到全部推送"
        ),
    )
    warnings_light_minutes: int = Field(
        60,
        ge=0,
        le=720,
        description=(
            "当天有新工单导入时，隔多少分钟做一次当天预警（只看新增，见 early_warning.md）；"
            "0 为不做，每次导入后运行完整的流水线"
        ),
    )
    warnings_severity_file: str = Field(
        "",
        description=(
            "红橙黄蓝的定级规则（YAML，相对 WEISU_HOME 的路径），见 early_warning.md；空为内置规则"
        ),
    )
    warnings_late_from: float = Field(
        0.3, ge=0.05, le=0.95, description="超期的可能性达到多少为超期风险高，列入“可能超期”"
    )
    warnings_scan: bool = Field(
        False, description="每晚是否查找跨社区的时空聚集（约使预警分析的计算时间加倍）"
    )
    task_due_days: dict[str, int] = Field(
        default_factory=dict,
        description=(
            "督办任务的办结期限（工作日），按督办级别：phone 电话催办、letter 工作提醒函、"
            "written 书面督办、onsite 现场督办、raised 提级督办、circular 通报；"
            "未写的为 2、5、7、5、10、10"
        ),
    )
    task_sign_hours: float = Field(24, gt=0, le=720, description="督办任务签发后几小时内应签收")
    task_due_soon_days: int = Field(
        2, ge=0, le=30, description="督办任务剩余几个工作日起提醒即将到期（蓝色）"
    )
    task_answer_days: int = Field(
        2, ge=0, le=30, description="延期申请、退回待定的任务几个工作日未答复起提醒治理办"
    )
    task_climb_late_days: int = Field(
        3, ge=1, le=60, description="督办任务超期几个工作日，建议升高一级督办"
    )
    task_climb_returns: int = Field(
        2, ge=1, le=20, description="督办任务退回重办几次，建议升高一级督办"
    )
    task_watch_days: int = Field(
        90, ge=0, le=730, description="督办任务办结后观察几天，同一事项再次出现即提示重新办理"
    )
    task_days_before: float = Field(
        0,
        ge=0,
        le=3650,
        description=(
            "启用产品前，重点问题从督办到办结天数的中位数，用于计算重点问题处置效率；0 为不清楚"
        ),
    )
    originals_a_day: int = Field(
        50, ge=1, le=10_000, description="一人24小时内最多查看几件工单的原文"
    )
    task_file_mb: int = Field(20, ge=1, le=200, description="督办任务一个附件的上限（MB）")
    notify_digest_minutes: int = Field(
        60, ge=0, le=1440, description="几分钟内的站外通知合为一条；0 为不合并"
    )
    notify_digest_by_role: dict[str, int] = Field(
        default_factory=dict, description="按角色另设的合并分钟数：角色到分钟"
    )
    notify_quiet_hours: str = Field(
        "22:00-07:00",
        pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$",
        description="夜间不发站外通知的时段（地区时间），涉及人身安全的除外；空为不设",
    )

    @field_validator("notify_targets")
    @classmethod
    def _target_names(cls, value: dict[str, NotifyTarget]) -> dict[str, NotifyTarget]:
        if bad := [name for name in value if not NAME.fullmatch(name)]:
            raise ValueError(f"名称应为小写字母、数字、- 或 _：{'、'.join(bad)}")
        return value

    @field_validator("task_due_days")
    @classmethod
    def _due_days(cls, value: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(set(value) - set(TASK_STEPS)):
            raise ValueError(
                f"没有这些督办级别：{'、'.join(unknown)}；可用：{'、'.join(TASK_STEPS)}"
            )
        if any(not 0 <= days <= 250 for days in value.values()):
            raise ValueError("工作日数应在 0 到 250 之间")
        return value

    @field_validator("notify_digest_by_role")
    @classmethod
    def _digest_minutes(cls, value: dict[str, int]) -> dict[str, int]:
        if any(not 0 <= minutes <= 1440 for minutes in value.values()):
            raise ValueError("分钟数应在 0 到 1440 之间")
        return value

    @field_validator("seasons")
    @classmethod
    def _seasons_are_readable(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        season_spans(value, "")
        return value

    @field_validator("warnings_budget_by_role")
    @classmethod
    def _readers_budget(cls, value: dict[str, int]) -> dict[str, int]:
        if any(not 0 <= most <= 100 for most in value.values()):
            raise ValueError("条数应在 0 到 100 之间")
        return value

    @field_validator("working_hours")
    @classmethod
    def _hours_are_readable(cls, value: str) -> str:
        hours_of(value, "")
        return value

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
        lines = []
        for item in error.errors():
            where = ".".join(str(p) for p in item["loc"])
            # A misspelt key may well be a secret's.
            hide = item["type"] == "extra_forbidden" or bool(_SECRET & set(item["loc"]))
            shown = "" if hide else f"（当前值 {item['input']!r}）"
            lines.append(f"  {where}: {item['msg']}{shown}")
        hidden = any("（当前值" not in line for line in lines)
        # The cause holds what was given: no stack trace may show a secret.
        raise WeisuError("设置有误，请改正后重试：\n" + "\n".join(lines)) from (
            None if hidden else error
        )
    except SettingsError as error:
        # A variable that should be JSON and isn't; the error names it and repeats no value.
        raise WeisuError(f"设置有误，应为 JSON：{error}") from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the process's settings, read once."""
    return load_settings()
