"""Reading files of any of the supported formats as numbered rows of text."""

from data_access.importing.readers.base import BadRow, RawChunk, ReadOptions, RowSource
from data_access.importing.readers.opening import open_rows

__all__ = ["BadRow", "RawChunk", "ReadOptions", "RowSource", "open_rows"]
