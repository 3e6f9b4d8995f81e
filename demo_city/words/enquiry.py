"""Enquiries, advice, praise and the rest."""

from __future__ import annotations

from demo_city.categories import leaves
from demo_city.words.grammar import Pattern
from demo_city.words.places import spot
from demo_city.words.stories import Told
from demo_city.words.teller import Teller
from demo_city.words.vocabulary import Question, shared
from demo_city.words.writer import Clause, Writer


def _question(teller: Teller, question: Question, *, background: bool) -> list[Clause]:
    clauses: list[Clause] = []
    if background and question.background:
        clauses.append(teller.say(question.background))
    clauses.append(teller.speak(question.what))
    return clauses


def ask(teller: Teller, writer: Writer, target: int, told: Told | None) -> None:
    """Write an enquiry of about ``target`` characters; in an event it may begin with that."""
    choose, asked = teller.choose, list(teller.words.asked)
    first = asked.pop(choose.below(len(asked)))
    about, *rest = reversed(_question(teller, first, background=target > 30))
    personas = list(shared("consult_persona"))
    if leaves().kind[teller.at] == "P":
        personas += shared("consult_persona_P")
    before: list[Clause] = [*rest]
    if told is not None and choose.chance(65):
        before = told.clauses(teller)[: 1 + target // 70]
    length = sum(len(p) for c in (about, *before) for p in c) + 6
    if choose.chance(30) and target > 40:
        before.insert(0, _resident(teller))
        length += 10
    while length < target * 0.6 and len(before) < 4:
        clause = teller.speak(personas.pop(choose.below(len(personas))))
        before.append(clause)
        length += sum(map(len, clause)) + 1
    third = teller.voice.third
    opener = teller.say(shared("consult_open_third" if third else "consult_open"))
    after: list[Clause] = []
    if third or choose.chance(50):
        writer.raw(*opener)
        if choose.chance(50) or not before:
            writer.clauses([about], 1, "？")
            writer.clauses(before)
        else:
            writer.clauses([*before, about], 4, "？")
    else:
        writer.clauses(before)
        writer.raw(*opener)
        writer.clauses([about], 1, "？")
    while asked and (length < target * 0.75 or choose.chance(6)):
        second = asked.pop(choose.below(len(asked)))
        after = _question(teller, second, background=length < target * 0.7)
        writer.raw(*teller.say(shared("consult_also")))
        writer.clauses(after, 3, "？")
        length += sum(len(p) for c in after for p in c)
    if length < target * 0.8:
        _earlier_tries(teller, writer, target - length)
    tails = list(shared("consult_tail"))
    for _ in range(1 + (target > 110)):
        if choose.chance(70):
            writer.clauses([teller.speak(tails.pop(choose.below(len(tails))))], 1)


def _earlier_tries(teller: Teller, writer: Writer, room: int) -> None:
    """Say whom the caller has asked before."""
    acts, replies = list(shared("consult_act")), list(shared("consult_reply"))
    choose = teller.choose
    while room > 20 and acts and replies:
        act = teller.speak(acts.pop(choose.below(len(acts))))
        reply = teller.speak(replies.pop(choose.below(len(replies))))
        writer.clauses([[*act, teller.voice.comma, *reply]], 1)
        room -= sum(map(len, act)) + sum(map(len, reply))


def _resident(teller: Teller) -> Clause:
    place = spot(teller)
    form = teller.choose.below(4)
    if form == 0:
        return [teller.voice.me, "住", place]
    if form == 1:
        return [place, "的居民"]
    return ["家住" if form == 2 else "户口在", place]


def advise(teller: Teller, writer: Writer, target: int) -> None:
    """Write advice of about ``target`` characters."""
    choose, words = teller.choose, teller.words
    writer.raw(*teller.say(shared("advice_open")))
    main = teller.say(words.advice)
    seen = words.situations[choose.below(len(words.situations))]
    observed = [teller.speak(seen.what)]
    details = list(seen.details)
    while details and choose.chance(60) and target > 80:
        observed.append(teller.speak(details.pop()))
    if choose.chance(55):
        writer.clauses(observed)
        writer.clauses([main])
    else:
        writer.clauses([main])
        writer.clauses(observed)
    if choose.chance(50):
        writer.raw("建议")
        writer.clauses([teller.say(words.wishes)])
    if target > 100:
        writer.clauses([teller.say(words.effects), teller.say(shared("effect_more"))])
    endings = list(shared("advice_close"))
    for _ in range(1 + choose.below(3)):
        writer.clauses([teller.speak(endings.pop(choose.below(len(endings))))])


def _simple(teller: Teller, writer: Writer, options: tuple[Pattern, ...]) -> None:
    place = str(spot(teller))
    topic = "".join(teller.say(teller.words.title))
    teller.topic = f"{place}{topic}" if teller.choose.chance(60) else topic
    writer.clauses([teller.say(options)])


def praise(teller: Teller, writer: Writer) -> None:
    """Write thanks."""
    _simple(teller, writer, shared("praise"))
    if teller.choose.chance(45):
        writer.clauses([teller.say(shared("praise_more"))])


def other(teller: Teller, writer: Writer) -> None:
    """Write what is none of the other kinds."""
    _simple(teller, writer, shared("other"))
