"""The metric registry: every figure of the product has its one definition here."""

__all__ = [
    "additive",  # the counts that metrics add up from
    "against",  # figures beside last week's, month's, year's
    "callers",  # how many people called
    "cell_counts",  # what rates are made of, cell by cell
    "comparison",  # how sure a difference is, in words
    "conditions",  # what several metrics ask of a row
    "datasets",  # what rows there are, how they are called and counted
    "day_factors",  # what kinds of days weigh
    "day_sums",  # sums by day that are kept for many readers
    "decomposition",  # what a change is made of
    "document",  # the definitions as a page
    "evaluate",  # figures by name, cut and grouping
    "explain",  # a change of a metric taken apart
    "gaps",  # days without data
    "groups",  # units among their like
    "intervals",  # intervals of shares, counts and quantiles
    "lead_unit",  # which unit should lead a matter
    "model",  # what a metric is
    "owed_tickets",  # tickets that owe an answer by a deadline
    "periods",  # earlier periods to compare with
    "place_shares",  # at which level of area tickets can be told
    "plan",  # the dimensions of groups, and metrics as statements
    "population",  # how many people live where
    "problem_tickets",  # tickets that call for supervision
    "readiness",  # what the data suffice for
    "readiness_measures",  # what the data hold
    "reconcile",  # whether figures add up
    "registry",  # every metric by its name
    "series",  # counts by day and hour, zeros written out
    "soundness",  # months that give no figure
    "source",  # what metrics ask of the extract
    "targets",  # how a figure stands to its target
]
