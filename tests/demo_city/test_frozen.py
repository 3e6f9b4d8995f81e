"""The generator is frozen: results of methods on one seed stay comparable until it changes.

When it changes on purpose, the new hash goes here, and results on the old one are void.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from demo_city import write_city

WITHOUT_WORDS = "0605c98d007c869698e55f08b8189427cbf75e47b9d8844d8f9f9c5471f5fd03"
WITH_WORDS = "1b7a014cbab7e1da851d05d7f384b8e1840e0dbd9ac628847981c778bcc03064"


def digest(folder: Path) -> str:
    """Return one hash of every file, truth included, with its name."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(path.relative_to(folder).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()


@pytest.mark.parametrize(("words", "expected"), [(False, WITHOUT_WORDS), (True, WITH_WORDS)])
def test_the_output_of_one_seed_is_frozen(tmp_path, words, expected):
    write_city(tmp_path, seed=8, days=75, per_day=40, last_day=date(2026, 1, 31), words=words)
    assert digest(tmp_path) == expected
