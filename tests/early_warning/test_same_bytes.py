"""Warnings do not depend on how many threads the machine has."""

import pytest

from tests.support.same_bytes import with_threads


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", ["warnings"])
def test_they_are_the_same_with_one_thread_and_with_two(part, tmp_path):
    assert with_threads(part, 1, tmp_path) == with_threads(part, 2, tmp_path)
