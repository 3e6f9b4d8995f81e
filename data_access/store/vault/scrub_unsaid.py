"""Names that no word announces: one look at a text for where one may be, and the rule for each."""

from __future__ import annotations

from data_access.store.vault.scrub_likely import introduced, is_word, likely_size
from data_access.store.vault.scrub_likely_rules import CALLED, DOUBLE, FOREIGN, NICK
from data_access.store.vault.scrub_name_rules import NameRules, rules
from data_access.store.vault.scrub_peoples import find_dotted, foreign_end
from data_access.store.vault.scrub_spans import Findings
from data_access.store.vault.scrub_titles import called_so, find_said, nicknamed, titled


def find_unsaid(text: str, found: Findings) -> None:
    """Find names by what speaks for them, in a text whose numbers are hidden or masked."""
    known = rules()
    blocked, compound = known.blocked, known.likely.compound
    last = -1
    for match in known.likely.look.finditer(text):
        at, kind = match.start(), match.lastindex
        if at < last:
            continue
        # Cheap looks first: nearly all candidates are the beginning or the end of a word.
        if kind is None:
            if text[at : at + 2] in blocked and text[at : at + 2] not in compound:
                continue
        elif kind == NICK and is_word(text[at : at + 2]):
            continue
        if kind != CALLED and is_word(text[at - 1 : at + 1]) and not _after(text, at, kind, known):
            continue
        start, end = _place(text, at, known, end=match.end(), kind=kind, last=last)
        if end > start:
            found.claim(start, end, "name")
            last = end
    find_said(text, found, known)
    find_dotted(text, found, known)


def _after(text: str, at: int, kind: int | None, known: NameRules) -> bool:
    """Tell whether a name may begin within what jieba has as a word (关于洪七)."""
    return (kind is None and known.likely.said_before(text, at)) or (
        kind == FOREIGN and bool(known.likely.role_before(text, at))
    )


def _place(
    text: str, at: int, known: NameRules, *, end: int, kind: int | None, last: int
) -> tuple[int, int]:
    """Return where the name of a candidate is; twice the same place for none."""
    if kind is None:
        return at, at + likely_size(text, at, known, last)
    if kind == NICK:
        return nicknamed(text, at, known)
    if kind == DOUBLE:
        return called_so(text, at, end, known)
    if kind == CALLED:
        return end, end + introduced(text, end, known)
    if kind == FOREIGN:
        stop = foreign_end(text, at, known)
        return at, stop if stop > at else at + likely_size(text, at, known, last)
    return titled(text, at, known)
