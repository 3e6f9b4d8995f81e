"""Writes the parts of ``docs/`` that repeat what the code declares: fields, settings, commands.

``python scripts/write_docs.py`` writes them anew; ``--check`` only tells which are out of date.
A generated part stands between two comments, so that people may write around it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
KINDS = {
    "text": "文字",
    "int": "整数",
    "float": "数字",
    "bool": "是否",
    "time": "时间（UTC）",
    "date": "日期",
}
# Options whose name says all there is to say, so that the command itself gives no help.
PLAIN_OPTIONS = {
    "--from": "起始日期，含当日",
    "--to": "结束日期，不含当日",
    "--as-of": "统计日：之后发生的事不计；不填为有数据的最后一天",
    "--json": "输出 JSON",
    "--jurisdiction": "地区编码",
    "--batch": "批次编号",
    "--password": "密码；不给则提示输入（推荐，命令行中的密码会留在历史记录里）",
    "--limit": "条数",
}
ARGUMENTS = {
    "FILE": "文件",
    "FOLDER": "目录",
    "NAME": "指标名称",
    "NAME_OR_FILE": "模板名称，或 YAML 文件",
    "BATCH_ID": "批次编号",
    "OUT": "写到哪个文件",
    "LOGIN": "用户名",
    "[WORDS]...": "词语，空格分开，须全部出现；引号内为一个词；也可写编号的开头或结尾",
    "DIR": "目录",
    "NO": "工单编号",
    "ID": "任务的内部编号（list 的第一列）",
    "HALL": "大屏的名称，如“一楼指挥大厅”",
    "SCREEN": "大屏的编号（list 的第一列）",
    "ACTION": "操作，见 [督办任务](supervision.md) 的状态表",
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(c) for c in line)} |" for line in lines)


# ---------------------------------------------------------------- fields
def _where(field: Any) -> str:
    if field.personal:
        return "保密库"
    if field.free_text:
        return "脱敏文字；原文在保密库"
    if not field.sent:
        return "系统算出"
    return ""


def _meaning(field: Any) -> str:
    choices = f"；可用：{'、'.join(field.choices)}" if field.choices else ""
    return f"{field.doc}{choices}"


def fields() -> str:
    """Return one table of fields for every entity of ``data_access.schemas``."""
    from data_access import schemas
    from data_access.store.tables import PLAIN

    parts = []
    for entity in schemas.ENTITIES.values():
        store = entity.name if entity.name in PLAIN else f"{entity.name}_version"
        rows = [
            (
                f"`{f.name}`",
                f.label,
                KINDS[f.kind],
                "是" if f.required else "",
                _where(f),
                _meaning(f),
            )
            for f in entity.fields
        ]
        key = "、".join(f"`{name}`" for name in entity.key)
        head = ("字段", "名称", "类型", "必需", "存放", "说明")
        parts.append(
            f"### {entity.label}（`{entity.name}`）\n\n"
            f"库表 `{store}`；同一行由地区和 {key} 认定。\n\n{table(head, rows)}"
        )
    return "\n\n".join(parts)


def _mapped(field: Any) -> str:
    return f"{'个人信息，' if field.personal else ''}{_meaning(field)}"


def profile_fields() -> str:
    """Return one table of the fields that a profile may map, for every entity."""
    from data_access import schemas

    parts = []
    kinds = {**KINDS, "time": "时间"}  # of the place, as its files have it
    for entity in (schemas.ENTITIES[name] for name in get_args(schemas.EntityName)):
        rows = [
            (f"`{f.name}`", f.label, kinds[f.kind], "是" if f.required else "", _mapped(f))
            for f in entity.fields
            if f.sent
        ]
        key = "、".join(f"`{name}`" for name in entity.key)
        head = ("字段", "名称", "类型", "必需", "说明")
        parts.append(
            f"### {entity.label}（`{entity.name}`）\n\n同一行由{key}认定。\n\n{table(head, rows)}"
        )
    return "\n\n".join(parts)


def extract_columns() -> str:
    """Return the extract's datasets with their columns."""
    from data_access import schemas
    from data_access.extract.layout import DATASETS, LEFT_OUT, arrow_schema

    derived = table(
        ("列", "类型", "说明"),
        [(f"`{c.name}`", c.sql_type, c.doc) for c in schemas.EXTRACT_DERIVED],
    )
    names = {
        "tickets": "工单",
        "daily": "日汇总",
        "callbacks": "回访",
        "calls": "话务",
        "tasks": "督办任务",
    }
    of_tasks = table(
        ("列", "类型", "说明"),
        [(f"`{c.name}`", c.sql_type, c.doc) for c in schemas.TASK_COLUMNS],
    )
    rows = [
        (f"`{d}`", names[d], "、".join(f"`{n}`" for n in arrow_schema(d).names)) for d in DATASETS
    ]
    left = "、".join(f"`{n}`" for n in sorted(LEFT_OUT))
    return (
        f"工单数据集在入库字段之外另有下列列；不含个人信息字段，也不含 {left}"
        f"（名称由编码查得）。\n\n{derived}\n\n各数据集的全部列：\n\n"
        f"{table(('数据集', '内容', '列'), rows)}\n\n督办任务数据集的各列，由任务的记录得出，"
        f"不含保密的、未签发的和已撤销的任务：\n\n{of_tasks}"
    )


# ---------------------------------------------------------------- settings
def settings_table() -> str:
    """Return every setting: variable, key in the file, default, meaning."""
    from data_access.settings import Settings

    rows = []
    for name, field in Settings.model_fields.items():
        if name == "home":
            default = "`var`（命令所在目录下）"
        elif field.default_factory is not None or field.default == "":
            default = "空"
        elif isinstance(field.default, bool):
            default = f"`{str(field.default).lower()}`"
        else:
            default = f"`{field.default}`"
        key = "—" if name == "home" else f"`{name}`"
        rows.append((f"`WEISU_{name.upper()}`", key, default, field.description or ""))
    return table(("环境变量", "settings.yaml 中的键", "默认", "含义"), rows)


# ---------------------------------------------------------------- commands
def visible_commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command that help shows, sub-commands as ``batch undo``."""
    from weisu.cli import COMMANDS

    for name, (module, line) in COMMANDS.items():
        if not line:
            continue
        command = import_module(f"weisu.commands.{module}").command
        if isinstance(command, click.Group):
            for sub in command.commands.values():
                yield f"{name} {sub.name}", sub
        else:
            yield name, command


def options_of(command: click.Command) -> list[click.Option]:
    """Return a command's options without ``--help``."""
    return [p for p in command.params if isinstance(p, click.Option)]


def _default(option: click.Option) -> str:
    if option.is_flag or option.required or not isinstance(option.default, str | int | float):
        return ""
    return f"（默认 {option.default}）" if str(option.default) else ""


def _option_line(option: click.Option) -> str:
    names = " / ".join(f"`{n}`" for n in (*option.opts, *option.secondary_opts))
    help_text = option.help or next(
        (PLAIN_OPTIONS[n] for n in option.opts if n in PLAIN_OPTIONS), ""
    )
    must = "（必填）" if option.required else ""
    return f"- {names}{must}：{help_text}{_default(option)}"


def commands() -> str:
    """Return one section for every command."""
    parts = []
    for name, command in visible_commands():
        arguments = [p for p in command.params if isinstance(p, click.Argument)]
        shown = [
            f"[{a.human_readable_name}]" if not a.required else a.human_readable_name
            for a in arguments
        ]
        names = [a.human_readable_name for a in arguments]
        lines = [f"- {n}：{ARGUMENTS[n]}" for n in names]
        lines += [_option_line(o) for o in options_of(command)]
        head = f"### `{' '.join(['weisu', name, *shown])}`\n\n{command.help or ''}"
        parts.append("\n\n".join([head, "\n".join(lines)]) if lines else head)
    return "\n\n".join(parts)


# ---------------------------------------------------------------- tasks
def task_states() -> str:
    """Return the way of a task as a state diagram."""
    from style.texts import text
    from supervision.states import BACK, FINAL, STATES, STAY, TABLE

    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {s}: {text(f'task.state_{s}')}" for s in STATES]
    for rule in TABLE:
        if rule.to == STAY:
            continue
        for source in rule.sources:
            start = "[*]" if source == "new" else source
            # An extension leads back to where it was asked for.
            for end in ("signed", "planned", "in_work") if rule.to == BACK else (rule.to,):
                lines.append(f"    {start} --> {end}: {text(f'task.action_{rule.action}')}")
    lines += [f"    {s} --> [*]" for s in FINAL]
    return "\n".join([*lines, "```"])


def task_table() -> str:
    """Return the table of a task's states as the product declares it."""
    from style.texts import text
    from supervision.states import BACK, STAY, TABLE

    def words(kind: str, names: Sequence[str]) -> str:
        return "、".join(text(f"task.{kind}_{name}") for name in names)

    ends = {STAY: "不变", BACK: "申请延期之前的状态"}
    rows = [
        (
            f"`{rule.action}`", text(f"task.action_{rule.action}"),
            words("state", rule.sources), words("party", rule.who),
            ends.get(rule.to) or text(f"task.state_{rule.to}"),
            words("field", rule.needs), words("field", rule.optional),
            words("party", rule.sends), "是" if rule.answers else "",
        )
        for rule in TABLE
    ]  # fmt: skip
    head = ("操作", "名称", "自", "谁", "至", "须填", "可填", "告知", "须看过最新")
    return table(head, rows)


# ---------------------------------------------------------------- pages
BLOCKS: dict[str, dict[str, Callable[[], str]]] = {
    "tickets.md": {"fields": fields, "extract": extract_columns},
    "profiles.md": {"profile fields": profile_fields},
    "settings.md": {"settings": settings_table},
    "weisu.md": {"commands": commands},
    "supervision.md": {"task states": task_states, "task table": task_table},
}


def with_block(page: str, name: str, content: str) -> str:
    """Return ``page`` with the generated part ``name`` replaced; ValueError where it has none."""
    start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"no part {name!r} in the page")
    return pattern.sub(lambda _: f"{start}\n\n{content}\n\n{end}", page, count=1)


def current(name: str) -> tuple[str, str]:
    """Return a page as it is and as it should be."""
    found = (DOCS / name).read_text(encoding="utf-8")
    wanted = found
    for block, make in BLOCKS[name].items():
        wanted = with_block(wanted, block, make())
    return found, wanted


def main() -> None:
    """Write the pages, or with ``--check`` only look."""
    stale = []
    for name in BLOCKS:
        found, wanted = current(name)
        if found != wanted:
            stale.append(name)
            if "--check" not in sys.argv:
                (DOCS / name).write_text(wanted, encoding="utf-8")
    print("out of date:" if "--check" in sys.argv else "written:", ", ".join(stale) or "nothing")
    sys.exit(1 if stale and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
