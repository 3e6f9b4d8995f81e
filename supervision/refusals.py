"""Why something was not done, in words; each says that nothing changed and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.types import NotAllowedError, WeisuError
from style.texts import text
from supervision.notices import number_of
from supervision.place import Place
from supervision.states import Rule, rules_from
from supervision.task import Event, Task

_SHOWN = 3


class ChangedError(WeisuError):
    """Somebody acted on the task since the person looked. ``task``: as it is now."""

    def __init__(self, task: Task, since: Sequence[Event], place: Place) -> None:
        """Say what was done since, by whom and when."""
        self.task = task
        deeds = "；".join(
            f"{place.local(e.at):%m月%d日 %H:%M} {e.actor}“{text(f'task.action_{e.action}')}”"
            for e in since[-_SHOWN:]
        )
        super().__init__(
            f"您查看之后，这项任务已有变动：{deeds}。现在是“{text(f'task.state_{task.state}')}”。"
            "您填写的内容没有提交，也没有丢失；请看过变动后再提交。"
        )


class SameMatterError(WeisuError):
    """A task on the same matter goes on. ``task``: it, None where the person may not see it."""

    def __init__(self, task: Task | None) -> None:
        """Say which task it is."""
        self.task = task
        if task is None:
            words = "同一事项已有正在办理的督办任务，但不在您的查看范围内"
        else:
            state = text(f"task.state_{task.state}")
            words = f"同一事项已有正在办理的督办任务：{number_of(task)}“{task.title}”（{state}）"
        super().__init__(f"{words}。没有另行签发；确需另立一项的，请选择“仍然签发”。")


def no_such() -> NotAllowedError:
    """Return the refusal of a task that is not there or not to be seen: both sound alike."""
    return NotAllowedError("没有这项督办任务，或者它不在您的查看范围内。没有做任何更改。")


def not_you(rule: Rule, task: Task) -> NotAllowedError:
    """Return the refusal of an action that others may do."""
    who = "、".join(text(f"task.party_{party}") for party in rule.who)
    unit = f"（{task.lead}）" if task.lead and "lead" in rule.who else ""
    return NotAllowedError(
        f"“{text(f'task.action_{rule.action}')}”只能由{who}{unit}办理。没有做任何更改。"
    )


def not_now(rule: Rule, task: Task, parties: frozenset[str]) -> WeisuError:
    """Return the refusal of an action that the task's state does not allow."""
    may = "、".join(
        text(f"task.action_{r.action}")
        for r in rules_from(task.state, parties, proposal=task.proposal)
    )
    state = text(f"task.state_{task.state}")
    rest = f"现在可以：{may}。" if may else "现在没有您可以办理的操作。"
    return WeisuError(
        f"任务现在是“{state}”，不能“{text(f'task.action_{rule.action}')}”。{rest}没有做任何更改。"
    )
