"""The catalogue of texts: Chinese, in full-width punctuation, each one used and none missing."""

import re
from pathlib import Path

import pytest

from style.texts import TEXTS, text
from style.wording import punctuate

ROOT = Path(__file__).resolve().parents[2]
SOURCES = list((ROOT / "dashboards").rglob("*.py"))


@pytest.mark.parametrize("key", [k for k in TEXTS if not k.endswith(".commands")])
def test_texts_are_chinese_and_in_full_width_punctuation(key):
    words = TEXTS[key]
    assert re.search(r"[\u4e00-\u9fff]", words) or words.startswith("{")
    assert punctuate(words) == words


def test_every_key_asked_for_exists_and_every_text_is_used():
    code = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES)
    asked = set(re.findall(r"""\btext\(\s*"([a-z0-9_.]+)\"""", code))
    assert asked <= set(TEXTS)
    quoted = set(re.findall(r'"([a-z0-9_.]+)"', code))
    patterns = [
        re.compile(re.sub(r"\\\{[^}]*\\\}", "[a-z0-9_.]+", re.escape(p)) + "$")
        for p in re.findall(r"""\btext\(\s*f["']([^"']+)["']""", code)
    ]
    unused = [k for k in TEXTS if k not in quoted and not any(p.match(k) for p in patterns)]
    assert unused == []


def test_blanks_are_filled_by_name():
    assert text("filter.more_count", count=2) == "更多筛选\uff082\uff09"
