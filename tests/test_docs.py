"""The documents say what there is: nothing undocumented, nothing that isn't there any more."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from data_access import schemas
from data_access.accounts.rights import RIGHTS, ROLES
from data_access.importing.profile_files import SHIPPED
from data_access.metrics.registry import registry
from data_access.settings import Settings
from scripts import write_docs
from tests.test_structure import repository_files, top_level_folders

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
APPS = sorted((ROOT / "dashboards").glob("*_app/pages.py"))
READ_MES = ("README.md", "README.zh-CN.md")
# Roots of what documents may name as paths; `var/` is made when the product runs.
_PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


def pages() -> list[str]:
    """Every Markdown file of the repository."""
    return sorted(name for name in repository_files() if name.endswith(".md"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def doc(name: str) -> str:
    return read(f"docs/{name}")


def shell_lines(text: str) -> Iterator[str]:
    """Lines of shell that a document tells to type, without their comments."""
    for kind, block in _FENCE.findall(text):
        if kind in {"", "sh"}:
            yield from (line.split(" #")[0].strip() for line in block.splitlines())


def weisu_calls(text: str) -> Iterator[list[str]]:
    """Words after ``weisu`` in shell lines and in inline code."""
    spans = re.findall(r"`((?:\.venv/bin/)?weisu [^`]+)`", _FENCE.sub("", text))
    for line in (*shell_lines(text), *spans):
        found = re.match(r"(?:\w+=\S+ )*(?:\.venv/bin/)?weisu (.+)", line)
        if found:
            yield shlex.split(found[1].rstrip("&").replace("…", ""))


# ---------------------------------------------------------------- what there is, is documented
@pytest.mark.parametrize("name", write_docs.BLOCKS)
def test_generated_parts_are_current(name: str) -> None:
    """Write them anew with ``python scripts/write_docs.py``."""
    found, wanted = write_docs.current(name)
    assert found == wanted, "python scripts/write_docs.py"


def test_every_setting_says_what_it_is_and_is_listed() -> None:
    text = doc("settings.md")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"`WEISU_{name.upper()}`" in text


def test_every_command_and_option_is_documented() -> None:
    text = doc("weisu.md")
    for name, command in write_docs.visible_commands():
        assert f"### `weisu {name}" in text
        assert command.help, name
        for option in write_docs.options_of(command):
            told = option.help or any(o in write_docs.PLAIN_OPTIONS for o in option.opts)
            assert told, f"{name}: what does {option.opts} do?"


def test_every_metric_has_its_section() -> None:
    text = doc("metrics.md")
    assert not {name for name in registry() if f"`{name}`" not in text}


def test_every_field_is_listed_under_its_entity() -> None:
    sections = dict(
        re.findall(r"### .*?（`(\w+)`）\n(.*?)(?=\n##|\Z)", doc("tickets.md"), re.DOTALL)
    )
    for entity in schemas.ENTITIES.values():
        for field in entity.fields:
            assert f"| `{field.name}` | {field.label} |" in sections[entity.name]


def test_every_role_and_right_is_documented() -> None:
    text = doc("access.md")
    assert not {role.name for role in ROLES.values() if f"`{role.name}` {role.label}" not in text}
    assert not {right for right in RIGHTS if f"`{right}`" not in text}


def test_every_shipped_profile_is_documented() -> None:
    names = {path.stem for path in SHIPPED.glob("*.yaml")}
    assert names
    assert not {name for name in names if f"`{name}`" not in doc("profiles.md")}


def test_every_folder_says_what_it_is_for() -> None:
    text = doc("README.md")
    assert not {folder for folder in top_level_folders() if f"| `{folder}/` |" not in text}


def test_every_package_of_early_warning_is_on_its_page() -> None:
    text = doc("early_warning.md")
    room = ROOT / "warnings" / "early_warning"
    names = {p.parent.name + "/" for p in room.glob("*/__init__.py")} | {
        p.name for p in room.glob("*.py") if p.name != "__init__.py"
    }
    assert names
    assert not {name for name in names if f"`warnings/early_warning/{name}`" not in text}


@pytest.mark.parametrize("room", ["data_access", "dashboards", "forecasting"])
def test_every_package_and_module_of_a_room_is_on_its_page(room: str) -> None:
    text = doc(f"{room}.md")
    inside = {
        Path(name).parts[1]
        for name in repository_files()
        if name.startswith(f"{room}/") and name.count("/") > 1
    }
    modules = {path.name for path in (ROOT / room).glob("*.py")} - {"__init__.py"}
    assert inside
    assert not {package for package in inside if f"`{room}/{package}/`" not in text}
    assert not {module for module in modules if f"`{room}/{module}`" not in text}


@pytest.mark.parametrize("folder", ["shell", *(p.parent.name for p in APPS)])
def test_every_module_of_the_pages_is_on_their_page(folder: str) -> None:
    text = doc("dashboards.md")
    names = {p.name for p in (ROOT / "dashboards" / folder).glob("*.py")} - {"__init__.py"}
    assert not {name for name in names if f"`{name}`" not in text}


def test_every_module_of_style_is_on_its_page() -> None:
    text = doc("style.md")
    names = {p.name for p in (ROOT / "style").glob("*.py")} - {"__init__.py"}
    assert not {name for name in names if f"`style/{name}`" not in text}


def test_every_page_can_be_reached_from_the_directory() -> None:
    linked = set(_LINK.findall(doc("README.md")))
    names = {name.removeprefix("docs/") for name in pages() if name.startswith("docs/")}
    assert not names - linked - {"README.md"}


# ---------------------------------------------------------------- what is documented, is there
@pytest.mark.parametrize("name", pages())
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    broken = []
    for target in _LINK.findall(_FENCE.sub("", read(name))):
        path, _, _ = target.partition("#")
        if path and "://" not in path and not path.startswith("mailto:"):
            there = ((ROOT / name).parent / path).resolve()
            if not (there.exists() and there.is_relative_to(ROOT)):
                broken.append(target)
    assert not broken


@pytest.mark.parametrize("name", pages())
def test_paths_that_a_document_names_exist(name: str) -> None:
    roots = top_level_folders()
    named = {path for path in _PATH.findall(read(name)) if path.partition("/")[0] in roots}
    assert not {path for path in named if not (ROOT / path).exists()}


@pytest.mark.parametrize("name", pages())
def test_settings_that_a_document_names_exist(name: str) -> None:
    known = {f"WEISU_{field.upper()}" for field in Settings.model_fields}
    named = set(re.findall(r"WEISU_[A-Z][A-Z_]*[A-Z]", read(name))) - known
    code = [n for n in repository_files() if n.endswith((".py", ".sh"))]
    assert not {word for word in named if not any(word in read(n) for n in code)}


@pytest.mark.parametrize("name", pages())
def test_calls_in_a_document_are_calls_that_work(name: str) -> None:
    commands = dict(write_docs.visible_commands())
    first_words = {command.split()[0] for command in commands}
    for words in weisu_calls(read(name)):
        assert words[0] in first_words | {"命令", "--help"}, words
        command = commands.get(" ".join(words[:2])) or commands.get(words[0])
        if command is None:  # only the group was named
            continue
        known = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
        known |= {
            o for p in command.params if isinstance(p, click.Option) for o in p.secondary_opts
        }
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert not given - known - {"--help"}, words


@pytest.mark.parametrize("name", pages())
def test_make_targets_that_a_document_names_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    text = read(name)
    spoken = "\n".join((*shell_lines(text), *re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))))
    assert not set(re.findall(r"(?<![\w-])make ([a-z][a-z-]*)", spoken)) - targets


@pytest.mark.parametrize("name", READ_MES)
def test_a_read_me_tells_how_to_begin(name: str) -> None:
    text = read(name)
    for needed in (
        "make run", "make test", "first-sign-in.txt", "weisu ingest", "WEISU_DATABASE_URL",
        "keys/", "docs/settings.md", "docs/operations.md", "docs/images/",
    ):  # fmt: skip
        assert needed in text


def test_both_read_mes_show_the_same_pictures_and_give_the_same_setup() -> None:
    english, chinese = (read(name) for name in READ_MES)
    pictures = [sorted(re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)) for text in (english, chinese)]
    assert pictures[0] == pictures[1]
    for line in shell_lines(english):
        if line.startswith(("sudo -u postgres", "make ")):
            assert line in chinese
