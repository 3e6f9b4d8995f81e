"""A warning's colour as a mark with its word."""

from __future__ import annotations

import html

from style.palette import WARNING_LEVELS

_LEVELS = tuple(WARNING_LEVELS)


def level_mark(level: str) -> str:
    """Return a colour's word with its mark, as HTML; an unknown one looks like the last."""
    place = _LEVELS.index(level) if level in _LEVELS else len(_LEVELS) - 1
    return f'<span class="weisu-level weisu-level-{place}">{html.escape(level)}</span>'
