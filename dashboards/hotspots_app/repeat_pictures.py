"""Pictures of repeats: what to cure first, and who sends tickets back and forth."""

from __future__ import annotations

import pandas as pd

from dashboards.charts.bars import Bar, ranking
from dashboards.charts.picture import Caption, Picture
from dashboards.hotspots_app import to_tickets
from dashboards.hotspots_app.context import HotContext
from dashboards.shell.rows import figure, records, words_of
from style.texts import text
from style.ties import most
from style.wording import number, rate

CURE_SHOWN = 8
PING_SHOWN = 8
PING_LINE = 10
"""Characters of a line: two units with the arrow between them."""


def cure_picture(context: HotContext, cure: pd.DataFrame) -> Picture:
    """Return what each place, unit or caller would spare, the first to cure on top."""
    rows = records(cure.sort_values("rank").head(CURE_SHOWN))
    bars = [
        Bar(
            words_of(r["label"]),
            figure(r["gain"]) or 0.0,
            text(
                "rep.cure_bar",
                n=number(figure(r["gain"])),
                share=rate(figure(r["share"]), 0),
            ),
            acts=i == 0,
            opens=to_tickets.of_cure(context, int(r["rank"])),
        )
        for i, r in enumerate(rows)
    ]
    title = text("rep.cure_chart", count=len(rows), share=rate(figure(rows[-1]["share"]), 0))
    caption = Caption(
        title,
        text("unit.tickets"),
        context.source,
        context.as_of,
        text("rep.cure_key"),
    )
    return ranking(caption, bars)


def ping_picture(context: HotContext, ping: pd.DataFrame) -> Picture:
    """Return between which units tickets go back and forth."""
    rows = records(ping.sort_values("returns", ascending=False).head(PING_SHOWN))
    top = rows[0]
    n = number(figure(top["returns"]))
    first = most(_pairs(ping), text("rep.ping_counter"))
    if first.tied:
        title = text("rep.ping_title_tied", pairs=first.names, n=n)
    else:
        title = text("rep.ping_title", a=top["from_unit"], b=top["to_unit"], n=n)
    bars = [
        Bar(
            text("rep.ping_name", a=r["from_unit"], b=r["to_unit"]),
            figure(r["returns"]) or 0.0,
            number(figure(r["returns"])),
            # A ticket may have gone back more than once.
            opens=to_tickets.of_return(context, r["from_unit"], r["to_unit"]),
            counted=figure(r["tickets"]),
        )
        for r in rows
    ]
    caption = Caption(
        title, text("rep.ping_unit"), context.source, context.as_of, text("rep.ping_key")
    )
    return ranking(caption, bars, line=PING_LINE)


def _pairs(ping: pd.DataFrame) -> list[tuple[str, float]]:
    return [
        (text("rep.ping_pair", a=r["from_unit"], b=r["to_unit"]), figure(r["returns"]) or 0.0)
        for r in records(ping)
    ]
