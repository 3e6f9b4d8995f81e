"""What the pages' code must not hold itself: words that users read, and colours."""

from __future__ import annotations

import ast
import re
import tokenize
from pathlib import Path

import pytest

from style import palette

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "dashboards").rglob("*.py"))
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3,4})\b|\b(?:rgb|hsl)a?\(")
CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef]")
# A mark between two blanks, where Chinese or a figure will stand on both sides. What other marks do
# is seen where pages are drawn (``tests/dashboards/conftest.py``).
BARE_MARK = re.compile(r"[,;] ?")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def docstrings(tree: ast.AST) -> set[int]:
    """The constants that only say what something is."""
    return {
        id(line.value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list)
        for line in body
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
    }


def strings(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = docstrings(tree)
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_texts_of_pages_stand_in_the_catalogue(path):
    found = [f"{line}: {words}" for line, words in strings(path) if CHINESE.search(words)]
    assert found == [], "style/texts_*.py"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_sentence_is_not_put_together_with_half_width_marks(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else []
        blank = [isinstance(part, ast.FormattedValue) for part in parts]
        for i, part in enumerate(parts[1:-1], 1):
            between = blank[i - 1] and blank[i + 1] and isinstance(part, ast.Constant)
            if between and BARE_MARK.fullmatch(str(getattr(part, "value", ""))):
                found.append(f"{part.lineno}: {ast.unparse(parts[i - 1])}")
    assert found == []


@pytest.mark.parametrize("path", [*PAGES, *sorted((ROOT / "style").glob("*.py"))], ids=name)
def test_colours_stand_in_the_palette(path):
    if path == Path(palette.__file__):
        return
    with path.open("rb") as file:
        code = [t for t in tokenize.tokenize(file.readline) if t.type == tokenize.STRING]
    found = [f"{t.start[0]}: {t.string}" for t in code if COLOUR.search(t.string)]
    assert found == [], "style/palette.py"
