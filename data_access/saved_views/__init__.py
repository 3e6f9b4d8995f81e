"""Saved views: a page with its filters under a name, shared within an owner's reach."""

__all__ = [
    "oversight",  # all views of an installation
    "subscriptions",  # who is told of a view, and how often
    "views",  # keeping, sharing, renaming and deleting views
]
