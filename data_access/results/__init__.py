"""Results of the analysis rooms: declared frames as Parquet, current as a whole or not at all."""

__all__ = [
    "declared",  # how a room declares a frame: columns, kinds, labels, reach
    "facts",  # typed facts of a run
    "held_tickets",  # the tickets of one thing of a frame
    "keep",  # which runs stay
    "kept_beside",  # what rooms keep beside their results, by jurisdiction
    "limits",  # what a scope may read of a frame
    "models",  # cards of models
    "printed",  # results that name callers and places, when the key is turned
    "room_run",  # the one skeleton of a room's run
    "store",  # runs and their frames, written and read
    "tables",  # which files belong to a run
    "values",  # values out of a frame's cells
    "whole",  # whether the files lie there as they were written
]
