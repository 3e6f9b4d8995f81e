"""Why a ticket was placed where it was, in a sentence for officials."""

from __future__ import annotations

from collections.abc import Sequence

from geo.places.areas import Areas
from geo.places.facts import FACT_WORDS
from geo.places.gazetteer import LEARNT, LISTED
from geo.places.kinds import KIND_WORDS
from geo.places.reading import Named
from geo.places.roles import ASKED, ELSEWHERE, HOME
from geo.places.weighing import Weighed

_FIELD_WORDS = {"title": "标题", "content": "正文", "address": "地址"}
_ROLE_WORDS = {HOME: "（来电人住处）", ASKED: "（找过的单位）", ELSEWHERE: "（不是事发地）"}
_MOST_CANDIDATES, _MOST_OTHERS = 3, 2


def reason_of(
    areas: Areas,
    weighed: Weighed,
    named: Sequence[Named],
    main: Named | None,
    *,
    placed: bool,
    facts: Sequence[str],
    against: Sequence[str],
    called: str,
) -> str:
    """Return the reason: the name that decided, what is known of it, what else agrees.

    ``facts`` are the fields of the ticket that count, ``against`` those of them that tell another
    place than the deciding name.
    """
    if not main and not facts:
        return "文中的地名范围太大，不能定位"
    if not main:
        told = "、".join(FACT_WORDS[f] for f in facts)
        if weighed.code and named:
            return f"按{told}；文中另提到“{named[0].entry.name}”，不足以定位"
        return (
            f"文中没有能定位的地名，按{told}"
            if weighed.code
            else f"文中没有能定位的地名；{told}不足以定位"
        )
    field = _FIELD_WORDS.get(main.field, "文中")
    kind = KIND_WORDS.get(main.entry.kind, KIND_WORDS["other"])
    parts = [
        f"{field}提到“{called or main.entry.name}”（{kind}{_known(areas, main, weighed.code)}）"
    ]
    if main.how:
        parts.append(
            f"文中写法与“{main.entry.name}”{'同音' if main.how == 'homophone' else '一字之差'}"
        )
    if main.role == HOME:
        parts.append("是来电人住处")
    if main.role == ASKED:
        parts.append("是来电人找过的单位")
    if against:
        parts.append(f"与{'、'.join(FACT_WORDS[f] for f in against)}不一致")
    if placed:
        parts += _beside(named, main, called, () if against else facts)
        return "；".join(parts)
    options = "、".join(
        f"{areas.full_name(code)}（{share:.0%}）"
        for code, share in weighed.candidates[:_MOST_CANDIDATES]
    )
    parts.append(f"可能在{options}，不能确定" if options else "不能确定在哪里")
    return "；".join(parts)


def _known(areas: Areas, main: Named, code: str) -> str:
    """Return where the knowledge of a name comes from."""
    entry = main.entry
    if entry.source == LISTED:
        return "，见地点清单"
    if entry.source != LEARNT:
        return "，见区划表" if len(entry.codes) == 1 else f"，区划表中有{len(entry.codes)}处同名"
    whole = sum(n for _, n in entry.codes)
    inside = sum(n for c, n in entry.codes if code and code in areas.line(c))
    if not code or not inside:
        return f"，以往{whole:.0f}件分布在{len(entry.codes)}处"
    return f"，以往{whole:.0f}件中{inside:.0f}件在{areas.full_name(code)}"


def _beside(named: Sequence[Named], main: Named, called: str, facts: Sequence[str]) -> list[str]:
    """Return what else the text names, with what it is to the matter, and the facts that count."""
    others = {
        n.entry.name: f"“{n.entry.name}”{_ROLE_WORDS.get(n.role, '')}"
        for n in named
        if n is not main and n.entry.name not in called
    }
    found = [f"另提到{'、'.join(list(others.values())[:_MOST_OTHERS])}"] if others else []
    if facts:
        found.append(f"并参考{'、'.join(FACT_WORDS[f] for f in facts)}")
    return found
