"""Writes the words of a batch of tickets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.categories import leaves
from demo_city.organisations import organisations
from demo_city.people import full_names, id_numbers, mix, phones
from demo_city.words import enquiry, errors, personal, problem
from demo_city.words.grammar import Stream
from demo_city.words.pieces import Span, spans
from demo_city.words.replies import reply
from demo_city.words.stories import TEMPLATE_SHARE, Told, introduce
from demo_city.words.teller import Person, Teller
from demo_city.words.titles import title
from demo_city.words.vocabulary import phrases, shared
from demo_city.words.writer import Writer

Columns = dict[str, NDArray[Any]]
Ints = NDArray[np.int64]
DAY = 86_400
HOTLINE = "市热线中心"
# Lengths: lognormal, median and spread by type of ticket (咨询, others). The others follow the
# lengths of 4,326 real messages (median 203 characters, quartiles 115 and 401).
MEDIAN, SPREAD = (78.0, 195.0), (0.62, 0.88)
LONGEST = 2600
ONLINE = (1, 2, 3, 4, 5, 7)
OPERATOR_SHARE, LETTER_SHARE, DIALECT_SHARE, SLIP_SHARE, HALF_SHARE = 52, 24, 9, 16, 7


def seeds(columns: Columns, random: np.random.Generator | None) -> NDArray[np.uint64]:
    """Return one seed a ticket: from ``random``, or else from the ticket's own number."""
    if random is None:
        return mix(columns["number"], 30)
    return random.integers(0, 2**64, len(columns["leaf"]), dtype=np.uint64)


def lengths(ticket_type: Ints, seed: NDArray[np.uint64]) -> Ints:
    """Return about how long each text is to be, in characters."""
    high, low = (seed >> np.uint64(40)).astype(np.float64), (seed & np.uint64(0xFFFFFF))
    unit = np.sqrt(-2 * np.log((high + 1) / 2**24)) * np.cos(2 * np.pi * low / 2**24)
    at = (ticket_type != 0).astype(np.int64)
    drawn = np.array(MEDIAN)[at] * np.exp(np.array(SPREAD)[at] * unit)
    return np.asarray(np.clip(drawn, 14, LONGEST).astype(np.int64))


def texts(columns: Columns, random: np.random.Generator | None = None) -> dict[str, list[Any]]:
    """Return ``title``, ``content``, ``addr_text``, ``reply_public`` and ``spans`` of tickets.

    ``spans`` has for each ticket the exact (field, start, end, kind) of places and personal data
    in its title and content. Columns that may be missing: ``story`` (a planted event or None),
    ``anger`` (0 to 1), ``parent`` (the number of the caller's earlier ticket, or -1), ``channel``.
    """
    kinds, units = leaves(), organisations()
    seed = seeds(columns, random)
    matter = mix(columns["matter"], 31).tolist()
    caller = columns["caller"]
    phone, name, identity = phones(caller), full_names(caller), id_numbers(caller)
    key = (mix(caller, 33) >> np.uint64(12)).tolist()
    target, count = lengths(columns["type"], mix(columns["number"], 32)), len(caller)
    rows = {k: columns[k].tolist() for k in ("leaf", "community", "type", "rank", "kind", "mood",
            "lead", "claimed", "path", "t_accept")}  # fmt: skip
    story = columns["story"] if "story" in columns else np.full(count, None, dtype=object)
    anger = columns.get("anger", np.zeros(count)).tolist()
    parent = columns.get("parent", np.full(count, -1)).tolist()
    channel = columns.get("channel", np.zeros(count, dtype=np.int64)).tolist()
    out: dict[str, list[Any]] = {
        "title": [], "content": [], "addr_text": [], "reply_public": [], "spans": [],
    }  # fmt: skip
    for i, (start, length) in enumerate(zip(seed.tolist(), target.tolist(), strict=True)):
        hidden = rows["kind"][i] >= 2
        person = Person(name[i], "" if hidden else phone[i], identity[i], key[i])
        teller = Teller(
            rows["leaf"][i],
            rows["community"][i],
            matter=matter[i],
            today=rows["t_accept"][i] // DAY,
            choose=Stream(start),
            person=person,
        )
        told = introduce(teller, story[i]) if story[i] is not None else None
        teller.rank, teller.before = rows["rank"][i], _day_of_number(parent[i])
        out["addr_text"].append(teller.address())
        _voice(teller, channel[i], rows["mood"][i], anger[i])
        dispatched = rows["path"][i] == 0
        unit = units.names[rows["lead"][i]] if dispatched else HOTLINE
        teller.office_name = kinds.department[teller.at]
        first = title(teller, rows["type"][i], told)
        pieces, half = _content(teller, rows["type"][i], length, told, story[i])
        whole = "".join(pieces)
        out["content"].append(whole if half < 0 else errors.half_width(whole, half))
        out["title"].append("".join(first))
        found: list[Span] = spans("title", first) + spans("content", pieces)
        out["spans"].append(found)
        claimed = rows["claimed"][i] if dispatched else -1
        out["reply_public"].append(reply(teller, unit, kinds.level_3[teller.at], claimed))
    return out


def _day_of_number(number: int) -> int:
    """Return the day (ordinal) that a ticket number begins with; 0 without a number."""
    if number < 0:
        return 0
    stamp = number // 10**12
    when = np.datetime64(f"20{stamp // 10000:02d}-{stamp // 100 % 100:02d}-{stamp % 100:02d}")
    return int(when.astype(np.int64))


def _voice(teller: Teller, channel: int, mood: float, anger: float) -> None:
    """Choose who speaks, how cross, and with which marks."""
    choose, voice = teller.choose, teller.voice
    voice.cross = (mood < -0.9) + (mood < -1.7) + (anger > 0.45) + (anger > 0.8) + teller.rank // 2
    voice.third = channel not in ONLINE and choose.chance(OPERATOR_SHARE)
    if voice.third:
        voice.me = choose.one(("其", "来电人", "该市民", "诉求人"))
        voice.home, voice.us = "其家中", choose.one(("住户", "大家", "周边居民"))
        return
    if choose.chance(DIALECT_SHARE):
        voice.dialect = choose.below(3)
        voice.me, voice.home, voice.us = ("俺", "俺家", "俺们") if voice.dialect < 2 else (
            "我", "我家", "阿拉")  # fmt: skip
    elif choose.chance(8):
        voice.me = "本人"
    elif choose.chance(12):
        voice.home = choose.one(("家里", "咱家"))
        voice.us = "咱们"
    marks = choose.below(100)
    if marks < 4:
        voice.comma = voice.stop = " "
    elif marks < 7:
        voice.stop = "，"
    elif marks < 9:
        voice.comma = ""


def _content(
    teller: Teller, number: int, length: int, told: Told | None, story: Any
) -> tuple[list[str], int]:
    """Return the pieces of a content, and which half-width marks it gets (-1: none)."""
    own = teller.choose
    writer = Writer(teller.voice, own)
    copied = (
        told is not None and number in (1, 2, 3)
        and own.below(1000) < 1000 * TEMPLATE_SHARE.get(story.shape, 0.0)
    )  # fmt: skip
    if number == 0:
        enquiry.ask(teller, writer, length, told)
    elif number == 4:
        enquiry.advise(teller, writer, length)
    elif number == 5:
        enquiry.praise(teller, writer)
    elif number == 6:
        enquiry.other(teller, writer)
    elif copied:
        _template(teller, writer, story.id, told)
    else:
        _complaint(teller, writer, length, told)
    personal.leave(teller, writer)
    if teller.voice.dialect >= 0 and not copied:
        errors.in_dialect(writer.out, teller.voice.dialect)
    half = -1
    if not teller.voice.third and not copied:
        if own.chance(SLIP_SHARE):
            errors.misspell(writer.out, 1 + own.below(1 + length // 90), own)
        if own.chance(HALF_SHARE):
            half = own.below(2)
        last = writer.out[-1]
        if len(writer.out) > 1 and (last in "， " or (own.chance(9) and last == "。")):
            writer.out.pop()
    return writer.out, half


def _template(teller: Teller, writer: Writer, event: int, told: Told | None) -> None:
    """Write the text that goes round among an event's callers, with small changes."""
    own, voice = teller.choose, teller.voice
    teller.choose = writer.choose = Stream(event * 7919)
    voice.me, voice.home, voice.us, voice.comma, voice.stop = "我", "我家", "我们", "，", "。"
    voice.third, voice.dialect, voice.cross = False, -1, 1
    teller.since = teller.days
    writer.raw(*teller.say(shared("letter_open")))
    problem.write(teller, writer, 260, told)
    teller.choose = writer.choose = own
    if own.chance(35):
        writer.clauses([teller.say(shared("closing"))])


def _complaint(teller: Teller, writer: Writer, length: int, told: Told | None) -> None:
    """Write a request, complaint or report with its opening and ending."""
    own, voice = teller.choose, teller.voice
    letter = not voice.third and length > 110 and own.chance(LETTER_SHARE)
    room = length
    if voice.third:
        writer.raw(*teller.say(shared("operator_open")))
    elif letter:
        writer.raw(*teller.say(shared("letter_open")))
    elif length > 40 and own.chance(42):
        writer.raw(*teller.say(shared("call_open")))
    if teller.rank:
        again = [teller.say(shared("repeat"))]
        if teller.rank > 1 or length > 200:
            again.append(teller.say(shared("repeat_more")))
        writer.clauses(again, 1, "！" if voice.cross > 1 else "")
    room -= sum(map(len, writer.out))
    problem.write(teller, writer, max(room, 16), told)
    if voice.third and own.chance(50):
        writer.clauses([teller.say(shared("operator_end"))])
    elif length > 60 and own.chance(55):
        pressing = own.chance(28 + 15 * voice.cross)
        writer.clauses([teller.say(shared("closing"))], 2, "！" if pressing else "")
    if letter and own.chance(50):
        writer.clauses([teller.say(shared("letter_end"))], 1)


def choices(kind: str, columns: Columns, salt: int) -> Ints:
    """Return a phrase number of ``kind`` for each ticket, by hash."""
    return np.asarray(
        (mix(columns["number"], salt) % np.uint64(len(phrases()[kind]))).astype(np.int64)
    )
