"""The choice of light, dark or as the system, among what belongs to the account.

Its buttons are answered by the script of the page (``dashboards/server/appearance.py``), which
keeps the choice and loads the page anew: filters stand in the address and remain.
"""

from __future__ import annotations

import html

import streamlit as st

from dashboards.server.appearance import CHOICES, chosen
from style.texts import text


def show_choice() -> None:
    """Draw the buttons; the one that holds is pressed."""
    held = chosen(st.context.cookies)
    buttons = "".join(
        f'<button type="button" data-appearance="{choice}"'
        f' aria-pressed="{"true" if choice == held else "false"}">'
        f"{html.escape(text(f'shell.appearance_{choice}'))}</button>"
        for choice in CHOICES
    )
    label = html.escape(text("shell.appearance"))
    st.html(f'<div class="weisu-appearance" role="group" aria-label="{label}">{buttons}</div>')
