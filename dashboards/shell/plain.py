"""Text of unknown origin, made safe for Streamlit's Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^])")


def plain(words: str) -> str:
    """Return ``words`` so that Markdown shows them letter by letter: no link, image or style.

    File names, codes from an address and texts of errors pass through here before they are shown.
    """
    return _MARKS.sub(r"\\\1", words)
