"""Keeping: backups of an installation and their return, in one form for both databases."""

__all__ = [
    "backup",  # writing a backup of a running system
    "restore",  # putting a backup in place
]
