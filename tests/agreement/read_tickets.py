"""Reads 查工单: how many tickets a figure, a cut or a matter has; one ticket is read as it is."""

from __future__ import annotations

from tests.agreement.read_frame import leave
from tests.agreement.reading import Reading


def read(reading: Reading) -> None:
    """Read the sentence; what is listed are tickets, whose texts and numbers are their own."""
    query = reading.look.query
    plain = not {"q", "of", "status", "whole"} & set(query)
    for told in reading.page.take("tickets.sentence", about=r".*?", words="", figure=r".*?"):
        if not plain:
            continue
        metric, part = query.get("metric", "volume"), query.get("part", "n")
        if metric == "volume":
            reading.count("volume", told["count"], "结论")
        elif part != "numerator":
            reading.count(f"{metric} {part}", told["count"], "结论")
    leave(reading)
    reading.page.take("tickets.listed")
