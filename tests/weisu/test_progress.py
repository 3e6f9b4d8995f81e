"""Progress is drawn for a person at a terminal, never into a pipe, a log or a JSON answer."""

import io
import sys

import pytest

from weisu.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, quiet: bool = False) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar(quiet=quiet) as show:
        show("tickets.csv 5,000 行", 0.25)
        show("澄川市 2026-06", 1.0)
    return stream.getvalue()


def test_a_terminal_shows_what_is_done_and_how_far_it_is(monkeypatch):
    text = drawn(monkeypatch, Terminal())
    assert " 25%|" in text
    assert "tickets.csv 5,000 行" in text
    assert "100%|" in text
    # The bar wipes its line when the work is done.
    assert text.endswith("\r")


def test_a_pipe_or_a_log_gets_nothing(monkeypatch):
    assert drawn(monkeypatch, io.StringIO()) == ""


def test_a_json_answer_stays_alone_on_a_terminal_too(monkeypatch):
    assert drawn(monkeypatch, Terminal(), quiet=True) == ""
