"""Vectors, topics and trees do not depend on how many threads the machine has."""

import pytest

from tests.support.same_bytes import with_threads


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", ["vectors", "topics", "pairs"])
def test_they_are_the_same_with_one_thread_and_with_two(part, frame, tmp_path):
    frame.to_pickle(tmp_path / "frame.pickle")
    assert with_threads(part, 1, tmp_path) == with_threads(part, 2, tmp_path)
