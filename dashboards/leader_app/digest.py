"""What a saved view of 今日要情 says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.leader_app.message import message
from dashboards.shell.context import BesideContext


def said(context: BesideContext, _query: Mapping[str, str]) -> str:
    """Return the page's finding."""
    _, finding = message(context)
    return finding.sentence
