"""What people give to an action, checked before anything is written, with a sentence for each
fault. Nothing is kept of what is refused; who typed it still has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data_access.calendar.workdays import day_info, is_workday
from data_access.store.vault.scrub import scrub
from data_access.types import WeisuError
from style.texts import text
from supervision.ladder import NAMES, step_of
from supervision.place import Place, nearest
from supervision.states import CONTENT, Rule
from supervision.task import Task

LENGTHS = {"title": 60, "basis": 2000, "requirement": 2000, "note": 2000}
"""Characters, at most."""
OUTCOMES = ("true", "false", "known")
MOST_ASSISTING, MOST_READERS = 10, 50
_REWORDS = {"title": ("edit", "amend"), "requirement": ("amend",)}
"""Actions that say a field anew."""
_KEPT = "没有做任何更改，您填写的内容仍在。"


@dataclass(frozen=True)
class Known:
    """What fields are checked against: a place's names, its day, who may be named as a reader."""

    place: Place
    today: date
    logins: Collection[str]


def checked(rule: Rule, given: Mapping[str, Any], task: Task, known: Known) -> dict[str, Any]:
    """Return the fields of an action as an event stores them (days as text, texts masked).

    Raises ``WeisuError`` that says what is wrong and what to do.
    """
    allowed = {*rule.needs, *rule.optional}
    found = {k: v for k, v in given.items() if not _empty(v) or (v is not None and k in CONTENT)}
    if unknown := sorted(set(found) - allowed):
        labels = "、".join(label(name) for name in unknown)
        raise WeisuError(f"“{text(f'task.action_{rule.action}')}”不需要填写{labels}。{_KEPT}")
    # What must be said once may be said otherwise later, but not be taken away.
    emptied = [n for n in ("title", "requirement") if n in found and rule.action in _REWORDS[n]]
    if missing := [n for n in (*rule.needs, *emptied) if n != "files" and _lacks(found, task, n)]:
        labels = "、".join(label(name) for name in missing)
        raise WeisuError(f"{text(f'task.action_{rule.action}')}须填写{labels}。{_KEPT}")
    payload = {name: _one(name, value, known.place) for name, value in found.items()}
    _days(rule, payload, task, known)
    _units(rule, payload, task)
    _readers(payload, task, known.logins)
    if rule.action == "climb" and NAMES.index(payload["step"]) <= NAMES.index(task.step or "phone"):
        raise WeisuError(f"督办级别只能升高，目前是{text(f'task.step_{task.step}')}。{_KEPT}")
    return payload


def label(name: str) -> str:
    """Return a field's name for people."""
    return text(f"task.field_{name}")


def _empty(value: Any) -> bool:
    words = value.strip() if isinstance(value, str) else value
    return words is None or words in ("", (), [])


def _lacks(found: Mapping[str, Any], task: Task, name: str) -> bool:
    """Tell whether a field is neither given nor there from the draft."""
    if name in found:
        return _empty(found[name])
    drafted = task.state == "drafted" and name in (*CONTENT, "lead", "due")
    return not drafted or _empty(getattr(task, name))


def _one(name: str, value: Any, place: Place) -> Any:
    if name in LENGTHS:
        return _words(name, value)
    if name in ("lead", "assisting"):
        units = [value] if name == "lead" else list(value)
        for unit in units:
            _known_unit(str(unit).strip(), place)
        stripped = [str(unit).strip() for unit in units]
        return stripped[0] if name == "lead" else list(dict.fromkeys(stripped))
    if name in ("area", "category"):
        names = place.areas if name == "area" else place.categories
        if value and value not in names:
            raise WeisuError(f"{label(name)}“{value}”不存在。{nearest(str(value), names)}{_KEPT}")
        return value or ""
    if name == "step":
        return step_of(str(value)).name
    if name == "outcome" and value not in OUTCOMES:
        known_outcomes = "、".join(text(f"task.outcome_{o}") for o in OUTCOMES)
        raise WeisuError(f"核实结论须为{known_outcomes}之一。{_KEPT}")
    if name == "readers":
        return list(dict.fromkeys(str(login).strip() for login in value))
    return value.isoformat() if isinstance(value, date) else value


def _words(name: str, value: Any) -> str:
    words = str(value).replace("\r\n", "\n").replace("\0", "").strip()
    if name == "title":
        words = " ".join(words.split())
    most = LENGTHS[name]
    if len(words) > most:
        raise WeisuError(
            f"{label(name)}最多 {most} 个字，现有 {len(words):,} 个字；"
            f"较长的材料请作为附件添加。{_KEPT}"
        )
    return words if name == "note" else scrub(words)


def _known_unit(unit: str, place: Place) -> None:
    if unit not in place.units:
        raise WeisuError(f"没有名为“{unit}”的单位。{nearest(unit, place.units)}{_KEPT}")


def _days(rule: Rule, payload: Mapping[str, Any], task: Task, known: Known) -> None:
    today = known.today
    for name in ("due", "until"):
        if not payload.get(name):
            continue
        day = _day(name, str(payload[name]))
        if day < today:
            raise WeisuError(f"{label(name)}{day}已经过去，请选今天（{today}）或以后。{_KEPT}")
        if day > today + timedelta(days=3 * 366):
            raise WeisuError(f"{label(name)}{day}在三年以后，请核对年份。{_KEPT}")
        _worked(name, day, known.place)
        if name == "until" and task.due is not None and day <= task.due:
            raise WeisuError(f"申请延至的日期须晚于现在的期限{task.due}。{_KEPT}")
    if rule.action == "issue" and "due" not in payload and (task.due or today) < today:
        raise WeisuError(f"拟稿中的办结期限{task.due}已经过去，请改期后再签发。{_KEPT}")


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WeisuError(f"{label(name)}“{value}”不是日期，请写作 2026-11-30。{_KEPT}") from None


def _worked(name: str, day: date, place: Place) -> None:
    if is_workday(day, place.calendar):
        return
    info, following = day_info(day, place.calendar), day + timedelta(days=1)
    while not is_workday(following, place.calendar):
        following += timedelta(days=1)
    kind = f"{info.holiday}假期" if info.holiday else "休息日"
    raise WeisuError(f"{label(name)}{day}是{kind}，不是工作日；可改为{following}。{_KEPT}")


def _units(rule: Rule, payload: Mapping[str, Any], task: Task) -> None:
    lead = payload.get("lead", task.lead)
    if rule.action == "reassign" and lead == task.lead:
        raise WeisuError(f"{lead}已是牵头单位，请选择另一个单位。{_KEPT}")
    assisting = payload.get("assisting", task.assisting)
    if lead and lead in assisting:
        raise WeisuError(f"{lead}已是牵头单位，不能同时是配合单位。{_KEPT}")
    if len(assisting) > MOST_ASSISTING:
        raise WeisuError(f"配合单位最多 {MOST_ASSISTING} 个。{_KEPT}")


def _readers(payload: Mapping[str, Any], task: Task, logins: Collection[str]) -> None:
    readers = payload.get("readers", task.readers)
    if len(readers) > MOST_READERS:
        raise WeisuError(f"指定人员最多 {MOST_READERS} 人。{_KEPT}")
    for login in payload.get("readers", ()):
        if login not in logins:
            raise WeisuError(f"没有登录名为“{login}”的可用账号。{_KEPT}")
    if payload.get("confidential", task.confidential) and not readers:
        raise WeisuError(f"仅限指定人员查看的任务，须至少写明一位指定人员。{_KEPT}")
