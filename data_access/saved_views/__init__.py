"""Saved views: a page with its filters under a name, shared within an owner's reach."""

__all__ = [
    "subscriptions",  # who is told of a view, and how often
    "views",  # keeping, sharing, renaming and deleting views
]
