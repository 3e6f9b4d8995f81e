"""Working days by China's statutory calendar, and the time limits of tickets."""

__all__ = [
    "limits",  # time limits of tickets, by presets
    "node_limits",  # time limits of signing, first contact and callback
    "table",  # the kinds of days as one table
    "vector",  # working time over whole columns
    "workdays",  # single days: working or not, holidays by name
]
