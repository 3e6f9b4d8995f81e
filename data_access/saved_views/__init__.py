"""Saved views: a page with its filters under a name, shared within an owner's reach."""

__all__ = [
    "views",  # keeping, sharing, renaming and deleting views
]
