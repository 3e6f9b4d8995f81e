"""Whether areas lie in those above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from geo.boundaries.findings import Finding, found
from geo.boundaries.link import Linked

WARNED = 0.01
REFUSED = 0.5
"""Shares of an area outside its parent."""


def check_parents(
    linked: Sequence[Linked], shapes: Sequence[Any], above: Mapping[str, tuple[str, Any]]
) -> list[Finding]:
    """Return what lies outside its parent. ``above``: name and outline of areas by code."""
    findings = []
    for parent in sorted({one.parent for one in linked if one.parent in above}):
        name, outline = above[parent]
        places = [i for i, one in enumerate(linked) if one.parent == parent]
        shapely.prepare(outline)
        children = np.array([shapes[i] for i in places], dtype=object)
        outside = ~shapely.covers(outline, children)
        for i, child in zip(np.array(places)[outside], children[outside], strict=True):
            share = float(shapely.area(shapely.difference(child, outline)) / shapely.area(child))
            if share >= WARNED:
                kind = "far_from_parent" if share >= REFUSED else "outside_parent"
                one = linked[i]
                findings.append(
                    found(
                        kind, code=one.code, name=one.name, row=one.row, parent=name,
                        share=share * 100,
                    )
                )  # fmt: skip
    return findings
