"""A ticket frame made ready for a topic run: what is missing is filled and said in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from data_access.types import WeisuError
from hotspots.topics.heat import sharpness
from hotspots.topics.settings import TopicSettings
from hotspots.vectors.embedder import joined, unit_rows
from hotspots.vectors.lsa import Lsa
from hotspots.words.matrix import count_matrix
from hotspots.words.names import Names
from hotspots.words.segment import Segmenter

_OPTIONAL = (
    "hour",
    "category_code",
    "area_county",
    "area_street",
    "area_code",
    "ticket_type",
    "caller_key",
    "title",
    "content",
)
_TEXTS = ("title", "content")
_WORDS_READ = 400
_BEGINNING = 30
_CATEGORY = 6


@dataclass(frozen=True)
class Prepared:
    """Tickets by (day, ticket_no) with their vectors, words and places; ``notes`` in words.

    ``cuts``: (words, places) of each text; ``counts``: tickets × words; ``terms`` its columns.
    """

    frame: pd.DataFrame
    names: Names
    vectors: np.ndarray
    cuts: list[tuple[list[str], list[str]]]
    counts: sparse.csr_matrix
    terms: list[str]
    segmenter: Segmenter
    model: str
    notes: tuple[str, ...]

    @cached_property
    def titles(self) -> np.ndarray:
        """Per ticket its title, or how its content begins where it has none."""
        return self.titles_of(np.arange(len(self.frame)))

    @cached_property
    def categories(self) -> tuple[np.ndarray, np.ndarray]:
        """Per ticket the number of its category (−1 unknown); the codes, cut at a depth."""
        return _numbered(
            self.frame["category_code"].map(lambda code: str(code)[:_CATEGORY] if code else None)
        )

    @cached_property
    def areas(self) -> tuple[np.ndarray, np.ndarray]:
        """Per ticket the number of its area (−1 unknown); their codes."""
        return _numbered(self.frame["area_code"])

    def titles_of(self, rows: np.ndarray) -> np.ndarray:
        """Return the ``titles`` of some tickets, without making them all."""
        if "titles" in self.__dict__:
            known: np.ndarray = self.titles[rows]
            return known
        texts = (self.frame[name].iloc[rows] for name in _TEXTS)
        return np.array(
            [
                " ".join(title.split()) or " ".join(content[:_BEGINNING].split())
                for title, content in zip(*texts, strict=True)
            ],
            dtype=object,
        )

    @property
    def days(self) -> np.ndarray:
        """Day number of each ticket, ascending."""
        return self.frame["day"].to_numpy().astype("datetime64[D]").astype(np.int64)

    def part(self, first: int) -> Prepared:
        """Return the tickets from row ``first`` on."""
        return replace(
            self,
            frame=self.frame.iloc[first:].reset_index(drop=True),
            vectors=self.vectors[first:],
            cuts=self.cuts[first:],
            counts=self.counts[first:],
        )


def _numbered(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    number, known = pd.factorize(column.where(column.astype(bool), None))
    return number, np.asarray(known, dtype=object)


def prepare(
    frame: pd.DataFrame,
    names: Names,
    *,
    as_of: date,
    seed: int,
    vectors: np.ndarray | None,
    settings: TopicSettings,
    model: Lsa | None = None,
    read_days: int | None = None,
) -> Prepared:
    """Return the tickets up to ``as_of`` with vectors and words.

    ``model``: what the vectors were made by; None: they are of an unnamed kind (``given``).
    ``read_days``: the texts of so many last days only are cut into words, the others' words are
    empty. Errors: a frame without ticket_no or day, or vectors of another number of tickets.
    """
    tickets, order = _ordered(frame, as_of)
    first = 0
    if read_days is not None:
        since = pd.Timestamp(as_of) - pd.Timedelta(days=read_days)
        first = int(tickets["day"].searchsorted(since, side="right"))
    texts = [
        joined(title, content, settings.text_limit)
        for title, content in zip(
            tickets["title"].iloc[first:], tickets["content"].iloc[first:], strict=True
        )
    ]
    notes = _missing(tickets)
    version = "given" if model is None else model.version
    if vectors is not None:
        if len(vectors) != len(frame):
            raise WeisuError("文本向量与工单数量不一致。结果没有变动，请重新计算向量。")
        own = unit_rows(np.asarray(vectors)[order])
        whole = model is not None and read_days is None
        # A night learns the names of places that are new since the model was trained.
        segmenter = model.segmenter if whole else Segmenter.learned(texts, names)  # type: ignore[union-attr]
    else:
        try:
            lsa = Lsa.fit(texts, names, seed=seed, dimensions=settings.dimensions)
        except WeisuError as error:
            notes.append(str(error))
            own, segmenter = np.zeros((len(texts), 1), np.float32), Segmenter.learned(texts, names)
        else:
            own, segmenter, version = lsa.encode(texts), lsa.segmenter, lsa.version
    cuts: list[tuple[list[str], list[str]]] = [([], [])] * first
    for text in texts:
        words, places = segmenter.cut(text)
        cuts.append((words[:_WORDS_READ], places[:_WORDS_READ]))
    counts, terms = count_matrix(words for words, _ in cuts)
    return Prepared(tickets, names, own, cuts, counts, terms, segmenter, version, tuple(notes))


def _ordered(frame: pd.DataFrame, as_of: date) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the tickets up to the day, by day and number, and where each stood in ``frame``."""
    if not {"ticket_no", "day"} <= set(frame.columns):
        raise WeisuError("工单表缺少工单编号或日期，无法发现主题。已有结果没有变动。")
    tickets = frame.assign(_at=np.arange(len(frame)), day=pd.to_datetime(frame["day"]))
    for name in _OPTIONAL:
        if name not in tickets:
            tickets[name] = None
    kept = (tickets["day"].notna() & (tickets["day"] <= pd.Timestamp(as_of))).to_numpy(copy=True)
    kept[kept] = ~tickets.loc[kept, "ticket_no"].duplicated().to_numpy()
    # A copy of all texts costs seconds in a large city.
    tickets = tickets if kept.all() else tickets[kept]
    tickets = tickets.sort_values(["day", "ticket_no"])
    order = tickets["_at"].to_numpy()
    tickets = tickets.drop(columns="_at").reset_index(drop=True)
    for name in _TEXTS:  # as Arrow has them: a Python text of each costs seconds in a large city
        tickets[name] = tickets[name].astype("str").fillna("")
    for name in (name for name in _OPTIONAL[1:] if name not in _TEXTS):
        column = tickets[name].astype(object)
        tickets[name] = column.where(column.notna(), None)
    tickets["day"] = tickets["day"].astype("datetime64[us]")
    known = tickets["caller_key"].notna() & (tickets["caller_key"] != "")
    tickets["caller"] = tickets["caller_key"].where(known, "#" + tickets["ticket_no"].astype(str))
    tickets["sharp"] = sharpness(tickets)
    return tickets, order


def _missing(tickets: pd.DataFrame) -> list[str]:
    notes = []
    if not len(tickets):
        return ["所选时间和范围内没有工单。"]
    silent = int(
        ((tickets["title"].str.strip() == "") & (tickets["content"].str.strip() == "")).sum()
    )
    if silent == len(tickets):
        notes.append("工单都没有标题和内容，无法按文本发现主题。")
    elif silent:
        notes.append(f"{silent} 件工单没有标题和内容，不归入任何主题。")
    for column, what in (
        ("area_code", "区划"),
        ("caller_key", "诉求人"),
        ("category_code", "分类"),
    ):
        if tickets[column].isna().all():
            notes.append(f"工单没有{what}，相应的统计从缺。")
    return notes
