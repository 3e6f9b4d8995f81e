"""The style sheets: colours come from the palette alone, and nothing is named that is not there."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from style.palette import palette
from style.sheets import FOLDER, PAGE_SHEETS, page_css, sign_in_css, wall_css
from style.variables import PREFIX, variables_css

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(FOLDER.glob("*.css"))
CODE = sorted(p for room in ("dashboards", "style") for p in (ROOT / room).rglob("*.py"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|\bcolor-mix\(")
NAMED = re.compile(
    r"(?:color|background|border[\w-]*|outline):[^;}]*\b(?:white|black|gr[ae]y|red)\b"
)
RULE = re.compile(r"[\w\])*\"'-]\s*\{\s*[a-z-]+\s*:[^;{}]+;")
GIVEN = set(re.findall(rf"({PREFIX}[\w-]+):", variables_css()))
OF_THE_BROWSER = {"--drawn", "--tallest"}
"""What the printing script says of a picture; see ``dashboards/server/printing.py``."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sheet_has_no_colour_of_its_own(path):
    words = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert COLOUR.findall(words) == []
    assert NAMED.findall(words) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sheet_uses_only_properties_that_are_given(path):
    sheet = path.read_text(encoding="utf-8")
    own = set(re.findall(r"(--[\w-]+):", sheet))
    used = set(re.findall(r"var\((--[\w-]+)", sheet))
    assert used - own - GIVEN - OF_THE_BROWSER == set()


def test_every_sheet_is_used_and_its_braces_close():
    assert {path.stem for path in FILES} == {*PAGE_SHEETS, "sign_in", "wall"}
    for sheet in (page_css(), sign_in_css(), wall_css()):
        assert sheet.count("{") == sheet.count("}")
        assert "</" not in sheet


def test_both_appearances_know_the_same_meanings():
    assert list(palette("light")) == list(palette("dark"))
    assert {f"{PREFIX}{name}" for name in palette("light")} <= GIVEN


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_rules_of_style_stand_in_the_sheets(path):
    if path.name == "variables.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    found = [line for line, words in texts if RULE.search(words) and "=>" not in words]
    assert found == [], "style/css"


def test_an_installed_package_carries_the_sheets():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = declared["tool"]["setuptools"]["package-data"]["style"]
    carried = {path for pattern in patterns for path in (ROOT / "style").glob(pattern)}
    assert set(FILES) <= carried
