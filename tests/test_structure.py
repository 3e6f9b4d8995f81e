"""The shape of the repository: what keeps the rooms apart and the packaging honest."""

import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.schedule import BROWSER, LONG

ROOT = Path(__file__).resolve().parents[1]
MAX_LINES = 400
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-peers.lock")
# Where this file itself names what it forbids.
ITSELF = "tests/test_structure.py"


def repository_files() -> list[str]:
    """Files that are tracked or about to be, as paths from the root."""
    # A checkout may belong to another user than the one who tests it.
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-zco", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def texts(suffix: str = "") -> dict[str, str]:
    """The readable files whose name ends in `suffix`; binary ones are left out."""
    found = {}
    for name in repository_files():
        if name.endswith(suffix):
            data = (ROOT / name).read_bytes()
            if b"\0" not in data:
                found[name] = data.decode("utf-8")
    return found


def top_level_folders() -> set[str]:
    return {name.partition("/")[0] for name in repository_files() if "/" in name}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_warnings_is_the_standard_librarys() -> None:
    script = (
        "import sysconfig, warnings; print(sysconfig.get_path('stdlib')); print(warnings.__file__)"
    )
    for options in ([], ["-P"]):
        done = subprocess.run(
            [sys.executable, *options, "-c", script],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        stdlib, found = done.stdout.splitlines()
        assert Path(found) == Path(stdlib) / "warnings.py"
    assert not (ROOT / "warnings" / "__init__.py").exists()


def test_no_top_level_package_shadows_the_standard_library() -> None:
    packages = {
        folder for folder in top_level_folders() if (ROOT / folder / "__init__.py").exists()
    }
    modules = {name.removesuffix(".py") for name in repository_files() if "/" not in name}
    assert packages
    assert not (packages | modules) & sys.stdlib_module_names


def test_nothing_in_dashboards_is_named_like_a_top_level_folder() -> None:
    # Streamlit puts the script's folder first on the path: such a name would hide the room.
    inside = {Path(name).parts[1] for name in repository_files() if name.startswith("dashboards/")}
    assert not {name.removesuffix(".py") for name in inside} & top_level_folders()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_for_everything_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--(?:extra-)?index|--find-links|--trusted-host", text)
    unfolded = text.replace("\\\n", " ").splitlines()
    requirements = [line for line in unfolded if line.strip() and not line.lstrip().startswith("#")]
    assert requirements
    for line in requirements:
        assert re.match(r"[a-z0-9-]+==\S+ +--hash=sha256:[0-9a-f]{64}", line), line


def test_both_locks_agree() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.lock") < pins("requirements-dev.lock")


def test_every_dependency_is_locked_and_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = project()["project"]
    locked = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in LOCKS)
    groups = [declared["dependencies"], *declared["optional-dependencies"].values()]
    for dependency in itertools.chain.from_iterable(groups):
        reason = rf'^ +"{re.escape(dependency)}", +# \S.{{8,}}$'
        assert re.search(reason, text, re.MULTILINE), f"why is {dependency} there?"
        name = re.match(r"[\w-]+", dependency)
        assert name
        assert re.search(rf"^{name[0].lower()}==", locked, re.MULTILINE), f"{dependency}: make lock"


def test_every_package_is_packaged_typed_and_layered() -> None:
    settings = project()["tool"]
    packages = {
        folder
        for folder in top_level_folders() - {"tests", "benchmarks", "docs", "scripts"}
        if (ROOT / folder / "__init__.py").exists()
    }
    include = {name.rstrip("*") for name in settings["setuptools"]["packages"]["find"]["include"]}
    assert packages <= include
    assert packages <= set(settings["mypy"]["files"])
    assert packages <= set(settings["importlinter"]["root_packages"])


def test_the_second_source_root_is_packaged_typed_and_layered() -> None:
    settings = project()["tool"]
    packages = {path.parent.name for path in (ROOT / "warnings").glob("*/__init__.py")}
    assert packages == {"early_warning"}
    for name in packages:
        assert settings["setuptools"]["package-dir"][name] == f"warnings/{name}"
        assert f"{name}*" in settings["setuptools"]["packages"]["find"]["include"]
        assert f"warnings/{name}" in settings["mypy"]["files"]
        assert name in settings["importlinter"]["root_packages"]
    assert "warnings" in settings["pytest"]["ini_options"]["pythonpath"]


def test_no_python_file_is_too_long() -> None:
    lengths = {name: text.count("\n") for name, text in texts(".py").items()}
    assert not {name: length for name, length in lengths.items() if length > MAX_LINES}


def test_the_pipelines_own_scope_is_made_only_by_the_command_line() -> None:
    users = {name for name, text in texts(".py").items() if re.search(r"\bScope\.system\(", text)}
    assert not {name for name in users if not name.startswith(("weisu/", "tests/", "benchmarks/"))}


def test_sql_stands_in_data_access_and_in_the_reads_of_rooms() -> None:
    sql = re.compile(r"\bSELECT\b|\bresults\.query\(")
    rooms = ("hotspots/", "forecasting/", "warnings/", "dashboards/", "notify/")
    written = {n for n, text in texts(".py").items() if n.startswith(rooms) and sql.search(text)}
    assert written
    assert not {name for name in written if not name.endswith("_reads.py")}


def test_no_file_names_a_path_of_one_machine() -> None:
    machine_path = re.compile(r"(?<![\w.~}])/(?:work|root|home/\w+|Users/\w+)/")
    named = {
        f"{name}:{number}"
        for name, text in texts().items()
        if name != ITSELF
        for number, line in enumerate(text.splitlines(), 1)
        if machine_path.search(line)
    }
    assert not named


def test_no_file_names_a_package_index() -> None:
    index = re.compile(
        r"pypi\.org|pythonhosted|/simple/|registry\.npmjs|mirrors?\.\w+\.(?:com|cn|edu)"
    )
    assert not {name for name, text in texts().items() if name != ITSELF and index.search(text)}


def test_the_long_tests_that_come_first_are_there():
    assert [name for name in (*LONG, BROWSER) if not (ROOT / name).exists()] == []
    assert len(set(LONG)) == len(LONG)
