"""What the parser of the command line refuses, in Chinese: click says it in English only."""

from __future__ import annotations

import re
from typing import Any

import click

_CHINESE = re.compile(r"[\u2e80-\uffef]")
_VALUE = re.compile(r"^(?:'(?P<quoted>.*?)'|(?P<bare>\S+)) (?:is not|does not)")


def call_words(error: click.ClickException) -> str:
    """Return what is wrong with a call and where its help is.

    A message that is ours (Chinese already) stays as it is; one that click may add in a later
    version is passed on as it is rather than lost.
    """
    said = f"{_said(error)}没有执行，数据没有改动。"
    context = getattr(error, "ctx", None)
    return said if context is None else f"{said}用法：{context.command_path} --help"


def _said(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_instead(error.possibilities)}。"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name(error)}。"
    if isinstance(error, click.BadParameter):
        return _bad(error)
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对：有的选项后面必须写值，有的不能写。"
    message = error.format_message()
    unknown = re.match(r"No such command '(.+?)'", message)
    if unknown:
        return f"没有命令 {unknown.group(1)}。"
    extra = re.match(r"Got unexpected extra arguments? \((.+)\)", message)
    if extra:
        return f"多写了 {extra.group(1)}。"
    return message if message.endswith("。") else f"{message}。"


def _instead(names: object) -> str:
    found = "、".join(str(n) for n in names) if isinstance(names, (list, tuple)) else ""
    return f"（是不是 {found}）" if found else ""


def _name(error: click.BadParameter) -> str:
    hint = error.param_hint
    if isinstance(hint, str):
        return hint
    if hint:
        return " / ".join(hint)
    param = error.param
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return " / ".join(param.opts)
    return param.human_readable_name


def _bad(error: click.BadParameter) -> str:
    message = error.message
    if _CHINESE.search(message) and not _VALUE.match(message):
        return message if message.endswith("。") else f"{message}。"
    value = _VALUE.match(message)
    given = f"，现为 {value.group('quoted') or value.group('bare')}" if value else ""
    kind = error.param.type if error.param else None
    due = _due(kind)
    if due:
        return f"{_name(error)} 应为{due}{given}。"
    return f"{_name(error)} 不对{given}：{message.rstrip('.')}。"


def _due(kind: click.ParamType[Any] | None) -> str:
    """Return what a parameter's value must be, empty for kinds with words of their own."""
    if isinstance(kind, click.Choice):
        return f" {'、'.join(str(c) for c in kind.choices)} 之一"
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        what = "整数" if isinstance(kind, click.IntRange) else "数"
        if kind.min is not None and kind.max is not None:
            return f" {kind.min} 至 {kind.max} 的{what}"
        if kind.min is not None:
            return f"不小于 {kind.min} 的{what}"
        return f"不大于 {kind.max} 的{what}" if kind.max is not None else what
    if isinstance(kind, click.DateTime):
        return "日期，如 2025-10-31"
    plain = {"integer": "整数", "float": "数", "boolean": "是（true）或否（false）"}
    return plain.get(kind.name, "") if kind else ""
