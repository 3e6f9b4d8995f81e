"""A folder that is watched for files of another system, as the settings name it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class WatchFolder(BaseModel):
    """One folder. ``jurisdiction``: code of a known place, where the profile names none.
    ``silence_hours``: after how long without a file the data managers are told; 0 for never."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    profile: str
    jurisdiction: str = ""
    silence_hours: float = Field(0, ge=0, le=24 * 366)
