"""What Streamlit would draw of a page: sentences, tiles, tables, pictures; and what of it was read.

Whoever reads a page takes texts, columns and traces from here; what nobody took is unread.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd

from tests.agreement.templates import pattern

_KEY = re.compile(r"^\$\$ID-[0-9a-f]+-")
_BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "blockquote", "div", "td", "th", "span", "em"})
_SAID = (
    "Caption",
    "Markdown",
    "Info",
    "Warning",
    "Error",
    "Success",
    "Title",
    "Subheader",
    "Header",
)


@dataclass
class Sentence:
    """Words in one place. ``kind``: the class or the element they stand in; ``box``: whose part."""

    words: str
    kind: str
    box: str
    taken: list[tuple[int, int]] = field(default_factory=list)

    def rest(self) -> str:
        """Return the words that nobody took."""
        letters = list(self.words)
        for first, last in self.taken:
            letters[first:last] = " " * (last - first)
        return "".join(letters)


@dataclass
class Tile:
    """A number in large type with what stands below it."""

    label: str
    value: str
    box: str
    delta: str = ""
    help: str = ""
    taken: bool = False


@dataclass
class Table:
    """A table: its frame, and the columns that were read."""

    name: str
    frame: pd.DataFrame
    taken: set[str] = field(default_factory=set)

    def column(self, head: str) -> list[Any]:
        """Take a column."""
        self.taken.add(head)
        return list(self.frame[head])

    def rows(self, *heads: str) -> list[tuple[Any, ...]]:
        """Take several columns, row by row."""
        return list(zip(*(self.column(h) for h in heads), strict=True))


@dataclass
class Figure:
    """A picture: its traces, and the names on its axis."""

    name: str
    traces: list[dict[str, Any]]
    names: list[str]
    taken: bool = False

    def actual(self) -> dict[str, Any] | None:
        """Take the line of what was: the one with marks that are not hollow."""
        self.taken = True
        for trace in self.traces:
            if trace.get("mode") == "lines+markers" and trace.get("line", {}).get("dash") is None:
                return trace
        return None

    def areas(self) -> list[tuple[str, str, float | None]]:
        """Take the areas of a map: code, what its hover says behind the area's name, and how many
        tickets a click opens; empty for another picture."""
        self.taken = True
        return [
            (str(code), re.sub(r"<br>.*", "", str(words)).partition(" ")[2], n)
            for trace in self.traces
            if trace["type"] == "choropleth"
            for code, words, n in zip(
                trace["locations"],
                trace["customdata"],
                (trace.get("meta") or {}).get("counts") or [None] * len(trace["locations"]),
                strict=True,
            )
        ]

    def dashed(self) -> dict[str, Any] | None:
        """Take the dashed line."""
        self.taken = True
        return next((t for t in self.traces if t.get("line", {}).get("dash") == "dash"), None)


class Drawn:
    """One page as it is drawn."""

    def __init__(self, tree: Any) -> None:
        """Walk through what AppTest ran."""
        self.sentences: list[Sentence] = []
        self.tiles: list[Tile] = []
        self.tables: dict[str, Table] = {}
        self.figures: dict[str, Figure] = {}
        self._walk(tree, "page")

    def take(self, key: str, *, kind: str = "", box: str = "", **typed: str) -> list[Told]:
        """Take every place where the text ``key`` of the catalogue is said, with its blanks."""
        found, regex = [], pattern(key, tuple(sorted(typed.items())))
        for sentence in self.sentences:
            if (kind and sentence.kind != kind) or (box and sentence.box != box):
                continue
            for match in regex.finditer(sentence.words):
                sentence.taken.append(match.span())
                blanks = {name: words or "" for name, words in match.groupdict().items()}
                found.append(Told(blanks, sentence, match.group()))
        return found

    def tile(self, *labels: str) -> Tile | None:
        """Take the tile of the first label that there is."""
        for tile in self.tiles:
            if tile.label in labels:
                tile.taken = True
                return tile
        return None

    def figure(self, name: str) -> Figure | None:
        """Return a picture by the end of its key."""
        return next((f for n, f in self.figures.items() if n == f"picture_{name}"), None)

    def table(self, name: str) -> Table | None:
        """Return a table by the box that it stands in."""
        return self.tables.get(name)

    def _walk(self, node: Any, box: str) -> None:
        for child in getattr(node, "children", {}).values():
            proto, mine = getattr(child, "proto", None), box
            key = _KEY.sub("", str(getattr(proto, "id", "") or ""))
            if key.startswith("part_"):
                mine = key.removeprefix("part_")
            self._one(child, proto, mine)
            self._walk(child, mine)

    def _one(self, child: Any, proto: Any, box: str) -> None:
        kind = type(child).__name__
        if kind == "Metric":
            self.tiles.append(Tile(child.label, child.value, box, child.delta or "", proto.help))
        elif kind == "Html":
            self._html(proto.body, box)
        elif kind in _SAID:
            self._say(_plain(str(child.value)), kind.lower(), box)
        elif kind in {"Expander", "Button", "Toggle"}:
            self._say(_plain(str(child.label)), "label", box)
        elif kind == "Selectbox":
            for option in child.options:
                self._say(str(option), "option", box)
        elif kind == "Dataframe":
            name = box if box not in self.tables else f"{box}#{len(self.tables)}"
            self.tables[name] = Table(name, pd.DataFrame(child.value))
        elif getattr(child, "type", "") == "plotly_chart":
            self._figure(_KEY.sub("", proto.id), json.loads(proto.spec), box)

    def _say(self, words: str, kind: str, box: str) -> None:
        words = " ".join(words.split())
        if words:
            self.sentences.append(Sentence(words, kind, box))

    def _html(self, body: str, box: str) -> None:
        parser = _Blocks()
        parser.feed(re.sub(r"<style>.*?</style>", "", body, flags=re.DOTALL))
        for kind, words in parser.found:
            self._say(words, kind, box)
        if parser.frame().size:
            name = "month" if "weisu-month" in body else "items" if "weisu-items" in body else ""
            paper = "paper" if "weisu-paper" in body else name or "list"
            self.tables[f"{box}:{paper}"] = Table(f"{box}:{paper}", parser.frame())

    def _figure(self, name: str, spec: dict[str, Any], box: str) -> None:
        traces = [_decoded(trace) for trace in spec.get("data", [])]
        layout = spec.get("layout", {})
        names = [_bare(t) for t in layout.get("yaxis", {}).get("ticktext", [])]
        self.figures[name] = Figure(name, traces, names)
        for note in layout.get("annotations", []):
            words = _bare(str(note.get("text", "")))
            kind = "title" if "<b>" in str(note.get("text", "")) else "mark"
            self._say(words, kind, box)
        for trace in traces:
            for own, kind in (("customdata", "hover"), ("text", "bar")):
                for words in trace.get(own) or []:
                    if isinstance(words, str):
                        self._say(_bare(words, " "), kind, box)


@dataclass
class Told:
    """One place where a text is said. ``blanks``: what stands in its blanks."""

    blanks: dict[str, str]
    sentence: Sentence
    words: str

    def __getitem__(self, name: str) -> str:
        """Return what stands in a blank."""
        return self.blanks[name]


class _Blocks(HTMLParser):
    """Parts HTML into its blocks of text, with tables kept as rows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.heads: list[str] = []
        self.rows: list[list[str]] = []
        self._open: list[tuple[str, str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in _BLOCKS:
            self._open.append((tag, (given.get("class") or tag).split()[-1], []))
        if given.get("title"):
            self.found.append(("hover", str(given["title"])))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _BLOCKS or not self._open:
            return
        name, kind, words = self._open.pop()
        told = "".join(words).strip()
        if name == "th":
            self.heads.append(told)
            return
        if name == "td" and self.rows:
            self.rows[-1].append(" ".join(told.split()))
            return
        if self._open and any(o[0] == "td" for o in self._open):
            # A cell's note stays with its cell.
            self._open[-1][2].append(f" {told} ")
            return
        if told:
            self.found.append((kind, told))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)

    def frame(self) -> pd.DataFrame:
        """Return the rows under their heads."""
        rows = [row for row in self.rows if len(row) == len(self.heads)]
        return pd.DataFrame(rows, columns=self.heads)


def _decoded(trace: dict[str, Any]) -> dict[str, Any]:
    """Return a trace whose numbers are lists."""
    return {name: _values(value) for name, value in trace.items()}


def _values(value: Any) -> Any:
    if isinstance(value, dict) and "bdata" in value:
        return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).tolist()
    return value


def _bare(words: str, between: str = "") -> str:
    """Return a picture's words on one line, without marks."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", between, words)))


def _plain(words: str) -> str:
    """Return Markdown as it is read."""
    words = re.sub(r"\*\*(.*?)\*\*", r"\1", words)
    return re.sub(r"\\(?=[^\w\s])", "", words)


def unread(page: Drawn, left: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    """Yield what has a figure that nobody read; ``left``: what is no figure of the data.

    What people wrote into their tickets, and names, have figures that are theirs.
    """
    for sentence in page.sentences:
        rest = sentence.rest()
        for one in left:
            rest = one.sub(" ", rest)
        theirs = sentence.kind in _THEIRS or re.search(r"(?:^|· )\d{12,}$", sentence.words)
        if re.search(r"\d", rest) and not theirs:
            yield f"{sentence.box}/{sentence.kind}: {sentence.words}"
    for tile in page.tiles:
        if not tile.taken:
            yield f"tile: {tile.label} {tile.value}"
    for table in page.tables.values():
        for head in table.frame.columns:
            if head not in table.taken and _figures(table.frame[head]):
                yield f"table {table.name}: {head}"
    for figure in page.figures.values():
        if not figure.taken:
            yield f"picture {figure.name}"


_THEIRS = frozenset({"weisu-quote", "weisu-word", "weisu-words", "option"})


def _figures(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds figures, not names or words."""
    told = [str(v) for v in column if not pd.isna(v) and str(v)]
    return bool(told) and all(re.fullmatch(r"[+−-]?[\d,.]+[%件人倍]?", v) for v in told)
