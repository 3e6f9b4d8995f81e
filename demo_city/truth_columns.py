"""The truth files' columns, in order."""

from __future__ import annotations

TRUTH = {
    "events": (
        "id", "shape", "mode", "category", "category_to", "areas", "channel", "unit", "start",
        "peak", "end", "n", "n_repeats", "complete", "thing", "what",
    ),
    "event_tickets": ("ticket_no", "event_id", "role"),
    "background": ("kind", "name", "categories", "centre", "start", "end", "size"),
    "level_shifts": ("id", "category", "start", "end", "factor", "reason"),
    "programmes": (
        "id", "name", "category", "start", "end", "ramp_days", "effect", "fades_from", "fade_days",
    ),
    "programme_areas": ("programme_id", "pair", "treated", "twin"),
    "matters": ("matter_id", "category", "community", "n", "first", "last"),
    "matter_tickets": ("matter_id", "ticket_no", "repeat"),
    "pairs": ("ticket_no", "earlier_ticket_no", "kind"),
    "ticket_truth": (
        "ticket_no", "category", "community", "street", "lon", "lat", "event_id", "artefact_id",
        "solved", "satisfied", "p_satisfied",
    ),
    "personal_spans": ("ticket_no", "field", "start", "end", "kind"),
    "faults": ("ticket_no", "fault", "field", "day", "true", "written"),
    "communities": ("code", "name", "urban", "population", "propensity"),
    "departments": ("name", "speed", "workload"),
}  # fmt: skip

# Only of a city whose callers speak of danger to life.
DANGERS = {"danger_tickets": ("ticket_no", "class", "is_risk", "words")}
