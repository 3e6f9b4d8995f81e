"""Measures the demo city's words and lays them beside real messages.

``python -m demo_city.word_statistics --teddy FILE --city DIR`` prints lengths, the richness of
characters and of pairs of characters, and how many texts are near-copies of each other. Pairs of
characters stand for words: they need no dictionary, and mean the same for both sides. Where the
package ``jieba`` happens to be installed, its words are counted as well.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

BLOCK = 20_000
BLOCKS = 8
NEAR = 0.8
GRAM = 3
QUANTILES = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
MOST_TEXTS = 5_000
ENQUIRY = "咨询"
MESSAGE_COLUMN = "留言详情"


@dataclass(frozen=True, slots=True)
class Richness:
    """Of a block of running text: how many different units, and their entropy in bits."""

    different: float
    ratio: float
    entropy: float


def packed(text: str) -> str:
    """Return the text without white space: pages and tables leave it everywhere."""
    return "".join(text.split())


def chinese(texts: Iterable[str]) -> str:
    """Return the Chinese characters of the texts."""
    return "".join(c for text in texts for c in text if "\u4e00" <= c <= "\u9fff")


def length_quantiles(texts: Sequence[str]) -> list[float]:
    """Return the quantiles (see ``QUANTILES``) and then the mean of lengths in characters."""
    found = np.array([len(packed(t)) for t in texts])
    return [*np.quantile(found, QUANTILES).tolist(), float(found.mean())]


def richness(units: Sequence[Any]) -> Richness:
    """Return how rich a sequence of characters or words is."""
    counts = Counter(units)
    share = np.array(list(counts.values())) / len(units)
    entropy = float(-(share * np.log2(share)).sum())
    return Richness(len(counts), len(counts) / len(units), entropy)


def pairs(text: str) -> list[str]:
    """Return all pairs of neighbouring characters."""
    return [text[k : k + 2] for k in range(len(text) - 1)]


def blocks(texts: Sequence[str], seed: int = 0) -> list[str]:
    """Return blocks of ``BLOCK`` Chinese characters, each from texts in an order of its own."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(BLOCKS):
        block = ""
        for at in random.permutation(len(texts)):
            block += chinese((texts[at],))
            if len(block) >= BLOCK:
                break
        found.append(block[:BLOCK])
    return found


def measured(
    texts: Sequence[str], units: Callable[[str], Sequence[Any]], seed: int = 0
) -> Richness:
    """Return the mean richness over blocks, in units such as characters, pairs or words."""
    each = [richness(units(block)) for block in blocks(texts, seed)]
    return Richness(
        *(float(np.mean([getattr(r, k) for r in each])) for k in ("different", "ratio", "entropy"))
    )


def near_copies(texts: Sequence[str], least: float = NEAR) -> list[tuple[int, int, float]]:
    """Return all pairs of texts whose sets of three-character runs are alike: (i, j, Jaccard).

    Exact: two sets as alike as ``least`` must share one of each set's rarest runs, as many as
    could be missing (prefix filtering), so that only few pairs need to be compared.
    """
    grams = [{t[k : k + GRAM] for k in range(len(t) - GRAM + 1)} or {t} for t in map(packed, texts)]
    often = Counter(g for found in grams for g in found)
    order = sorted(range(len(texts)), key=lambda at: len(grams[at]))
    index: dict[str, list[int]] = {}
    alike: list[tuple[int, int, float]] = []
    for at in order:
        mine = grams[at]
        first = sorted(mine, key=lambda g: (often[g], g))
        prefix = first[: len(mine) - int(np.ceil(least * len(mine))) + 1]
        seen = {other for g in prefix for other in index.get(g, ())}
        for other in seen:
            theirs = grams[other]
            if len(theirs) >= least * len(mine):
                both = len(mine & theirs)
                value = both / (len(mine) + len(theirs) - both)
                if value >= least:
                    alike.append((other, at, value))
        for g in prefix:
            index.setdefault(g, []).append(at)
    return alike


def near_copy_share(texts: Sequence[str]) -> float:
    """Return the share of all pairs of texts that are near-copies."""
    return len(near_copies(texts)) / (len(texts) * (len(texts) - 1) / 2)


def read_messages(path: Path) -> list[str]:
    """Return the messages of a workbook with a column 留言详情; ValueError without it."""
    from python_calamine import CalamineWorkbook

    heading, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    if MESSAGE_COLUMN not in heading:
        msg = f"{path} has no column {MESSAGE_COLUMN}"
        raise ValueError(msg)
    at = heading.index(MESSAGE_COLUMN)
    return [packed(str(row[at])) for row in rows]


def read_city(folder: Path) -> list[dict[str, str]]:
    """Return number, type, title and content of the tickets that tell of no planted event."""
    known = folder / "truth" / "event_tickets.csv"
    members: set[str] = set()
    if known.exists():
        with known.open(encoding="utf-8-sig", newline="") as file:
            members = {row["ticket_no"] for row in csv.DictReader(file)}
    with (folder / "tickets.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            {k: row[k] for k in ("工单编号", "诉求类型", "标题", "主要内容")}
            for row in csv.DictReader(file)
            if row["主要内容"] and row["工单编号"] not in members
        ]


def sample(texts: Sequence[str], seed: int = 0) -> list[str]:
    """Return at most ``MOST_TEXTS`` of the texts, drawn at random."""
    random = np.random.default_rng(seed)
    chosen = random.permutation(len(texts))[:MOST_TEXTS]
    return [texts[at] for at in chosen]


def table(sides: dict[str, Sequence[str]]) -> list[tuple[str, list[str]]]:
    """Return the lines of the comparison: what is measured, and a value for each side."""
    lines: list[tuple[str, list[str]]] = [
        ("texts", [str(len(texts)) for texts in sides.values()]),
    ]
    quantiles = [length_quantiles(texts) for texts in sides.values()]
    names = [f"length, {100 * q:.0f} %" for q in QUANTILES] + ["length, mean"]
    lines += [(name, [f"{found[k]:.0f}" for found in quantiles]) for k, name in enumerate(names)]
    kinds: list[tuple[str, Callable[[str], Sequence[Any]]]] = [
        ("characters", list),
        ("character pairs", pairs),
    ]
    if importlib.util.find_spec("jieba") is not None:
        kinds.append(("words", importlib.import_module("jieba").lcut))
    for name, units in kinds:
        rich = [measured(texts, units) for texts in sides.values()]
        lines.append((f"{name}: different in {BLOCK}", [f"{r.different:.0f}" for r in rich]))
        lines.append((f"{name}: type-token ratio", [f"{r.ratio:.4f}" for r in rich]))
        lines.append((f"{name}: entropy, bits", [f"{r.entropy:.2f}" for r in rich]))
    habits: dict[str, Callable[[str], bool]] = {
        "with digits": lambda t: any(c.isdigit() for c in t),
        "with ！": lambda t: "！" in t or "!" in t,
        "without end mark": lambda t: t[-1:] not in "。！？!?.",
    }
    for name, has in habits.items():
        shares = [sum(map(has, texts)) / len(texts) for texts in sides.values()]
        lines.append((f"share {name}", [f"{s:.3f}" for s in shares]))
    found = [near_copies(sample(texts)) for texts in sides.values()]
    sizes = [min(len(texts), MOST_TEXTS) for texts in sides.values()]
    lines.append(
        (
            f"pairs alike ≥ {NEAR}, per million",
            [f"{2e6 * len(f) / (n * (n - 1)):.2f}" for f, n in zip(found, sizes, strict=True)],
        )
    )
    touched = [len({at for pair in f for at in pair[:2]}) for f in found]
    lines.append(
        (
            "texts with a near-copy",
            [f"{100 * t / n:.2f} %" for t, n in zip(touched, sizes, strict=True)],
        )
    )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; return 0, or 2 where a file can't be read."""
    parser = argparse.ArgumentParser(prog="python -m demo_city.word_statistics")
    parser.add_argument("--teddy", type=Path, help="workbook of real messages")
    parser.add_argument("--city", type=Path, help="folder with the city's tickets.csv")
    given = parser.parse_args(arguments)
    sides: dict[str, Sequence[str]] = {}
    try:
        if given.teddy:
            sides["real messages"] = read_messages(given.teddy)
        if given.city:
            rows = read_city(given.city)
            sides["city, all"] = [packed(r["主要内容"]) for r in rows]
            sides["city, no enquiries"] = [
                packed(r["主要内容"]) for r in rows if r["诉求类型"] != ENQUIRY
            ]
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command talks to a person
        return 2
    if not sides:
        parser.error("give --teddy, --city or both")
    print(f"{'':34}" + "".join(f"{name:>20}" for name in sides))  # noqa: T201
    for name, values in table(sides):
        print(f"{name:34}" + "".join(f"{value:>20}" for value in values))  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
