"""Supervision: a matter becomes a task that a unit signs, works on, reports and is verified on."""
