"""What a run notes about itself, as one typed object a room: kept with the run as JSON.

A room derives its ``Facts`` from ``RunFacts`` in its ``frames.py``. Every field has a default, so
that what an older version of the product stored can still be read; fields that are no longer known
are passed over.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from data_access.results.declared import Reach

NAME = "facts"


class RunFacts(BaseModel):
    """Base of a room's facts. ``reach``: ``open`` or ``whole``, as of a frame."""

    # A figure that is not known is told as such: as null it could not be read back.
    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="strings")

    room: ClassVar[str]
    label: ClassVar[str] = "运行说明"
    reach: ClassVar[Reach] = "open"
