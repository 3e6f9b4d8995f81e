"""The scenes of a screen as HTML, every word escaped; the page's script draws the pictures."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from dashboards.wall_app.content import Alert, Drawn, Line, Number, Screen, Topic
from style.palette import WARNING_LEVELS
from style.texts import text
from style.wording import number

_FEW = 2
"""Warnings that are written large."""
LEVELS = {word: n for n, word in enumerate(WARNING_LEVELS)}


def scenes_of(screen: Screen) -> list[dict[str, Any]]:
    """Return the scenes in their order: ``key``, ``title``, ``html`` and ``figure`` or None.

    The first one is the message. A scene without anything to show is left out; without data the
    message stands alone and says so.
    """
    if screen.fresh is None:
        return [_scene("today", f'<p class="instead">{_safe(screen.missing)}</p>')]
    scenes = [_scene("today", _today(screen))]
    for key, picture in (("trend", screen.trend), ("areas", screen.areas)):
        scenes += [_drawn(key, picture)] if picture is not None else []
    scenes.append(_scene("work", _work(screen)))
    return [*scenes, _scene("topics", _topics(screen))] if screen.topics else scenes


def _scene(key: str, inside: str, figure: dict[str, Any] | None = None) -> dict[str, Any]:
    title = text(f"wall.scene_{key}")
    body = f'<h2>{_safe(title)}</h2><div class="inside {key}">{inside}</div>'
    return {"key": key, "title": title, "html": body, "figure": figure}


def _safe(words: str) -> str:
    return html.escape(words)


def _today(screen: Screen) -> str:
    acts = " acts" if screen.acts else ""
    context = f'<p class="context">{_safe(screen.context)}</p>' if screen.context else ""
    return (
        f'<div class="message"><p class="finding{acts}">{_safe(screen.sentence)}</p>{context}</div>'
        f'<div class="numbers">{_numbers(screen.numbers)}</div>'
    )


def _numbers(numbers: Iterable[Number]) -> str:
    return "".join(_number(one) for one in numbers)


def _number(one: Number) -> str:
    target = f'<p class="target">{_safe(one.target)}</p>' if one.target else ""
    lines = "".join(_line(line) for line in one.lines)
    value = f'<p class="value">{_safe(one.value)}</p>'
    return (
        f'<div class="number"><p class="label">{_safe(one.label)}</p>{value}{target}{lines}</div>'
    )


def _line(line: Line) -> str:
    then = f' <span class="then">{_safe(line.then)}</span>' if line.then else ""
    kinds = f"against {line.tone} move-{line.move or 'none'}"
    return f'<p class="{kinds}">{_safe(line.words)}{then}</p>'


def _drawn(key: str, picture: Drawn) -> dict[str, Any]:
    alt = _safe(picture.alt)
    place = f'<div class="picture" role="img" aria-label="{alt}"></div>'
    return _scene(key, place, picture.figure)


def _work(screen: Screen) -> str:
    alerts = "".join(_alert(one) for one in screen.alerts)
    none = f'<p class="instead">{_safe(text("wall.alerts_none"))}</p>'
    listed = f"<ul>{alerts}</ul>" if alerts else none
    # One or two would leave most of the screen blank: they are written large, in its middle.
    few = " few" if len(screen.alerts) + screen.more_alerts <= _FEW else ""
    listed += _more(screen.more_alerts)
    return (
        f'<div class="alerts{few}"><h3>{_safe(text("wall.alerts"))}</h3>{listed}</div>'
        f'<div class="tasks"><h3>{_safe(text("wall.tasks_head"))}</h3>'
        f'<div class="numbers">{_numbers(screen.tasks)}</div></div>'
    )


def _more(n: int) -> str:
    """Return how many more there are; the page's script counts on where some do not fit."""
    words, said = (
        _safe(text("wall.alerts_more", n="#")),
        _safe(text("wall.alerts_more", n=number(n))),
    )
    hidden = "" if n else " hidden"
    return f'<p class="note more" data-n="{n}" data-words="{words}"{hidden}>{said}</p>'


def _alert(one: Alert) -> str:
    level = LEVELS.get(one.level, len(LEVELS) - 1)
    chip = f'<span class="level level-{level}">{_safe(one.level)}</span>'
    said = f'<p class="said">{_safe(one.said)}</p>' if one.said else ""
    return f"<li>{chip}<div>{_safe(one.name)}{said}</div></li>"


def _topics(screen: Screen) -> str:
    rows = "".join(_topic(one) for one in screen.topics)
    note = f'<p class="note">{_safe(screen.topics_note)}</p>'
    return f"<ol>{rows}</ol>{note}"


def _topic(one: Topic) -> str:
    news = " news" if one.news else ""
    state = f'<span class="state{news}">{_safe(one.state)}</span>' if one.state else "<span></span>"
    return (
        f'<li><span class="name">{_safe(one.name)}</span>'
        f'<span class="bar"><i style="width:{one.share:.1%}"></i></span>'
        f'<span class="count">{_safe(one.count)}</span>'
        f'<span class="usual">{_safe(one.usual)}</span>{state}</li>'
    )
