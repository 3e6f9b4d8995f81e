"""Reading files of any of the supported formats as numbered rows of text."""

from data_access.importing.readers.base import (
    NOTES_SHEET,
    BadRow,
    RawChunk,
    RawRow,
    ReadOptions,
    RowSource,
)
from data_access.importing.readers.first_rows import FirstRows, first_rows
from data_access.importing.readers.header import clean_name
from data_access.importing.readers.opening import open_rows
from data_access.importing.readers.residue import unwrapped

__all__ = [
    "NOTES_SHEET", "BadRow", "FirstRows", "RawChunk", "RawRow", "ReadOptions", "RowSource",
    "clean_name", "first_rows", "open_rows", "unwrapped",
]  # fmt: skip
