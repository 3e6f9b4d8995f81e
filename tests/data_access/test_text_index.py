"""The index of texts by itself: several segments, rare and frequent pairs, texts, numbers."""

from __future__ import annotations

import fsspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.extract.layout import Storage
from data_access.extract.text_file import TextFile
from data_access.extract.text_index import BLOCK, READ, digest_of, made_of
from tests.data_access import search_frames as frames

SEGMENT = 2 * BLOCK
ROWS = 300


def table(seed: int, rows: int = ROWS) -> pa.Table:
    frame = frames.with_texts(seed, rows)[list(READ)]
    return pa.Table.from_pandas(frame.astype(object).where(frame.notna(), None))


@pytest.fixture(scope="module", params=["file", "memory"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TextFile:
    """The same index in a local folder and in an object store, read in ranges."""
    content = made_of(table(3), segment=SEGMENT)
    if request.param == "file":
        folder = tmp_path_factory.mktemp("index")
        storage = Storage(fsspec.filesystem("file"), str(folder), is_local=True)
    else:
        storage = Storage(fsspec.filesystem("memory"), "/index", is_local=False)
    storage.write_whole("a.words", content)
    return TextFile(storage, "a.words")


@pytest.fixture(scope="module")
def ordered() -> list[dict[str, str | None]]:
    rows = table(3).to_pylist()
    return sorted(rows, key=lambda r: (r["t_accept"], r["ticket_no"]), reverse=True)


def plain(text: str | None) -> str:
    return (text or "").replace("\x1e", "\x1d").replace("\x1f", "\x1d")


def test_texts_come_back_as_they_were(index, ordered):
    places = [0, 299, 64, 63, 128, 1]
    wanted = [(plain(ordered[p]["title"]), plain(ordered[p]["content"])) for p in places]
    assert index.texts(places) == wanted
    lying = table(3).column("ticket_no").to_pylist()
    assert [lying[place] for place in index.to_file] == [row["ticket_no"] for row in ordered]
    assert index.rows_in_file([int(index.to_file[7])]).tolist() == [7]


@settings(max_examples=60)
@given(st.one_of(st.sampled_from(frames.PIECES), st.text(min_size=1, max_size=4)))
def test_rows_that_have_a_text_are_all_there(index, ordered, text):
    term = "".join(c.lower() if c.isascii() else c for c in text)
    if any(ord(c) < 32 for c in term):
        return
    found = [
        segment * SEGMENT + int(row)
        for segment in range(index.segments)
        for row in index.having(segment, term)
    ]
    assert found == sorted(set(found))
    wanted = [
        n for n, row in enumerate(ordered)
        if any(term in "".join(c.lower() if c.isascii() else c for c in plain(row[name]))
               for name in ("title", "content"))
    ]  # fmt: skip
    if len(term) <= 2:
        assert found == wanted
    assert set(wanted) <= set(found)


def test_numbers_and_callers(index, ordered):
    numbers = [row["ticket_no"] or "" for row in ordered]
    for part in ("2603", "a0001", "00123", "26"):
        wanted = [n for n, no in enumerate(numbers)
                  if no.lower().startswith(part) or no.lower().endswith(part)]  # fmt: skip
        assert index.numbered(part).tolist() == wanted
    some = np.unique(np.array([numbers[5].lower().encode(), b"x", numbers[250].lower().encode()]))
    assert index.rows_of(some).tolist() == [5, 250]
    wanted = [n for n, row in enumerate(ordered) if row["caller_key"] == "k2"]
    assert index.rows_of_caller("k2").tolist() == wanted


def test_equal_tickets_make_equal_indexes():
    one, again, other = table(4), table(4), table(5)
    assert made_of(one) == made_of(again)
    assert digest_of(one) == digest_of(again) != digest_of(other)
    assert made_of(table(4, 1))
