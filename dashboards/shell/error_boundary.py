"""The page boundary: whatever goes wrong behind it, the reader gets words, never a stack trace."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from functools import wraps

import streamlit as st

from dashboards.shell.plain import plain
from data_access.types import WeisuError
from style.texts import text
from style.wording import punctuate

_LOG = logging.getLogger(__name__)


def error_number() -> str:
    """Return a short number that finds one error in the log."""
    return uuid.uuid4().hex[:8].upper()


def guarded(render: Callable[[], None], page: str) -> Callable[[], None]:
    """Return ``render`` with its errors shown in words.

    A ``WeisuError`` is shown as it is; anything else is logged under an error number, which is
    shown in its place. Streamlit's own control flow passes through.
    """

    @wraps(render)
    def run() -> None:
        try:
            render()
        except WeisuError as error:
            st.error(plain(punctuate(str(error))), icon=":material/error:")
        except Exception:  # noqa: BLE001 - the last boundary: logged, and said in words
            number = error_number()
            _LOG.exception("page %s failed, error number %s", page, number)
            st.error(
                f"{text('shell.error_title')}{text('shell.error_unexpected', number=number)}",
                icon=":material/error:",
            )

    return run
