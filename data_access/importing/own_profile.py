"""Templates that people keep from the page: in the home's ``profiles/``, beside hand-written ones.

They are written as the shipped ones are, read back by the same reader before they count, and named
by the product; people know them by their label. The command line takes either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_access import schemas
from data_access.importing.draft_document import text_of
from data_access.importing.profile import FieldRule, Profile
from data_access.importing.profile_files import ProfileInfo, list_profiles, parse_profile
from data_access.settings import Settings
from data_access.store import audit, lease
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.private_files import private_folder, replace_private
from data_access.types import Scope, WeisuError

RIGHT = "import.run"
MOST_LABEL = 40
_LEASE = "profiles"


@dataclass(frozen=True, slots=True)
class Opened:
    """An own template as somebody opened it: its name, and the digest of its file then."""

    name: str
    digest: str


def opened(info: ProfileInfo) -> Opened | None:
    """Return a template as it lies there now; None for a shipped one, which nobody changes."""
    return None if info.shipped else Opened(info.name, _digest(info.path))


def is_own(name: str, home: Path) -> bool:
    """Tell whether a template is the home's own: one that can be replaced."""
    return any((home / "profiles" / f"{name}{end}").exists() for end in (".yaml", ".yml"))


def save_profile(
    store: Store,
    settings: Settings,
    scope: Scope,
    document: Mapping[str, Any],
    *,
    label: str,
    replaces: Opened | None = None,
    began_from: Profile | None = None,
) -> str:
    """Keep a template with a line in the audit log; return its name.

    Needs the right ``import.run``. ``replaces``: the own template that it takes the place of, as it
    was opened. ``began_from``: the template that it was made from, so that the log tells what was
    changed. ``WeisuError``: no label, one that another template has, one that was changed or
    removed since it was opened. ``ProfileError`` where the template could not be used.
    """
    scope.require(RIGHT)
    said = " ".join(label.split())
    if not 0 < len(said) <= MOST_LABEL:
        raise WeisuError(f"请给模板起一个名称（不超过{MOST_LABEL}字），模板没有保存。")
    with lease.held(store, _LEASE, "保存导入模板"):
        known = list_profiles(settings.home)
        _check_label(said, known, replaces)
        name = _free_name({one.name for one in known}) if replaces is None else replaces.name
        path = _path_of(name, known, settings, replaces)
        now = utc_now()
        text = text_of(document, name, said, by=scope.actor, at=now)
        profile = parse_profile(text, path)
        detail = {
            "profile": name,
            "fields": _changed(profile, began_from),
            "replaced": replaces is not None,
        }
        with store.write() as connection:
            audit.append(
                connection, actor=scope.actor, action="profile.save", about=said, detail=detail,
                at=now,
            )  # fmt: skip
            # Last: where the disk refuses, the log says nothing of it either.
            _write(path, text)
    return name


def _check_label(label: str, known: list[ProfileInfo], replaces: Opened | None) -> None:
    for one in known:
        mine = replaces is not None and one.name == replaces.name
        if label in (one.label, one.name) and not mine:
            by = f"（由 {one.saved.by} 保存）" if one.saved else ""
            raise WeisuError(
                f"已有名为“{label}”的模板{by}。请换一个名称；要修改那个模板，请先选用它。"
                "模板没有保存。"
            )


def _path_of(
    name: str, known: list[ProfileInfo], settings: Settings, replaces: Opened | None
) -> Path:
    if replaces is None:
        return settings.home / "profiles" / f"{name}.yaml"
    found = next((one for one in known if one.name == name and not one.shipped), None)
    if found is None:
        raise WeisuError("这个模板已被删除，修改没有保存。请另存为新模板。")
    if _digest(found.path) != replaces.digest:
        by = f"由 {found.saved.by} " if found.saved else ""
        raise WeisuError(
            f"打开之后，这个模板已{by}改动过，修改没有保存，以免覆盖。"
            "请另存为新模板，或取消后重新打开再改。"
        )
    return found.path


def _changed(profile: Profile, before: Profile | None) -> list[str]:
    """Return the fields whose rules differ, as people call them."""
    now, then = _rules(profile), _rules(before) if before else {}
    differ = [at for at in (now | then) if now.get(at) != then.get(at)]
    return list(dict.fromkeys(schemas.ENTITIES[e].field(name).label for e, name in differ))


def _rules(profile: Profile) -> dict[tuple[str, str], FieldRule]:
    return {(t.entity, name): rule for t in profile.tables for name, rule in t.columns.items()}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _free_name(taken: set[str]) -> str:
    number = 1
    while f"own_{number}" in taken:
        number += 1
    return f"own_{number}"


def _write(path: Path, text: str) -> None:
    private_folder(path.parent)
    try:
        replace_private(path, text.encode())
    except OSError as error:
        raise WeisuError(
            f"模板无法写入“{path}”：{error.strerror or error}。请检查磁盘空间和权限后重试。"
        ) from error
