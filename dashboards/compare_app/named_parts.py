"""The parts of a change as they are shown: the strongest by name, the rest together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.compare_app import sentences
from data_access.metrics.explain import Contribution
from style.texts import text

SHOWN = 8


def named_parts(
    parts: Sequence[Contribution], names: Mapping[Any, str]
) -> dict[str, list[Contribution]]:
    """Return by label what stands under it: codes of one name are one part."""
    # One part more than is shown would be a rest of one: then the last two are the rest.
    most = len(parts) if len(parts) <= SHOWN else SHOWN if len(parts) == SHOWN + 1 else SHOWN - 1
    found: dict[str, list[Contribution]] = {}
    for part in parts[:most]:
        found.setdefault(sentences.key_name(part.key, names), []).append(part)
    if parts[most:]:
        found[text("compare.rest", count=len(parts) - most)] = list(parts[most:])
    return found
