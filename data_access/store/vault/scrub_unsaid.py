"""Names that no word announces: the rule for each place where one may be (``scrub_look.py``)."""

from __future__ import annotations

from data_access.store.vault import scrub_beside as beside
from data_access.store.vault.scrub_likely import introduced, likely_size
from data_access.store.vault.scrub_look import Place, Places
from data_access.store.vault.scrub_name_rules import NameRules, rules
from data_access.store.vault.scrub_peoples import find_dotted
from data_access.store.vault.scrub_places import of_none
from data_access.store.vault.scrub_short import (
    find_tied,
    find_titled,
    find_word,
    given_alone,
    short_nick,
)
from data_access.store.vault.scrub_spans import Findings
from data_access.store.vault.scrub_titles import NONE, called_so, find_said, nicknamed, titled
from data_access.store.vault.scrub_titles import Place as Span
from data_access.store.vault.scrub_translit import find_translit
from data_access.store.vault.scrub_weighed import find_weighed
from data_access.store.vault.scrub_weights import is_plain


def find_unsaid(text: str, places: Places, found: Findings) -> None:
    """Find names by what speaks for them, in a text whose numbers are hidden or masked."""
    known = rules()
    for place in places.short:
        _short(text, place, found, known)
    _claim_likely(text, places.likely, found, known)
    find_said(text, found, known)
    find_dotted(text, found, known)
    if places.weighed or found:
        find_weighed(text, found, known, places.weighed)
    find_translit(text, places.runs, found, known)


def _short(text: str, place: Place, found: Findings, known: NameRules) -> None:
    """Find what is less than a surname with a given name."""
    at, kind, _ = place
    if kind == beside.WORD:
        find_word(text, at, found, known)
    elif kind == beside.DOUBLE:
        given_alone(text, at, at + 2, found, known)
    else:
        if kind == beside.TITLED:
            find_titled(text, at, found, known)
        if text[at] in _TIES:
            find_tied(text, at, found, known)


_TIES = frozenset(
    beside.KINSHIP + "大嫂阿是妹弟子儿女孙甥侄婆伴夫妻妇婿友学蜜姆班员娘亲母父桌居象娃宝妈爸兄"
)


def _claim_likely(text: str, places: list[Place], found: Findings, known: NameRules) -> None:
    """Claim what the rules for each kind of place find, from left to right."""
    last = -1
    for at, kind, end in places:
        if at < last:
            continue
        start, stop = _place(text, at, known, end=end, kind=kind, last=last)
        if stop > start and not (stop - start > 1 and of_none(text, start, stop)):
            found.claim(start, stop, "name")
            last = stop


def _place(text: str, at: int, known: NameRules, *, end: int, kind: int, last: int) -> Span:
    """Return where the name of a candidate is; twice the same place for none."""
    if kind == beside.NICK:
        place = nicknamed(text, at, known)
        if place[0] != place[1] or is_plain(text[at - 1 : at + 1]):
            return place
        return (at + 1, at + 2) if short_nick(text, at, known) else NONE
    if kind == beside.DOUBLE:
        return called_so(text, at, end, known)
    if kind == beside.CALLED:
        return end, end + introduced(text, end, known)
    if kind == beside.TITLED:
        return titled(text, at, known)
    return at, at + likely_size(text, at, known, last)
