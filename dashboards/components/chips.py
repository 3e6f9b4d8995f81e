"""Kinds with their numbers as chips: one is chosen, or all."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def chips(label: str, named: Mapping[str, str], now: str, key: str) -> str:
    """Draw the chips and return the chosen one. ``named``: words by what they stand for, the empty
    key for all; ``label`` is read aloud only.
    """
    chosen = st.pills(
        label, list(named), default=now, key=f"{key}_{now}", format_func=lambda one: named[one],
        label_visibility="collapsed",
    )  # fmt: skip
    return str(chosen or "")
