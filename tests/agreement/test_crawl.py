"""The pages and commands of the tests' city agree; and the readers find what contradicts."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dashboards.shell.pages import PAGES
from style.texts import TEXTS
from tests.agreement.crawl import Crawl
from tests.agreement.facts import (
    Fact,
    Meaning,
    Witness,
    by_meaning,
    cell_of,
    disagreements,
)
from tests.agreement.numbers import counted, exactly, relative, written
from tests.agreement.open_faults import unexplained
from tests.agreement.reading import days_in
from tests.agreement.report import lines
from tests.agreement.templates import pattern


def fact(said, page="today", figure="volume", window="2026-10-31"):
    return Fact(
        Meaning(figure, cell_of(area="1"), window), said, Witness(page, "leader", "", "", "")
    )


@pytest.mark.parametrize(
    ("words", "true", "false"),
    [
        ("1.23万件", 12_345, 12_351),
        ("1.2万", 12_003, 12_100),
        ("95.12%", 0.951249, 0.9513),
        ("约29件", 29.21, 28.3),
        ("−1.25个百分点", -0.0125, 0.0125),
        ("12,345", 12_345.4, 12_346),
        ("4.3倍", 4.313, 4.2),
    ],
)
def test_a_written_number_stands_for_all_that_is_rounded_to_it(words, true, false):
    span = written(words)
    assert span is not None
    assert span.meets(exactly(true))
    assert not span.meets(exactly(false))


def test_counts_are_exact_and_small_changes_have_a_decimal():
    assert counted("126件") == exactly(126)
    one, two = counted("126件"), counted("127件")
    assert one
    assert two
    assert not one.meets(two)
    small, large = relative("多2.5%"), relative("多41%")
    assert small
    assert large
    assert small.meets(exactly(0.0254))
    assert not small.meets(exactly(0.026))
    assert large.meets(exactly(0.414))
    assert written("—") is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("近7天（10月25日至31日）", date(2026, 10, 25), date(2026, 10, 31)),
        ("9月26日至10月2日", date(2026, 9, 26), date(2026, 10, 2)),
        ("2025年12月29日至2026年1月4日", date(2025, 12, 29), date(2026, 1, 4)),
        ("10月", date(2026, 10, 1), date(2026, 10, 31)),
        ("10月31日", date(2026, 10, 31), date(2026, 10, 31)),
    ],
)
def test_days_are_read_as_they_are_written(words, first, last):
    assert days_in(words, date(2026, 10, 31)) == (first, last)


def test_every_text_of_the_catalogue_can_be_found_again():
    for key in TEXTS:
        pattern(key)
    found = pattern("today.rise_place", (("place", r"[^，。]+"),)).search(
        "供暖不热126件，集中在清河街道（93件，占74%）。"
    )
    assert found is not None
    assert found.groupdict() == {"place": "清河街道", "n": "93", "share": "74%"}


def test_what_two_say_differently_of_one_thing_is_found():
    same = [
        fact(exactly(126)),
        fact(written("126件"), "compare"),
        fact(written("约130"), figure="x"),
    ]
    assert disagreements(by_meaning(same)) == []
    (one,) = disagreements(by_meaning([*same, fact(exactly(127), "compare")]))
    assert {one.one.witness.page, one.other.witness.page} == {"today", "compare"}
    names = [fact("县住建局", figure="lead_unit"), fact("县供热公司", figure="lead_unit")]
    assert len(disagreements(by_meaning(names))) == 1
    assert (
        disagreements(by_meaning([fact(exactly(1)), fact(exactly(2), window="2026-10-30")])) == []
    )


@pytest.fixture(scope="module")
def found(night):
    """What is said on the pages of the tests' city."""
    return Crawl(night, most=1, topics=1, few=True).walk()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_pages_and_commands_of_a_city_agree(found):
    assert found.failed == []
    apart = unexplained(disagreements(by_meaning(found.facts)))
    assert apart == [], "\n".join(lines(found))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_sentences_write_figures_in_one_form(found):
    """The words of warnings are their room's: ``early_warning/words.py`` has a form of its own."""
    own = re.compile(r"日 [\d,]+ (?:件|人)|平均每周")
    assert [words for words in found.forms.values() if not own.search(words)] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_figure_on_a_page_has_a_reader(found):
    """A figure that is new on a page is read by ``tests/agreement``, or left with a reason."""
    assert list(found.unread.values()) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_mark_opens_as_many_tickets_as_it_says(found):
    """Points, bars, circles, nodes, links of numbers, rows of tables: some of each kind."""
    assert found.wrong == []
    met = {re.sub(r" \d+ \[.*", "", m) for m in found.marks if "[leader]" in m}
    # Nothing is hot in this city: the browser's crawl follows topics (tests/e2e/test_marks.py).
    pictures = {
        "today": ("trend", "areas", "rises", "rates"), "compare": ("earlier", "effects", "parts"),
    }  # fmt: skip
    for page, names in pictures.items():
        for name in names:
            assert f"{page} {name} picture_{name}" in met
    assert "repeats page table [leader]" in found.marks


def test_every_page_with_figures_is_walked():
    readers = {"today", "compare", "forecast", "hotspots", "map", "topic", "repeats", "warnings"}
    readers |= {"daily", "tasks", "unit", "mytasks", "progress", "tickets"}
    others = {"import", "readiness", "runs", "accounts", "sessions", "audit"}
    assert {p.key for p in PAGES} == readers | others
