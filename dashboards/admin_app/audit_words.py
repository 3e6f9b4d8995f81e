"""How an entry of the audit log reads: who, what, and what it says, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboards.shell.freshness import local_moment
from data_access.store.audit import Entry
from early_warning.detection import DETECTORS
from style.texts import text
from style.wording import MISSING, clauses, enumerated, labelled, moment_table
from supervision.states import ACTIONS as TASK_ACTIONS
from supervision.states import STATES

ACTIONS = (
    "account.sign_in", "account.sign_in_failed", "account.sign_out", "account.create",
    "account.change", "account.contact", "account.disable", "account.enable", "account.unlock",
    "account.set_password", "account.end_sessions", "vault.open", "vault.rescrub", "export.data",
    "import.start",
    "batch.undo", "quarantine.solved", "warning.judge", "hotspot.edit", "hotspot.edit.withdraw",
    "repeat.decide", "repeat.decide.withdraw", "task.file", "task.rebuild", "notify.retry",
    "store.backup", "store.restore", "keys.rotate", "view.delete", "profile.save",
    "screen.create", "screen.end", "outline.import",
    "place.import", "place.delete", "place.learn", "place.find",
    "scope.system", "scope.account",
)  # fmt: skip
KINDS = {"account.": "account", "task.": "task"}
"""Beginnings under which one looks for all actions of a kind."""
FIELDS = (
    "source", "reason", "sessions_ended", "before", "after", "login", "display_name", "role",
    "jurisdictions", "departments", "areas", "paused_until", "email", "channels", "urgent_only",
    "filters", "period", "as_of", "jurisdiction", "department", "area", "category", "channel",
    "rows", "items", "file", "profile", "task", "seq", "state", "fields", "number", "verdict",
    "note", "warning_id", "detector", "life", "unit", "id", "days", "name", "names",
    "event_names", "owner", "page", "expires", "keys", "made_at", "kind", "changed", "replaced",
    "sha256", "system", "levels", "outlines", "unchanged", "findings", "repaired", "warned",
    "refused",
)  # fmt: skip
VALUES = ("unknown_login", "wrong_password", "disabled", "paused", "unchanged", "set", "removed")
_OF_VALUES = ("reason", "email")
KEY_KINDS = ("vault", "hmac", "cookie")
_VERDICTS = {"true": "warn.true", "false": "warn.false", "known": "warn.known_already"}
_LIMITS = ("jurisdictions", "departments", "areas")
_TASK = "task."
_COMMAND = "cli:"
_SYSTEM = "system"


def choices() -> list[str]:
    """Return what one may look for: kinds first, then every action."""
    return [*KINDS, *ACTIONS, *(f"{_TASK}{a}" for a in TASK_ACTIONS)]


def action_words(action: str) -> str:
    """Return what an action is called; one without a name is its own."""
    if action in KINDS:
        return text(f"audit.all_{KINDS[action]}")
    if action in ACTIONS:
        return text(f"audit.do_{action}")
    if action.startswith(_TASK) and action.removeprefix(_TASK) in TASK_ACTIONS:
        what = action.removeprefix(_TASK)
        return text("audit.task", what=text(f"task.action_{what}"))
    return action


def actor_words(actor: str) -> str:
    """Return who acted: an account by its login, a command by who ran it."""
    if actor.startswith(_COMMAND):
        return text("audit.by_command", user=actor.removeprefix(_COMMAND))
    if actor == _SYSTEM:
        return text("audit.by_system")
    return actor or text("audit.by_nobody")


def detail_pairs(entry: Entry, zone: str, roles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what an entry says, as labels with words. ``roles``: what roles are called."""
    return list(_pairs(entry.detail, "", zone, roles))


def detail_words(entry: Entry, zone: str, roles: Mapping[str, str]) -> str:
    """Return the same in one cell."""
    return clauses(labelled(label, words) for label, words in detail_pairs(entry, zone, roles))


def _pairs(
    detail: Mapping[str, Any], outer: str, zone: str, roles: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name, value in detail.items():
        label = text(f"audit.field_{name}") if name in FIELDS else name
        label = text("audit.within", outer=outer, inner=label) if outer else label
        if isinstance(value, Mapping):
            yield from _pairs(value, label, zone, roles)
        else:
            yield label, _value(name, value, zone, roles)


def _value(name: str, value: Any, zone: str, roles: Mapping[str, str]) -> str:
    if value is None or value == "":
        return text("accounts.unlimited") if name in _LIMITS else MISSING
    if isinstance(value, bool):
        return text("audit.yes") if value else text("audit.no")
    if isinstance(value, list):
        return enumerated(_value(name, one, zone, roles) for one in value) or MISSING
    said = str(value)
    if name == "role":
        return roles.get(said, said)
    if name == "paused_until":
        return moment_table(local_moment(said, zone))
    if name == "state" and said in STATES:
        return text(f"task.state_{said}")
    if name == "detector":
        return DETECTORS.get(said, said)
    if name == "kind" and said in KEY_KINDS:
        return text(f"audit.key_{said}")
    if name == "verdict" and said in _VERDICTS:
        return text(_VERDICTS[said])
    code = said.replace(" ", "_")
    return text(f"audit.value_{code}") if name in _OF_VALUES and code in VALUES else said
