"""Risk words on own labelled sentences, a third of them traps; precision and recall are printed."""

from pathlib import Path

import pytest

from data_access.types import WeisuError
from early_warning.text.risk_words import find_risks, load, risks, shipped

SENTENCES = Path(__file__).parent / "risk_sentences.txt"


def labelled() -> list[tuple[frozenset[str], str]]:
    found = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            classes, _, sentence = line.partition("|")
            found.append((frozenset(classes.split(",")) - {"-"}, sentence))
    return found


def test_precision_and_recall_on_labelled_sentences() -> None:
    rows = labelled()
    assert len(rows) >= 300
    assert sum(not wanted for wanted, _ in rows) >= len(rows) / 3
    hit = false = missed = 0
    for one in shipped().classes:
        tp = sum(one.name in wanted and one.name in risks(text) for wanted, text in rows)
        fp = sum(one.name not in wanted and one.name in risks(text) for wanted, text in rows)
        fn = sum(one.name in wanted and one.name not in risks(text) for wanted, text in rows)
        print(f"{one.label}: {tp} right, {fp} false, {fn} missed")
        hit, false, missed = hit + tp, false + fp, missed + fn
    for wanted, text in rows:
        if risks(text) != wanted:
            print(sorted(wanted), sorted(risks(text)), text)
    precision, recall = hit / (hit + false), hit / (hit + missed)
    print(f"precision {precision:.3f}, recall {recall:.3f} of {hit + missed} labels")
    assert precision >= 0.9
    assert recall >= 0.9


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("没有人跳楼", "negated"),
        ("听说有人跳楼", "reported"),
        ("有人要跳楼", "asserted"),
        ("没有护栏导致孩子溺水", "asserted"),
        ("今天举行火灾逃生演练", "training"),
    ],
)
def test_how_a_hit_is_meant(text: str, status: str) -> None:
    assert find_risks(text)[0].status == status


def test_every_hit_shows_its_words() -> None:
    for _, text in labelled():
        for hit in find_risks(text):
            assert text.replace(" ", "")[hit.start :].startswith(hit.words)


def test_a_broken_dictionary_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("version: 1\nclasses: {a: {label: x}}", encoding="utf-8")
    with pytest.raises(WeisuError, match="风险词表"):
        load(path)


def test_what_threatens_life_cannot_be_turned_off() -> None:
    life = {one.name for one in shipped().classes if one.life}
    assert life == {"life_and_limb", "fire_and_gas", "elevator", "minors", "epidemics"}
