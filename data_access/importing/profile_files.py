"""Finding and loading profiles: the user's own in the home folder, then the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from data_access.importing.profile import (
    WITHIN_UNITS,
    FieldRule,
    Jurisdiction,
    LimitRule,
    Profile,
    ReadSettings,
    Saved,
    Table,
)
from data_access.importing.profile_check import check_profile, nearest
from data_access.importing.profile_yaml import Located, YamlProblemError, load_located
from data_access.importing.rule_check import Fault
from data_access.types import WeisuError

SHIPPED = Path(__file__).parent / "profiles"
_EXPECTED = {
    "missing": "缺少“{last}”",
    "datetime_from_date_parsing": "应为时间，如 2026-01-31T08:00Z",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "dict_type": "应为“键: 值”",
    "model_type": "应为“键: 值”",
    "tuple_type": "应为列表",
    "too_short": "内容太少",
    "too_long": "内容太多",
    "string_too_short": "不能为空",
    "greater_than_equal": "数值太小",
}


@dataclass(frozen=True, slots=True)
class ProfileInfo:
    """A profile that can be named: where it lies and what it is for."""

    name: str
    label: str
    path: Path
    shipped: bool
    problem: str | None = None
    saved: Saved | None = None


class ProfileError(WeisuError):
    """A profile has faults; ``faults`` are (line, message)."""

    def __init__(self, path: Path, faults: list[tuple[int, str]]) -> None:
        """Make one text of all faults."""
        self.path, self.faults = path, sorted(faults)
        lines = [f"  {path.name} 第 {line} 行：{message}" for line, message in self.faults]
        super().__init__("导入模板有误，未导入任何数据。请改正后重试：\n" + "\n".join(lines))


def read_profile(path: Path) -> Profile:
    """Load one profile file. Raises ``ProfileError`` that names every fault and its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(path, [(1, "文件不是 UTF-8 编码")]) from error
    except OSError as error:
        raise WeisuError(f"无法读取导入模板“{path}”：{error.strerror or error}。") from error
    return parse_profile(text, path)


def parse_profile(text: str, path: Path) -> Profile:
    """Load a profile from its text; ``path`` only names it in errors."""
    try:
        found = load_located(text)
    except YamlProblemError as error:
        raise ProfileError(path, [(error.line, error.message)]) from error
    if not isinstance(found.data, dict):
        raise ProfileError(path, [(1, "应为“键: 值”的 YAML")])
    try:
        profile = Profile.model_validate(found.data)
    except ValidationError as error:
        faults = [_fault_of(item) for item in error.errors()]
        raise ProfileError(path, _located(found, faults)) from error
    if faults := check_profile(profile):
        raise ProfileError(path, _located(found, faults))
    return profile


def _located(found: Located, faults: list[Fault]) -> list[tuple[int, str]]:
    return list(dict.fromkeys((found.line_of(f.path), f.message) for f in faults))


def _fault_of(item: Any) -> Fault:
    path = tuple(item["loc"])
    last = str(path[-1]) if path else ""
    kind = item["type"]
    if kind == "extra_forbidden":
        return Fault(path, f"不认识的键“{last}”{nearest(last, _keys_at(path[:-1]))}")
    if kind == "literal_error":
        options = item["ctx"]["expected"].replace("'", "").replace(" or ", "、").replace(", ", "、")
        word = str(item["input"])
        hint = nearest(word, options.split("、"))
        return Fault(path, f"“{last}”不能是“{word}”{hint}（可用：{options}）")
    if path == ("jurisdiction", "code"):
        given = f"现为“{item['input']}”"
        what = "“code”须为六位行政区划代码，如 350100（示例数据可用六位字母、数字）"
        return Fault(path, f"{what}，{given}")
    if kind == "string_pattern_mismatch" and last == "within":
        units = "、".join(WITHIN_UNITS)
        return Fault(
            path, f"“within”应为数字加单位（{units}），如 4 工作小时，现为“{item['input']}”"
        )
    if kind == "string_pattern_mismatch":
        return Fault(path, f"“{last}”的写法“{item['input']}”不符合要求（{item['ctx']['pattern']}）")
    message = _EXPECTED.get(kind)
    if message is None:
        return Fault(path, f"“{last}”有误（{item['msg']}）")
    named = message.format(last=last)
    return Fault(path, named if kind == "missing" else f"“{last}”{named}")


def _keys_at(path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that are known at a place of the file."""
    model: type[BaseModel] = Profile
    match path:
        case ("jurisdiction", *_):
            model = Jurisdiction
        case ("deadlines", _):
            model = LimitRule
        case ("saved", *_):
            model = Saved
        case ("tables", _):
            model = Table
        case ("tables", _, "read", *_):
            model = ReadSettings
        case ("tables", _, "columns", _, *_):
            model = FieldRule
    return [info.alias or name for name, info in model.model_fields.items()]


def _folders(home: Path) -> list[tuple[Path, bool]]:
    return [(home / "profiles", False), (SHIPPED, True)]


def _files(home: Path) -> Iterator[tuple[Path, bool]]:
    seen: set[str] = set()
    for folder, shipped in _folders(home):
        for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
            if path.stem not in seen:
                seen.add(path.stem)
                yield path, shipped


def load_profile(name_or_path: str | Path, home: Path) -> Profile:
    """Return a profile by name (the home folder's ``profiles/`` first, then shipped), by file, or
    by the label that people know it by.

    Raises ``WeisuError`` where there is none of that name, ``ProfileError`` where it has faults.
    """
    wanted = str(name_or_path)
    if wanted.endswith((".yaml", ".yml")) or "/" in wanted:
        return read_profile(Path(wanted).expanduser())
    known = {path.stem: path for path, _ in _files(home)}
    if wanted not in known:
        wanted = next((i.name for i in list_profiles(home) if _labelled(i, wanted)), wanted)
    if wanted not in known:
        raise WeisuError(
            f"没有名为“{wanted}”的导入模板{nearest(wanted, list(known)) or '。'}"
            f"现有：{'、'.join(known)}。也可以给出模板文件的路径。"
        )
    profile = read_profile(known[wanted])
    if profile.profile != wanted:
        raise ProfileError(
            known[wanted], [(1, f"profile 写的是“{profile.profile}”，应与文件名“{wanted}”一致")]
        )
    return profile


def _labelled(info: ProfileInfo, label: str) -> bool:
    return info.problem is None and info.label == label


def list_profiles(home: Path) -> list[ProfileInfo]:
    """Return every profile that can be named; a faulty one carries its problem."""
    found = []
    for path, shipped in _files(home):
        try:
            profile = read_profile(path)
            found.append(ProfileInfo(path.stem, profile.label, path, shipped, None, profile.saved))
        except WeisuError as error:
            found.append(ProfileInfo(path.stem, path.stem, path, shipped, str(error)))
    return found
