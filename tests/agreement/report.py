"""The report of a crawl: how much was read, what has several witnesses, where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.agreement.crawl import Found
from tests.agreement.facts import by_meaning, disagreements
from tests.agreement.open_faults import OPEN, unexplained


def lines(found: Found, *, most: int = 5) -> Iterator[str]:
    """Yield the report."""
    groups = by_meaning(found.facts)
    several = {m: f for m, f in groups.items() if len(f) > 1}
    across = {
        m: f for m, f in several.items() if len({(w.witness.page, w.witness.place) for w in f}) > 1
    }
    pages = {m: f for m, f in several.items() if len({w.witness.page for w in f}) > 1}
    apart = disagreements(groups)
    yield "| what | number |"
    yield "|---|---|"
    for name, value in (
        ("looks at pages", found.looks),
        ("looks that failed", len(found.failed)),
        ("facts read", len(found.facts)),
        ("meanings", len(groups)),
        ("with two witnesses or more", len(several)),
        ("said in two places or more", len(across)),
        ("said on two pages or more, or by a page and a command", len(pages)),
        ("disagreements", len(apart)),
        ("of which no known fault explains", len(unexplained(apart))),
        ("figures that nobody read", len(found.unread)),
        ("sentences in another form than the others", len(found.forms)),
    ):
        yield f"| {name} | {value:,} |"
    yield ""
    yield "| page or command | facts |"
    yield "|---|---|"
    for page, n in Counter(f.witness.page for f in found.facts).most_common():
        yield f"| {page} | {n:,} |"
    yield ""
    yield from (f"failed: {where}" for where in found.failed)
    yield from (f"unread: {where}" for where in list(found.unread.values())[: 4 * most])
    yield from (f"form: {words}" for words in found.forms.values())
    for fault in OPEN:
        n = sum(fault.explains(one) for one in apart)
        if n:
            yield f"known, {n}: {fault.why}"
    kinds = Counter(one.meaning.figure for one in apart)
    for figure, n in kinds.most_common():
        yield f"disagreements about {figure}: {n}"
        mine = [one for one in apart if one.meaning.figure == figure]
        yield from (f"  {one}" for one in mine[:most])
