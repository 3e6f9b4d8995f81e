"""What the machine or the database refuses, in words: for whoever ran a command, and for a night's
record. The error's own text may repeat what was being written, so none of it is told.
"""

from __future__ import annotations

import errno

from style.texts import text

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def outside_words(error: BaseException) -> str:
    """Return what stands in the way and what to do (Chinese); empty where it is something else."""
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return text("outside.disk_full")
        if error.errno in _CLOSED:
            return text("outside.closed", path=error.filename or "")
        return ""
    return _of_database(error)


def _of_database(error: BaseException) -> str:
    from sqlalchemy.exc import DBAPIError, OperationalError

    if not isinstance(error, DBAPIError):
        return ""
    said = str(error.orig).lower()
    if "full" in said or "no space" in said:
        return text("outside.disk_full")
    gone = error.connection_invalidated or isinstance(error, OperationalError)
    return text("outside.database") if gone else ""
