"""Rights, and the roles that bundle them. Code asks for a right, never for a role.

The three administrators are kept apart, as 等保三级 asks: who loads data, who hands out accounts
and who reads the audit log are three people. No role, built in or from the settings, may carry
rights of two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_access.settings import Settings
from data_access.types import WeisuError

RIGHTS: Mapping[str, str] = {
    "today.view": "查看今日要情",
    "metric.view": "查看指标与趋势",
    "data.all_departments": "查看全部承办单位的数据（无此权限者只看本单位）",
    "hotspot.view": "查看热点、主题与重复诉求",
    "forecast.view": "查看趋势预测",
    "hotspot.edit": "修改主题（改名、合并、拆分、置顶、隐藏）",
    "repeat.decide": "判断并单建议",
    "warning.view": "查看预警",
    "warning.judge": "判断预警",
    "task.view": "查看督办任务",
    "task.issue": "拟稿、签发、改派、催办、办结督办任务",
    "task.work": "签收、办理、报送本单位的督办任务",
    "task.verify": "核验督办任务（未参与办理者）",
    "task.instruct": "批示",
    "caller.trace": "查看同一诉求人的其他工单（不显示姓名电话）",
    "export.data": "导出数据",
    "import.run": "导入数据",
    "pipeline.run": "运行分析流水线",
    "batch.view": "查看导入批次",
    "batch.undo": "撤销导入批次",
    "quarantine.view": "查看隔离数据",
    "quarantine.export": "导出隔离数据",
    "vault.open": "查看诉求原文与个人信息（逐次留痕）",
    "account.manage": "管理账号",
    "audit.view": "查看审计日志",
}

# Rights of which one role may hold at most one column.
_SEPARATED: Mapping[str, frozenset[str]] = {
    "系统管理": frozenset({"import.run", "pipeline.run", "batch.undo"}),
    "安全管理": frozenset({"account.manage"}),
    "审计管理": frozenset({"audit.view"}),
}

_READING = frozenset(
    {
        "today.view",
        "metric.view",
        "hotspot.view",
        "forecast.view",
        "warning.view",
        "task.view",
        "export.data",
    }
)
_HOTSPOTS = frozenset({"hotspot.edit", "repeat.decide"})
_TRIAGE = frozenset({"warning.judge"})
_OFFICE = frozenset({"task.issue", "task.verify"})


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of rights."""

    name: str
    label: str
    rights: frozenset[str]


_BUILT_IN = (
    Role("leader", "领导", _READING | {"data.all_departments", "task.instruct"}),
    Role(
        "governance",
        "治理办",
        _READING
        | _HOTSPOTS
        | _TRIAGE
        | _OFFICE
        | {
            "data.all_departments",
            "batch.view",
            "quarantine.view",
            "quarantine.export",
            "caller.trace",
            "vault.open",
        },
    ),
    Role("department", "承办部门", _READING | {"task.work"}),
    Role("evaluator", "考评员", _READING | {"data.all_departments"}),
    Role("analyst", "分析员", _READING | _HOTSPOTS | {"data.all_departments", "batch.view"}),
    Role(
        "system_admin",
        "系统管理员",
        frozenset(
            {
                "import.run",
                "pipeline.run",
                "batch.view",
                "batch.undo",
                "quarantine.view",
                "quarantine.export",
            }
        ),
    ),
    Role("security_admin", "安全管理员", frozenset({"account.manage"})),
    Role("audit_admin", "审计管理员", frozenset({"audit.view"})),
)
ROLES: Mapping[str, Role] = {role.name: role for role in _BUILT_IN}


def administers(rights: Iterable[str]) -> frozenset[str]:
    """Return the names of the kinds of administration to which any of the rights belongs."""
    held = set(rights)
    return frozenset(label for label, part in _SEPARATED.items() if part & held)


def _custom(name: str, rights: list[str]) -> Role:
    """Return the role that the settings describe; ``WeisuError`` says what is wrong with it."""
    unknown = sorted(set(rights) - set(RIGHTS))
    if unknown:
        raise WeisuError(
            f"设置 roles 中角色“{name}”含有未知权限：{'、'.join(unknown)}。"
            f"可用的权限有：{'、'.join(RIGHTS)}。请改正设置后重试；现有账号不受影响。"
        )
    held = sorted(administers(rights))
    if len(held) > 1:
        raise WeisuError(
            f"设置 roles 中角色“{name}”同时含有{'与'.join(held)}权限。"
            "按三员分立要求，这些权限须分属不同角色。请拆分后重试；现有账号不受影响。"
        )
    label = ROLES[name].label if name in ROLES else name
    return Role(name, label, frozenset(rights))


def roles(settings: Settings) -> dict[str, Role]:
    """Return every role by name: the built-in ones, and those of the settings over them."""
    return {**ROLES, **{name: _custom(name, list(r)) for name, r in settings.roles.items()}}


def role(settings: Settings, name: str) -> Role:
    """Return the role called ``name``; ``WeisuError`` where there is none."""
    known = roles(settings)
    if name not in known:
        choices = "、".join(f"{r.name}({r.label})" for r in known.values())
        raise WeisuError(f"没有名为“{name}”的角色，没有做任何更改。可选的角色：{choices}。")
    return known[name]
