"""Results of the analysis rooms: declared frames as Parquet, current as a whole or not at all."""

__all__ = [
    "decisions",  # what analysts changed about topics and decided about repeats
    "judgements",  # what people found out about warnings
    "keep",  # which runs stay; the lease of a room's work
    "limits",  # what a scope may read of a frame
    "models",  # cards of models
    "repeats",  # reading repeats
    "store",  # runs and their frames, written and read
    "topics",  # reading topics
    "warnings",  # reading warnings
]
