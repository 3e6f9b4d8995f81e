"""Scripts that draw one page as Streamlit runs it, without the menu around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from early_warning.detection import LISTED

# A half-width mark with Chinese before it, or after a figure and before Chinese.
_HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff\uff08-\uff09\u201d]\s*[,;:?!](?!//)|[\d%]\s*[,;:?!]\s*[\u4e00-\u9fff]"
    r"|\([^()]*[\u4e00-\u9fff][^()]*\)"
)


def page_script(key: str) -> str:
    """Return the script that opens a page."""
    return (
        "from dashboards.shell.page import open_page\n"
        "from dashboards.shell.pages import page_of\n"
        f"open_page(page_of({key!r}))\n"
    )


def guarded_script(key: str) -> str:
    """Return the script that opens a page behind the boundary that says errors in words."""
    return (
        "from dashboards.shell.error_boundary import guarded\n"
        "from dashboards.shell.page import open_page\n"
        "from dashboards.shell.pages import page_of\n"
        f"guarded(lambda: open_page(page_of({key!r})), {key!r})()\n"
    )


FOLDS = tuple(f"fold_{name}" for name in ("due", "more", "dismissed", "history", "score", *LISTED))
"""The sections of pages that are drawn once they are opened."""


def unfolded(test: AppTest) -> AppTest:
    """Return a test of a page that is to run with all its sections open."""
    for key in FOLDS:
        test.session_state[key] = True
    return test


@contextmanager
def installed_known() -> Iterator[None]:
    """Look through the installed packages for parts of pages only once: Streamlit does so for every
    page that is run, and reads the descriptions of a hundred packages for it.
    """
    looked = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", looked)
        yield


def half_width(tree: Any) -> list[str]:
    """Return the sentences of a page that AppTest ran in which a mark is half-width."""
    return [words for words in _strings(tree) if _HALF_WIDTH.search(words)]


def _strings(node: Any) -> Iterator[str]:
    """Walk through a page's elements: every string in them, in pictures too."""
    for child in getattr(node, "children", {}).values():
        yield from _strings(child)
    if hasattr(getattr(node, "proto", None), "ListFields"):
        yield from _in_message(node.proto)


def _in_message(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        plain = isinstance(value, str | bytes) or not hasattr(value, "__iter__")
        for one in [value] if plain else value:
            if isinstance(one, str):
                yield from _in_json(json.loads(one)) if field.name == "spec" else [_visible(one)]
            elif hasattr(one, "ListFields"):
                yield from _in_message(one)


def _in_json(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _visible(value)
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _in_json(one)


def _visible(words: str) -> str:
    """Return words without HTML, style sheets and the marks that Markdown escapes."""
    bare = re.sub(r"<style>.*?</style>|<[^>]*>", " ", words, flags=re.DOTALL)
    return bare.replace("\\", "")
