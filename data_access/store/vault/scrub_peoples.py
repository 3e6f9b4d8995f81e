"""Names with a dot in them: 古丽·买买提. Others of other peoples: ``scrub_translit.py``."""

from __future__ import annotations

from data_access.store.vault.scrub_name_rules import NameRules
from data_access.store.vault.scrub_spans import Findings


def find_dotted(text: str, found: Findings, known: NameRules) -> None:
    """Find names with a dot in them, wherever they stand."""
    if "·" in text or "•" in text:
        for match in known.likely.dotted.finditer(text):
            found.claim(match.start(), _shortened(text, match.start(), match.end(), known), "name")


def _shortened(text: str, at: int, end: int, known: NameRules) -> int:
    """Return where a name with a dot in it ends: what is said of the person isn't of it."""
    dot = text.rfind("·", at, end)
    for stop in range(dot + 2, end):
        if known.likely.says.match(text, stop):
            return stop
    return end
