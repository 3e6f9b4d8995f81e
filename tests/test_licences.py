"""The licence of every package that a lock names: permissive, or named here with its reason.

The product is given to cities, so nothing in it may bind what they do with it. What a package says
of itself counts: License-Expression, or its short License field and classifiers. Whatever cannot be
read from these stands in ``READ`` after a look at the text it ships.
"""

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-peers.lock")

PERMISSIVE = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD", "BSD-2-Clause", "BSD-3-Clause",
    "CC0-1.0", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib",
}  # fmt: skip

MERELY_IMPORTED = {
    "psycopg": ("LGPL-3.0-only", "the driver of PostgreSQL, imported and exchangeable"),
    "psycopg-binary": ("LGPL-3.0-only", "its compiled half, with PostgreSQL's own libpq"),
    "certifi": ("MPL-2.0", "Mozilla's root certificates, read as they are"),
    "tqdm": ("MPL-2.0", "draws progress; imported as it is"),
    "setuptools": ("LGPL-3.0-only", "autocommand, which it carries; builds the installation only"),
    "hypothesis": ("MPL-2.0", "runs tests; no part of what a city gets"),
    "pathspec": ("MPL-2.0", "mypy reads with it; no part of what a city gets"),
    "axe-playwright-python": ("MPL-2.0", "its axe.min.js looks at pages in tests; given to nobody"),
    "gensim": ("LGPL-2.1-only", "a benchmark's peer, in an environment of its own"),
}
"""Licences that bind changes of the package itself only, each with why it is no burden here."""

READ = {
    "adagio": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0",
    "coreforecast": "Apache-2.0",
    "fugue": "Apache-2.0",
    "gensim": "LGPL-2.1-only",
    "lightgbm": "MIT",
    "llvmlite": "BSD-2-Clause AND Apache-2.0 WITH LLVM-exception",
    "numba": "BSD-2-Clause",
    "pynndescent": "BSD-2-Clause",
    "pytz": "MIT",
    "smart-open": "MIT",
    "statsforecast": "Apache-2.0",
    "triad": "Apache-2.0",
    "tzdata": "Apache-2.0",
    "umap-learn": "BSD-3-Clause",
    "utilsforecast": "Apache-2.0",
}
"""Read in the package itself: those that only benchmarks install, in another environment than the
tests', and those whose metadata name no licence (none today).
"""

SPELLINGS = {
    "2-clause BSD": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache Software License 2.0": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
NO_NAMES = {"", "Dual License", "OSI Approved", "DFSG approved"}
"""What stands in these fields and names no licence; another field has to."""


def locked() -> list[str]:
    names = set()
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        names.update(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", text, re.MULTILINE))
    return sorted(names)


def stated(package: metadata.PackageMetadata) -> list[str]:
    """Every licence that the metadata name, as SPDX expressions where the spelling is known."""
    if "License-Expression" in package:
        return [package["License-Expression"]]
    field = package["License"].strip() if "License" in package else ""
    # More than a line is the text itself, not a name.
    names = [field] if "\n" not in field and not field.startswith("Copyright") else []
    names += [
        classifier.rpartition("::")[2].strip()
        for classifier in package.get_all("Classifier") or []
        if classifier.startswith("License ::")
    ]
    return [SPELLINGS.get(name, name) for name in names if name not in NO_NAMES]


def licences(name: str) -> list[str]:
    if name in READ:
        return [READ[name]]
    try:
        return stated(metadata.metadata(name))
    except metadata.PackageNotFoundError:
        return []


def allowed(expression: str, beside: str = "") -> bool:
    """Of alternatives one has to be allowed, of parts all; ``beside``: one more for a package."""
    parts = [part.split(" OR ") for part in expression.split(" AND ")]
    return all(any(one in PERMISSIVE or one == beside for one in part) for part in parts)


def test_parts_and_alternatives_are_told_apart() -> None:
    assert allowed("MIT OR GPL-3.0-only")
    assert not allowed("MIT AND GPL-3.0-only")
    assert not allowed("GPL-3.0-or-later")
    assert not allowed("LGPL-3.0-only")
    assert allowed("MPL-2.0 AND MIT", "MPL-2.0")


@pytest.mark.parametrize("name", locked())
def test_a_locked_package_may_be_given_to_a_city(name: str) -> None:
    found = licences(name)
    assert found, f"{name} names no licence that is known here: read its text, then add it to READ"
    beside = MERELY_IMPORTED.get(name, ("", ""))[0]
    for expression in found:
        assert allowed(expression, beside), f"{name}: {expression}"


@pytest.mark.parametrize("name", locked())
def test_the_text_that_it_ships_is_no_gnu_licence(name: str) -> None:
    """The metadata may say one thing and the file another."""
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        assert name in READ
        return
    for file in files:
        if re.match(r"(LICEN[CS]E|COPYING)", file.name) and ".dist-info" in str(file):
            text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            heading = " ".join(text.split())[:60].upper()
            assert "GNU" not in heading or name in MERELY_IMPORTED, f"{name}: {file}"


def test_the_lists_name_nothing_that_is_gone() -> None:
    assert {*MERELY_IMPORTED, *READ} <= set(locked())
