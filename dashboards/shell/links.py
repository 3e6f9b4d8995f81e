"""Links among our pages."""

from __future__ import annotations

import html


def anchor(address: str, words: str) -> str:
    """Return a link in HTML that opens in the same window, where the session is."""
    return f'<a href="{html.escape(address)}" target="_self">{html.escape(words)}</a>'
